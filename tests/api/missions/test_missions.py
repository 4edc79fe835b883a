"""Missions: what they show, their fields, names, pages and versions."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.database import ObjectId
from documents.shapes.assets import MAX_ASSETS
from documents.shapes.hops import MAX_HOP_BYTES, MAX_HOPS
from tests.support import Api, Commands, got, running_api, settings_for
from tests.workflow_support import (
    a_hop,
    a_mission,
    a_mission_at,
    a_step,
    an_accepted_mission,
    an_asset,
    full,
    move,
    moved,
    shown,
)


async def test_a_mission_shows_its_hops_in_order_and_its_own_assets_by_name(
    user: httpx.AsyncClient,
) -> None:
    mission = await an_accepted_mission(user, goal="g", success_criteria=["one", "two"])
    first = await a_hop(user, mission, name="first")
    second = await a_hop(user, mission, name="second")
    await an_asset(user, mission, "own", content=1)
    await an_asset(user, second, "another's")
    await moved(user, "missions", mission, "building_hop")

    now = await shown(user, "missions", mission)

    assert [hop["name"] for hop in now["hops"]] == ["first", "second"]
    assert now["current_hop"]["id"] == now["current_hop_id"] == first["id"]
    assert list(now["mission_state"]) == ["own"]
    assert now["mission_state"]["own"]["value_representation"] == 1
    assert now["success_criteria"] == ["one", "two"]


COMMANDS = Commands("missions")


@pytest.fixture
async def heard(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """The service, with its commands noted."""
    async with running_api(settings_for(mongod.uri, shared_name), listeners=[COMMANDS]) as running:
        await running.services.background.finish()
        yield running


async def test_the_full_mission_has_everything_in_one_round_trip(heard: Api) -> None:
    user = await heard.user()
    mission = await a_mission(user)
    for number in range(4):
        hop = await a_hop(user, mission, name=f"hop {number}", description="d" * 10_000)
        await a_step(user, hop, name="step")
        await an_asset(user, hop, "mine")
    COMMANDS.names.clear()

    whole = await full(user, mission)

    assert COMMANDS.names == ["aggregate"]
    assert [hop["name"] for hop in whole["hops"]] == [f"hop {n}" for n in range(4)]
    assert [len(hop["tool_steps"]) for hop in whole["hops"]] == [1] * 4
    assert [list(hop["hop_state"]) for hop in whole["hops"]] == [["mine"]] * 4


async def test_the_largest_mission_there_can_be_is_two_round_trips(heard: Api) -> None:
    user = await heard.user()
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    asset = await an_asset(user, mission, "a 000", content="é" * 500)
    for collection, thing, most, field, weight in (
        ("hops", hop, MAX_HOPS, "description", MAX_HOP_BYTES - 1000),
        ("assets", asset, MAX_ASSETS, "name", 255),
    ):
        documents = heard.services.database[collection]
        raw = await documents.find_one({"_id": ObjectId(thing["id"])})
        assert raw is not None
        for number in range(1, most):
            filler = {field: f"{number:03}".ljust(weight, "😀" if field == "name" else "x")}
            more: dict[str, Any] = {"_id": ObjectId()}
            if collection == "hops":
                more["sequence_order"] = number + 1
            await documents.insert_one({**raw, **more, **filler})
    COMMANDS.names.clear()

    whole = await full(user, mission)

    assert len(COMMANDS.names) <= 2
    assert len(whole["hops"]) == MAX_HOPS
    assert len(whole["mission_state"]) == MAX_ASSETS


async def test_an_unfinished_missions_name_is_unique_to_its_user(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await a_mission(user, "same")
    assert (await user.post("/missions", json={"name": "same"})).status_code == 409
    assert (await (await api.user()).post("/missions", json={"name": "same"})).status_code == 201

    await moved(user, "missions", mission, "cancelled")
    second = await a_mission(user, "same")
    reset = await move(user, "missions", mission, "proposed")
    assert reset.status_code == 409
    assert reset.json()["type"] == "urn:threadkeep:problem:name-taken"
    assert (await shown(user, "missions", mission))["status"] == "cancelled"

    await user.delete(f"/missions/{second['id']}")
    await moved(user, "missions", mission, "proposed")


async def test_whoever_wants_a_name_in_use_is_shown_the_mission_that_has_it(
    api: Api,
    user: httpx.AsyncClient,
) -> None:
    await a_mission(await api.user(), "taken")
    other = await a_mission(user, "other")
    cancelled = await a_mission(user, "taken")
    await moved(user, "missions", cancelled, "cancelled")
    taken = await a_mission(user, "taken")
    now = await user.get(f"/missions/{taken['id']}")

    for answer in (
        await user.post("/missions", json={"name": "taken"}),
        await user.put(f"/missions/{other['id']}", json={"name": "taken"}),
        await move(user, "missions", cancelled, "proposed"),
    ):
        assert answer.status_code == 409
        current = answer.json()["current"]
        assert current == {name: now.json()[name] for name in current}
        assert current["id"] == taken["id"]
        assert answer.headers["ETag"] == now.headers["ETag"]


async def test_a_mission_cannot_take_the_name_of_another(user: httpx.AsyncClient) -> None:
    await a_mission(user, "one")
    mission = await a_mission(user, "two")

    answer = await user.put(f"/missions/{mission['id']}", json={"name": "one"})

    assert answer.status_code == 409
    assert (await shown(user, "missions", mission))["name"] == "two"


async def test_fields_change_and_what_is_not_given_stays(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user, goal="g", description="d", mission_metadata={"a.b": "$c"})

    changed = await user.put(
        f"/missions/{mission['id']}", json={"goal": "$goal", "description": None}
    )

    assert changed.status_code == 200
    now = await shown(user, "missions", mission)
    assert (now["goal"], now["description"]) == ("$goal", None)
    assert now["mission_metadata"] == {"a.b": "$c"}


async def test_of_a_finished_mission_only_the_metadata_changes(user: httpx.AsyncClient) -> None:
    mission = await a_mission_at(user, "completed")
    path = f"/missions/{mission['id']}"

    assert (await user.put(path, json={"mission_metadata": {"a": 1}})).status_code == 200
    refused = await user.put(path, json={"goal": "another"})
    assert refused.status_code == 409
    assert refused.json()["current_status"] == "completed"


async def test_a_missions_etag_moves_with_what_it_shows(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    path = f"/missions/{mission['id']}"
    etag = (await user.get(path)).headers["etag"]
    await a_hop(user, mission)

    stale = await user.put(path, json={"goal": "g"}, headers={"If-Match": etag})
    assert stale.status_code == 412
    stale = await user.patch(
        f"{path}/status", json={"status": "failed"}, headers={"If-Match": etag}
    )
    assert stale.status_code == 412
    assert (await user.delete(path, headers={"If-Match": etag})).status_code == 412
    now = (await user.get(path)).headers["etag"]
    changed = await user.put(path, json={"goal": "g"}, headers={"If-Match": now})
    assert changed.status_code == 200
    assert changed.headers["etag"] == (await user.get(f"{path}/full")).headers["etag"] != now


async def test_missions_are_listed_newest_first_by_status_a_page_at_a_time(
    user: httpx.AsyncClient,
) -> None:
    missions = [await a_mission(user, f"m{n}") for n in range(5)]
    await moved(user, "missions", missions[1], "failed")
    await moved(user, "missions", missions[2], "ready_for_next_hop")

    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await got(user, "/missions", limit=2, **cursor)
        seen += [mission["name"] for mission in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == ["m4", "m3", "m2", "m1", "m0"]
    some = await got(user, "/missions", status=["failed", "ready_for_next_hop"])
    assert [mission["name"] for mission in some["items"]] == ["m2", "m1"]
    failed = await got(user, "/missions", status="failed")
    assert [mission["name"] for mission in failed["items"]] == ["m1"]


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
async def test_another_users_mission_is_not_there(
    api: Api, user: httpx.AsyncClient, method: str
) -> None:
    mission = await a_mission(user)
    other = await api.user()
    path = f"/missions/{mission['id']}" + ("/status" if method == "patch" else "")
    body = {"json": {"status": "failed"} if method == "patch" else {}}
    if method in ("get", "delete"):
        body = {}

    assert (await getattr(other, method)(path, **body)).status_code == 404
    assert (await other.get(f"/missions/{mission['id']}/hops")).status_code == 404
    assert (await shown(user, "missions", mission))["status"] == "proposed"
