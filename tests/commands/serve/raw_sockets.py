"""A server of the service's protocol on a raw socket, and clients that send it byte by byte."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from api.body_limit import BODY_LASTS
from commands.serve.protocol import ConnectionLimits, bounded_protocol
from tests.commands.processes import WAIT_SECONDS

LIMITS = ConnectionLimits(
    connections=10,
    head_bytes=2000,
    head_seconds=WAIT_SECONDS,
    body_seconds=WAIT_SECONDS,
    keep_alive_seconds=1,
)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers how long the body is. /unread does not read it, /never never ends, and of
    /lasting the body may take as long as it likes.

    /large is much; /middling too little for the server to stop the application from writing.
    """
    if scope["path"] == "/never":
        await asyncio.Event().wait()
    if scope["path"] == "/lasting":
        scope[BODY_LASTS] = True
    size, more = 0, scope["path"] != "/unread"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        more = message["more_body"]
    lengths = {"/large": 50_000_000, "/middling": 60_000}
    length = lengths.get(scope["path"])
    body = str(size).encode() if length is None else b"x" * length
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Connection:
    """A client's connection, byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        """Send it, unless the service has closed."""
        with suppress(ConnectionError):
            self._writer.write(data)
            await self._writer.drain()

    async def head(self) -> tuple[int, dict[str, str]]:
        """Status and headers of the next answer."""
        async with asyncio.timeout(WAIT_SECONDS):
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        line, *lines = head.strip().split("\r\n")
        return int(line.split()[1]), dict(each.split(": ", 1) for each in lines)

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the next answer."""
        status, headers = await self.head()
        async with asyncio.timeout(WAIT_SECONDS):
            return status, headers, await self._reader.readexactly(int(headers["content-length"]))

    async def is_refused(self, status: int) -> None:
        """It is answered with this problem, and closed."""
        found, headers, body = await self.answer()
        problem = json.loads(body)
        assert (found, problem["status"]) == (status, status)
        assert headers["content-type"] == "application/problem+json"
        assert len(headers["x-request-id"]) == 32
        assert headers["connection"] == "close"
        await self.is_closed()

    async def is_closed(self) -> None:
        """The service closes it, and says no more."""
        async with asyncio.timeout(WAIT_SECONDS):
            with suppress(ConnectionError):
                assert await self._reader.read() == b""
        self.close()

    def close(self) -> None:
        self._writer.close()


class Served:
    """A server on a socket, and the connections that it has open."""

    def __init__(self, address: tuple[str, int], connections: set[Any]) -> None:
        self._address = address
        self.connections = connections
        self._open: list[Connection] = []

    async def connect(self, holding: int | None = None) -> Connection:
        """A new connection to it; the client's kernel keeps ``holding`` bytes that nobody reads."""
        client = socket.socket()
        if holding is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, holding)
        client.connect(self._address)
        client.setblocking(False)
        made = Connection(*await asyncio.open_connection(sock=client, limit=holding or 2**16))
        self._open.append(made)
        return made

    def close(self) -> None:
        for each in self._open:
            each.close()


@asynccontextmanager
async def served(application: ASGIApp = app, **limits: Any) -> AsyncIterator[Served]:
    """A server of an application with these limits, else with large ones."""
    config = uvicorn.Config(
        application,
        http=bounded_protocol(replace(LIMITS, **limits)),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # What a client does not read stays with the server.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        serving = asyncio.create_task(server.serve([listening]))
        client = Served(listening.getsockname(), server.server_state.connections)
        try:
            yield client
        finally:
            client.close()
            server.should_exit = True
            await serving
