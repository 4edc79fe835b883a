"""Listing sessions, and the one to resume."""

import httpx

from tests.support import Api, a_session, got


async def sessions_in_order(api: Api, client: httpx.AsyncClient, number: int) -> list[str]:
    """Ids of new sessions, newest activity first."""
    ids = []
    for _ in range(number):
        api.clock.advance(seconds=1)
        ids.append((await a_session(client))["id"])
    return ids[::-1]


async def pages(client: httpx.AsyncClient, **parameters: object) -> list[list[str]]:
    """The ids on each page of the list, by following its cursors."""
    found = []
    cursor: dict[str, str] = {}
    while True:
        page = await got(client, "/sessions", **parameters, **cursor)
        found.append([session["id"] for session in page["items"]])
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


async def test_sessions_come_newest_activity_first_in_pages(
    api: Api, user: httpx.AsyncClient
) -> None:
    ids = await sessions_in_order(api, user, 5)
    assert await pages(user, limit=2) == [ids[:2], ids[2:4], ids[4:]]


async def test_sessions_active_at_the_same_time_come_once_each(user: httpx.AsyncClient) -> None:
    made = {(await a_session(user))["id"] for _ in range(5)}
    found = [session_id for page in await pages(user, limit=2) for session_id in page]
    assert len(found) == 5
    assert set(found) == made


async def test_the_list_can_be_of_one_status(api: Api, user: httpx.AsyncClient) -> None:
    ids = await sessions_in_order(api, user, 3)
    await user.post(f"/sessions/{ids[1]}/complete")
    assert await pages(user, status="completed") == [[ids[1]]]
    assert await pages(user, status="active", limit=1) == [[ids[0]], [ids[2]]]


async def test_nobody_sees_the_sessions_of_others(api: Api) -> None:
    await a_session(await api.user())
    assert (await got(await api.user(), "/sessions"))["items"] == []


async def test_a_tampered_cursor_is_refused(api: Api, user: httpx.AsyncClient) -> None:
    await sessions_in_order(api, user, 2)
    cursor = (await got(user, "/sessions", limit=1))["next"]
    for broken in (
        cursor[:-1] + ("A" if cursor[-1] != "A" else "B"),
        cursor + "A",
        "",
        "§",
        "AAAA",
    ):
        response = await user.get("/sessions", params={"limit": 1, "cursor": broken})
        assert response.status_code == 422, broken
        assert response.json()["errors"][0]["parameter"] == "cursor"


async def test_a_cursor_of_another_user_or_another_filter_is_refused(api: Api) -> None:
    alice, bob = await api.user(), await api.user()
    await sessions_in_order(api, alice, 2)
    cursor = (await got(alice, "/sessions", limit=1))["next"]
    assert (await bob.get("/sessions", params={"cursor": cursor})).status_code == 422
    filtered = await alice.get("/sessions", params={"cursor": cursor, "status": "active"})
    assert filtered.status_code == 422


async def test_the_session_to_resume_is_the_most_recent_active_one(
    api: Api, user: httpx.AsyncClient
) -> None:
    ids = await sessions_in_order(api, user, 3)
    await user.post(f"/sessions/{ids[0]}/complete")
    assert (await got(user, "/sessions/active"))["id"] == ids[1]


async def test_without_an_active_session_there_is_none_to_resume(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    await user.post(f"/sessions/{session['id']}/archive")
    assert (await user.get("/sessions/active")).status_code == 404
