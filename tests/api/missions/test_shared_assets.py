"""Assets that steps share, and hops that are deleted, seen by everything that tells of them."""

from typing import Any

import httpx
import pytest

from documents.parts import Removed
from tests.support import a_session, got, made
from tests.workflow_support import (
    a_hop,
    a_mission,
    a_step,
    an_accepted_mission,
    an_asset,
    an_executing_hop,
    full,
    makes,
    move,
    moved,
    reads,
    shown,
)

Json = dict[str, Any]


async def test_two_steps_do_not_make_one_asset_at_once(user: httpx.AsyncClient) -> None:
    mission = await an_accepted_mission(user)
    asset = await an_asset(user, mission, "out", role="output")
    making = {"result_mapping": makes("out")}
    _, (one, other) = await an_executing_hop(user, mission, making, making)
    await moved(user, "tool-steps", one, "executing")

    refused = await move(user, "tool-steps", other, "executing")

    assert refused.status_code == 409
    assert refused.json()["detail"] == "Another step is making the asset out."
    assert (await shown(user, "tool-steps", other))["status"] == "ready_to_execute"
    # Once the first is done, the second makes it anew.
    await moved(user, "tool-steps", one, "completed")
    assert (await shown(user, "assets", asset))["status"] == "ready"
    await moved(user, "tool-steps", other, "executing")
    assert (await shown(user, "assets", asset))["status"] == "in_progress"


async def version_of(user: httpx.AsyncClient, kind: str, thing: Json) -> str:
    etag: str = (await user.get(f"/{kind}/{thing['id']}")).headers["etag"]
    return etag


async def moves_asset(user: httpx.AsyncClient, asset: Json) -> None:
    await moved(user, "assets", asset, "pending")


async def renames_asset(user: httpx.AsyncClient, asset: Json) -> None:
    answer = await user.put(f"/assets/{asset['id']}", json={"description": "another"})
    assert answer.status_code == 200, answer.text


async def deletes_asset(user: httpx.AsyncClient, asset: Json) -> None:
    assert (await user.delete(f"/assets/{asset['id']}")).status_code == 204


@pytest.mark.parametrize("change", [moves_asset, renames_asset, deletes_asset])
@pytest.mark.parametrize("scope", ["hops", "missions"])
async def test_what_shows_an_asset_has_another_version_once_the_asset_changed(
    user: httpx.AsyncClient, scope: str, change: Any
) -> None:
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    owner = hop if scope == "hops" else mission
    asset = await an_asset(user, owner)
    path = f"/{scope}/{owner['id']}"
    seen = {"If-Match": await version_of(user, scope, owner)}

    await change(user, asset)

    assert await version_of(user, scope, owner) != seen["If-Match"]
    assert (await user.put(path, json={"description": "d"}, headers=seen)).status_code == 412
    deleted = await user.delete(path, headers=seen)
    assert deleted.status_code == 412


async def kept_back(*_: object) -> Removed:
    """The removal of what is deleted has not begun yet."""
    return Removed()


async def test_what_is_deleted_and_not_removed_yet_is_told_of_nowhere(
    user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("hop", "asset", "mission"):
        monkeypatch.setattr(f"documents.upkeep.removal.remove_{kind}", kept_back)
    mission = await a_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    data = await an_asset(user, mission, "data")
    hop = await a_hop(user, mission)
    step = await a_step(user, hop, parameter_mapping=reads("data"))
    gone = await a_hop(user, mission)
    await a_step(user, gone, parameter_mapping=reads("data"), result_mapping=makes("data"))
    within = await an_asset(user, gone, "within it")
    other = await a_hop(user, mission)
    shadow = await an_asset(user, other, "data")
    unshadowed = await a_step(user, other, parameter_mapping=reads("data"))

    for path in (f"/hops/{gone['id']}", f"/assets/{shadow['id']}"):
        assert (await user.delete(path)).status_code == 204

    lineage = await got(user, f"/assets/{data['id']}/lineage")
    assert [use["step_id"] for use in lineage["steps"]] == [step["id"], unshadowed["id"]]
    recovery = (await got(user, f"/sessions/{session['id']}/recovery"))["recovery"]
    assert recovery["progress"]["hops"] == {"proposed": 2}
    answers = [
        lineage,
        recovery,
        await full(user, mission),
        await shown(user, "missions", mission),
        await shown(user, "hops", other),
        await got(user, f"/missions/{mission['id']}/hops"),
        await got(user, "/assets"),
        await got(user, f"/sessions/{session['id']}", include="mission"),
    ]
    for answer in answers:
        for thing in (gone, within, shadow):
            assert thing["id"] not in str(answer)
    for path in (f"/hops/{gone['id']}", f"/assets/{within['id']}", f"/assets/{shadow['id']}"):
        assert (await user.get(path)).status_code == 404
    # Its name is free again, and the numbers go on without a gap.
    again = await an_asset(user, other, "data")
    assert again["id"] != shadow["id"]
    assert (await a_hop(user, mission))["sequence_order"] == 3

    assert (await user.delete(f"/missions/{mission['id']}")).status_code == 204
    assert mission["id"] not in str(await got(user, "/missions"))
    assert mission["name"] == (await made(user, "/missions", {"name": mission["name"]}))["name"]
