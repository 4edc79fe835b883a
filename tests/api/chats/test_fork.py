"""Forks: chats that begin with another's messages."""

import asyncio
from typing import Any

import httpx
import pytest

from documents.aggregates.forks import copying
from documents.database import ObjectId
from tests.api.streams.support import Agent
from tests.support import Api, a_chat, a_session, got, made, message, messages

LENGTH = 230


async def a_long_chat(api: Api, user: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    """A chat of ``LENGTH`` messages, most of them sealed."""
    chat = await a_chat(user, **fields)
    await fill(api, user, chat["id"], LENGTH)
    return chat


async def fill(api: Api, user: httpx.AsyncClient, chat_id: str, number: int) -> None:
    for _ in range(0, number, 46):
        await user.post(f"/chats/{chat_id}/messages", json=messages(46))
        await api.services.background.finish()


async def everything(user: httpx.AsyncClient, chat_id: str) -> list[dict[str, Any]]:
    """All messages of a chat."""
    page = await got(user, f"/chats/{chat_id}/messages", after=0, limit=500)
    items: list[dict[str, Any]] = page["items"]
    return items


async def forked(user: httpx.AsyncClient, chat_id: str, **fields: Any) -> dict[str, Any]:
    return await made(user, f"/chats/{chat_id}/fork", fields)


async def a_chat_of_two(user: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    chat = await a_chat(user, **fields)
    first, second = message("Where is my bag?", id="m-1"), message("In Lisbon.", id="m-2")
    assert (await user.post(f"/chats/{chat['id']}/messages", json=[first, second])).is_success
    return chat


@pytest.mark.parametrize("through", [1, 49, 50, 51, 99, 130, 180, 199, 200, 201, 230, None])
async def test_a_forks_past_is_its_sources(
    api: Api, user: httpx.AsyncClient, through: int | None
) -> None:
    source = await a_long_chat(api, user, title="Lost bag", context_data={"flight": "SK 4711"})

    fork = await forked(user, source["id"], **({} if through is None else {"through": through}))

    past = (await everything(user, source["id"]))[:through]
    assert await everything(user, fork["id"]) == past
    assert fork["forked_from"] == {"chat_id": source["id"], "through": through or LENGTH}
    assert fork["last_sequence"] == (through or LENGTH)
    assert (fork["title"], fork["context_data"]) == ("Lost bag", {"flight": "SK 4711"})
    newest = await got(user, f"/chats/{fork['id']}/messages", limit=20)
    assert newest["items"] == past[-20:]


async def test_a_fork_says_what_it_was_forked_from(user: httpx.AsyncClient) -> None:
    source = await a_chat_of_two(user)
    response = await user.post(f"/chats/{source['id']}/fork", json={"through": 1})
    fork = response.json()
    read = await user.get(response.headers["Location"])
    assert read.json() == fork
    assert read.headers["ETag"] == response.headers["ETag"]
    assert (await got(user, f"/chats/{source['id']}"))["forked_from"] is None


async def test_a_body_is_not_needed(user: httpx.AsyncClient) -> None:
    source = await a_chat_of_two(user)
    response = await user.post(f"/chats/{source['id']}/fork")
    assert response.status_code == 201
    assert response.json()["forked_from"]["through"] == 2


async def test_an_empty_chat_can_be_forked(user: httpx.AsyncClient) -> None:
    source = await a_chat(user)
    fork = await forked(user, source["id"])
    assert fork["last_sequence"] == 0
    assert await everything(user, fork["id"]) == []


async def test_a_fork_and_its_source_live_by_themselves(api: Api, user: httpx.AsyncClient) -> None:
    source = await a_long_chat(api, user)
    fork = await forked(user, source["id"], through=120)
    first = (await everything(user, source["id"]))[0]
    before = await everything(user, source["id"])

    path = f"/chats/{fork['id']}/messages"
    stored = await user.post(path, json=message("another way"))
    await user.patch(f"{path}/{first['id']}", json={"content": "edited in the fork"})
    await user.delete(f"{path}/{before[110]['id']}")

    assert stored.json()["sequence_order"] == 121
    assert await everything(user, source["id"]) == before
    there = await everything(user, fork["id"])
    assert there[0]["content"] == "edited in the fork"
    assert there[110]["redacted_at"] is not None
    await user.delete(f"/chats/{source['id']}/messages/{before[1]['id']}")
    assert (await everything(user, fork["id"])) == there


async def test_a_fork_of_a_fork_has_the_past_of_both(api: Api, user: httpx.AsyncClient) -> None:
    source = await a_long_chat(api, user)
    fork = await forked(user, source["id"], through=150)
    await fill(api, user, fork["id"], 92)
    second = await forked(user, fork["id"], through=200)
    assert await everything(user, second["id"]) == (await everything(user, fork["id"]))[:200]


async def test_the_deletion_of_a_source_leaves_its_forks(api: Api, user: httpx.AsyncClient) -> None:
    source = await a_long_chat(api, user)
    past = await everything(user, source["id"])
    fork = await forked(user, source["id"])

    await user.delete(f"/chats/{source['id']}")
    await api.services.background.finish()

    assert await everything(user, fork["id"]) == past
    assert (await got(user, f"/chats/{fork['id']}"))["forked_from"]["chat_id"] == source["id"]


async def test_the_deletion_of_a_fork_leaves_its_source(api: Api, user: httpx.AsyncClient) -> None:
    source = await a_long_chat(api, user)
    past = await everything(user, source["id"])
    fork = await forked(user, source["id"])

    await user.delete(f"/chats/{fork['id']}")
    await api.services.background.finish()

    assert await everything(user, source["id"]) == past
    there = await api.services.database["chat_buckets"].count_documents(
        {"chat_id": ObjectId(fork["id"])}
    )
    assert there == 0


async def test_a_retry_of_an_append_before_the_fork_is_known_in_it(
    user: httpx.AsyncClient,
) -> None:
    source = await a_chat_of_two(user)
    fork = await forked(user, source["id"])
    again = await user.post(
        f"/chats/{fork['id']}/messages", json=message("Where is my bag?", id="m-1")
    )
    other = await user.post(f"/chats/{fork['id']}/messages", json=message("Where?", id="m-1"))
    assert (again.status_code, other.status_code) == (200, 409)


async def test_a_sealed_id_of_the_past_is_taken_in_the_fork(
    api: Api, user: httpx.AsyncClient
) -> None:
    source = await a_long_chat(api, user)
    fork = await forked(user, source["id"], through=120)
    past = await everything(user, fork["id"])
    for taken in (past[0], past[119]):
        path = f"/chats/{fork['id']}/messages"
        response = await user.post(path, json=message("new", id=taken["id"]))
        assert response.status_code == 409
    later = (await everything(user, source["id"]))[150]
    response = await user.post(path, json=message("new", id=later["id"]))
    assert response.status_code == 201


async def test_a_fork_can_have_a_session(user: httpx.AsyncClient) -> None:
    session = await a_session(user, name="Lost bag", session_metadata={"locale": "en"})
    await user.post(f"/chats/{session['chat_id']}/messages", json=message())

    fork = await forked(user, session["chat_id"], session=True)

    assert fork["session_id"] != session["id"]
    made = await got(user, f"/sessions/{fork['session_id']}")
    assert (made["name"], made["session_metadata"]) == ("Lost bag", {"locale": "en"})
    assert (made["chat_id"], made["status"], made["key"]) == (fork["id"], "active", None)
    shown = await got(user, f"/sessions/{fork['session_id']}", include="chat")
    assert len(shown["chat"]["messages"]["items"]) == 1


async def test_a_completed_session_can_be_forked_and_gone_on_with(
    user: httpx.AsyncClient,
) -> None:
    session = await a_session(user)
    await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    await user.put(f"/sessions/{session['id']}", json={"status": "completed"})

    fork = await forked(user, session["chat_id"], session=True)

    response = await user.post(f"/chats/{fork['id']}/messages", json=message())
    assert response.status_code == 201


@pytest.mark.parametrize("session", [False, True])
async def test_a_fork_with_a_key_is_made_once(user: httpx.AsyncClient, session: bool) -> None:
    source = await a_chat_of_two(user)
    body = {"through": 1, "key": "try-1", "session": session}
    path = f"/chats/{source['id']}/fork"

    answers = await asyncio.gather(*(user.post(path, json=body) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await got(user, f"/chats/{source['id']}/forks"))["items"]) == 1
    other = await user.post(path, json={**body, "through": 2})
    assert other.status_code == 409
    assert other.json()["type"].endswith("key-taken")


async def test_a_key_of_another_chat_is_no_key_of_a_fork(user: httpx.AsyncClient) -> None:
    source, other = await a_chat_of_two(user), await a_chat(user, key="try-1")
    response = await user.post(f"/chats/{source['id']}/fork", json={"key": "try-1"})
    assert response.status_code == 409
    assert response.json()["current"]["id"] == other["id"]


async def test_a_fork_is_made_once_by_an_idempotency_key(user: httpx.AsyncClient) -> None:
    source = await a_chat_of_two(user)
    key = {"Idempotency-Key": "a-fork"}
    path = f"/chats/{source['id']}/fork"
    first, second = [await user.post(path, json={}, headers=key) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert len((await got(user, f"/chats/{source['id']}/forks"))["items"]) == 1


async def test_a_fork_cannot_go_beyond_its_source(user: httpx.AsyncClient) -> None:
    source = await a_chat_of_two(user)
    response = await user.post(f"/chats/{source['id']}/fork", json={"through": 3})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/through"
    assert "2" in response.json()["detail"]


async def test_another_users_chat_cannot_be_forked(api: Api, user: httpx.AsyncClient) -> None:
    source = await a_chat_of_two(user)
    stranger = await api.user()
    assert (await stranger.post(f"/chats/{source['id']}/fork", json={})).status_code == 404
    assert (await stranger.get(f"/chats/{source['id']}/forks")).status_code == 404


async def test_the_forks_of_a_chat_are_listed_newest_first(
    api: Api, user: httpx.AsyncClient
) -> None:
    source = await a_chat_of_two(user)
    forks = []
    for _ in range(3):
        api.clock.advance(seconds=1)
        forks.append((await forked(user, source["id"]))["id"])
    of_fork = await forked(user, forks[0])

    first = await got(user, f"/chats/{source['id']}/forks", limit=2)
    rest = await got(user, f"/chats/{source['id']}/forks", limit=2, cursor=first["next"])

    assert [fork["id"] for fork in first["items"] + rest["items"]] == forks[::-1]
    below = await got(user, f"/chats/{forks[0]}/forks")
    assert [fork["id"] for fork in below["items"]] == [of_fork["id"]]


async def test_a_redaction_can_be_asked_for_in_all_forks(api: Api, user: httpx.AsyncClient) -> None:
    source = await a_long_chat(api, user)
    first = (await everything(user, source["id"]))[9]
    before = await forked(user, source["id"], through=5)
    near = await forked(user, source["id"], through=20)
    far = await forked(user, near["id"])
    cut = await forked(user, near["id"], through=9)
    gone = await forked(user, source["id"])
    of_gone = await forked(user, gone["id"])
    await user.delete(f"/chats/{gone['id']}")
    await api.services.background.finish()

    path = f"messages/{first['id']}"
    response = await user.delete(f"/chats/{source['id']}/{path}", params={"forks": True})

    assert response.status_code == 204
    for chat in (source, near, far, of_gone):
        found = await got(user, f"/chats/{chat['id']}/{path}")
        assert (found["content"], found["redacted_at"] is None) == ("", False)
    for chat in (before, cut):
        assert (await user.get(f"/chats/{chat['id']}/{path}")).status_code == 404


async def test_a_redaction_in_all_forks_finds_what_is_being_forked(
    api: Api, user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await a_long_chat(api, user)
    first = (await everything(user, source["id"]))[9]
    path = f"messages/{first['id']}"
    copy = copying.copy_buckets
    times = 0

    async def copied_and_redacted(*arguments: Any, **options: Any) -> None:
        nonlocal times
        times += 1
        await copy(*arguments, **options)
        if times == 1:
            await user.delete(f"/chats/{source['id']}/{path}", params={"forks": True})

    monkeypatch.setattr(copying, "copy_buckets", copied_and_redacted)
    fork = await forked(user, source["id"])

    assert times == 2
    assert (await got(user, f"/chats/{fork['id']}/{path}"))["content"] == ""
    assert await everything(user, fork["id"]) == await everything(user, source["id"])


async def test_a_fork_shows_one_moment_of_its_source(
    api: Api, user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await a_long_chat(api, user)
    past = await everything(user, source["id"])
    copy = copying.copy_buckets

    async def changed_and_copied(*arguments: Any, **options: Any) -> None:
        for number in (0, 60, 190, 229):
            changed = f"/chats/{source['id']}/messages/{past[number]['id']}"
            await user.patch(changed, json={"content": "edited meanwhile"})
        await fill(api, user, source["id"], 138)
        await copy(*arguments, **options)

    monkeypatch.setattr(copying, "copy_buckets", changed_and_copied)
    fork = await forked(user, source["id"])

    assert await everything(user, fork["id"]) == past


@pytest.mark.parametrize("more", [0, 250])
async def test_a_message_that_is_being_written_is_copied_as_far_as_it_is(
    api: Api, user: httpx.AsyncClient, more: int
) -> None:
    source = await a_chat(user)
    path = f"/chats/{source['id']}"
    agent = Agent(user, await made(user, f"{path}/streams", {"id": "m-1"}))
    await agent.say("Once ", "upon ")
    await fill(api, user, source["id"], more)

    fork = await forked(user, source["id"])
    await agent.say("a time")
    await agent.finish()

    there = await got(user, f"/chats/{fork['id']}/messages/m-1")
    assert there["content"] == "Once upon "
    assert there["message_metadata"] == {"finish_reason": "interrupted"}
    assert not {"streaming", "stream_id"} & there.keys()
    assert (await got(user, f"{path}/messages/m-1"))["content"] == "Once upon a time"
    edited = await user.patch(f"/chats/{fork['id']}/messages/m-1", json={"content": "Now"})
    assert edited.status_code == 200


async def test_the_messages_of_a_fork_are_counted_once(api: Api) -> None:
    user = await api.user()
    source = await a_chat_of_two(user)
    fork = await forked(user, source["id"], session=True)
    await user.post(f"/chats/{fork['id']}/messages", json=message())
    day = api.clock.now.date().isoformat()
    found = await got(user, "/analytics/me", only="messages", **{"from": day, "to": day})
    assert found["messages"]["total"] == {"user": 3}
