"""The quota of all that a user stores."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.quotas.stored import (
    SETTLING,
    BytesOfUser,
    add_bytes,
    count_bytes,
    settle_bytes,
)
from documents.database import OperationFailure
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
    """What is counted, after a count of what has settled."""
    await api.services.background.finish()
    api.clock.advance(seconds=2 * SETTLING.total_seconds())
    await count_bytes(user_id, now=api.clock())
    return await asked(api, user_id)


async def asked(api: Api, user_id: str) -> BytesOfUser:
    """What is counted of a user."""
    return await add_bytes(user_id, 0, now=api.clock())


async def test_messages_beyond_the_quota_are_refused_and_nothing_is_stored(small: Api) -> None:
    client = await small.user()
    chat = await a_chat(client)
    assert (await said(client, chat, 100)).status_code == 201
    # The first count: what is appended beside one counts twice until the next.
    await small.services.background.finish()
    for _ in range(3):
        assert (await said(client, chat, 6000)).status_code == 201
    answer = await said(client, chat, 6000)
    assert refused(answer, "stored_bytes")
    assert "THREADKEEP_QUOTA_USER_STORED_BYTES" in answer.json()["detail"]
    assert (await got(client, f"/chats/{chat['id']}"))["last_sequence"] == 4
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
    # Whoever asks first has it counted anew, unless the count before came late enough.
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
    before = await asked(small, "nothing-stored")
    assert (await said(client, chat, 3000, id="m-1")).status_code == 200
    assert (await said(client, chat, 3001, id="m-1")).status_code == 409
    assert await asked(small, "nothing-stored") == before


async def test_a_count_finds_what_is_sealed_and_what_is_not(small: Api) -> None:
    client = await small.user("sealed-and-not")
    chat = await a_chat(client)
    for _ in range(13):
        assert (await said(client, chat, 500)).status_code == 201
    assert 13 * 500 < (await counted(small, "sealed-and-not")).messages < 13 * 800


async def test_what_is_added_while_somebody_counts_stays_added(small: Api) -> None:
    user = "added-meanwhile"
    at = small.clock()
    await add_bytes(user, 700, now=at)
    await settle_bytes(user, 700, added_at=at, is_stored=True)
    await count_bytes(user, now=at)
    assert (await asked(small, user)).messages == 0
    await add_bytes(user, 300, now=small.clock())
    assert (await asked(small, user)).messages == 300


async def test_what_was_added_before_a_count_and_is_stored_after_it_is_not_lost(
    small: Api,
) -> None:
    user = "under-way"
    await add_bytes(user, 6000, now=small.clock())
    for _ in range(2):
        # Here the append is still under way.
        await count_bytes(user, now=small.clock())
        assert (await asked(small, user)).messages == 6000
        small.clock.advance(seconds=SETTLING.total_seconds())
    # Its process died.
    assert (await counted(small, user)).messages == 0


async def test_what_may_be_stored_though_nobody_said_so_is_not_given_back(small: Api) -> None:
    quota = small.services.messages.stored_quota
    assert quota is not None
    for answer in (OperationFailure("no answer"), asyncio.CancelledError()):
        user = type(answer).__name__
        with pytest.raises(type(answer)):
            async with quota.room(user, [5000]):
                raise answer
        await small.services.background.finish()
        assert (await asked(small, user)).messages >= 5000


async def test_what_was_refused_again_and_again_takes_no_room(small: Api) -> None:
    user = "refused"
    for _ in range(4):
        at = small.clock()
        await add_bytes(user, 5000, now=at)
        small.clock.advance(seconds=SETTLING.total_seconds() / 2)
        await settle_bytes(user, 5000, added_at=at, is_stored=False)
        await count_bytes(user, now=small.clock())
        assert (await asked(small, user)).messages == 0


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
