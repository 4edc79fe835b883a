"""Going on with a session that was completed, archived or abandoned."""

import asyncio

import httpx
import pytest

from documents.shapes.sessions import REQUESTED_TRANSITIONS, SessionStatus
from tests.api.sessions.test_change import session_that_is
from tests.support import Api, a_session, got, made, message
from tests.workflow_support import a_hop, a_mission, moved

BACK = {
    "restore": lambda client, path: client.post(f"{path}/restore"),
    "put": lambda client, path: client.put(path, json={"status": "active"}),
}
ALMOST = ("ready_for_next_hop", "building_hop", "hop_ready_to_execute", "executing_hop")


@pytest.mark.parametrize("way", list(BACK))
@pytest.mark.parametrize("status", ["abandoned", "completed", "archived"])
async def test_a_session_comes_back_with_its_chat_and_messages(
    user: httpx.AsyncClient, status: str, way: str
) -> None:
    session = await a_session(user)
    chat = f"/chats/{session['chat_id']}/messages"
    await made(user, chat, message("before"))
    path = f"/sessions/{session['id']}"
    if status == "abandoned":
        session = await session_that_is(user, status)
        chat, path = f"/chats/{session['chat_id']}/messages", f"/sessions/{session['id']}"
        await made(user, chat, message("before"))
    else:
        await user.post(f"{path}/{status.removesuffix('d')}")
    answer = await BACK[way](user, path)
    assert answer.status_code == 200
    assert answer.json()["status"] == "active"
    await made(user, chat, message("after"))
    assert [m["content"] for m in (await got(user, chat))["items"]] == ["before", "after"]


async def test_what_comes_back_is_the_session_to_resume_and_its_periods_begin_anew(
    alone: Api,
) -> None:
    alice = await alone.user()
    session = await a_session(alice)
    alone.clock.advance(days=1)
    await alone.services.upkeep.sweep()
    alone.clock.advance(days=8)
    await alone.services.upkeep.sweep()
    path = f"/sessions/{session['id']}"
    assert (await got(alice, path))["status"] == "archived"
    await alice.post(f"{path}/restore")
    alone.clock.advance(hours=23)
    await alone.services.upkeep.sweep()
    assert (await got(alice, "/sessions/active"))["id"] == session["id"]


@pytest.mark.parametrize("way", list(BACK))
@pytest.mark.parametrize("status", ["completed", "archived"])
async def test_a_session_whose_mission_is_completed_stays_as_it_is(
    user: httpx.AsyncClient, status: str, way: str
) -> None:
    mission = await a_mission(user, f"{status} {way}")
    session = await a_session(user, mission_id=mission["id"])
    await a_hop(user, mission, is_final=True)
    await moved(user, "missions", mission, *ALMOST, "completed")
    path = f"/sessions/{session['id']}"
    if status == "archived":
        await user.post(f"{path}/archive")
    before = await got(user, path)
    answer = await BACK[way](user, path)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("wrong-status")
    assert answer.json()["current"]["status"] == status
    assert await got(user, path) == before
    late = await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    assert late.status_code == 409
    # The mission's rules again permit it once it is reset, or off the session.
    await moved(user, "missions", mission, "proposed")
    assert (await BACK[way](user, path)).status_code == 200


async def test_a_session_goes_on_without_its_completed_mission(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    await a_hop(user, mission, is_final=True)
    await moved(user, "missions", mission, *ALMOST, "completed")
    answer = await user.put(
        f"/sessions/{session['id']}", json={"mission_id": None, "status": "active"}
    )
    assert answer.status_code == 200
    await made(user, f"/chats/{session['chat_id']}/messages", message())


async def test_a_completion_of_the_mission_at_once_leaves_no_active_session(
    user: httpx.AsyncClient,
) -> None:
    for turn in range(8):
        mission = await a_mission(user, f"turn {turn}")
        session = await a_session(user, mission_id=mission["id"])
        await a_hop(user, mission, is_final=True)
        await moved(user, "missions", mission, *ALMOST)
        path = f"/sessions/{session['id']}"
        await user.post(f"{path}/archive")
        both = [
            user.post(f"{path}/restore"),
            user.patch(f"/missions/{mission['id']}/status", json={"status": "completed"}),
        ]
        restored, completed = await asyncio.gather(*both)
        assert completed.status_code == 200
        assert restored.status_code in (200, 409)
        assert (await got(user, path))["status"] != "active"


@pytest.mark.parametrize("asked", [status.value for status in SessionStatus])
@pytest.mark.parametrize("status", [status.value for status in SessionStatus])
async def test_a_status_that_is_answered_with_200_is_the_sessions_from_then_on(
    user: httpx.AsyncClient, status: str, asked: str
) -> None:
    session = await session_that_is(user, status)
    path = f"/sessions/{session['id']}"
    answer = await user.put(path, json={"status": asked})
    allowed = SessionStatus(asked) in REQUESTED_TRANSITIONS[SessionStatus(status)]
    assert answer.status_code == (200 if allowed or asked == status else 409)
    assert (await got(user, path))["status"] == (asked if answer.status_code == 200 else status)


@pytest.mark.parametrize(
    ("request_", "becomes"),
    [
        ("complete", "completed"),
        ("archive", "archived"),
        ("activity", "active"),
        ("restore", "active"),
    ],
)
@pytest.mark.parametrize("status", [status.value for status in SessionStatus])
async def test_a_request_that_is_answered_with_200_has_done_what_it_says(
    user: httpx.AsyncClient, status: str, request_: str, becomes: str
) -> None:
    session = await session_that_is(user, status)
    path = f"/sessions/{session['id']}"
    answer = await user.post(f"{path}/{request_}")
    assert answer.status_code in (200, 409)
    if answer.status_code == 200:
        assert answer.json()["status"] == becomes
    assert (await got(user, path))["status"] == (becomes if answer.status_code == 200 else status)
