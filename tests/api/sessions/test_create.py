"""Creating sessions."""

import asyncio

import httpx

from documents.shapes.missions import Mission
from tests.support import BEGINNING, Api, a_chat, a_session, got


async def a_mission(user_id: str, name: str = "find the bag") -> str:
    mission = Mission(
        user_id=user_id,
        name=name,
        status_changed_at=BEGINNING,
        created_at=BEGINNING,
        updated_at=BEGINNING,
    )
    await mission.insert()
    return str(mission.id)


async def test_a_new_session_is_active_and_has_an_empty_chat_of_its_own(
    user: httpx.AsyncClient,
) -> None:
    session = await a_session(user)
    chat = await got(user, f"/chats/{session['chat_id']}")
    assert session["status"] == "active"
    assert chat["session_id"] == session["id"]
    assert chat["last_sequence"] == 0


async def test_sessions_without_a_name_are_numbered_by_the_users_own_count(api: Api) -> None:
    alice, bob = await api.user(), await api.user()
    await a_session(alice)
    await a_session(alice, name="the second")
    assert (await a_session(alice))["name"] == "Session 3"
    assert (await a_session(bob))["name"] == "Session 1"


async def test_two_sessions_made_at_once_get_different_numbers(user: httpx.AsyncClient) -> None:
    made = await asyncio.gather(*(a_session(user) for _ in range(8)))
    assert {s["name"] for s in made} == {f"Session {n}" for n in range(1, 9)}


async def test_a_session_takes_a_chat_that_no_session_owns(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user, title="brought along")
    session = await a_session(user, chat_id=chat["id"])
    assert session["chat_id"] == chat["id"]


async def test_a_chat_of_another_session_is_refused(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    response = await user.post("/sessions", json={"chat_id": session["chat_id"]})
    assert response.status_code == 409
    assert response.json()["type"].endswith("reference-taken")


async def test_of_two_sessions_that_want_one_chat_at_once_one_gets_it(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    answers = await asyncio.gather(
        *(user.post("/sessions", json={"chat_id": chat["id"]}) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_chat_of_another_user_does_not_exist(api: Api) -> None:
    chat = await a_chat(await api.user())
    response = await (await api.user()).post("/sessions", json={"chat_id": chat["id"]})
    assert response.status_code == 404


async def test_a_refused_session_leaves_nothing_behind(user: httpx.AsyncClient) -> None:
    missing = "0" * 24
    assert (await user.post("/sessions", json={"mission_id": missing})).status_code == 404
    assert (await got(user, "/sessions"))["items"] == []


async def test_a_session_refers_to_a_mission_and_shows_it_in_full(api: Api) -> None:
    alice = await api.user("alice-with-a-mission")
    mission_id = await a_mission("alice-with-a-mission")
    session = await a_session(alice, mission_id=mission_id)
    shown = await got(alice, f"/sessions/{session['id']}", include="chat,mission")
    assert shown["mission"]["name"] == "find the bag"
    assert shown["mission"]["status"] == "proposed"
    assert shown["chat"]["messages"]["items"] == []


async def test_a_mission_belongs_to_one_session_at_most(api: Api) -> None:
    alice = await api.user("alice-with-one-mission")
    mission_id = await a_mission("alice-with-one-mission")
    await a_session(alice, mission_id=mission_id)
    response = await alice.post("/sessions", json={"mission_id": mission_id})
    assert response.status_code == 409


async def test_a_session_body_with_an_unknown_field_is_refused_by_name(
    user: httpx.AsyncClient,
) -> None:
    response = await user.post("/sessions", json={"nmae": "x"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/nmae"


async def test_the_owner_is_never_taken_from_the_body(user: httpx.AsyncClient) -> None:
    response = await user.post("/sessions", json={"user_id": "somebody else"})
    assert response.status_code == 422
