"""The log of changes of status: of a mission with its parts, and of a session."""

from typing import Any

import httpx

from tests.support import Api, a_session, got
from tests.workflow_support import (
    a_hop,
    a_mission,
    a_step,
    an_accepted_mission,
    an_asset,
    an_executing_hop,
    moved,
)

Json = dict[str, Any]


async def log_of(client: httpx.AsyncClient, path: str, limit: int = 50) -> list[Json]:
    """All of a log, a page at a time."""
    found: list[Json] = []
    cursor: Json = {}
    while True:
        page = await got(client, f"{path}/transitions", limit=limit, **cursor)
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


async def test_a_missions_log_says_what_changed_from_what_to_what_and_when_newest_first(
    api: Api,
) -> None:
    user = await api.user("ann")
    mission = await a_mission(user, name="to Oslo")
    api.clock.advance(seconds=5)
    path = f"/missions/{mission['id']}/status"
    body = {"status": "ready_for_next_hop", "reason": "it is cheap"}
    assert (await user.patch(path, json=body)).status_code == 200
    accepted = api.clock.now
    api.clock.advance(seconds=5)
    await moved(user, "missions", mission, "cancelled")

    cancelled, ready = await log_of(user, f"/missions/{mission['id']}")

    assert (cancelled["from"], cancelled["to"]) == ("ready_for_next_hop", "cancelled")
    assert ready == {
        "kind": "mission",
        "id": mission["id"],
        "name": "to Oslo",
        "from": "proposed",
        "to": "ready_for_next_hop",
        "at": accepted.isoformat().replace("+00:00", "Z"),
        "by": "ann",
        "reason": "it is cheap",
    }


async def test_a_missions_log_has_its_hops_steps_and_assets_too(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    asset = await an_asset(user, mission, content="x")
    hop = await a_hop(user, mission)
    step = await a_step(user, hop)
    await moved(user, "missions", mission, "ready_for_next_hop")
    await moved(user, "hops", hop, "ready_to_resolve")
    await moved(user, "tool-steps", step, "ready_to_configure")
    await moved(user, "assets", asset, "ready")

    told = await log_of(user, f"/missions/{mission['id']}")

    of_each = {(each["kind"], each["id"]) for each in told}
    assert of_each >= {
        ("mission", mission["id"]),
        ("hop", hop["id"]),
        ("tool_step", step["id"]),
        ("asset", asset["id"]),
    }


async def test_of_what_changed_at_once_the_mission_stands_before_its_parts(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await an_accepted_mission(user)
    _, (step,) = await an_executing_hop(user, mission, {"name": "one"}, is_final=True)
    api.clock.advance(seconds=1)
    await moved(user, "tool-steps", step, "executing", "completed")

    told = await log_of(user, f"/missions/{mission['id']}")

    ended = [each["kind"] for each in told if each["to"] == "completed"]
    assert ended == ["mission", "hop", "tool_step"]


async def test_the_pages_of_a_log_have_each_entry_once_in_one_order(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await a_mission(user)
    for name in ("one", "two", "three"):
        await an_asset(user, mission, name)
    await moved(user, "missions", mission, "ready_for_next_hop")
    api.clock.advance(seconds=1)
    _, (step,) = await an_executing_hop(user, mission, {"name": "one"}, is_final=True)
    await moved(user, "tool-steps", step, "executing", "completed")
    path = f"/missions/{mission['id']}"
    whole = await log_of(user, path)
    assert len(whole) > 8

    for limit in (1, 2, 3):
        assert await log_of(user, path, limit) == whole

    times = [each["at"] for each in whole]
    assert times == sorted(times, reverse=True)


async def test_a_log_that_has_lost_its_oldest_meanwhile_goes_on_where_the_page_ended(
    api: Api, user: httpx.AsyncClient
) -> None:
    session = await a_session(user)
    path = f"/sessions/{session['id']}"
    for _ in range(50):
        api.clock.advance(seconds=1)
        await user.post(f"{path}/archive")
        await user.post(f"{path}/restore")
    first = await got(user, f"{path}/transitions", limit=99)
    api.clock.advance(seconds=1)
    await user.post(f"{path}/complete")

    rest = await got(user, f"{path}/transitions", cursor=first["next"])

    assert [len(first["items"]), len(rest["items"])] == [99, 0]


async def test_what_is_deleted_is_in_no_log(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    await moved(user, "missions", mission, "ready_for_next_hop")
    await moved(user, "hops", hop, "cancelled")
    path = f"/missions/{mission['id']}"
    assert hop["id"] in {each["id"] for each in await log_of(user, path)}
    assert (await user.delete(f"/hops/{hop['id']}")).status_code == 204

    assert hop["id"] not in {each["id"] for each in await log_of(user, path)}
    await user.delete(path)
    assert (await user.get(f"{path}/transitions")).status_code == 404


async def test_a_sessions_log_says_who_archived_and_restored_it(api: Api) -> None:
    user = await api.user("ben")
    session = await a_session(user, name="Lost bag")
    path = f"/sessions/{session['id']}"
    await user.post(f"{path}/archive", json={"reason": "it is found"})
    api.clock.advance(seconds=1)
    await user.post(f"{path}/restore")

    restored, archived = await log_of(user, path)

    assert [archived[each] for each in ("kind", "name", "from", "to", "by", "reason")] == [
        *("session", "Lost bag", "active", "archived", "ben", "it is found")
    ]
    assert (restored["from"], restored["to"]) == ("archived", "active")


async def test_a_sessions_log_says_what_time_has_done(api: Api, user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    api.clock.advance(days=2)
    await api.services.upkeep.sweep()

    (entry,) = await log_of(user, f"/sessions/{session['id']}")

    assert (entry["to"], entry["by"]) == ("abandoned", "threadkeep")


async def test_a_session_that_nothing_happened_to_has_an_empty_log(
    user: httpx.AsyncClient,
) -> None:
    session = await a_session(user)
    assert await log_of(user, f"/sessions/{session['id']}") == []


async def test_a_cursor_of_one_log_is_refused_by_another(user: httpx.AsyncClient) -> None:
    cursors = []
    for name in ("one", "two"):
        mission = await a_mission(user, name=name)
        await moved(user, "missions", mission, "ready_for_next_hop", "cancelled")
        path = f"/missions/{mission['id']}/transitions"
        cursors.append((path, (await got(user, path, limit=1))["next"]))
    (first, _), (_, second) = cursors
    assert (await user.get(first, params={"cursor": second})).status_code == 422
