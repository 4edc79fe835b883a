"""Every cell of every state table, from tables in the words of the data model."""

import httpx
import pytest

from tests.support import Api
from tests.workflow_support import (
    Json,
    a_hop,
    a_hop_at,
    a_mission_at,
    a_step_at,
    an_accepted_mission,
    an_asset_at,
    an_executing_hop,
    move,
    shown,
    stored,
)
from tests.workflow_tables import KINDS

STATUSES = [(kind, status) for kind, table in KINDS.items() for status in table]


async def thing_at(
    client: httpx.AsyncClient, kind: str, status: str, to: str = "", name: str = "a mission"
) -> tuple[Json, Json]:
    """A mission, and the thing of the kind at the status."""
    if kind == "hops":
        return await a_hop_at(client, status, name)
    if kind == "tool-steps":
        mission, _, step = await a_step_at(client, status, name)
        return mission, step
    if kind == "assets":
        return await an_asset_at(client, status, name)
    if to == "ready_for_next_hop" and status == "executing_hop":
        mission = await an_accepted_mission(client, name=name)
        await an_executing_hop(client, mission)
        return mission, mission
    mission = await a_mission_at(client, status, name=name)
    if to == "building_hop" and status == "ready_for_next_hop":
        await a_hop(client, mission)
    return mission, mission


@pytest.mark.parametrize(("kind", "status"), STATUSES)
async def test_every_listed_move_is_made_and_logged(
    api: Api, user: httpx.AsyncClient, kind: str, status: str
) -> None:
    for number, to in enumerate(KINDS[kind][status]):
        mission, thing = await thing_at(user, kind, status, to, f"mission {number}")
        thing = await shown(user, kind, thing)
        assert thing["status"] == status

        response = await move(user, kind, thing, to, reason="because")

        assert response.status_code == 200, (to, response.text)
        assert response.json()["status"] == to
        assert (await shown(user, kind, thing))["status"] == to
        entry = (await log_of(api, mission, thing))[-1]
        assert entry.pop("by").startswith("user-")
        assert entry == {"from": status, "to": to, "at": api.clock.now, "reason": "because"}


async def log_of(api: Api, mission: Json, thing: Json) -> list[Json]:
    documents = await stored(api.services.database, mission)
    found = [
        *documents["missions"],
        *documents["hops"],
        *documents["assets"],
        *(step | {"_id": step["id"]} for hop in documents["hops"] for step in hop["tool_steps"]),
    ]
    logs: list[Json] = next(one["transitions"] for one in found if str(one["_id"]) == thing["id"])
    return logs


@pytest.mark.parametrize(("kind", "status"), STATUSES)
async def test_every_other_move_is_refused_and_changes_nothing(
    api: Api, user: httpx.AsyncClient, kind: str, status: str
) -> None:
    mission, thing = await thing_at(user, kind, status)
    allowed = KINDS[kind][status]
    before = await stored(api.services.database, mission)

    for to in KINDS[kind]:
        if to in allowed:
            continue
        response = await move(user, kind, thing, to)

        assert response.status_code == 409, (to, response.text)
        problem = response.json()
        assert problem["type"] == "urn:threadkeep:problem:transition-refused"
        assert problem["current_status"] == status
        assert sorted(problem["allowed"]) == sorted(allowed)

    assert await stored(api.services.database, mission) == before
