"""Requests whose bodies are on their way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

JSON = {"Content-Type": "application/json"}
BODY = b'{"title": "x"}'


@asynccontextmanager
async def half_sent(
    client: httpx.AsyncClient, size: int, *, declared: bool = True, path: str = "/chats"
) -> AsyncIterator[asyncio.Event]:
    """A request whose body stops before its last byte, until the event is set."""
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b" " * (size - len(BODY))
        reached.set()
        await go_on.wait()
        yield BODY

    method = "PUT" if path.endswith("/content") else "POST"
    headers = JSON | ({"Content-Length": str(size)} if declared else {})
    request = client.request(method, path, content=body(), headers=headers)
    sending = asyncio.create_task(request)
    await reached.wait()
    try:
        yield go_on
    finally:
        go_on.set()
        assert (await sending).is_success
