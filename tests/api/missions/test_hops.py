"""Hops: order, what may change when, lists, and what blocks a move."""

import httpx
import pytest

from tests.api.missions.support import names
from tests.support import Api, got
from tests.workflow_support import (
    a_hop,
    a_hop_at,
    a_mission,
    a_step,
    an_accepted_mission,
    an_asset,
    an_executing_hop,
    makes,
    move,
    moved,
    shown,
)


async def test_a_deleted_hop_leaves_no_gap_and_takes_its_assets(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    hops = [await a_hop(user, mission, name=f"h{n}") for n in range(3)]
    asset = await an_asset(user, hops[1])

    assert (await user.delete(f"/hops/{hops[1]['id']}")).status_code == 204

    left = (await got(user, f"/missions/{mission['id']}/hops"))["items"]
    assert [(hop["name"], hop["sequence_order"]) for hop in left] == [("h0", 1), ("h2", 2)]
    assert (await user.get(f"/assets/{asset['id']}")).status_code == 404
    assert (await a_hop(user, mission))["sequence_order"] == 3


@pytest.mark.parametrize("status", ["ready_to_resolve", "executing", "completed", "failed"])
async def test_a_hop_under_way_or_done_cannot_be_deleted(
    user: httpx.AsyncClient, status: str
) -> None:
    _, hop = await a_hop_at(user, status, "m")

    answer = await user.delete(f"/hops/{hop['id']}")

    assert answer.status_code == 409
    assert answer.json()["current_status"] == status


async def test_the_proposal_that_a_mission_is_at_cannot_be_deleted(
    user: httpx.AsyncClient,
) -> None:
    _, hop = await a_hop_at(user, "ready_to_resolve", "m")
    await moved(user, "hops", hop, "proposed")

    assert (await user.delete(f"/hops/{hop['id']}")).status_code == 409


async def test_a_cancelled_mission_is_at_no_hop_once_that_is_deleted(
    user: httpx.AsyncClient,
) -> None:
    mission, hop = await a_hop_at(user, "executing", "m")
    await moved(user, "hops", hop, "cancelled")
    assert (await shown(user, "missions", mission))["current_hop_id"] == hop["id"]

    assert (await user.delete(f"/hops/{hop['id']}")).status_code == 204

    assert (await shown(user, "missions", mission))["current_hop_id"] is None


async def test_a_hops_design_is_closed_once_it_is_ready(user: httpx.AsyncClient) -> None:
    _, hop = await a_hop_at(user, "ready_to_execute", "m")
    path = f"/hops/{hop['id']}"

    assert (await user.put(path, json={"is_final": True})).status_code == 409
    assert (await user.put(path, json={"hop_metadata": {"a": 1}})).status_code == 200
    step = {"tool_id": "t", "name": "late"}
    assert (await user.post(f"{path}/tool-steps", json=step)).status_code == 409
    assert (await user.post(f"{path}/tool-steps/reorder", json={"step_ids": []})).status_code == 409


async def test_a_finished_mission_takes_no_hops(user: httpx.AsyncClient) -> None:
    mission = await moved(user, "missions", await a_mission(user), "cancelled")

    answer = await user.post(f"/missions/{mission['id']}/hops", json={"name": "late"})

    assert answer.status_code == 409


async def test_hops_are_listed_in_order_by_status_a_page_at_a_time(
    user: httpx.AsyncClient,
) -> None:
    mission = await a_mission(user)
    hops = [await a_hop(user, mission, name=f"h{n}") for n in range(3)]
    await moved(user, "hops", hops[1], "cancelled")
    path = f"/missions/{mission['id']}/hops"

    page = await got(user, path, limit=2)
    rest = await got(user, path, limit=2, cursor=page["next"])
    assert [hop["name"] for hop in page["items"] + rest["items"]] == ["h0", "h1", "h2"]
    assert rest["next"] is None
    assert await names(user, path, status="proposed") == ["h0", "h2"]
    assert (
        await user.get(path, params={"cursor": page["next"], "status": "failed"})
    ).status_code == 422


async def test_hops_and_their_steps_have_bounds(
    user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.aggregates.hops.change.MAX_HOPS", 1)
    monkeypatch.setattr("documents.aggregates.hops.steps.MAX_STEPS", 1)
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    await a_step(user, hop)

    for path, body in (
        (f"/missions/{mission['id']}/hops", {"name": "one more"}),
        (f"/hops/{hop['id']}/tool-steps", {"tool_id": "t", "name": "one more"}),
    ):
        answer = await user.post(path, json=body)
        assert answer.status_code == 409
        assert answer.json()["type"] == "urn:threadkeep:problem:limit-reached"


async def test_a_hop_that_grows_too_heavy_is_413_and_stays_as_it_was(
    user: httpx.AsyncClient,
) -> None:
    hop = await a_hop(user, await a_mission(user))
    for _ in range(4):
        await a_step(user, hop, resource_configs={"a": "x" * 60_000})

    answer = await user.post(
        f"/hops/{hop['id']}/tool-steps",
        json={"tool_id": "t", "name": "n", "resource_configs": {"a": "x" * 60_000}},
    )

    assert answer.status_code == 413
    assert len((await shown(user, "hops", hop))["tool_steps"]) == 4


async def test_a_hop_is_ready_only_when_every_step_is(user: httpx.AsyncClient) -> None:
    mission = await an_accepted_mission(user)
    hop = await a_hop(user, mission)
    one, two = [await a_step(user, hop) for _ in range(2)]
    await moved(user, "hops", hop, "ready_to_resolve")
    await moved(user, "tool-steps", one, "ready_to_configure", "ready_to_execute")

    for kind, thing, to, status in (
        ("hops", hop, "ready_to_execute", "ready_to_resolve"),
        ("missions", mission, "hop_ready_to_execute", "building_hop"),
    ):
        answer = await move(user, kind, thing, to)
        assert answer.status_code == 409
        assert answer.json()["current_status"] == status
        assert "tool step 2 is proposed" in answer.json()["detail"].lower()

    await moved(user, "tool-steps", two, "ready_to_configure", "ready_to_execute")
    assert (await moved(user, "hops", hop, "ready_to_execute"))["is_resolved"]
    await moved(user, "tool-steps", one, "ready_to_configure")
    back = await shown(user, "hops", hop)
    assert (back["status"], back["is_resolved"]) == ("ready_to_resolve", False)
    assert (await shown(user, "missions", mission))["status"] == "building_hop"


async def test_a_failed_hop_fails_its_mission_and_its_running_step(
    user: httpx.AsyncClient,
) -> None:
    mission = await an_accepted_mission(user)
    out = await an_asset(user, mission, "out", role="output")
    hop, (step, other) = await an_executing_hop(user, mission, {"result_mapping": makes("out")}, {})
    await moved(user, "tool-steps", step, "executing")

    failed = await moved(user, "hops", hop, "failed", error_message="no network")

    assert failed["error_message"] == "no network"
    assert (await shown(user, "missions", mission))["status"] == "failed"
    assert (await shown(user, "tool-steps", step))["status"] == "failed"
    assert (await shown(user, "tool-steps", other))["status"] == "ready_to_execute"
    assert (await shown(user, "assets", out))["status"] == "error"


async def test_a_reset_hop_is_a_proposal_again_with_its_cancelled_steps(
    user: httpx.AsyncClient,
) -> None:
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    step = await a_step(user, hop)
    await moved(user, "hops", hop, "cancelled")
    assert (await shown(user, "tool-steps", step))["status"] == "cancelled"
    assert (await move(user, "tool-steps", step, "proposed")).status_code == 409

    await moved(user, "hops", hop, "proposed")

    assert (await shown(user, "tool-steps", step))["status"] == "proposed"


async def test_a_failed_hop_that_is_given_up_and_reset_tells_of_no_error(
    user: httpx.AsyncClient,
) -> None:
    mission, hop = await a_hop_at(user, "executing", "m")
    await moved(user, "hops", hop, "failed", error_message="no network")
    await moved(user, "missions", mission, "proposed", "ready_for_next_hop")

    cancelled = await moved(user, "hops", hop, "cancelled")
    assert (cancelled["error_message"], cancelled["is_resolved"]) == ("no network", True)
    reset = await moved(user, "hops", hop, "proposed")

    assert (reset["error_message"], reset["is_resolved"]) == (None, False)


@pytest.mark.parametrize("kind", ["hops", "tool-steps"])
async def test_hops_and_steps_have_versions_of_their_own(
    user: httpx.AsyncClient, kind: str
) -> None:
    hop = await a_hop(user, await a_mission(user))
    step = await a_step(user, hop)
    path = f"/{kind}/{(hop if kind == 'hops' else step)['id']}"
    etag = (await user.get(path)).headers["etag"]
    first = await user.put(path, json={"description": "d"}, headers={"If-Match": etag})
    assert first.status_code == 200

    for answer in (
        await user.put(path, json={"description": "e"}, headers={"If-Match": etag}),
        await user.patch(
            f"{path}/status", json={"status": "cancelled"}, headers={"If-Match": etag}
        ),
        await user.delete(path, headers={"If-Match": etag}),
    ):
        assert answer.status_code == 412
    assert (await user.delete(path, headers={"If-Match": first.headers["etag"]})).status_code == 204


async def test_another_users_hops_and_steps_are_not_there(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    step = await a_step(user, hop)
    other = await api.user()

    for path in (f"/hops/{hop['id']}", f"/tool-steps/{step['id']}"):
        assert (await other.get(path)).status_code == 404
        assert (await other.put(path, json={"name": "mine"})).status_code == 404
        assert (
            await other.patch(f"{path}/status", json={"status": "cancelled"})
        ).status_code == 404
        assert (await other.delete(path)).status_code == 404
    for path in (f"/missions/{mission['id']}/hops", f"/hops/{hop['id']}/tool-steps"):
        body = {"name": "n", **({"tool_id": "t"} if "tool" in path else {})}
        assert (await other.post(path, json=body)).status_code == 404
        assert (await other.get(path)).status_code == 404
