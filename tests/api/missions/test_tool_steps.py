"""Tool steps: their order, mappings and results, what may change when, and what follows them."""

import httpx
import pytest

from tests.api.missions.support import names
from tests.support import got
from tests.workflow_support import (
    Json,
    a_hop,
    a_mission,
    a_step,
    a_step_at,
    an_accepted_mission,
    an_asset,
    an_executing_hop,
    makes,
    move,
    moved,
    reads,
    shown,
)


async def test_steps_are_put_in_order_by_all_their_ids(user: httpx.AsyncClient) -> None:
    hop = await a_hop(user, await a_mission(user))
    steps = [await a_step(user, hop, name=f"s{n}") for n in range(3)]
    ids = [step["id"] for step in steps]
    path = f"/hops/{hop['id']}/tool-steps"

    ordered = await user.post(f"{path}/reorder", json={"step_ids": [ids[2], ids[0], ids[1]]})
    assert ordered.status_code == 200
    assert [step["name"] for step in ordered.json()["items"]] == ["s2", "s0", "s1"]
    assert await names(user, path) == ["s2", "s0", "s1"]
    assert [s["sequence_order"] for s in (await got(user, path))["items"]] == [1, 2, 3]

    for wrong, status in (
        (ids[:2], 409),
        ([*ids, "0" * 24], 409),
        ([ids[0], ids[0], ids[1]], 422),
        ([], 409),
    ):
        refused = await user.post(f"{path}/reorder", json={"step_ids": wrong})
        assert refused.status_code == status
    assert await names(user, path) == ["s2", "s0", "s1"]


async def test_a_deleted_step_leaves_no_gap(user: httpx.AsyncClient) -> None:
    hop = await a_hop(user, await a_mission(user))
    steps = [await a_step(user, hop, name=f"s{n}") for n in range(3)]

    assert (await user.delete(f"/tool-steps/{steps[0]['id']}")).status_code == 204

    left = (await shown(user, "hops", hop))["tool_steps"]
    assert [(step["name"], step["sequence_order"]) for step in left] == [("s1", 1), ("s2", 2)]
    assert (await user.get(f"/tool-steps/{steps[0]['id']}")).status_code == 404


@pytest.mark.parametrize("status", ["ready_to_execute", "executing", "completed"])
async def test_a_step_that_is_ready_running_or_done_stays_as_it_is(
    user: httpx.AsyncClient, status: str
) -> None:
    _, _, step = await a_step_at(user, status, "m")
    path = f"/tool-steps/{step['id']}"

    assert (await user.delete(path)).status_code == 409
    assert (await user.put(path, json={"parameter_mapping": {}})).status_code == 409
    result = await user.put(path, json={"execution_result": {"rows": 1}})
    assert result.status_code == (200 if status == "executing" else 409)


async def test_the_next_pending_step_and_the_failed_ones_are_found_by_status(
    user: httpx.AsyncClient,
) -> None:
    mission = await an_accepted_mission(user)
    hop, steps = await an_executing_hop(user, mission, *({"name": f"s{n}"} for n in range(4)))
    await moved(user, "tool-steps", steps[0], "executing", "failed")
    await moved(user, "tool-steps", steps[1], "executing", "completed")
    path = f"/hops/{hop['id']}/tool-steps"

    pending = ["proposed", "ready_to_configure", "ready_to_execute"]
    assert await names(user, path, status=pending, limit=1) == ["s2"]
    assert await names(user, path, status="failed") == ["s0"]
    page = await got(user, path, limit=3)
    assert await names(user, path, limit=3, cursor=page["next"]) == ["s3"]


async def test_a_step_keeps_its_mappings_and_results_as_they_were_given(
    user: httpx.AsyncClient,
) -> None:
    mission = await an_accepted_mission(user)
    parameters = {
        "a.b": {"type": "literal", "value": {"$ref": "x", "$id": [None, "$name"]}},
        "$c": {"type": "asset_field", "state_asset": "in", "path": "$.legs[0]"},
        "none": {"type": "literal", "value": None},
    }
    results = {"out": {"type": "asset_field", "state_asset": "in"}, "rest": {"type": "discard"}}
    hop = await a_hop(user, mission)
    step = await a_step(user, hop, parameter_mapping=parameters, result_mapping=results)

    now = await shown(user, "tool-steps", step)

    assert (now["parameter_mapping"], now["result_mapping"]) == (parameters, results)
    assert now["hop_id"] == hop["id"]


@pytest.mark.parametrize(
    ("field", "mapping"),
    [
        ("parameter_mapping", {"p": {"type": "other"}}),
        ("parameter_mapping", {"p": {"type": "literal"}}),
        ("parameter_mapping", {"p": {"type": "asset_field"}}),
        ("parameter_mapping", {"p": {"type": "discard"}}),
        ("result_mapping", {"r": {"type": "literal", "value": 1}}),
        ("result_mapping", {"r": {"type": "asset_field", "state_asset": ""}}),
    ],
)
async def test_a_mapping_that_is_none_is_refused_with_the_place(
    user: httpx.AsyncClient, field: str, mapping: Json
) -> None:
    hop = await a_hop(user, await a_mission(user))

    answer = await user.post(
        f"/hops/{hop['id']}/tool-steps", json={"tool_id": "t", "name": "n", field: mapping}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(f"/{field}/")


async def test_a_step_is_ready_only_while_its_inputs_are(user: httpx.AsyncClient) -> None:
    mission = await an_accepted_mission(user)
    hop = await a_hop(user, mission)
    step = await a_step(user, hop, parameter_mapping=reads("in"))
    await moved(user, "hops", hop, "ready_to_resolve")
    await moved(user, "tool-steps", step, "ready_to_configure")

    assert (await move(user, "tool-steps", step, "ready_to_execute")).status_code == 409
    asset = await an_asset(user, mission, "in")
    await moved(user, "assets", asset, "pending")
    refused = await move(user, "tool-steps", step, "ready_to_execute")
    assert "not ready: in" in refused.json()["detail"]
    await moved(user, "assets", asset, "ready")
    await moved(user, "tool-steps", step, "ready_to_execute")
    await moved(user, "hops", hop, "ready_to_execute")

    await moved(user, "assets", asset, "expired")

    assert (await shown(user, "tool-steps", step))["status"] == "ready_to_configure"
    assert (await shown(user, "hops", hop))["status"] == "ready_to_resolve"
    assert (await shown(user, "missions", mission))["status"] == "building_hop"


async def test_a_hops_own_asset_goes_before_its_missions(user: httpx.AsyncClient) -> None:
    mission = await an_accepted_mission(user)
    await moved(user, "assets", await an_asset(user, mission, "in"), "pending", "ready")
    hop = await a_hop(user, mission)
    step = await a_step(user, hop, parameter_mapping=reads("in"))
    await moved(user, "hops", hop, "ready_to_resolve")
    await moved(user, "tool-steps", step, "ready_to_configure", "ready_to_execute")

    own = await an_asset(user, hop, "in")

    assert (await shown(user, "tool-steps", step))["status"] == "ready_to_configure"
    assert (await user.delete(f"/assets/{own['id']}")).status_code == 204
    await moved(user, "tool-steps", step, "ready_to_execute")


@pytest.mark.parametrize(
    ("end", "asset_status"), [("completed", "ready"), ("failed", "error"), ("cancelled", "pending")]
)
async def test_what_a_step_makes_follows_it(
    user: httpx.AsyncClient, end: str, asset_status: str
) -> None:
    mission = await an_accepted_mission(user)
    out = await an_asset(user, mission, "out", role="output")
    _, (step, _) = await an_executing_hop(user, mission, {"result_mapping": makes("out")}, {})

    running = await moved(user, "tool-steps", step, "executing")
    assert running["started_at"]
    assert (await shown(user, "assets", out))["status"] == "in_progress"
    blocked = await move(user, "assets", out, "ready")
    assert blocked.status_code == 409
    assert blocked.json()["type"] == "urn:threadkeep:problem:transition-blocked"
    over = await moved(user, "tool-steps", step, end)

    assert (await shown(user, "assets", out))["status"] == asset_status
    assert (over["completed_at"] is not None) == (end == "completed")


async def test_results_go_with_the_end_of_a_step_alone(user: httpx.AsyncClient) -> None:
    _, _, step = await a_step_at(user, "executing", "m")

    early = await move(user, "tool-steps", step, "cancelled", execution_result={})
    assert early.status_code == 422
    done = await moved(
        user, "tool-steps", step, "failed", error_message="e", execution_result={"a": 1}
    )
    assert (done["error_message"], done["execution_result"]) == ("e", {"a": 1})
