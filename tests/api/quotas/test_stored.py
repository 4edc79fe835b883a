"""The quota of all that a user stores."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.quotas.stored import BytesOfUser, add_bytes, count_bytes
from tests.api.quotas.support import refused, services_with
from tests.support import Api, a_chat, got, message

MOST = 20_000


@pytest.fixture
async def small(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """A service that lets a user store 20,000 bytes."""
    quotas = {"quota_user_stored_bytes": MOST, "bucket_messages": 4}
    async with services_with(mongod.uri, shared_name, **quotas) as (api,):
        yield api


async def said(
    client: httpx.AsyncClient, chat: dict[str, Any], size: int, **fields: Any
) -> httpx.Response:
    """The answer to a message of so many characters."""
    return await client.post(f"/chats/{chat['id']}/messages", json=message("x" * size, **fields))


async def counted(api: Api, user_id: str) -> BytesOfUser:
    """What is counted, after a count."""
    await api.services.background.finish()
    await count_bytes(user_id, now=api.clock())
    return await add_bytes(user_id, 0)


async def test_messages_beyond_the_quota_are_refused_and_nothing_is_stored(small: Api) -> None:
    client = await small.user()
    chat = await a_chat(client)
    for _ in range(3):
        assert (await said(client, chat, 6000)).status_code == 201
    answer = await said(client, chat, 6000)
    assert refused(answer, "stored_bytes")
    assert "THREADKEEP_QUOTA_USER_STORED_BYTES" in answer.json()["detail"]
    assert (await got(client, f"/chats/{chat['id']}"))["last_sequence"] == 3
    assert (await said(client, chat, 100)).status_code == 201


async def test_a_retry_of_what_is_stored_is_answered_though_there_is_no_room(small: Api) -> None:
    client = await small.user()
    chat = await a_chat(client)
    assert (await said(client, chat, 19_000, id="m-1")).status_code == 201
    assert refused(await said(client, chat, 19_000, id="m-2"), "stored_bytes")
    assert (await said(client, chat, 19_000, id="m-1")).status_code == 200


async def test_what_is_deleted_gives_its_room_back_by_when_it_was_told(small: Api) -> None:
    client = await small.user()
    chat = await a_chat(client)
    assert (await said(client, chat, 19_000)).status_code == 201
    another = await a_chat(client)
    answer = await said(client, another, 19_000)
    assert refused(answer, "stored_bytes")
    await client.delete(f"/chats/{chat['id']}")
    await small.services.background.finish()
    small.clock.advance(seconds=int(answer.headers["Retry-After"]))
    # Whoever asks first then has it counted anew, and is perhaps answered before it is.
    if refused(await said(client, another, 19_000, id="m-1"), "stored_bytes"):
        await small.services.background.finish()
    assert (await said(client, another, 19_000, id="m-1")).is_success


async def test_attachments_leave_less_room_for_messages_and_messages_for_attachments(
    small: Api,
) -> None:
    client = await small.user()
    chat = await a_chat(client)
    path = f"/chats/{chat['id']}/attachments"
    headers = {"Content-Type": "application/octet-stream"}
    uploaded = await client.post(path, content=b"y" * 15_000, headers=headers)
    assert uploaded.status_code == 201, uploaded.text
    assert refused(await said(client, chat, 6000), "stored_bytes")
    assert (await said(client, chat, 3000)).status_code == 201
    another = await client.post(path, content=b"z" * 15_000, headers=headers)
    assert refused(another, "stored_bytes")


async def test_what_is_not_stored_counts_nothing(small: Api) -> None:
    client = await small.user("nothing-stored")
    chat = await a_chat(client)
    await said(client, chat, 3000, id="m-1")
    await small.services.background.finish()
    before = await add_bytes("nothing-stored", 0)
    assert (await said(client, chat, 3000, id="m-1")).status_code == 200
    assert (await said(client, chat, 3001, id="m-1")).status_code == 409
    assert await add_bytes("nothing-stored", 0) == before


async def test_a_count_finds_what_is_sealed_and_what_is_not(small: Api) -> None:
    client = await small.user("sealed-and-not")
    chat = await a_chat(client)
    for _ in range(13):
        assert (await said(client, chat, 500)).status_code == 201
    assert 13 * 500 < (await counted(small, "sealed-and-not")).messages < 13 * 800


async def test_what_is_added_while_somebody_counts_stays_added(small: Api) -> None:
    await add_bytes("added-meanwhile", 700)
    await count_bytes("added-meanwhile", now=small.clock())
    assert (await add_bytes("added-meanwhile", 0)).messages == 0
    await add_bytes("added-meanwhile", 300)
    assert (await add_bytes("added-meanwhile", 0)).messages == 300


async def test_a_stream_that_was_opened_ends_whole_though_there_is_no_room(small: Api) -> None:
    client = await small.user()
    chat = await a_chat(client)
    stream = (await client.post(f"/chats/{chat['id']}/streams", json={})).json()
    assert (await said(client, chat, 19_000)).status_code == 201
    producer = {"Producer-Id": "agent", "Producer-Epoch": "0"}
    event = {"type": "text-delta", "id": "t", "delta": "w" * 5000}
    path = f"/streams/{stream['id']}"
    written = await client.post(
        f"{path}/events", json=event, headers=producer | {"Producer-Seq": "0"}
    )
    assert written.status_code == 200
    ended = await client.post(
        f"{path}/finish", json={"state": "complete"}, headers=producer | {"Producer-Seq": "1"}
    )
    assert (ended.status_code, len(ended.json()["content"])) == (200, 5000)
