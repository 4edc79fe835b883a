"""Feeds of services in processes of their own: how they end, and what a reader can cost."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from documents.shapes.base import utc_now
from services.tokens import make_token
from tests.api.streams.serving import Serving, services
from tests.commands.processes import WAIT_SECONDS
from tests.support import a_session, message, settings_for


@asynccontextmanager
async def client_of(serving: Serving) -> AsyncIterator[httpx.AsyncClient]:
    settings = settings_for(serving.uri, serving.database_name)
    token = make_token("alice", settings=settings, clock=utc_now, expires=timedelta(hours=1))
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(timeout=60, base_url=serving.url, headers=headers) as client:
        yield client


async def open_feeds(client: httpx.AsyncClient) -> float:
    metrics = (await client.get("/metrics")).text
    found = re.search(r"^threadkeep_open_feeds (\S+)$", metrics, re.MULTILINE)
    assert found is not None
    return float(found[1])


@pytest.mark.timeout(180)
async def test_a_service_that_stops_says_goodbye_and_is_not_held_up(
    mongod: EmbeddedServer, bound: Database
) -> None:
    with services(1, mongod.uri, bound.name) as (serving,):
        await serving.ready()
        async with client_of(serving) as client:
            session = await a_session(client)
            assert serving.process is not None
            async with client.stream("GET", f"/sessions/{session['id']}/events") as response:
                text = ""
                async for part in response.aiter_text():
                    text += part
                    if text.endswith("}\n\n") and "event: chat\n" in text:
                        serving.process.terminate()
                assert text.endswith('event: bye\ndata: {"reason":"shutdown"}\n\n')
        assert await asyncio.to_thread(serving.process.wait, WAIT_SECONDS) == 0


@pytest.mark.timeout(180)
async def test_a_reader_that_never_reads_is_dropped(
    mongod: EmbeddedServer, bound: Database
) -> None:
    patience = {"THREADKEEP_BODY_TIMEOUT_SECONDS": "0.5"}
    with services(1, mongod.uri, bound.name, **patience) as (serving,):
        await serving.ready()
        async with client_of(serving) as client:
            session = await a_session(client)
            with socket.socket() as deaf:
                deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                deaf.connect(("127.0.0.1", serving.port))
                token = client.headers["Authorization"]
                deaf.sendall(
                    f"GET /sessions/{session['id']}/events HTTP/1.1\r\nHost: x\r\n"
                    f"Authorization: {token}\r\n\r\n".encode()
                )
                async with asyncio.timeout(WAIT_SECONDS):
                    while not await open_feeds(client):
                        pass
                path = f"/chats/{session['chat_id']}/messages"
                async with asyncio.timeout(2 * WAIT_SECONDS):
                    while await open_feeds(client):
                        response = await client.post(path, json=message("x" * 500_000))
                        assert response.status_code == 201, response.text
