"""A request that makes something, sent again with the same Idempotency-Key."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from documents.database import collection_of, name_of
from documents.shapes.idempotency_records import IdempotencyRecord
from indexes.definitions import INDEXES
from tests.queries import look
from tests.support import Api, FailPoint, a_chat, a_session, got
from tests.workflow_support import a_hop, a_mission, a_step, an_asset

Asked = tuple[str, dict[str, Any]]


async def _session(_: httpx.AsyncClient) -> Asked:
    return "/sessions", {"session_metadata": {"n": 1}}


async def _chat(_: httpx.AsyncClient) -> Asked:
    return "/chats", {"title": "t", "context_data": {"n": 1.0}}


async def _mission(_: httpx.AsyncClient) -> Asked:
    return "/missions", {"name": "to do"}


async def _hop(user: httpx.AsyncClient) -> Asked:
    return f"/missions/{(await a_mission(user))['id']}/hops", {"name": "a hop"}


async def _step(user: httpx.AsyncClient) -> Asked:
    hop = await a_hop(user, await a_mission(user))
    return f"/hops/{hop['id']}/tool-steps", {"tool_id": "search", "name": "a step"}


async def _asset(user: httpx.AsyncClient) -> Asked:
    scope = {"scope_type": "mission", "scope_id": (await a_mission(user))["id"]}
    return "/assets", {**scope, "role": "input", "name": "dates", "content": ["2026-03-01"]}


CREATES: dict[str, Callable[[httpx.AsyncClient], Awaitable[Asked]]] = {
    "session": _session,
    "chat": _chat,
    "mission": _mission,
    "hop": _hop,
    "step": _step,
    "asset": _asset,
}
every_creation = pytest.mark.parametrize("kind", list(CREATES))


async def post(
    client: httpx.AsyncClient, asked: Asked, key: str = "k", **changes: Any
) -> httpx.Response:
    path, body = asked
    return await client.post(path, json={**body, **changes}, headers={"Idempotency-Key": key})


def shown(answer: httpx.Response) -> tuple[int, Any, str, str]:
    return answer.status_code, answer.json(), answer.headers["Location"], answer.headers["ETag"]


@every_creation
async def test_a_retry_makes_no_second_one_and_is_answered_alike(
    user: httpx.AsyncClient, kind: str
) -> None:
    asked = await CREATES[kind](user)
    first = await post(user, asked)
    again = await post(user, asked)
    assert first.status_code == 201
    assert shown(again) == shown(first)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert await got(user, first.headers["Location"]) == first.json()


@every_creation
async def test_of_retries_at_once_one_makes_it(user: httpx.AsyncClient, kind: str) -> None:
    asked = await CREATES[kind](user)
    answers = await asyncio.gather(*(post(user, asked) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert all(shown(answer) == shown(answers[0]) for answer in answers)


@every_creation
async def test_another_body_with_the_key_is_refused(user: httpx.AsyncClient, kind: str) -> None:
    asked = await CREATES[kind](user)
    await post(user, asked)
    changed = {"title": "other"} if kind == "chat" else {"name": "other"}
    refused = await post(user, asked, **changed)
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:threadkeep:problem:idempotency-key-reused"


@every_creation
async def test_another_key_makes_another(user: httpx.AsyncClient, kind: str) -> None:
    asked = await CREATES[kind](user)
    first = await post(user, asked)
    distinct = {"name": "other"} if kind in ("mission", "asset") else {}
    second = await post(user, asked, "k2", **distinct)
    assert second.status_code == 201
    assert second.headers["Location"] != first.headers["Location"]


async def test_the_answer_is_the_first_whatever_became_of_it_since(
    user: httpx.AsyncClient,
) -> None:
    asked = await _session(user)
    first = await post(user, asked)
    await user.put(first.headers["Location"], json={"name": "changed"})
    assert shown(await post(user, asked)) == shown(first)
    await user.delete(first.headers["Location"])
    assert shown(await post(user, asked)) == shown(first)
    assert (await user.get(first.headers["Location"])).status_code == 404


async def test_a_key_is_one_users_and_one_routes(api: Api, user: httpx.AsyncClient) -> None:
    first = await post(user, await _session(user))
    assert (await post(user, await _chat(user))).status_code == 201
    other = await post(await api.user(), await _session(user))
    assert other.status_code == 201
    assert other.json()["id"] != first.json()["id"]


async def test_a_key_of_one_mission_is_refused_for_another(user: httpx.AsyncClient) -> None:
    one, two = await a_mission(user, "one"), await a_mission(user, "two")
    body = {"name": "a hop"}
    await post(user, (f"/missions/{one['id']}/hops", body))
    assert (await post(user, (f"/missions/{two['id']}/hops", body))).status_code == 422


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "tab\there", "k\u00e9"])
async def test_what_is_no_key_is_refused(user: httpx.AsyncClient, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode("latin-1"))]
    answer = await user.post("/sessions", json={}, headers=headers)
    assert answer.status_code == 422
    assert "Idempotency-Key".lower() in answer.text.lower()


async def test_the_longest_key_is_taken(user: httpx.AsyncClient) -> None:
    asked = await _session(user)
    assert shown(await post(user, asked, "x" * 255)) == shown(await post(user, asked, "x" * 255))


async def test_a_refused_request_leaves_its_key_free(user: httpx.AsyncClient) -> None:
    await a_mission(user, "taken")
    assert (await post(user, ("/missions", {"name": "taken"}))).status_code == 409
    assert (await post(user, ("/missions", {"name": "free"}))).status_code == 201


@every_creation
@pytest.mark.parametrize("at", ["insert", "update", "commitTransaction"])
async def test_a_request_that_broke_off_is_done_whole_by_its_retry(
    alone: Api, fail_point: FailPoint, kind: str, at: str
) -> None:
    user = await alone.user("whose request breaks off")
    asked = await CREATES[kind](user)
    async with fail_point("failCommand", failCommands=[at], errorCode=8000):
        broken = await post(user, asked)
    if at != "commitTransaction":
        records = look(collection_of(IdempotencyRecord))
        assert await records.count_documents({}) == (1 if broken.status_code == 201 else 0)
    retry, again = await post(user, asked), await post(user, asked)
    assert retry.status_code == 201
    assert shown(again) == shown(retry)
    if kind in ("session", "chat"):
        (listed,) = (await got(user, f"/{kind}s"))["items"]
        assert listed["id"] == retry.json()["id"]


async def test_a_key_is_kept_for_a_day_of_the_servers_clock(alone: Api) -> None:
    (index,) = [
        index
        for index in INDEXES
        if index.collection == name_of(IdempotencyRecord) and index.expire_after_seconds
    ]
    assert (index.key, index.expire_after_seconds) == ({"done_at": 1}, 24 * 60 * 60)
    admin = alone.services.database.client.admin
    before = (await admin.command("hello"))["localTime"].replace(tzinfo=None)
    await post(await alone.user(), ("/sessions", {}))
    after = (await admin.command("hello"))["localTime"].replace(tzinfo=None)
    record = await look(collection_of(IdempotencyRecord)).find_one({})
    assert record is not None
    assert before <= record["done_at"].replace(tzinfo=None) <= after


async def test_erasing_a_user_takes_the_keys_too(alone: Api) -> None:
    user = await alone.user("erased")
    for create in CREATES.values():
        asked = await create(user) if create is not _mission else ("/missions", {"name": "m2"})
        await post(user, asked, f"key of {asked[0]}")
        for mission in (await got(user, "/missions"))["items"]:
            await user.delete(f"/missions/{mission['id']}")
    records = collection_of(IdempotencyRecord)
    assert await records.count_documents({"user_id": "erased"}) == len(CREATES)
    await alone.services.users.erase_user("erased")
    assert await records.count_documents({"user_id": "erased"}) == 0


async def test_a_session_with_a_chat_of_the_users_is_made_once(user: httpx.AsyncClient) -> None:
    chat = (await user.post("/chats", json={})).json()
    asked = ("/sessions", {"chat_id": chat["id"]})
    answers = await asyncio.gather(*(post(user, asked) for _ in range(4)))
    assert {(a.status_code, a.json()["id"]) for a in answers} == {(201, answers[0].json()["id"])}


async def test_without_a_key_every_request_makes_one(user: httpx.AsyncClient) -> None:
    assert (await a_session(user))["id"] != (await a_session(user))["id"]
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    assert (await a_step(user, hop))["id"] != (await a_step(user, hop))["id"]
    await an_asset(user, mission)


async def test_an_append_sent_again_with_its_key_stores_nothing_twice(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    asked = f"/chats/{chat['id']}/messages", [{"role": "user", "content": text} for text in "ab"]
    path, body = asked

    first, second = [
        await user.post(path, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    assert len((await got(user, path))["items"]) == 2


async def test_of_one_append_sent_five_times_at_once_one_stores(user: httpx.AsyncClient) -> None:
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    body = {"role": "user", "content": "a"}

    answers = await asyncio.gather(
        *(user.post(path, json=body, headers={"Idempotency-Key": "k"}) for _ in range(5))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_the_key_of_an_append_with_another_body_is_refused(user: httpx.AsyncClient) -> None:
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    await user.post(path, json={"role": "user", "content": "a"}, headers={"Idempotency-Key": "k"})

    answer = await user.post(
        path, json={"role": "user", "content": "b"}, headers={"Idempotency-Key": "k"}
    )

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("message-id-taken")


async def test_the_key_of_an_append_leaves_the_ids_that_the_caller_chose(
    user: httpx.AsyncClient,
) -> None:
    path = f"/chats/{(await a_chat(user))['id']}/messages"

    answer = await user.post(
        path, json={"id": "mine", "role": "user"}, headers={"Idempotency-Key": "k"}
    )

    assert answer.json()["id"] == "mine"


async def test_one_key_in_two_chats_is_two_appends(user: httpx.AsyncClient) -> None:
    for _ in range(2):
        path = f"/chats/{(await a_chat(user))['id']}/messages"
        answer = await user.post(path, json={"role": "user"}, headers={"Idempotency-Key": "k"})
        assert answer.status_code == 201


@pytest.mark.parametrize("path", ["/sessions", "/chats/{chat}/messages"])
async def test_two_keys_are_refused(user: httpx.AsyncClient, path: str) -> None:
    path = path.format(chat=(await a_chat(user))["id"])

    answer = await user.post(
        path,
        json={} if path == "/sessions" else {"role": "user"},
        headers=[("Idempotency-Key", "one"), ("Idempotency-Key", "two")],
    )

    assert answer.status_code == 422
    refused = {"parameter": "Idempotency-Key", "detail": "given more than once"}
    assert answer.json()["errors"] == [refused]
