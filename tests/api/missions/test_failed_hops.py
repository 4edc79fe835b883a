"""Hops and steps that failed: what is told of it, and another try."""

import httpx
import pytest

from documents.database import ObjectId
from tests.support import Api
from tests.workflow_checker import check_mission
from tests.workflow_support import (
    Json,
    a_hop_at,
    a_step_at,
    an_accepted_mission,
    an_asset,
    an_executing_hop,
    makes,
    move,
    moved,
    shown,
)


async def a_hop_to_try_again(user: httpx.AsyncClient) -> tuple[Json, Json, Json]:
    """A mission that is ready for its next hop, a hop of it that failed, and its ready step."""
    mission = await an_accepted_mission(user)
    hop, (step,) = await an_executing_hop(user, mission, {})
    await moved(user, "hops", hop, "failed", error_message="no network")
    await moved(user, "missions", mission, "proposed", "ready_for_next_hop")
    return mission, hop, step


async def test_a_hop_that_is_tried_again_is_not_resolved_yet(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission, hop, _ = await a_hop_to_try_again(user)

    again = await moved(user, "hops", hop, "ready_to_resolve")

    assert (again["is_resolved"], again["error_message"]) == (False, None)
    await check_mission(api.services.database, ObjectId(mission["id"]))
    assert (await moved(user, "hops", hop, "ready_to_execute"))["is_resolved"]


async def a_hop_half_done(user: httpx.AsyncClient) -> tuple[Json, Json, list[Json], Json]:
    """An executing hop with a completed step, which made an asset, and one that is ready."""
    mission = await an_accepted_mission(user)
    made = await an_asset(user, mission, "made", role="output")
    hop, steps = await an_executing_hop(user, mission, {"result_mapping": makes("made")}, {})
    await moved(user, "tool-steps", steps[0], "executing", "completed")
    return mission, hop, steps, made


@pytest.mark.parametrize("end", ["failed", "cancelled"])
async def test_a_hop_that_was_half_done_is_tried_again_and_what_is_done_stays(
    api: Api, user: httpx.AsyncClient, end: str
) -> None:
    mission, hop, (done, other), made = await a_hop_half_done(user)
    before = await shown(user, "tool-steps", done)
    await moved(user, "hops", hop, end)
    await moved(user, "missions", mission, "proposed", "ready_for_next_hop")
    if end == "cancelled":
        await moved(user, "hops", hop, "proposed")
        await moved(user, "hops", hop, "ready_to_resolve")
        refused = await move(user, "hops", hop, "ready_to_execute")
        assert (refused.status_code, refused.json()["current_status"]) == (409, "ready_to_resolve")
        await moved(user, "tool-steps", other, "ready_to_configure", "ready_to_execute")
    else:
        await moved(user, "hops", hop, "ready_to_resolve")

    resolved = await moved(user, "hops", hop, "ready_to_execute")

    assert resolved["is_resolved"]
    await check_mission(api.services.database, ObjectId(mission["id"]))
    await moved(user, "hops", hop, "executing")
    await check_mission(api.services.database, ObjectId(mission["id"]))
    assert await shown(user, "tool-steps", done) == before
    assert (await shown(user, "assets", made))["status"] == "ready"
    await moved(user, "tool-steps", other, "executing", "completed")
    assert (await shown(user, "hops", hop))["status"] == "completed"
    assert (await shown(user, "missions", mission))["status"] == "ready_for_next_hop"
    await check_mission(api.services.database, ObjectId(mission["id"]))


async def test_a_hop_of_which_all_is_done_is_resolved_and_completed(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission, hop, (_, other), _ = await a_hop_half_done(user)
    await moved(user, "hops", hop, "cancelled")
    await moved(user, "missions", mission, "proposed", "ready_for_next_hop")
    await moved(user, "hops", hop, "proposed", "ready_to_resolve")
    assert (await user.delete(f"/tool-steps/{other['id']}")).status_code == 204
    await moved(user, "hops", hop, "ready_to_execute", "executing", "completed")
    await check_mission(api.services.database, ObjectId(mission["id"]))


async def test_an_error_message_goes_with_a_failure_alone(user: httpx.AsyncClient) -> None:
    _, hop = await a_hop_at(user, "executing", "m")

    answer = await move(user, "hops", hop, "completed", error_message="no network")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/error_message"
    assert (await shown(user, "hops", hop))["status"] == "executing"


async def test_a_step_that_is_tried_again_does_not_keep_what_the_failed_try_left(
    user: httpx.AsyncClient,
) -> None:
    _, _, step = await a_step_at(user, "executing", "m")
    left = {"execution_result": {"partly": 1}, "error_message": "no network"}
    failed = await moved(user, "tool-steps", step, "failed", **left)
    assert {name: failed[name] for name in left} == left

    await moved(user, "tool-steps", step, "ready_to_configure", "ready_to_execute", "executing")
    done = await moved(user, "tool-steps", step, "completed")

    assert (done["execution_result"], done["error_message"]) == (None, None)
