"""How a mission goes on: the proposals it accepts, its log, and its end with its session."""

import httpx

from commands.embedded import EmbeddedServer
from tests.support import Api, a_session, got, running_api, settings_for
from tests.workflow_support import (
    a_hop,
    a_mission,
    a_mission_at,
    a_step,
    an_accepted_mission,
    an_asset,
    move,
    moved,
    reads,
    shown,
    stored,
)


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
    user: httpx.AsyncClient,
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
