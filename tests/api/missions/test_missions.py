"""Missions: their fields, names, sessions, pages, versions, and their end."""

from collections.abc import AsyncIterator

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.database import ObjectId
from documents.shapes.assets import MAX_ASSETS
from documents.shapes.hops import MAX_HOP_BYTES, MAX_HOPS
from tests.support import Api, Commands, a_session, got, running_api, settings_for
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
    reads,
    shown,
    stored,
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


COMMANDS = Commands()


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
            more = {"_id": ObjectId(), "sequence_order": number + 1}
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


async def test_a_completed_mission_completes_its_session_and_closes_its_chat(
    user: httpx.AsyncClient,
) -> None:
    mission = await a_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    await a_hop(user, mission, is_final=True)

    await moved(
        user,
        "missions",
        mission,
        "ready_for_next_hop",
        "building_hop",
        "hop_ready_to_execute",
        "executing_hop",
        "completed",
    )

    assert (await got(user, f"/sessions/{session['id']}"))["status"] == "completed"
    late = await user.post(
        f"/chats/{session['chat_id']}/messages", json={"role": "user", "content": "late"}
    )
    assert late.status_code == 409


async def test_a_completed_mission_is_given_to_no_session_that_is_not_completed(
    user: httpx.AsyncClient,
) -> None:
    mission = await a_mission_at(user, "completed")
    session = await a_session(user)

    for answer in (
        await user.put(f"/sessions/{session['id']}", json={"mission_id": mission["id"]}),
        await user.post("/sessions", json={"mission_id": mission["id"]}),
    ):
        assert answer.status_code == 409
        assert answer.json()["type"] == "urn:threadkeep:problem:wrong-status"
        assert answer.json()["current_status"] == "completed"
    await moved(user, "missions", mission, "proposed")
    linked = await user.put(f"/sessions/{session['id']}", json={"mission_id": mission["id"]})
    assert linked.status_code == 200


async def test_a_deleted_mission_is_gone_with_its_parts_and_off_its_session(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await a_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    hop = await a_hop(user, mission)
    step = await a_step(user, hop)
    asset = await an_asset(user, hop, content="x")

    assert (await user.delete(f"/missions/{mission['id']}")).status_code == 204

    for path in (
        f"/missions/{mission['id']}",
        f"/missions/{mission['id']}/full",
        f"/missions/{mission['id']}/hops",
        f"/hops/{hop['id']}",
        f"/tool-steps/{step['id']}",
        f"/assets/{asset['id']}",
        f"/assets/{asset['id']}/content",
    ):
        assert (await user.get(path)).status_code == 404, path
    now = await got(user, f"/sessions/{session['id']}")
    assert (now["mission_id"], now["status"]) == (None, "active")
    await api.services.background.finish()
    assert not any((await stored(api.services.database, mission)).values())
    again = await a_mission(user)
    assert again["id"] != mission["id"]


async def test_a_deleted_sessions_mission_goes_with_all_its_parts(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await a_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    hop = await a_hop(user, mission)
    asset = await an_asset(user, mission, content="x")

    assert (await user.delete(f"/sessions/{session['id']}")).status_code == 204

    for path in (f"/missions/{mission['id']}", f"/hops/{hop['id']}", f"/assets/{asset['id']}"):
        assert (await user.get(path)).status_code == 404, path
    assert (await got(user, "/assets"))["items"] == []


async def test_a_session_is_not_restored_over_a_mission_of_the_same_name(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    settings = settings_for(mongod.uri, shared_name, deleted_kept_days=7)
    async with running_api(settings) as api:
        user = await api.user()
        mission = await a_mission(user, "same")
        session = await a_session(user, mission_id=mission["id"])
        path = f"/sessions/{session['id']}"
        await user.delete(path)
        other = await a_mission(user, "same")

        refused = await user.post(f"{path}/restore")
        assert refused.status_code == 409
        assert refused.json()["type"] == "urn:threadkeep:problem:name-taken"
        assert (await user.get(path)).status_code == 404

        await user.delete(f"/missions/{other['id']}")
        assert (await user.post(f"{path}/restore")).status_code == 200
        assert (await shown(user, "missions", mission))["status"] == "proposed"


async def test_only_building_hop_takes_a_hop(user: httpx.AsyncClient) -> None:
    mission = await an_accepted_mission(user)
    hop = await a_hop(user, mission)

    answer = await move(user, "missions", mission, "failed", hop_id=hop["id"])

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/hop_id"


async def test_a_mission_accepts_the_proposal_that_is_named(user: httpx.AsyncClient) -> None:
    mission = await an_accepted_mission(user)
    await a_hop(user, mission)
    second = await a_hop(user, mission)
    other = await a_hop(user, await a_mission(user, "other"))

    assert (
        await move(user, "missions", mission, "building_hop", hop_id=other["id"])
    ).status_code == 404
    now = await moved(user, "missions", mission, "building_hop", hop_id=second["id"])
    assert now["current_hop"]["id"] == second["id"]
    assert now["current_hop"]["status"] == "ready_to_resolve"


async def test_a_mission_that_is_at_one_hop_does_not_go_back_to_another(
    user: httpx.AsyncClient,
) -> None:
    mission = await an_accepted_mission(user)
    first = await a_hop(user, mission)
    second = await a_hop(user, mission)
    await moved(user, "missions", mission, "building_hop", "hop_ready_to_execute")

    answer = await move(user, "missions", mission, "building_hop", hop_id=second["id"])

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:threadkeep:problem:transition-blocked"
    assert answer.json()["current_status"] == "hop_ready_to_execute"
    now = await moved(user, "missions", mission, "building_hop", hop_id=first["id"])
    assert now["current_hop"]["status"] == "ready_to_resolve"


async def test_a_mission_without_a_proposal_has_none_to_accept(user: httpx.AsyncClient) -> None:
    mission = await an_accepted_mission(user)

    answer = await move(user, "missions", mission, "building_hop")

    assert answer.status_code == 409
    problem = answer.json()
    assert problem["type"] == "urn:threadkeep:problem:transition-blocked"
    assert problem["current_status"] == "ready_for_next_hop"
    assert problem["allowed"] == ["building_hop", "failed", "cancelled"]


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


async def test_a_log_keeps_the_newest_hundred(api: Api, user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    for _ in range(52):
        await moved(user, "missions", mission, "failed", "proposed")

    log = (await stored(api.services.database, mission))["missions"][0]["transitions"]

    assert len(log) == 100
    assert log[-1]["to"] == "proposed"


async def test_a_reason_that_names_assets_is_no_longer_than_one_that_is_given(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await a_mission(user)
    names = [f"{number}" + "n" * 254 for number in range(4)]
    assets = [await an_asset(user, mission, name) for name in names]
    for asset in assets:
        await moved(user, "assets", asset, "pending", "ready")
    step = await a_step(user, await a_hop(user, mission), parameter_mapping=reads(*names))
    await moved(user, "tool-steps", step, "ready_to_configure", "ready_to_execute")

    for asset in assets:
        await moved(user, "assets", asset, "expired")

    (hop,) = (await stored(api.services.database, mission))["hops"]
    entry = hop["tool_steps"][0]["transitions"][-1]
    assert entry["to"] == "ready_to_configure"
    assert entry["reason"].startswith(f"its input is not ready: {names[0][:100]}")
    assert len(entry["reason"]) == 250
