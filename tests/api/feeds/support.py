"""What tests of feeds do over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.api.streams.support import Frame, Reader, reading
from tests.support import Api, a_session, got, message

Session = dict[str, Any]


async def start_of(client: httpx.AsyncClient, session: Session) -> str:
    """Where the feed of a session begins, for who has fetched its recovery just now."""
    whole = await got(client, f"/sessions/{session['id']}/recovery")
    start: str = whole["recovery"]["listen_from"]["last_event_id"]
    return start


@asynccontextmanager
async def following(
    api: Api, client: httpx.AsyncClient, session: Session, start: str | None = None
) -> AsyncIterator[Reader]:
    """The feed of a session, from what is there now on; with ``start`` from there."""
    after = start or await start_of(client, session)
    async with reading(api, client, f"/sessions/{session['id']}/events", after) as reader:
        yield reader


async def next_of(reader: Reader) -> Frame:
    """The next event, which has to come."""
    async with asyncio.timeout(30):
        frame = await reader.next()
    assert frame is not None, "the feed has ended"
    return frame


async def say(client: httpx.AsyncClient, session: Session, *texts: str) -> list[dict[str, Any]]:
    """Append messages to the session's chat."""
    path = f"/chats/{session['chat_id']}/messages"
    response = await client.post(path, json=[message(text) for text in texts])
    assert response.status_code == 201, response.text
    stored: list[dict[str, Any]] = response.json()["items"]
    return stored


__all__ = ["Frame", "Reader", "Session", "a_session", "following", "next_of", "say", "start_of"]
