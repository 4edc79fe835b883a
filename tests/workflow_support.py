"""What tests of the workflow are made of: missions, hops, steps and assets at any status."""

from typing import Any

import httpx

from documents.database import Database, ObjectId
from tests.queries import look
from tests.support import got, made

MISSION_PATHS = {
    "proposed": [],
    "ready_for_next_hop": ["ready_for_next_hop"],
    "building_hop": ["ready_for_next_hop", "building_hop"],
    "hop_ready_to_execute": ["ready_for_next_hop", "building_hop", "hop_ready_to_execute"],
    "executing_hop": [
        "ready_for_next_hop",
        "building_hop",
        "hop_ready_to_execute",
        "executing_hop",
    ],
    "completed": [
        "ready_for_next_hop",
        "building_hop",
        "hop_ready_to_execute",
        "executing_hop",
        "completed",
    ],
    "failed": ["failed"],
    "cancelled": ["cancelled"],
}
"""By which statuses a new mission with one final hop comes to each of its own."""

HOP_PATHS = {
    "proposed": [],
    "ready_to_resolve": ["ready_to_resolve"],
    "ready_to_execute": ["ready_to_resolve", "ready_to_execute"],
    "executing": ["ready_to_resolve", "ready_to_execute", "executing"],
    "completed": ["ready_to_resolve", "ready_to_execute", "executing", "completed"],
    "failed": ["ready_to_resolve", "failed"],
    "cancelled": ["cancelled"],
}
"""By which statuses a proposed hop without steps comes to each of its own."""

STEP_PATHS = {
    "proposed": ["ready_to_configure", "proposed"],
    "ready_to_configure": ["ready_to_configure"],
    "ready_to_execute": [],
    "executing": ["executing"],
    "completed": ["executing", "completed"],
    "failed": ["executing", "failed"],
    "cancelled": ["cancelled"],
}
"""By which statuses a ready step of an executing hop comes to each of its own."""

ASSET_PATHS = {
    "proposed": [],
    "pending": ["pending"],
    "in_progress": ["pending", "in_progress"],
    "ready": ["pending", "ready"],
    "error": ["pending", "error"],
    "expired": ["pending", "expired"],
}
"""By which statuses a proposed asset comes to each of its own."""

Json = dict[str, Any]


async def a_mission(client: httpx.AsyncClient, name: str = "a mission", **fields: Any) -> Json:
    """A new mission, proposed."""
    return await made(client, "/missions", {"name": name, **fields})


async def a_hop(client: httpx.AsyncClient, mission: Json, **fields: Any) -> Json:
    """A new hop of a mission, proposed."""
    return await made(client, f"/missions/{mission['id']}/hops", {"name": "a hop", **fields})


async def a_step(client: httpx.AsyncClient, hop: Json, **fields: Any) -> Json:
    """A new tool step of a hop, proposed."""
    body = {"tool_id": "search", "name": "a step", **fields}
    return await made(client, f"/hops/{hop['id']}/tool-steps", body)


async def an_asset(
    client: httpx.AsyncClient, scope: Json, name: str = "an asset", **fields: Any
) -> Json:
    """A new asset of a mission or hop, proposed."""
    scope_type = "hop" if "mission_id" in scope else "mission"
    body = {"scope_type": scope_type, "scope_id": scope["id"], "role": "input", "name": name}
    return await made(client, "/assets", {**body, **fields})


def reads(*names: str) -> Json:
    """The mapping of a step's parameters from assets."""
    return {
        f"p{number}": {"type": "asset_field", "state_asset": name}
        for number, name in enumerate(names)
    }


makes = reads
"""The mapping of a step's results into assets: the same form."""


async def move(
    client: httpx.AsyncClient, kind: str, thing: Json, status: str, **fields: Any
) -> httpx.Response:
    """Ask for a status: ``kind`` is missions, hops, tool-steps or assets."""
    return await client.patch(f"/{kind}/{thing['id']}/status", json={"status": status, **fields})


async def moved(
    client: httpx.AsyncClient, kind: str, thing: Json, *statuses: str, **fields: Any
) -> Json:
    """The thing after it went through statuses, each of them granted."""
    answer = thing
    for status in statuses:
        response = await move(client, kind, thing, status, **fields)
        assert response.status_code == 200, (status, response.text)
        answer = response.json()
    return answer


async def shown(client: httpx.AsyncClient, kind: str, thing: Json) -> Json:
    """What GET shows of a thing now."""
    return await got(client, f"/{kind}/{thing['id']}")


async def full(client: httpx.AsyncClient, mission: Json) -> Json:
    """A mission with all that belongs to it."""
    return await got(client, f"/missions/{mission['id']}/full")


async def a_mission_at(client: httpx.AsyncClient, status: str, **fields: Any) -> Json:
    """A mission of a status, with one final hop that has no steps."""
    mission = await a_mission(client, **fields)
    await a_hop(client, mission, is_final=True)
    return await moved(client, "missions", mission, *MISSION_PATHS[status])


async def an_accepted_mission(client: httpx.AsyncClient, **fields: Any) -> Json:
    """A mission that is ready for its next hop."""
    return await moved(client, "missions", await a_mission(client, **fields), "ready_for_next_hop")


async def an_executing_hop(
    client: httpx.AsyncClient, mission: Json, *steps: Json, **fields: Any
) -> tuple[Json, list[Json]]:
    """A hop that executes, with its steps ready to."""
    hop = await a_hop(client, mission, **fields)
    made_steps = [await a_step(client, hop, **step) for step in steps]
    await moved(client, "hops", hop, "ready_to_resolve")
    for step in made_steps:
        await moved(client, "tool-steps", step, "ready_to_configure", "ready_to_execute")
    await moved(client, "hops", hop, "ready_to_execute", "executing")
    return hop, made_steps


async def a_hop_at(client: httpx.AsyncClient, status: str, name: str) -> tuple[Json, Json]:
    """A mission, and a hop of it without steps at a status that its mission lets it leave."""
    mission = await an_accepted_mission(client, name=name)
    hop = await a_hop(client, mission)
    await moved(client, "hops", hop, *HOP_PATHS[status])
    if status == "failed":
        await moved(client, "missions", mission, "proposed", "ready_for_next_hop")
    return mission, await shown(client, "hops", hop)


async def a_step_at(client: httpx.AsyncClient, status: str, name: str) -> tuple[Json, Json, Json]:
    """A mission, its executing hop, and the first of two steps of it at a status."""
    mission = await an_accepted_mission(client, name=name)
    hop, (step, _) = await an_executing_hop(client, mission, {"name": "one"}, {"name": "two"})
    return mission, hop, await moved(client, "tool-steps", step, *STEP_PATHS[status])


async def an_asset_at(client: httpx.AsyncClient, status: str, name: str) -> tuple[Json, Json]:
    """A mission, and an asset of it at a status."""
    mission = await a_mission(client, name)
    asset = await an_asset(client, mission)
    return mission, await moved(client, "assets", asset, *ASSET_PATHS[status])


async def stored(database: Database, mission: Json) -> dict[str, list[Json]]:
    """Every document of a mission as it lies in the database, in a fixed order."""
    mission_id = ObjectId(mission["id"])
    found: dict[str, list[Json]] = {}
    for collection, condition in (
        ("missions", {"_id": mission_id}),
        ("hops", {"mission_id": mission_id}),
        ("assets", {"mission_id": mission_id}),
        ("user_sessions", {"mission.$id": mission_id}),
    ):
        documents = look(database[collection]).find(condition).sort("_id", 1)
        found[collection] = [document async for document in documents]
    return found
