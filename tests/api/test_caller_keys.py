"""Sessions and chats by a key of the caller's own."""

import asyncio
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.idempotency.once import Once
from tests.support import Api, a_chat, a_session, got, made, running_api, settings_for

both = pytest.mark.parametrize("path", ["/sessions", "/chats"])


async def keyed(client: httpx.AsyncClient, path: str, key: str, **fields: Any) -> httpx.Response:
    return await client.post(path, json={"key": key, **fields})


@both
async def test_a_key_that_exists_answers_with_what_is_there(
    user: httpx.AsyncClient, path: str
) -> None:
    first = await keyed(user, path, "ticket 4711")
    again = await keyed(user, path, "ticket 4711")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert first.json()["key"] == "ticket 4711"
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Location" not in again.headers


@both
async def test_a_key_finds_what_has_it(user: httpx.AsyncClient, path: str) -> None:
    await keyed(user, path, "other")
    first = await keyed(user, path, "it/s & ünïque")
    found = await got(user, path, key="it/s & ünïque")
    assert [each["id"] for each in found["items"]] == [first.json()["id"]]
    assert found["next"] is None
    assert await got(user, path, key="nobody's") == {"items": [], "next": None}


@both
async def test_of_many_with_one_key_at_once_one_makes_it(
    user: httpx.AsyncClient, path: str
) -> None:
    answers = await asyncio.gather(*(keyed(user, path, "k") for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [*[200] * 7, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await got(user, path))["items"]) == 1


@both
async def test_a_key_is_one_users_and_free_once_its_thing_is_deleted(
    api: Api, user: httpx.AsyncClient, path: str
) -> None:
    first = await keyed(user, path, "k")
    assert (await keyed(await api.user(), path, "k")).status_code == 201
    assert (await user.delete(f"{path}/{first.json()['id']}")).status_code == 204
    assert (await got(user, path, key="k"))["items"] == []
    second = await keyed(user, path, "k")
    assert second.status_code == 201
    assert second.json()["id"] != first.json()["id"]


@both
@pytest.mark.parametrize("key", ["", "x" * 256, "a\u0000b", 7])
async def test_what_is_no_key_is_refused(user: httpx.AsyncClient, path: str, key: Any) -> None:
    refused = await keyed(user, path, key)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/key"


@both
async def test_the_shortest_and_the_longest_key_are_taken(
    user: httpx.AsyncClient, path: str
) -> None:
    for key in ("x", "x" * 255):
        made_ = await keyed(user, path, key)
        assert made_.status_code == 201
        (found,) = (await got(user, path, key=key))["items"]
        assert (found["id"], found["key"]) == (made_.json()["id"], key)


@both
async def test_a_key_in_a_list_goes_without_a_cursor(user: httpx.AsyncClient, path: str) -> None:
    await keyed(user, path, "k")
    await keyed(user, path, "l")
    cursor = (await got(user, path, limit=1))["next"]
    refused = await user.get(path, params={"key": "k", "cursor": cursor})
    assert refused.status_code == 422


@both
async def test_an_idempotency_key_beside_it_makes_no_second_one_either(
    user: httpx.AsyncClient, path: str
) -> None:
    headers = {"Idempotency-Key": "i"}
    first = await user.post(path, json={"key": "k"}, headers=headers)
    again = await user.post(path, json={"key": "k"}, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    other = await user.post(path, json={"key": "k"}, headers={"Idempotency-Key": "j"})
    assert (other.status_code, other.json()) == (200, first.json())


@both
async def test_of_one_request_sent_twice_at_once_both_have_the_first_answer(
    user: httpx.AsyncClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One has looked for the record of the request before the other made something."""
    has_looked, go_on = asyncio.Event(), asyncio.Event()
    look = Once.check

    async def look_early(once: Once) -> None:
        await look(once)
        if not has_looked.is_set():
            has_looked.set()
            await go_on.wait()

    monkeypatch.setattr(Once, "check", look_early)

    async def send() -> httpx.Response:
        return await user.post(path, json={"key": "k"}, headers={"Idempotency-Key": "i"})

    late = asyncio.create_task(send())
    await has_looked.wait()
    first = await send()
    go_on.set()
    again = await late
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Location"] == first.headers["Location"]


async def test_a_list_of_sessions_by_key_and_status(user: httpx.AsyncClient) -> None:
    await keyed(user, "/sessions", "k")
    assert len((await got(user, "/sessions", key="k", status="active"))["items"]) == 1
    assert (await got(user, "/sessions", key="k", status="archived"))["items"] == []


async def test_chats_are_listed_newest_first_a_page_at_a_time(
    api: Api, user: httpx.AsyncClient
) -> None:
    chats = []
    for number in range(5):
        chats.append(await a_chat(user, title=f"chat {number}"))
        api.clock.advance(seconds=number % 2)
    listed: list[Any] = []
    page = await got(user, "/chats", limit=2)
    while True:
        listed += page["items"]
        if page["next"] is None:
            break
        page = await got(user, "/chats", limit=2, cursor=page["next"])
    assert [each["id"] for each in listed] == [chat["id"] for chat in chats[::-1]]
    for each, chat in zip(listed, chats[::-1], strict=True):
        assert {name: each[name] for name in chat if name != "messages"} == {
            name: value for name, value in chat.items() if name != "messages"
        }


@pytest.mark.parametrize("what", ["session", "chat"])
async def test_a_deleted_one_is_not_restored_over_another_with_its_key(
    mongod: EmbeddedServer, shared_name: str, what: str
) -> None:
    async with running_api(settings_for(mongod.uri, shared_name, deleted_kept_days=1)) as api:
        user = await api.user()
        if what == "session":
            session = await a_session(user, key="k")
        else:
            chat = await a_chat(user, key="k")
            session = await a_session(user, chat_id=chat["id"])
        path = f"/sessions/{session['id']}"
        await user.delete(path)
        holder = await made(user, f"/{what}s", {"key": "k"})
        refused = await user.post(f"{path}/restore")
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("key-taken")
        assert refused.json()["current"]["id"] == holder["id"]
        assert (await user.get(path)).status_code == 404
        await user.delete(f"/{what}s/{holder['id']}")
        assert (await user.post(f"{path}/restore")).status_code == 200
        assert (await got(user, f"/{what}s", key="k"))["items"][0]["key"] == "k"
