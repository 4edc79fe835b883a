"""What versions cost, and what is said of a cost later: summed once, and where it was spent."""

import asyncio
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.streams import end
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.usage import UsageTally
from tests.api.chats.test_usage import USAGE, analytics, spent, total
from tests.queries import look
from tests.support import (
    Api,
    a_chat,
    a_session,
    got,
    made,
    message,
    messages,
    running_api,
    settings_for,
)

OTHER: dict[str, Any] = {"model": "m-small", "output_tokens": 1}
ONE_OF_OTHER = {**total(0), "messages": 1, "output_tokens": 1}
BOTH = {**total(1), "messages": 2, "output_tokens": 65}


async def a_message(user: httpx.AsyncClient, api: Api, *, sealed: bool, **fields: Any) -> str:
    """The path of a message ``m`` of a new chat."""
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    await made(user, path, message(id="m", **fields))
    if sealed:
        for _ in range(2):
            await made(user, path, messages(60))
            await api.services.background.finish()
    return f"{path}/m"


def chat_of(path: str) -> str:
    return path.split("/")[2]


async def is_summed(user: httpx.AsyncClient, path: str, expected: dict[str, Any]) -> None:
    """In the chat at once, and in the analytics."""
    for _ in range(2):
        assert await spent(user, chat_of(path)) == expected
        assert (await analytics(user))["total"] == expected


async def patched(user: httpx.AsyncClient, path: str, **fields: Any) -> dict[str, Any]:
    response = await user.patch(path, json=fields)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("is_counted_before", [False, True])
async def test_every_version_is_in_the_sums_whichever_is_selected(
    api: Api, user: httpx.AsyncClient, sealed: bool, is_counted_before: bool
) -> None:
    path = await a_message(user, api, sealed=sealed, usage=USAGE)
    if is_counted_before:
        await is_summed(user, path, total(1))
    version = {"id": "v-2", "content": "In Porto.", "usage": OTHER}
    for _ in range(2):
        shown = (await user.post(f"{path}/versions", json=version)).json()
        assert shown["usage"] == OTHER
        await is_summed(user, path, BOTH)
    for version_id, usage in (("m", USAGE), ("v-2", OTHER)):
        selected = await user.put(f"{path}/versions/selected", json={"id": version_id})
        assert selected.json()["usage"] == usage
        await is_summed(user, path, BOTH)
    shown = await got(user, f"{path}/versions")
    assert [each["usage"] for each in shown["items"]] == [USAGE, OTHER]
    assert (await user.delete(path)).status_code == 204
    await is_summed(user, path, BOTH)
    shown = await got(user, f"{path}/versions")
    assert [each["usage"] for each in shown["items"]] == [USAGE, OTHER]


async def test_the_same_version_with_another_usage_is_another(
    api: Api, user: httpx.AsyncClient
) -> None:
    path = await a_message(user, api, sealed=False)
    await made(user, f"{path}/versions", {"id": "v-2", "usage": USAGE})
    response = await user.post(f"{path}/versions", json={"id": "v-2", "usage": OTHER})
    assert response.status_code == 409
    response = await user.post(f"{path}/versions", json={"usage": {"cost": -1}})
    assert response.json()["errors"][0]["pointer"] == "/usage/cost"
    await is_summed(user, path, total(1))


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("is_counted_before", [False, True])
async def test_what_a_message_cost_can_be_said_later_and_corrected(
    api: Api, user: httpx.AsyncClient, sealed: bool, is_counted_before: bool
) -> None:
    path = await a_message(user, api, sealed=sealed)
    before = await got(user, path)
    if is_counted_before:
        await is_summed(user, path, total(0))
    for usage, expected in (
        (OTHER, ONE_OF_OTHER),
        (USAGE, total(1)),
        (USAGE, total(1)),
        (None, total(0)),
        (USAGE, total(1)),
    ):
        shown = await patched(user, path, usage=usage)
        assert shown.get("usage") == usage
        # It says the same as before.
        assert shown["edited_at"] is None
        await is_summed(user, path, expected)
    assert before["content"] == (await got(user, path))["content"]
    assert [each["model"] for each in (await analytics(user))["models"]] == ["m-large"]
    assert (await patched(user, path, usage=OTHER, content="edited"))["edited_at"] is not None
    assert (await user.patch(path, json={"usage": {"tokens": 1}})).status_code == 422


async def test_what_was_taken_off_again_is_of_no_model_and_no_chat(
    api: Api, user: httpx.AsyncClient
) -> None:
    path = await a_message(user, api, sealed=False, usage=USAGE)
    await is_summed(user, path, total(1))
    await patched(user, path, usage=None)
    usage = await analytics(user)
    assert (usage["models"], usage["total"]) == ([], total(0))
    period = {"from": "2026-01-01", "to": "2026-01-01"}
    assert (await got(user, "/analytics/me", **period, only="chats"))["chats"] == []


async def test_what_a_stream_cost_whose_session_is_deleted_meanwhile_comes_back_with_it(
    mongod: EmbeddedServer, shared_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(mongod.uri, shared_name, deleted_kept_days=7)
    async with running_api(settings) as api:
        user = await api.user()
        session = await a_session(user)
        stream = await made(user, f"/chats/{session['chat_id']}/streams", {"id": "m"})
        note = end._note_written

        async def deleted_meanwhile(*arguments: Any, **options: Any) -> None:
            await user.delete(f"/sessions/{session['id']}")
            await note(*arguments, **options)

        monkeypatch.setattr(end, "_note_written", deleted_meanwhile)
        await user.post(f"/streams/{stream['id']}/finish", json={"usage": USAGE})
        monkeypatch.undo()
        assert (await analytics(user))["total"] == total(0)
        await user.post(f"/sessions/{session['id']}/restore")
        await is_summed(user, f"/chats/{session['chat_id']}", total(1))


async def test_a_retry_of_the_append_is_known_after_its_cost_was_said(
    api: Api, user: httpx.AsyncClient
) -> None:
    path = await a_message(user, api, sealed=False)
    await patched(user, path, usage=USAGE)
    response = await user.post(path.removesuffix("/m"), json=message(id="m"))
    assert response.status_code == 200
    assert response.json()["usage"] == USAGE
    await is_summed(user, path, total(1))


async def test_a_correction_belongs_to_the_time_of_its_message(api: Api) -> None:
    user = await api.user()
    path = await a_message(user, api, sealed=False, usage=OTHER)
    api.clock.advance(days=1)
    await made(user, f"{path}/versions", {"id": "v-2", "usage": OTHER})
    api.clock.advance(days=1)
    await patched(user, path, usage=USAGE)
    period = {"from": "2026-01-01", "to": "2026-01-03", "only": "usage"}
    usage = (await got(user, "/analytics/me", **period))["usage"]
    assert [bucket["usage"] for bucket in usage["buckets"]] == [
        ONE_OF_OTHER,
        total(1),
        total(0),
    ]


async def test_what_versions_and_corrections_of_copies_cost_is_summed_where_it_was_spent(
    api: Api, user: httpx.AsyncClient
) -> None:
    path = await a_message(user, api, sealed=True, usage=USAGE)
    await made(user, f"{path}/versions", {"id": "v-2", "usage": USAGE})
    fork = await made(user, f"/chats/{chat_of(path)}/fork", {})
    copy = f"/chats/{fork['id']}/messages/m"
    await patched(user, copy, usage=OTHER)
    assert await spent(user, fork["id"]) == total(0)
    await made(user, f"{copy}/versions", {"id": "v-3"})
    await patched(user, copy, usage=USAGE)
    assert await spent(user, fork["id"]) == total(1)
    await user.put(f"{copy}/versions/selected", json={"id": "m"})
    await patched(user, copy, usage=None)
    assert await spent(user, fork["id"]) == total(1)
    assert await spent(user, chat_of(path)) == total(2)
    assert (await analytics(user))["total"] == total(3)


@pytest.mark.parametrize("sealed", [False, True])
async def test_who_adds_versions_corrects_and_counts_at_once_sums_each_once(
    api: Api, user: httpx.AsyncClient, sealed: bool
) -> None:
    path = await a_message(user, api, sealed=sealed, usage=USAGE)

    async def add(number: int) -> None:
        body = {"id": f"v-{number}", "usage": USAGE}
        both = [user.post(f"{path}/versions", json=body) for _ in range(2)]
        assert {each.status_code for each in await asyncio.gather(*both)} <= {200, 201}

    async def correct(number: int) -> None:
        usage = {**USAGE, "cached_tokens": number}
        assert (await user.patch(path, json={"usage": usage})).status_code == 200

    async def count() -> None:
        for _ in range(10):
            await count_new(api.services.database)

    await asyncio.gather(*map(add, range(8)), *map(correct, range(1, 4)), count(), count())
    versions = (await got(user, f"{path}/versions", limit=100))["items"]
    cached = sum(each["usage"]["cached_tokens"] for each in versions)
    await is_summed(user, path, total(9, cached_tokens=cached))


async def test_a_stream_that_is_written_in_one_request_says_what_it_cost(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/streams"
    kind = {"Content-Type": "application/x-ndjson"}
    said = b'{"type": "text-delta", "delta": "a"}\n'
    for message_id, last in (("m-1", "finish"), ("m-2", "error"), ("m-3", "abort")):
        end = b'{"type": "%s", "usage": {"model": "m", "output_tokens": 7}}\n' % last.encode()
        response = await user.post(f"{path}?id={message_id}", content=said + end, headers=kind)
        assert response.is_success, response.text
        shown = await got(user, f"/chats/{chat['id']}/messages/{message_id}")
        assert shown["usage"] == {"model": "m", "output_tokens": 7}
    other = b'{"type": "finish", "usage": {"totalTokens": 7}}\n'
    await user.post(f"{path}?id=m-4", content=said + other, headers=kind)
    assert "usage" not in await got(user, f"/chats/{chat['id']}/messages/m-4")
    await is_summed(user, f"/chats/{chat['id']}", {**total(0), "messages": 3, "output_tokens": 21})


async def test_tallies_of_a_stream_whose_cost_is_corrected_are_those_of_its_end(api: Api) -> None:
    user = await api.user()
    chat = await a_chat(user)
    stream = await made(user, f"/chats/{chat['id']}/streams", {"id": "m", "lease_seconds": 600})
    api.clock.advance(minutes=9, seconds=30)
    await made_ok(user, f"/streams/{stream['id']}/finish", {"usage": OTHER})
    await patched(user, f"/chats/{chat['id']}/messages/m", usage={**OTHER, "output_tokens": 3})
    tallies = look(collection_of(UsageTally, api.services.database))
    found = await tallies.find({"chat_id": PydanticObjectId(chat["id"])}).to_list(None)
    assert [each["sums"]["output_tokens"] for each in found] == [3]


async def made_ok(user: httpx.AsyncClient, path: str, body: dict[str, Any]) -> None:
    response = await user.post(path, json=body)
    assert response.is_success, response.text
