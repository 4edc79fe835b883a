"""One kept connection on which a client asks again as soon as it is answered."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

CONNECTIONS = 32
"""How many a measured service has at once."""


class Connection(asyncio.Protocol):
    """Sends one request after another until it has ``ended``, and counts the ``answers``.

    ``expected`` is what each answer begins with; another one ends the program.
    """

    def __init__(self, request: Callable[[], bytes], expected: bytes) -> None:
        self._request = request
        self._expected = expected
        self._came = b""
        self._transport: Any = None
        self.answers = 0
        self.ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer; after the last of it, ask again."""
        self._came += data
        end = self._came.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._came[:end].lower()
        size = int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
        if len(self._came) < end + 4 + size:
            return
        if not self._came.startswith(self._expected):
            raise SystemExit(self._came.decode(errors="replace"))
        self._came = b""
        self.answers += 1
        self._ask()

    def close(self) -> None:
        """Close it, whatever is on its way."""
        self.ended = True
        self._transport.close()

    def _ask(self) -> None:
        if not self.ended:
            self._transport.write(self._request())


async def connected(
    port: int, requests: list[Callable[[], bytes]], expected: bytes
) -> list[Connection]:
    """A connection for each of the requests, which asks from then on."""
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(partial(Connection, request, expected), "127.0.0.1", port)
        for request in requests
    ]
    return [connection for _, connection in made]
