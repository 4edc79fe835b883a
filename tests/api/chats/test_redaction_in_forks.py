"""Redactions in all forks, in those that may be restored and those that are being made."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.forks import copying
from documents.shapes.base import PydanticObjectId
from documents.upkeep.check import check_chat
from tests.api.attachments.support import naming, uploaded
from tests.api.chats.test_fork import a_long_chat, everything, forked
from tests.support import Api, a_chat, got, made, running_api, settings_for


@pytest.fixture
async def keeping(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """The service, where what is deleted is kept for a week."""
    settings = settings_for(mongod.uri, shared_name, deleted_kept_days=7)
    async with running_api(settings) as running:
        yield running


async def is_redacted(user: httpx.AsyncClient, chat_id: str, message_id: str) -> bool:
    """Whether a message, and each of its versions, says nothing."""
    path = f"/chats/{chat_id}/messages/{message_id}"
    found = await got(user, path)
    versions = (await got(user, f"{path}/versions"))["items"]
    said = [found["content"], *(version["content"] for version in versions)]
    return found["redacted_at"] is not None and set(said) == {""}


@pytest.mark.parametrize("number", [10, 229])
async def test_a_redaction_in_all_forks_reaches_those_that_are_deleted_and_may_be_restored(
    keeping: Api, number: int
) -> None:
    user = await keeping.user()
    source = await a_long_chat(keeping, user)
    message_id = (await everything(user, source["id"]))[number - 1]["id"]
    fork = await forked(user, source["id"], session=True)
    version = {"id": "v-2", "content": "another text"}
    await made(user, f"/chats/{fork['id']}/messages/{message_id}/versions", version)
    of_fork = await forked(user, fork["id"], session=True)
    for chat in (fork, of_fork):
        assert (await user.delete(f"/sessions/{chat['session_id']}")).status_code == 204

    path = f"/chats/{source['id']}/messages/{message_id}"
    response = await user.delete(path, params={"forks": True})

    assert response.status_code == 204
    for chat in (fork, of_fork):
        assert (await user.get(f"/chats/{chat['id']}")).status_code == 404
        assert (await user.post(f"/sessions/{chat['session_id']}/restore")).status_code == 200
        assert await is_redacted(user, chat["id"], message_id)
        checked = await check_chat(PydanticObjectId(chat["id"]), now=keeping.clock())
        assert checked is not None
        assert checked.findings == []


async def test_what_only_a_deleted_fork_had_of_a_redacted_message_goes_with_it(
    keeping: Api,
) -> None:
    user = await keeping.user()
    source = await a_chat(user)
    attachment = await uploaded(user, source)
    await made(user, f"/chats/{source['id']}/messages", naming(attachment, id="m-1"))
    fork = await forked(user, source["id"], session=True)
    content = f"/chats/{fork['id']}/attachments/{attachment['id']}/content"
    assert (await user.get(content)).status_code == 200
    await user.delete(f"/sessions/{fork['session_id']}")

    await user.delete(f"/chats/{source['id']}/messages/m-1", params={"forks": True})

    await user.post(f"/sessions/{fork['session_id']}/restore")
    assert (await user.get(content)).status_code == 404


async def test_a_fork_is_made_although_message_after_message_is_redacted_in_all_forks(
    api: Api, user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await a_long_chat(api, user)
    ids = [each["id"] for each in (await everything(user, source["id"]))[:12]]
    copy = copying.copy_buckets
    waiting = list(ids)

    async def copied_and_redacted(*arguments: Any, **options: Any) -> None:
        await copy(*arguments, **options)
        if waiting:
            path = f"/chats/{source['id']}/messages/{waiting.pop()}"
            assert (await user.delete(path, params={"forks": True})).status_code == 204

    monkeypatch.setattr(copying, "copy_buckets", copied_and_redacted)
    fork = await forked(user, source["id"])

    for message_id in ids:
        assert await is_redacted(user, fork["id"], message_id)
