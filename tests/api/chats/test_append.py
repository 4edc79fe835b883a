"""Appending messages."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.support import Api, a_chat, a_session, got, message, messages


async def path_of_a_chat(client: httpx.AsyncClient) -> str:
    return f"/chats/{(await a_chat(client))['id']}/messages"


async def test_messages_are_numbered_from_one_without_gaps(user: httpx.AsyncClient) -> None:
    path = await path_of_a_chat(user)
    await user.post(path, json=message("first"))
    await user.post(path, json=messages(3))
    items = (await got(user, path))["items"]
    assert [item["sequence_order"] for item in items] == [1, 2, 3, 4]
    assert [item["content"] for item in items[1:]] == ["message 1", "message 2", "message 3"]


async def test_one_message_answers_as_one_and_a_list_as_a_list(user: httpx.AsyncClient) -> None:
    path = await path_of_a_chat(user)
    one = await user.post(path, json=message())
    many = await user.post(path, json=[message()])
    assert one.json()["sequence_order"] == 1
    assert many.json()["items"][0]["sequence_order"] == 2


async def test_sixteen_writers_on_one_chat_lose_nothing_and_leave_no_gap(
    user: httpx.AsyncClient,
) -> None:
    path = await path_of_a_chat(user)

    async def writer(number: int) -> None:
        for turn in range(10):
            answer = await user.post(path, json=message(f"{number}.{turn}"))
            assert answer.status_code == 201

    await asyncio.gather(*(writer(number) for number in range(16)))
    items = (await got(user, path, limit=500))["items"]
    assert [item["sequence_order"] for item in items] == list(range(1, 161))
    assert {item["content"] for item in items} == {f"{n}.{t}" for n in range(16) for t in range(10)}
    for number in range(16):
        own = [item["content"] for item in items if item["content"].startswith(f"{number}.")]
        assert own == [f"{number}.{turn}" for turn in range(10)]


async def test_a_retry_with_the_same_id_answers_the_first_result(
    api: Api, user: httpx.AsyncClient
) -> None:
    path = await path_of_a_chat(user)
    body = message("once", id="m-1", message_metadata={"b": 1, "a": [1.0, None]})
    first = await user.post(path, json=body)
    api.clock.advance(minutes=1)
    again = await user.post(path, json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert len((await got(user, path))["items"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"content": "other"},
        {"role": "assistant"},
        {"message_metadata": {"n": 1.0}},
        {"message_metadata": {"n": True}},
    ],
)
async def test_the_same_id_with_another_body_is_refused(
    user: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    path = await path_of_a_chat(user)
    body = message("once", id="m-1", message_metadata={"n": 1})
    await user.post(path, json=body)
    response = await user.post(path, json={**body, **change})
    assert response.status_code == 409
    assert response.json()["ids"] == ["m-1"]


async def test_the_same_id_sent_sixteen_times_at_once_is_stored_once(
    user: httpx.AsyncClient,
) -> None:
    path = await path_of_a_chat(user)
    answers = await asyncio.gather(
        *(user.post(path, json=message(id="only-once")) for _ in range(16))
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [201]
    assert len((await got(user, path))["items"]) == 1


async def test_the_same_id_in_another_chat_is_another_message(user: httpx.AsyncClient) -> None:
    for _ in range(2):
        path = await path_of_a_chat(user)
        assert (await user.post(path, json=message(id="m-1"))).status_code == 201


async def test_a_list_of_which_a_part_is_stored_is_refused_whole(user: httpx.AsyncClient) -> None:
    path = await path_of_a_chat(user)
    await user.post(path, json=[message("a", id="a"), message("b", id="b")])
    response = await user.post(path, json=[message("b", id="b"), message("c", id="c")])
    assert response.status_code == 409
    assert response.json()["ids"] == ["b"]
    assert len((await got(user, path))["items"]) == 2


async def test_a_retried_list_answers_the_first_result(user: httpx.AsyncClient) -> None:
    path = await path_of_a_chat(user)
    body = [message(str(n), id=f"m-{n}") for n in range(5)]
    first = await user.post(path, json=body)
    again = await user.post(path, json=body)
    assert again.status_code == 200
    assert again.json() == first.json()


async def test_one_id_twice_in_one_list_is_refused(user: httpx.AsyncClient) -> None:
    path = await path_of_a_chat(user)
    response = await user.post(path, json=[message("a", id="a"), message("b", id="a")])
    assert response.status_code == 409
    assert (await got(user, path))["items"] == []


async def test_a_list_with_one_bad_message_stores_none(user: httpx.AsyncClient) -> None:
    path = await path_of_a_chat(user)
    response = await user.post(path, json=[message(), {"role": "robot", "content": "x"}])
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/1/role"
    assert (await got(user, path))["items"] == []


async def test_an_empty_list_is_refused(user: httpx.AsyncClient) -> None:
    path = await path_of_a_chat(user)
    assert (await user.post(path, json=[])).status_code == 422


@pytest.mark.parametrize("message_id", ["", "x" * 65, "tab\there", "nul\x00", "c1\x85", ".", ".."])
async def test_an_id_that_is_no_id_is_refused(user: httpx.AsyncClient, message_id: str) -> None:
    path = await path_of_a_chat(user)
    assert (await user.post(path, json=message(id=message_id))).status_code == 422


@pytest.mark.parametrize("message_id", ["a/b", "ünï", "50%", "a b", "?q=1#f", "$id", "x" * 64])
async def test_any_other_id_can_be_stored_and_found(
    user: httpx.AsyncClient, message_id: str
) -> None:
    path = await path_of_a_chat(user)
    response = await user.post(path, json=message(id=message_id))
    assert response.status_code == 201
    found = await user.get(response.headers["Location"])
    assert found.json() == response.json()


async def test_another_users_chat_takes_no_message_and_does_not_exist(api: Api) -> None:
    path = await path_of_a_chat(await api.user())
    response = await (await api.user()).post(path, json=message(id="m-1"))
    assert response.status_code == 404


async def test_an_append_that_was_answered_late_is_known_after_the_session_was_closed(
    user: httpx.AsyncClient,
) -> None:
    session = await a_session(user)
    path = f"/chats/{session['chat_id']}/messages"
    await user.post(path, json=message(id="m-1"))
    await user.post(f"/sessions/{session['id']}/complete")
    assert (await user.post(path, json=message(id="m-1"))).status_code == 200
    assert (await user.post(path, json=message(id="m-2"))).status_code == 409
