"""What the service waits for until it is ready, as its own /readyz says."""

import asyncio
import http
import json
import textwrap
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from services.settings import Settings

if TYPE_CHECKING:
    from starlette.types import Message, Scope
    from uvicorn import Server

__all__ = ["answer_seconds", "what_it_waits_for"]

_TOLD_CHARACTERS = 200
_ASK_AGAIN_SECONDS = 0.5
# Beyond the wait for the database.
_ANSWER_SECONDS = 2.0


def answer_seconds(settings: Settings) -> float:
    """How long /readyz may take to answer."""
    return settings.database_timeout_seconds + _ANSWER_SECONDS


async def what_it_waits_for(server: "Server", seconds: float) -> AsyncIterator[str]:
    """What this very process waits for, in a line, each time that changes; ends once it is ready.

    Asked within the process: at the port another worker may answer. ``seconds`` bound
    the wait for an answer.
    """
    told: str | None = None
    while (why := await _why_not_ready(server, seconds)) is not None:
        if why != told:
            yield textwrap.shorten(why, _TOLD_CHARACTERS, placeholder=" ...")
        told = why
        await asyncio.sleep(_ASK_AGAIN_SECONDS)


async def _why_not_ready(server: "Server", seconds: float) -> str | None:
    try:
        async with asyncio.timeout(seconds):
            status, text = await _ask(server)
    except Exception as error:
        return f"/readyz does not answer: {error!r}"
    if status == http.HTTPStatus.OK:
        return None
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return f"/readyz answers {status}"


async def _ask(server: "Server") -> tuple[int, bytes]:
    """The status and the body of GET /readyz (https://asgi.readthedocs.io/en/latest/specs/www.html)."""
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/readyz",
        "raw_path": b"/readyz",
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "client": None,
        "server": None,
        "state": server.lifespan.state.copy(),
    }
    requests = iter([{"type": "http.request", "body": b"", "more_body": False}])
    status, body = 0, b""

    async def receive() -> "Message":
        if request := next(requests, None):
            return request
        await asyncio.Event().wait()  # nobody hangs up
        raise AssertionError

    async def send(message: "Message") -> None:
        nonlocal status, body
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            body += message.get("body", b"")

    await server.config.loaded_app(scope, receive, send)
    return status, body
