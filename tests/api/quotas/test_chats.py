"""The quota of chats: as many as there may be, whoever makes them and however."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from documents.shapes.base import utc_now
from services.tokens import make_token
from tests.api.quotas.support import refusals, refused, services_with
from tests.api.streams.serving import GOES_ON, Serving, services
from tests.queries import look
from tests.support import Api, a_chat, a_session, got, made, settings_for

WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "a chat": ("/chats", {}),
    "a session": ("/sessions", {}),
    "a resumed session": ("/sessions/resume", {}),
    "a conversation": ("/v1/conversations", {}),
}


@pytest.fixture
async def small(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """A service that lets a user have three chats."""
    async with services_with(mongod.uri, shared_name, quota_user_chats=3) as (api,):
        yield api


async def number_of(client: httpx.AsyncClient) -> int:
    return len((await got(client, "/chats"))["items"])


@pytest.mark.slow("two services in processes of their own")
@pytest.mark.timeout(180)
async def test_two_processes_at_once_make_as_many_chats_as_there_may_be(
    mongod: EmbeddedServer, bound: Database
) -> None:
    quota = {"THREADKEEP_QUOTA_USER_CHATS": "3"}
    with services(2, mongod.uri, bound.name, **quota) as both:
        settings = settings_for(mongod.uri, bound.name)
        hour = timedelta(hours=1)
        token = make_token("alice", settings=settings, clock=utc_now, expires=hour)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(timeout=60, headers=headers) as client:

            async def ask(serving: Serving) -> httpx.Response:
                """The answer that is no 503, as of a service that is just starting."""
                key = {"Idempotency-Key": uuid4().hex}
                while True:
                    with contextlib.suppress(*GOES_ON):
                        answer = await client.post(f"{serving.url}/chats", json={}, headers=key)
                        if answer.status_code != 503:
                            return answer
                    await asyncio.sleep(0.1)

            first = await asyncio.gather(*(ask(each) for each in both))
            assert [each.status_code for each in first] == [201, 201]
            answers = await asyncio.gather(*(ask(each) for each in both * 4))
            assert all(each.status_code == 201 or refused(each, "chats") for each in answers)
            assert sum(each.is_success for each in answers) == 1
            listed = (await client.get(f"{both[1].url}/chats")).json()
            assert len(listed["items"]) == 3


async def test_requests_at_once_make_as_many_chats_as_there_may_be(small: Api) -> None:
    client = await small.user()
    answers = await asyncio.gather(*(client.post("/chats", json={}) for _ in range(8)))
    assert all(each.status_code == 201 or refused(each, "chats") for each in answers)
    assert sum(each.is_success for each in answers) == 3
    assert await number_of(client) == 3


@pytest.mark.parametrize("way", WAYS)
async def test_however_one_more_is_made_it_is_refused(small: Api, way: str) -> None:
    user_id = f"user-{uuid4().hex}"
    client = await small.user(user_id)
    for _ in range(3):
        await a_chat(client)
    before = await refusals(small, "chats")
    path, body = WAYS[way]
    answer = await client.post(path, json=body)
    assert answer.status_code == 429
    if path.startswith("/v1/"):
        assert answer.json()["error"]["type"] == "rate_limit_error"
    else:
        assert refused(answer, "chats")
        assert "THREADKEEP_QUOTA_USER_CHATS" in answer.json()["detail"]
    assert await refusals(small, "chats") == before + 1
    assert await number_of(client) == 3


async def test_a_fork_counts_and_leaves_nothing_where_it_is_refused(small: Api) -> None:
    user_id = f"user-{uuid4().hex}"
    client = await small.user(user_id)
    chats = [await a_chat(client) for _ in range(2)]
    path = f"/chats/{chats[0]['id']}/fork"
    assert (await client.post(path, json={})).status_code == 201
    assert refused(await client.post(path, json={}), "chats")
    await small.services.background.finish()
    left = look(small.services.database["unfinished_forks"])
    assert await left.find_one({"user_id": user_id}) is None
    assert await number_of(client) == 3


async def test_what_is_deleted_gives_its_place_back(small: Api) -> None:
    client = await small.user()
    session = await a_session(client)
    chats = [await a_chat(client) for _ in range(2)]
    assert refused(await client.post("/chats", json={}), "chats")
    assert (await client.delete(f"/chats/{chats[0]['id']}")).is_success
    await a_chat(client)
    assert refused(await client.post("/chats", json={}), "chats")
    assert (await client.delete(f"/sessions/{session['id']}")).is_success
    await a_chat(client)


async def test_a_session_for_a_chat_that_there_is_needs_no_room(small: Api) -> None:
    client = await small.user()
    chats = [await a_chat(client) for _ in range(3)]
    await made(client, "/sessions", {"chat_id": chats[0]["id"]})


async def test_a_retry_is_answered_as_the_first_time_though_there_is_no_room(
    small: Api,
) -> None:
    client = await small.user()
    key = {"Idempotency-Key": uuid4().hex}
    first = await client.post("/chats", json={}, headers=key)
    for _ in range(2):
        await a_chat(client)
    again = await client.post("/chats", json={}, headers=key)
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])


async def test_a_key_finds_its_chat_though_there_is_no_room(small: Api) -> None:
    client = await small.user()
    first = await a_chat(client, key="mine")
    for _ in range(2):
        await a_chat(client)
    again = await client.post("/chats", json={"key": "mine"})
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert refused(await client.post("/chats", json={"key": "another"}), "chats")
