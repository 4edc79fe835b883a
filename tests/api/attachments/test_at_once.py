"""Several writers at one instant: nothing is named that is gone, and nothing stays unnamed."""

import asyncio

import httpx

from documents.shapes.base import PydanticObjectId
from tests.api.attachments.support import (
    content_of,
    files_of,
    naming,
    post,
    send,
    uploaded,
    usage_of,
)
from tests.support import Api, a_chat, running_api
from tests.support import Commands as SentCommands
from tests.workflow_support import Json

ROUNDS = 15


async def findings(api: Api, chat: Json) -> list[str]:
    checked = await api.services.upkeep.check_chat(PydanticObjectId(chat["id"]))
    assert checked is not None
    return [finding.text for finding in checked.findings]


async def test_an_append_and_a_deletion_at_once_never_leave_half(
    api: Api, user: httpx.AsyncClient, chat: Json
) -> None:
    for number in range(ROUNDS):
        attachment = await uploaded(user, chat, f"{number}".encode())
        path = f"/chats/{chat['id']}/attachments/{attachment['id']}"
        both = [send(user, chat, naming(attachment, id=f"m{number}")), user.delete(path)]
        if number % 2:
            both.reverse()
        first, second = await asyncio.gather(*both)
        sent, deleted = (second, first) if number % 2 else (first, second)
        assert (sent.status_code, deleted.status_code) in {(201, 409), (422, 204)}
        there = (await content_of(user, attachment)).status_code
        assert there == (200 if sent.status_code == 201 else 404)
    assert await findings(api, chat) == []


async def test_edits_and_redactions_at_once_leave_what_is_named(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    path = f"/chats/{chat['id']}/messages"
    for number in range(ROUNDS):
        first, second = [await uploaded(user, chat, f"{number} {n}".encode()) for n in range(2)]
        message_id = f"m{number}"
        await send(user, chat, naming(first, id=message_id))
        one = f"{path}/{message_id}"
        answers = await asyncio.gather(
            user.patch(one, json={"content": naming(second)["content"]}),
            user.patch(one, json={"content": naming(first)["content"]}),
            user.patch(one, json={"content": "no more"}),
            *([user.delete(one)] if number % 3 == 0 else []),
        )
        assert all(answer.status_code in (200, 204, 409, 422) for answer in answers)
    assert await findings(api, chat) == []
    # What came of the edits may wait for the sweep; nothing that is named goes by it.
    api.clock.advance(days=2)
    for number in range(ROUNDS):
        await user.delete(f"{path}/m{number}")
    await api.services.upkeep.sweep(wait_seconds=60)
    await api.services.background.finish()
    assert await files_of(api, user_id) == []
    assert await usage_of(api, user_id) == 0


async def test_equal_uploads_at_once_are_stored_once(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    answers = await asyncio.gather(*(post(user, chat, b"same" * 1000) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 6
    await api.services.background.finish()
    assert len(await files_of(api, user_id)) == 1
    assert await usage_of(api, user_id) == 4000


async def test_a_redaction_and_an_upload_of_the_same_bytes_at_once_lose_nothing(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    other = await a_chat(user)
    for number in range(ROUNDS):
        old = await uploaded(user, chat, b"same")
        await send(user, chat, naming(old, id=f"m{number}"))
        redacted, new = await asyncio.gather(
            user.delete(f"/chats/{chat['id']}/messages/m{number}"), post(user, other, b"same")
        )
        assert (redacted.status_code, new.status_code) == (204, 201)
        await api.services.background.finish()
        assert (await content_of(user, new.json())).content == b"same"
        assert len(await files_of(api, user_id)) == 1
        path = f"/chats/{other['id']}/attachments/{new.json()['id']}"
        assert (await user.delete(path)).status_code == 204
        await api.services.background.finish()
    assert await files_of(api, user_id) == []
    assert await usage_of(api, user_id) == 0


async def test_requests_with_one_key_at_once_make_one_attachment(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    for number in range(5):
        key = {"idempotency_key": f"k{number}"}
        content = f"{number}".encode() * 1000
        answers = await asyncio.gather(*(post(user, chat, content, **key) for _ in range(4)))
        made = {answer.json()["id"] for answer in answers if answer.status_code in (200, 201)}
        assert len(made) == 1
        assert {answer.status_code for answer in answers} <= {200, 201, 409}
        assert (await post(user, chat, content, **key)).json()["id"] in made
    await api.services.background.finish()
    assert len(await files_of(api, user_id)) == 5


async def test_only_a_message_that_names_an_attachment_costs_more(api: Api) -> None:
    commands = SentCommands()
    async with running_api(api.settings, listeners=[commands]) as service:
        user = await service.user()
        chat = await a_chat(user)
        attachment = await uploaded(user, chat)
        await send(user, chat, {"role": "user", "content": "first"})
        commands.names.clear()
        await send(user, chat, {"role": "user", "content": [{"type": "text", "text": "x"}]})
        plain = [name for name in commands.names if name not in ("hello", "getMore")]
        commands.names.clear()
        await send(user, chat, naming(attachment))
        named = [name for name in commands.names if name not in ("hello", "getMore")]
    assert len(plain) == 1
    assert sorted(named)[1:] == ["update", "update"]
    assert len(named) == 3
