"""The client: the same request again and again on many kept connections, in a process of its own.

It reads on each line of stdin what to drive, and prints what came of it.
"""

import asyncio
import json
import os
import sys
import time
from itertools import cycle
from typing import Any

import uvloop

CONNECTIONS = 32
CONTENT = "x" * 400
PAGE, APPEND, APPEND_WITH_ID = "page of 20", "append", "append with id"
REQUESTS = (PAGE, APPEND, APPEND_WITH_ID)


def uuid7() -> str:
    """An id as clients that sort by time make it (RFC 9562, section 5.7)."""
    head = int(time.time() * 1000).to_bytes(6, "big")
    rest = bytearray(os.urandom(10))
    rest[0] = 0x70 | rest[0] & 0x0F
    rest[2] = 0x80 | rest[2] & 0x3F
    text = (head + rest).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Connection(asyncio.Protocol):
    """Asks on one kept connection, again as soon as it is answered."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._came = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = transport
        self._load.connections.append(transport)
        self._ask()

    def _ask(self) -> None:
        if self._load.going:
            self._transport.write(self._load.request())

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
        if not head.startswith(self._load.expected):
            raise SystemExit(self._came.decode(errors="replace"))
        self._came = b""
        self._load.answered += 1
        self._ask()


class Load:
    """The same request again and again."""

    def __init__(self, kind: str, port: int, chats: list[str], token: str) -> None:
        self.going = True
        self.answered = 0
        self.connections: list[Any] = []
        self._kind = kind
        method = "GET" if kind == PAGE else "POST"
        query = "?limit=20" if kind == PAGE else ""
        self.expected = b"http/1.1 200" if kind == PAGE else b"http/1.1 201"
        self._heads = cycle(
            [
                f"{method} /chats/{chat}/messages{query} HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
                "User-Agent: bench\r\nAccept: */*\r\n"
                for chat in chats
            ]
        )

    def request(self) -> bytes:
        """The next request, on the next chat."""
        head = next(self._heads)
        if self._kind == PAGE:
            return (head + "\r\n").encode()
        message = {"role": "user", "content": CONTENT}
        if self._kind == APPEND_WITH_ID:
            message["id"] = uuid7()
        body = json.dumps(message)
        length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return (head + length + body).encode()


async def drive(order: dict[str, Any]) -> dict[str, Any]:
    """Drive one service for some seconds; how many answers there were, and in what time."""
    load = Load(order["kind"], order["port"], order["chats"], order["token"])
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    await asyncio.gather(
        *(
            loop.create_connection(lambda: Connection(load), "127.0.0.1", order["port"])
            for _ in range(CONNECTIONS)
        )
    )
    await asyncio.sleep(order["seconds"])
    load.going = False
    taken, answered = time.perf_counter() - began, load.answered
    # What is on its way comes to its end, so that the next load meets no rest of this one.
    await asyncio.sleep(0.1)
    for connection in load.connections:
        connection.close()
    return {"answered": load.answered, "per_second": answered / taken}


def be_client() -> None:
    """Drive what each line of stdin says, and print what came of it."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in sys.stdin:
            print(json.dumps(runner.run(drive(json.loads(line)))), flush=True)


if __name__ == "__main__":
    be_client()
