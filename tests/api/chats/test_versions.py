"""Versions of a message: tried again, rewritten, and none of it lost."""

import asyncio
from typing import Any

import httpx
import pytest

from documents.aggregates.chats import version_archive
from documents.aggregates.chats import versions as engine
from documents.database import ObjectId
from tests.api.chats.test_fork import fill, forked
from tests.api.streams.support import Agent
from tests.support import Api, a_chat, got, made, message, messages


@pytest.fixture(params=["tail", "bucket"])
async def path(request: pytest.FixtureRequest, api: Api, user: httpx.AsyncClient) -> str:
    """A message m-1, in the chat itself or sealed."""
    chat = await a_chat(user)
    first = message("Where is my bag?", id="m-1", message_metadata={"n": 1})
    assert (await user.post(f"/chats/{chat['id']}/messages", json=first)).status_code == 201
    if request.param == "bucket":
        await fill(api, user, chat["id"], 184)
    return f"/chats/{chat['id']}/messages/m-1"


async def added(user: httpx.AsyncClient, path: str, content: Any, **fields: Any) -> dict[str, Any]:
    return await made(user, f"{path}/versions", {"content": content, **fields})


async def said(user: httpx.AsyncClient, path: str) -> list[tuple[Any, bool]]:
    """What the versions say, and which is selected."""
    page = await got(user, f"{path}/versions")
    assert [each["version"] for each in page["items"]] == list(range(1, len(page["items"]) + 1))
    return [(each["content"], each["is_selected"]) for each in page["items"]]


async def test_a_version_that_is_added_is_what_the_message_says(
    user: httpx.AsyncClient, path: str
) -> None:
    before = await got(user, path)
    shown = await added(user, path, "Where is my suitcase?", id="v-2")

    assert shown["content"] == "Where is my suitcase?"
    assert (shown["version_id"], shown["version"], shown["versions"]) == ("v-2", 2, 2)
    same = ("id", "sequence_order", "role", "created_at")
    assert {name: shown[name] for name in same} == {name: before[name] for name in same}
    assert shown["message_metadata"] == {}
    assert await got(user, path) == shown
    chat = path.split("/messages")[0]
    page = await got(user, f"{chat}/messages", after=0, limit=1)
    assert page["items"] == [shown]
    assert await said(user, path) == [
        ("Where is my bag?", False),
        ("Where is my suitcase?", True),
    ]


async def test_an_older_version_can_be_selected_again(user: httpx.AsyncClient, path: str) -> None:
    before = await got(user, path)
    await added(user, path, "two", id="v-2")
    await added(user, path, "three", id="v-3", message_metadata={"n": 3})

    response = await user.put(f"{path}/versions/selected", json={"id": "m-1"})

    assert response.status_code == 200
    shown = response.json()
    assert (shown["version_id"], shown["version"], shown["versions"]) == ("m-1", 1, 3)
    assert before.items() <= shown.items()
    assert await got(user, path) == shown
    assert await said(user, path) == [("Where is my bag?", True), ("two", False), ("three", False)]
    third = await user.put(f"{path}/versions/selected", json={"id": "v-3"})
    assert (third.json()["content"], third.json()["message_metadata"]) == ("three", {"n": 3})


async def test_an_edit_changes_the_selected_version(user: httpx.AsyncClient, path: str) -> None:
    await added(user, path, "two", id="v-2")
    await user.patch(path, json={"content": "two, edited"})
    first = (await user.put(f"{path}/versions/selected", json={"id": "m-1"})).json()
    assert first["edited_at"] is None
    assert await said(user, path) == [("Where is my bag?", True), ("two, edited", False)]
    second = (await user.put(f"{path}/versions/selected", json={"id": "v-2"})).json()
    assert second["content"] == "two, edited"
    assert second["edited_at"] is not None


async def test_a_version_is_added_once_by_its_id(user: httpx.AsyncClient, path: str) -> None:
    body = {"id": "v-2", "content": "two"}
    answers = await asyncio.gather(*(user.post(f"{path}/versions", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert await said(user, path) == [("Where is my bag?", False), ("two", True)]
    await user.patch(path, json={"content": "edited"})
    await user.put(f"{path}/versions/selected", json={"id": "m-1"})
    again = await user.post(f"{path}/versions", json=body)
    other = await user.post(f"{path}/versions", json={"id": "v-2", "content": "another"})
    assert (again.status_code, other.status_code) == (200, 409)
    assert again.json()["content"] == "Where is my bag?"
    first = await user.post(f"{path}/versions", json={"id": "m-1", "content": "another"})
    assert first.status_code == 409


async def test_a_version_is_added_once_by_an_idempotency_key(
    user: httpx.AsyncClient, path: str
) -> None:
    headers = {"Idempotency-Key": "again"}
    answers = [
        await user.post(f"{path}/versions", json={"content": "two"}, headers=headers)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert len(await said(user, path)) == 2


async def test_versions_that_are_added_at_once_are_all_kept(
    user: httpx.AsyncClient, path: str
) -> None:
    answers = await asyncio.gather(
        *(user.post(f"{path}/versions", json={"content": f"try {n}"}) for n in range(4))
    )
    assert {answer.status_code for answer in answers} == {201}
    found = await said(user, path)
    assert {content for content, _ in found} == {"Where is my bag?"} | {
        f"try {n}" for n in range(4)
    }
    assert sum(is_selected for _, is_selected in found) == 1


async def test_a_redaction_redacts_all_versions(
    api: Api, user: httpx.AsyncClient, path: str
) -> None:
    await added(user, path, "two", id="v-2", reasoning="why", name="Alice")
    await added(user, path, "three")
    await user.put(f"{path}/versions/selected", json={"id": "v-2"})

    assert (await user.delete(path)).status_code == 204

    assert await said(user, path) == [("", False), ("", True), ("", False)]
    chat_id = ObjectId(path.split("/")[2])
    stored = api.services.database["message_versions"].find({"chat_id": chat_id})
    left = [version async for version in stored]
    assert len(left) == 3
    for version in left:
        assert (version["content"], version["message_metadata"]) == ("", {})
        assert version["digest"] is None
        assert not {"reasoning", "name"} & version.keys()
    for refused in (
        await user.post(f"{path}/versions", json={"content": "four"}),
        await user.put(f"{path}/versions/selected", json={"id": "m-1"}),
    ):
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("message-redacted")


async def test_a_redaction_meanwhile_leaves_no_text_behind(
    api: Api, user: httpx.AsyncClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = version_archive.archive

    async def redacted_and_archived(*arguments: Any) -> None:
        await user.delete(path)
        await archive(*arguments)

    monkeypatch.setattr("documents.aggregates.chats.versions.archive", redacted_and_archived)
    response = await user.post(f"{path}/versions", json={"content": "two"})

    assert response.status_code == 409
    chat_id = ObjectId(path.split("/")[2])
    stored = api.services.database["message_versions"].find({"chat_id": chat_id})
    assert [version["content"] async for version in stored] == [""]


async def test_a_retry_of_the_first_append_is_still_known(
    user: httpx.AsyncClient, path: str
) -> None:
    await added(user, path, "two")
    chat = path.rpartition("/")[0]
    same = message("Where is my bag?", id="m-1", message_metadata={"n": 1})
    assert (await user.post(chat, json=same)).status_code == 200
    assert (await user.post(chat, json={**same, "content": "two"})).status_code == 409


async def test_a_version_is_added_to_what_the_client_has_seen(
    user: httpx.AsyncClient, path: str
) -> None:
    seen = (await user.get(path)).headers["ETag"]
    first = await user.post(f"{path}/versions", json={"content": "two"}, headers={"If-Match": seen})
    late = await user.post(
        f"{path}/versions", json={"content": "three"}, headers={"If-Match": seen}
    )
    assert (first.status_code, late.status_code) == (201, 412)
    assert late.json()["current"]["content"] == "two"
    chosen = await user.put(
        f"{path}/versions/selected",
        json={"id": "m-1"},
        headers={"If-Match": first.headers["ETag"]},
    )
    assert chosen.status_code == 200


async def test_a_version_that_there_is_not_cannot_be_selected(
    user: httpx.AsyncClient, path: str
) -> None:
    response = await user.put(f"{path}/versions/selected", json={"id": "v-9"})
    assert response.status_code == 404
    missing = path.replace("m-1", "m-9")
    assert (await user.get(f"{missing}/versions")).status_code == 404
    assert (await user.post(f"{missing}/versions", json={})).status_code == 404


async def test_a_message_may_have_so_many_versions(
    user: httpx.AsyncClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MAX_VERSIONS", 2)
    await added(user, path, "two")
    response = await user.post(f"{path}/versions", json={"content": "three"})
    assert response.status_code == 409
    assert response.json()["type"].endswith("limit-reached")


async def test_versions_are_read_a_page_at_a_time(user: httpx.AsyncClient, path: str) -> None:
    for n in range(2, 6):
        await added(user, path, f"try {n}", id=f"v-{n}")
    await user.put(f"{path}/versions/selected", json={"id": "v-3"})
    numbers: list[tuple[int, bool]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await got(user, f"{path}/versions", limit=2, **cursor)
        numbers += [(each["version"], each["is_selected"]) for each in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert numbers == [(1, False), (2, False), (3, True), (4, False), (5, False)]


async def test_a_version_is_held_to_the_limits_of_a_message(
    user: httpx.AsyncClient, path: str
) -> None:
    for body, status in (
        ({"content": "x" * 2_000_000}, 413),
        ({"content": [{"text": "no type"}]}, 422),
        ({"role": "user"}, 422),
        ({"message_metadata": {"a": "x" * 70_000}}, 413),
    ):
        assert (await user.post(f"{path}/versions", json=body)).status_code == status


async def test_a_message_that_is_being_written_takes_no_version(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    agent = Agent(user, await made(user, f"/chats/{chat['id']}/streams", {"id": "m-1"}))
    await agent.say("Once ")
    path = f"/chats/{chat['id']}/messages/m-1"
    refused = await user.post(f"{path}/versions", json={"content": "two"})
    assert refused.status_code == 409
    await agent.finish()
    await added(user, path, "two")
    assert await said(user, path) == [("Once ", False), ("two", True)]


async def test_a_tools_answer_keeps_its_call(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    answer = {"id": "m-1", "role": "tool", "tool_call_id": "c1", "content": "In Lisbon."}
    await user.post(f"/chats/{chat['id']}/messages", json=answer)
    shown = await added(user, f"/chats/{chat['id']}/messages/m-1", "In Porto.")
    assert shown["tool_call_id"] == "c1"


async def test_a_fork_has_the_versions_of_its_past(
    api: Api, user: httpx.AsyncClient, path: str
) -> None:
    chat_id = path.split("/")[2]
    later = await user.post(f"/chats/{chat_id}/messages", json=message("later", id="m-2"))
    await added(user, path, "two", id="v-2")
    await added(user, path.replace("m-1", "m-2"), "later, again")

    fork = await forked(user, chat_id, through=later.json()["sequence_order"] - 1)

    there = path.replace(chat_id, fork["id"])
    assert await said(user, there) == await said(user, path)
    await user.put(f"{there}/versions/selected", json={"id": "m-1"})
    assert await said(user, path) == [("Where is my bag?", False), ("two", True)]
    stored = api.services.database["message_versions"]
    assert await stored.count_documents({"chat_id": ObjectId(fork["id"])}) == 2
    await user.delete(path, params={"forks": True})
    assert {content for content, _ in await said(user, there)} == {""}
    await user.delete(f"/chats/{fork['id']}")
    await api.services.background.finish()
    assert await stored.count_documents({"chat_id": ObjectId(fork["id"])}) == 0


async def test_versions_are_in_the_export_and_go_with_their_user(api: Api) -> None:
    user, admin = await api.user("verity"), await api.user("root", admin=True)
    chat = await a_chat(user)
    await user.post(f"/chats/{chat['id']}/messages", json=messages(1, id="m-1"))
    await added(user, f"/chats/{chat['id']}/messages/m-1", "two", id="v-2")
    exported = (await admin.get("/users/export", params={"user_id": "verity"})).text
    assert '"message_version"' in exported
    assert "message 1" in exported
    receipt = await admin.post("/users/erase", json={"user_id": "verity"})
    assert receipt.json()["documents"]["message_versions"] == 1


@pytest.mark.parametrize("sealed", [False, True])
async def test_however_many_add_versions_at_once_each_gets_a_number(
    api: Api, user: httpx.AsyncClient, sealed: bool
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    await made(user, path, message(id="m"))
    if sealed:
        for _ in range(2):
            await made(user, path, messages(60))
            await api.services.background.finish()
    adding = [user.post(f"{path}/m/versions", json={"content": f"try {n}"}) for n in range(60)]
    editing = [user.patch(f"{path}/m", json={"content": f"edit {n}"}) for n in range(20)]
    answers = await asyncio.gather(*adding, *editing)
    assert [each.status_code for each in answers] == [201] * 60 + [200] * 20
    found = (await got(user, f"{path}/m/versions", limit=100))["items"]
    assert [version["version"] for version in found] == list(range(1, 62))
