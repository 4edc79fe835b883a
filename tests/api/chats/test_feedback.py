"""What users think of messages."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from documents.database import collection_of
from documents.shapes.feedback import MessageFeedback
from tests.queries import look
from tests.support import Api, a_chat, a_session, got, made, message, messages

GOOD = {"rating": "up", "comment": "It found my bag."}


async def a_message(user: httpx.AsyncClient, message_id: str = "m") -> str:
    """The path of a new message in a new chat."""
    chat = await a_chat(user)
    await made(user, f"/chats/{chat['id']}/messages", message(id=message_id))
    return f"/chats/{chat['id']}/messages/{message_id}"


def list_of(path: str) -> str:
    """The path of the feedback on the chat of a message."""
    return "/".join(path.split("/")[:3]) + "/feedback"


async def ratings(user: httpx.AsyncClient) -> dict[str, int]:
    period = {"from": "2026-01-01", "to": "2026-01-01", "only": "feedback"}
    series = (await got(user, "/analytics/me", **period))["feedback"]
    total: dict[str, int] = series["total"]
    assert series["buckets"] == [{"start": "2026-01-01", "counts": total}]
    return total


async def test_a_user_has_one_feedback_on_a_message_which_a_later_one_replaces(api: Api) -> None:
    user = await api.user()
    path = await a_message(user)
    response = await user.put(f"{path}/feedback", json=GOOD)
    assert response.status_code == 201
    first = response.json()
    assert {name: first[name] for name in GOOD} == GOOD
    assert (first["message_id"], first["sequence_order"]) == ("m", 1)
    api.clock.advance(seconds=5)
    response = await user.put(f"{path}/feedback", json={"rating": "down"})
    assert response.status_code == 200
    changed = response.json()
    assert (changed["rating"], changed["comment"]) == ("down", None)
    assert changed["created_at"] == first["created_at"] < changed["updated_at"]
    assert (await got(user, list_of(path)))["items"] == [changed]
    assert await ratings(user) == {"down": 1}


async def test_of_several_at_once_one_is_kept(user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    responses = await asyncio.gather(*(user.put(f"{path}/feedback", json=GOOD) for _ in range(8)))
    assert sorted(response.status_code for response in responses) == [200] * 7 + [201]
    assert await ratings(user) == {"up": 1}


async def test_feedback_can_be_taken_back_again_and_again(user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    await user.put(f"{path}/feedback", json=GOOD)
    for _ in range(2):
        assert (await user.delete(f"{path}/feedback")).status_code == 204
        assert (await got(user, list_of(path)))["items"] == []
        assert await ratings(user) == {}
    assert (await got(user, path))["content"] == "hello"


async def test_feedback_is_listed_in_the_order_of_the_messages(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    sent = [{**each, "id": f"m/{number}"} for number, each in enumerate(messages(7), 1)]
    await made(user, path, sent)
    for number in (5, 1, 7, 3, 2):
        response = await user.put(f"{path}/m%2F{number}/feedback", json={"rating": "up"})
        assert response.status_code == 201
    found, cursor = [], None
    while True:
        more: dict[str, str] = {} if cursor is None else {"cursor": cursor}
        page = await got(user, f"/chats/{chat['id']}/feedback", limit=2, **more)
        found += [each["message_id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == [f"m/{number}" for number in (1, 2, 3, 5, 7)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rating": "good"},
        {"rating": 1},
        {"rating": None},
        {"rating": "up", "comment": "x" * 10_001},
        {"rating": "up", "score": 1},
    ],
)
async def test_what_is_no_feedback_is_refused(user: httpx.AsyncClient, body: Any) -> None:
    path = await a_message(user)
    assert (await user.put(f"{path}/feedback", json=body)).status_code == 422
    assert (await got(user, list_of(path)))["items"] == []


async def test_on_what_is_not_there_nobody_thinks_anything(api: Api) -> None:
    user, other = await api.user(), await api.user()
    path = await a_message(user)
    for client, where in ((user, f"{path}x"), (other, path)):
        for method in ("PUT", "DELETE"):
            response = await client.request(method, f"{where}/feedback", json=GOOD)
            assert response.status_code == 404
    assert (await other.get(list_of(path))).status_code == 404


async def test_a_redaction_takes_the_comment_and_leaves_the_rating(
    user: httpx.AsyncClient,
) -> None:
    path = await a_message(user)
    await user.put(f"{path}/feedback", json=GOOD)
    assert (await user.delete(path)).status_code == 204
    (left,) = (await got(user, list_of(path)))["items"]
    assert (left["rating"], left["comment"]) == ("up", None)
    response = await user.put(f"{path}/feedback", json=GOOD)
    assert response.status_code == 409
    assert response.json()["type"].endswith(":message-redacted")
    assert response.json()["current"]["redacted_at"] is not None
    assert (await user.delete(f"{path}/feedback")).status_code == 204


async def test_no_comment_outlives_a_redaction_at_the_same_time(user: httpx.AsyncClient) -> None:
    for there_before in (True, False) * 5:
        path = await a_message(user)
        if there_before:
            await user.put(f"{path}/feedback", json=GOOD)
        await asyncio.gather(
            user.put(f"{path}/feedback", json=GOOD),
            user.delete(path),
            user.put(f"{path}/feedback", json=GOOD),
        )
        left = (await got(user, list_of(path)))["items"]
        assert [each["comment"] for each in left] in ([[None]] if there_before else [[], [None]])


async def test_feedback_goes_with_its_chat_and_with_its_user_and_is_exported(alone: Api) -> None:
    alice, bob = await alone.user("alice"), await alone.user("bob")
    admin = await alone.user(admin=True)
    stored = look(collection_of(MessageFeedback, alone.services.database))
    session = await a_session(alice)
    await made(alice, f"/chats/{session['chat_id']}/messages", message(id="m"))
    await alice.put(f"/chats/{session['chat_id']}/messages/m/feedback", json=GOOD)
    for user in (alice, bob):
        await user.put(f"{await a_message(user)}/feedback", json=GOOD)
    assert await ratings(alice) == {"up": 2}
    export = await admin.get("/users/export", params={"user_id": "alice"})
    lines = [json.loads(line) for line in export.text.splitlines()]
    given = [line for line in lines if line["type"] == "message_feedback"]
    assert [each["comment"] for each in given] == [GOOD["comment"]] * 2
    await alice.delete(f"/sessions/{session['id']}")
    assert await ratings(alice) == {"up": 1}
    await alone.services.background.finish()
    await alone.services.upkeep.sweep()
    assert await stored.count_documents({"user_id": "alice"}) == 1
    receipt = await admin.post("/users/erase", json={"user_id": "alice"})
    assert receipt.json()["documents"]["message_feedback"] == 1
    assert await stored.count_documents({}) == 1
