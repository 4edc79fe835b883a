"""Assets: their scopes, names, lists, versions and lineage."""

import httpx
import pytest

from tests.support import Api, a_session, got, message
from tests.workflow_support import (
    a_hop,
    a_mission,
    a_step,
    an_accepted_mission,
    an_asset,
    an_executing_hop,
    makes,
    moved,
    reads,
    shown,
)


async def names(client: httpx.AsyncClient, **parameters: object) -> list[str]:
    return [item["name"] for item in (await got(client, "/assets", **parameters))["items"]]


async def test_a_name_is_unique_in_its_scope_alone(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    await an_asset(user, mission, "same")
    await an_asset(user, hop, "same")

    for scope_type, scope in (("mission", mission), ("hop", hop)):
        body = {"scope_type": scope_type, "scope_id": scope["id"], "role": "input", "name": "same"}
        answer = await user.post("/assets", json=body)
        assert answer.status_code == 409
        assert answer.json()["type"] == "urn:threadkeep:problem:name-taken"


async def test_whoever_wants_a_name_in_use_is_shown_what_has_it(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    taken = await an_asset(user, mission, "taken")
    other = await an_asset(user, mission, "other")
    now = await user.get(f"/assets/{taken['id']}")

    body = {"scope_type": "mission", "scope_id": mission["id"], "role": "input", "name": "taken"}
    for answer in (
        await user.post("/assets", json=body),
        await user.put(f"/assets/{other['id']}", json={"name": "taken"}),
    ):
        assert answer.status_code == 409
        assert answer.json()["current"] == now.json()
        assert answer.headers["ETag"] == now.headers["ETag"]


async def test_assets_are_listed_by_scope_role_and_status(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    await an_asset(user, mission, "a", role="input")
    b = await an_asset(user, mission, "b", role="output")
    await an_asset(user, hop, "c", role="input")
    await moved(user, "assets", b, "pending")

    assert await names(user) == ["c", "b", "a"]
    assert await names(user, scope_id=mission["id"]) == ["b", "a"]
    assert await names(user, scope_type="hop") == ["c"]
    assert await names(user, role="input") == ["c", "a"]
    assert await names(user, status="pending") == ["b"]
    assert await names(user, status=["pending", "proposed"], scope_id=mission["id"]) == ["b", "a"]
    assert await names(user, role="input", status="pending") == []
    page = await got(user, "/assets", limit=2)
    assert await names(user, limit=2, cursor=page["next"]) == ["a"]


async def test_acceptance_makes_proposed_assets_pending(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    own = await an_asset(user, mission, "own")
    of_hop = await an_asset(user, hop, "of hop")

    await moved(user, "missions", mission, "ready_for_next_hop")
    assert (await shown(user, "assets", own))["status"] == "pending"
    assert (await shown(user, "assets", of_hop))["status"] == "proposed"
    await moved(user, "hops", hop, "ready_to_resolve")
    assert (await shown(user, "assets", of_hop))["status"] == "pending"


@pytest.mark.parametrize("status", ["pending", "in_progress", "ready"])
async def test_an_asset_in_use_cannot_be_deleted(user: httpx.AsyncClient, status: str) -> None:
    asset = await an_asset(user, await a_mission(user))
    await moved(user, "assets", asset, *dict.fromkeys(["pending", status]))

    answer = await user.delete(f"/assets/{asset['id']}")

    assert answer.status_code == 409
    assert answer.json()["current_status"] == status


async def test_a_deleted_assets_name_is_free(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    asset = await an_asset(user, mission, "name")

    assert (await user.delete(f"/assets/{asset['id']}")).status_code == 204

    assert (await user.get(f"/assets/{asset['id']}")).status_code == 404
    await an_asset(user, mission, "name")


async def test_an_asset_of_a_scope_that_is_not_there_is_404(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await a_mission(await api.user())
    for scope_type in ("mission", "hop"):
        body = {"scope_type": scope_type, "scope_id": mission["id"], "role": "input", "name": "n"}
        assert (await user.post("/assets", json=body)).status_code == 404


async def test_an_asset_has_a_version(user: httpx.AsyncClient) -> None:
    asset = await an_asset(user, await a_mission(user))
    path = f"/assets/{asset['id']}"
    etag = (await user.get(path)).headers["etag"]
    await user.put(path, json={"content": 1}, headers={"If-Match": etag})

    for answer in (
        await user.put(path, json={"content": 2}, headers={"If-Match": etag}),
        await user.patch(f"{path}/status", json={"status": "pending"}, headers={"If-Match": etag}),
        await user.delete(path, headers={"If-Match": etag}),
    ):
        assert answer.status_code == 412
    assert (await user.get(f"{path}/content")).json() == 1


async def test_lineage_names_the_steps_and_messages_that_made_and_used_an_asset(
    user: httpx.AsyncClient,
) -> None:
    mission = await a_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    asset = await an_asset(user, mission, "data")
    maker = await a_hop(user, mission)
    reader = await a_hop(user, mission)
    shadow = await a_hop(user, mission)
    await an_asset(user, shadow, "data")
    made_by = await a_step(user, maker, name="maker", result_mapping=makes("data"))
    used_by = await a_step(user, reader, name="reader", parameter_mapping=reads("other", "data"))
    await a_step(user, shadow, parameter_mapping=reads("data"))
    chat = f"/chats/{session['chat_id']}/messages"
    await user.post(chat, json=message(message_metadata={"used_asset_ids": [asset["id"]]}))
    await user.post(chat, json=[message(f"m{n}") for n in range(150)])
    await user.post(chat, json=message(message_metadata={"produced_asset_ids": [asset["id"]]}))
    await user.post(chat, json=message(message_metadata={"used_asset_ids": asset["id"]}))

    lineage = await got(user, f"/assets/{asset['id']}/lineage")

    assert [
        (use["relation"], use["hop_id"], use["step_id"], use["mapping"]) for use in lineage["steps"]
    ] == [
        ("produced", maker["id"], made_by["id"], "p0"),
        ("used", reader["id"], used_by["id"], "p1"),
    ]
    assert [(use["relation"], use["sequence_order"]) for use in lineage["messages"]] == [
        ("used", 1),
        ("produced", 152),
    ]
    assert lineage["messages_from"] == 1
    assert lineage["hop_id"] is None


async def test_lineage_of_a_hops_asset_stays_in_the_hop(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    hop, other = [await a_hop(user, mission) for _ in range(2)]
    asset = await an_asset(user, hop, "data")
    step = await a_step(user, hop, parameter_mapping=reads("data"))
    await a_step(user, other, parameter_mapping=reads("data"))

    lineage = await got(user, f"/assets/{asset['id']}/lineage")

    assert [use["step_id"] for use in lineage["steps"]] == [step["id"]]
    assert (lineage["hop_id"], lineage["messages_from"]) == (hop["id"], None)


async def test_another_users_asset_is_not_there(api: Api, user: httpx.AsyncClient) -> None:
    asset = await an_asset(user, await a_mission(user))
    other = await api.user()
    path = f"/assets/{asset['id']}"

    assert (await other.get(path)).status_code == 404
    assert (await other.get(f"{path}/lineage")).status_code == 404
    assert (await other.put(path, json={"name": "mine"})).status_code == 404
    assert (await other.patch(f"{path}/status", json={"status": "pending"})).status_code == 404
    assert (await other.delete(path)).status_code == 404


async def test_no_asset_takes_the_place_of_one_that_a_step_is_making(
    user: httpx.AsyncClient,
) -> None:
    mission = await an_accepted_mission(user)
    await an_asset(user, mission, "out")
    hop, (step,) = await an_executing_hop(user, mission, {"result_mapping": makes("out")})
    other = await an_asset(user, hop, "other")
    await moved(user, "tool-steps", step, "executing")
    body = {"scope_type": "hop", "scope_id": hop["id"], "role": "output", "name": "out"}

    for answer in (
        await user.post("/assets", json=body),
        await user.put(f"/assets/{other['id']}", json={"name": "out"}),
    ):
        assert answer.status_code == 409
        assert answer.json()["type"] == "urn:threadkeep:problem:wrong-status"
        assert answer.json()["current_status"] == "executing"
    done = await moved(user, "tool-steps", step, "completed")
    assert done["status"] == "completed"
