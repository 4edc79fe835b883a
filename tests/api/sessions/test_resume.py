import asyncio
import random

from tests.support import Api, a_session, got, made


async def test_resume_makes_a_session_where_there_is_none(api: Api) -> None:
    alice = await api.user()
    response = await alice.post("/sessions/resume", json={"session_metadata": {"app": "web"}})
    assert response.status_code == 201
    session = response.json()
    assert response.headers["Location"] == f"/sessions/{session['id']}"
    assert session["name"] == "Session 1"
    assert session["session_metadata"] == {"app": "web"}
    assert (await got(alice, f"/chats/{session['chat_id']}"))["session_id"] == session["id"]


async def test_resume_gives_a_session_that_it_makes_the_name(api: Api) -> None:
    alice = await api.user()
    response = await alice.post("/sessions/resume", json={"name": "wanted"})
    assert (response.status_code, response.json()["name"]) == (201, "wanted")


async def test_resume_without_a_body_is_enough(api: Api) -> None:
    alice = await api.user()
    assert (await alice.post("/sessions/resume")).status_code == 201


async def test_resume_gives_the_most_recent_active_session_and_touches_it(api: Api) -> None:
    alice = await api.user()
    older = await a_session(alice)
    api.clock.advance(minutes=1)
    newer = await a_session(alice, name="the one")
    api.clock.advance(minutes=1)
    response = await alice.post("/sessions/resume", json={"name": "not wanted"})
    assert response.status_code == 200
    assert response.json()["id"] == newer["id"] != older["id"]
    assert response.json()["name"] == "the one"
    assert response.json()["last_activity_at"] == api.clock.now.isoformat().replace("+00:00", "Z")


async def test_resume_never_gives_another_users_session(api: Api) -> None:
    alice, bob = await api.user(), await api.user()
    hers = await made(alice, "/sessions/resume")
    assert (await made(bob, "/sessions/resume"))["id"] != hers["id"]


async def test_a_completed_session_is_not_resumed(api: Api) -> None:
    alice = await api.user()
    first = await made(alice, "/sessions/resume")
    await alice.post(f"/sessions/{first['id']}/complete")
    second = await made(alice, "/sessions/resume")
    assert second["id"] != first["id"]
    assert second["name"] == "Session 2"


async def test_a_front_end_that_starts_many_times_at_once_gets_one_session(api: Api) -> None:
    for _ in range(5):
        alice = await api.user()
        answers = await asyncio.gather(*(alice.post("/sessions/resume") for _ in range(12)))
        assert sorted(answer.status_code for answer in answers) == [200] * 11 + [201]
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert len((await got(alice, "/sessions"))["items"]) == 1


async def test_resuming_beside_completing_leaves_one_active_session(api: Api) -> None:
    chance = random.Random(7)
    alice = await api.user()
    for _ in range(4):
        session = (await alice.post("/sessions/resume")).json()
        requests = [alice.post("/sessions/resume") for _ in range(6)]
        requests.append(alice.post(f"/sessions/{session['id']}/complete"))
        chance.shuffle(requests)
        answers = await asyncio.gather(*requests)
        assert {answer.status_code for answer in answers} <= {200, 201}
        active = (await got(alice, "/sessions", status="active"))["items"]
        assert len(active) <= 1


async def test_numbers_of_sessions_are_not_used_up_by_the_race(api: Api) -> None:
    alice = await api.user()
    await asyncio.gather(*(alice.post("/sessions/resume") for _ in range(8)))
    assert (await a_session(alice))["name"] == "Session 2"
