"""A network that a test can cut: connections stay open, and what is sent over them is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Proxy:
    """Hands bytes on to a port of this machine, or a socket of that path, or swallows them.

    ``cut`` may be called from any thread.
    """

    def __init__(self, target: int | str) -> None:
        self._target = target
        self._dropping = False
        self._lossy: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def cut(self) -> None:
        """Lose whatever is sent from now on, either way."""
        self._dropping = True

    async def mend(self) -> None:
        """Hand on again; connections on which something was lost break."""
        self._dropping = False
        for writer in list(self._lossy):
            writer.close()
        self._lossy.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Handle one connection."""
        if isinstance(self._target, str):
            there, back = await asyncio.open_unix_connection(self._target)
        else:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        pumps = [
            asyncio.create_task(self._pump(reader, back)),
            asyncio.create_task(self._pump(there, writer)),
        ]
        self._tasks.update(pumps)
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
            self._tasks.discard(pump)
        for each in (writer, back):
            self._lossy.discard(each)
            each.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while part := await reader.read(65536):
                if self._dropping:
                    self._lossy.add(writer)
                else:
                    writer.write(part)
                    await writer.drain()

    async def stop(self) -> None:
        """End every connection."""
        for task in list(self._tasks):
            task.cancel()


@asynccontextmanager
async def proxied(target: int | str) -> AsyncIterator[Proxy]:
    """A proxy in front of a port, or a socket of that path, on a port of its own."""
    proxy = Proxy(target)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.stop()
