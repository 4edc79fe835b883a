"""Changing sessions: fields, status, mission, activity."""

import asyncio
from typing import Any

import httpx
import pytest

from documents.database import ObjectId, collection_of
from documents.shapes.chats import Chat
from documents.shapes.sessions import UserSession
from documents.upkeep.resting import archive_inactive
from services import activity
from tests.api.sessions.test_create import a_mission
from tests.support import Api, a_session, got, message

# What a caller may ask of a session in each status, and what becomes of it.
REQUESTS = {
    "active": {"complete": "completed", "archive": "archived", "activity": "active"},
    "abandoned": {"archive": "archived", "activity": "active"},
    "completed": {"archive": "archived"},
    "archived": {},
}


async def session_that_is(client: httpx.AsyncClient, status: str) -> dict[str, Any]:
    session = await a_session(client)
    if status == "abandoned":
        await collection_of(UserSession).update_one(
            {"_id": ObjectId(session["id"])}, {"$set": {"status": "abandoned"}}
        )
    elif status != "active":
        step = {"completed": "complete", "archived": "archive"}[status]
        assert (await client.post(f"/sessions/{session['id']}/{step}")).status_code == 200
    return session


@pytest.mark.parametrize("request_", ["complete", "archive", "activity"])
@pytest.mark.parametrize("status", list(REQUESTS))
async def test_a_request_moves_a_session_or_is_refused_and_changes_nothing(
    user: httpx.AsyncClient, status: str, request_: str
) -> None:
    session = await session_that_is(user, status)
    path = f"/sessions/{session['id']}"
    before = await got(user, path)
    response = await user.post(f"{path}/{request_}")
    if request_ in REQUESTS[status]:
        assert response.status_code == 200
        assert (await got(user, path))["status"] == REQUESTS[status][request_]
    else:
        assert response.status_code == 409
        assert response.json()["current_status"] == status
        assert await got(user, path) == before


async def test_a_refused_transition_says_what_is_allowed(user: httpx.AsyncClient) -> None:
    session = await session_that_is(user, "completed")
    problem = (await user.post(f"/sessions/{session['id']}/complete")).json()
    assert problem["allowed"] == ["active", "archived"]


@pytest.mark.parametrize("status", ["completed", "archived"])
async def test_a_closed_session_takes_no_new_messages(user: httpx.AsyncClient, status: str) -> None:
    session = await session_that_is(user, status)
    response = await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    assert response.status_code == 409
    assert response.json()["type"].endswith("chat-closed")


async def test_every_change_of_status_is_logged_with_who_and_why(api: Api) -> None:
    alice = await api.user("alice-who-logs")
    session = await a_session(alice)
    api.clock.advance(minutes=5)
    await alice.post(f"/sessions/{session['id']}/complete", json={"reason": "bag found"})
    stored = await collection_of(UserSession).find_one({"_id": ObjectId(session["id"])})
    assert stored is not None
    assert stored["transitions"] == [
        {
            "from": "active",
            "to": "completed",
            "at": api.clock(),
            "by": "alice-who-logs",
            "reason": "bag found",
        }
    ]


async def test_put_changes_what_is_given_and_leaves_the_rest(user: httpx.AsyncClient) -> None:
    session = await a_session(user, name="one", session_metadata={"a": 1})
    path = f"/sessions/{session['id']}"
    await user.put(path, json={"name": "two"})
    await user.put(path, json={"session_metadata": {"$set": {"a.b": 2}}})
    changed = await got(user, path)
    assert changed["name"] == "two"
    assert changed["session_metadata"] == {"$set": {"a.b": 2}}


async def test_put_may_repeat_the_status_it_found(user: httpx.AsyncClient) -> None:
    session = await session_that_is(user, "completed")
    response = await user.put(
        f"/sessions/{session['id']}", json={"status": "completed", "name": "done"}
    )
    assert response.status_code == 200
    stored = await collection_of(UserSession).find_one({"_id": ObjectId(session["id"])})
    assert stored is not None
    assert len(stored["transitions"]) == 1


async def test_nobody_can_ask_for_abandoned(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    response = await user.put(f"/sessions/{session['id']}", json={"status": "abandoned"})
    assert response.status_code == 409


async def test_put_links_and_unlinks_a_mission(api: Api) -> None:
    alice = await api.user("alice-who-links")
    session = await a_session(alice)
    mission_id = await a_mission("alice-who-links")
    path = f"/sessions/{session['id']}"
    assert (await alice.put(path, json={"mission_id": mission_id})).json()[
        "mission_id"
    ] == mission_id
    assert (await alice.put(path, json={"mission_id": None})).json()["mission_id"] is None
    # Free again, another session can have it.
    await a_session(alice, mission_id=mission_id)


async def test_of_two_sessions_that_want_one_mission_at_once_one_gets_it(api: Api) -> None:
    alice = await api.user("alice-who-races")
    mission_id = await a_mission("alice-who-races")
    sessions = [await a_session(alice) for _ in range(4)]
    answers = await asyncio.gather(
        *(alice.put(f"/sessions/{s['id']}", json={"mission_id": mission_id}) for s in sessions)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_if_match_with_a_stale_etag_is_refused(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    path = f"/sessions/{session['id']}"
    etag = (await user.get(path)).headers["ETag"]
    first = await user.put(path, json={"name": "mine"}, headers={"If-Match": etag})
    second = await user.put(path, json={"name": "stale"}, headers={"If-Match": etag})
    assert (first.status_code, second.status_code) == (200, 412)
    assert (await got(user, path))["name"] == "mine"


@pytest.mark.parametrize("tag", ['"nonsense"', 'W/"1"', "1", '"999999999999999999999999"', ""])
async def test_if_match_that_names_no_version_of_it_is_refused(
    user: httpx.AsyncClient, tag: str
) -> None:
    session = await a_session(user)
    response = await user.delete(f"/sessions/{session['id']}", headers={"If-Match": tag})
    assert response.status_code == 412


async def test_of_two_writers_with_the_same_etag_one_wins(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    path = f"/sessions/{session['id']}"
    etag = (await user.get(path)).headers["ETag"]
    answers = await asyncio.gather(
        *(user.put(path, json={"name": str(n)}, headers={"If-Match": etag}) for n in range(6))
    )
    assert sorted(a.status_code for a in answers) == [200, 412, 412, 412, 412, 412]


async def test_an_append_moves_the_activity_of_its_session(
    api: Api, user: httpx.AsyncClient
) -> None:
    session = await a_session(user)
    now = api.clock.advance(hours=1)
    await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    await api.services.activity.flush()
    seen = await got(user, f"/sessions/{session['id']}")
    assert seen["last_activity_at"] == now.isoformat().replace("+00:00", "Z")


async def test_activity_stays_noted_when_its_writing_is_cancelled(
    api: Api, user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the service stops in the midst of it."""
    session = await a_session(user)
    now = api.clock.advance(hours=1)
    await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    begun = asyncio.Event()

    async def never_ends(_latest: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as slow:
        slow.setattr(activity, "record_activity", never_ends)
        flushing = asyncio.create_task(api.services.activity.flush())
        await begun.wait()
        flushing.cancel()
        await asyncio.gather(flushing, return_exceptions=True)
    await api.services.activity.flush()
    seen = await got(user, f"/sessions/{session['id']}")
    assert seen["last_activity_at"] == now.isoformat().replace("+00:00", "Z")


async def test_an_append_awakens_an_abandoned_session(api: Api, user: httpx.AsyncClient) -> None:
    session = await session_that_is(user, "abandoned")
    api.clock.advance(hours=1)
    await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    await api.services.activity.flush()
    assert (await got(user, f"/sessions/{session['id']}"))["status"] == "active"


async def test_activity_that_is_written_late_never_moves_time_back(
    api: Api, user: httpx.AsyncClient
) -> None:
    session = await a_session(user)
    api.clock.advance(minutes=1)
    await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    later = api.clock.advance(minutes=1)
    await user.post(f"/sessions/{session['id']}/activity")
    await api.services.activity.flush()
    seen = await got(user, f"/sessions/{session['id']}")
    assert seen["last_activity_at"] == later.isoformat().replace("+00:00", "Z")


async def test_a_completion_and_an_append_at_once_leave_no_message_in_a_closed_chat(
    user: httpx.AsyncClient,
) -> None:
    for _ in range(10):
        session = await a_session(user)
        chat = f"/chats/{session['chat_id']}"
        *appends, completion = await asyncio.gather(
            *(user.post(f"{chat}/messages", json=message()) for _ in range(4)),
            user.post(f"/sessions/{session['id']}/complete"),
        )
        assert completion.status_code == 200
        stored = sum(append.status_code == 201 for append in appends)
        assert {append.status_code for append in appends} <= {201, 409}
        assert (await got(user, chat))["last_sequence"] == stored
        closed = await collection_of(Chat).find_one({"_id": ObjectId(session["chat_id"])})
        assert closed is not None
        assert closed["closed_at"] is not None


async def test_sessions_abandoned_for_long_are_archived_and_closed(alone: Api) -> None:
    user = await alone.user()
    old = await session_that_is(user, "abandoned")
    alone.clock.advance(days=7, seconds=1)
    fresh = await a_session(user)
    report = await alone.services.upkeep.sweep()
    assert report.archived == 1
    assert (await got(user, f"/sessions/{old['id']}"))["status"] == "archived"
    assert (await got(user, f"/sessions/{fresh['id']}"))["status"] == "active"
    refused = await user.post(f"/chats/{old['chat_id']}/messages", json=message())
    assert refused.status_code == 409


async def test_a_session_whose_chat_has_just_moved_is_not_archived(alone: Api) -> None:
    user = await alone.user()
    session = await session_that_is(user, "abandoned")
    alone.clock.advance(days=8)
    await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    now = alone.clock()
    settled = await archive_inactive(alone.services.database, abandoned_before=now, now=now)
    assert settled.moved == 0
