"""Several callers at once: one wins, the others are told what holds now."""

import asyncio
from copy import copy
from dataclasses import replace
from typing import Any

import httpx

from commands.embedded import EmbeddedServer
from documents.database import ObjectId
from documents.database.turns import Turns
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.workflow import Refused
from documents.shapes.state_tables import MissionStatus
from services.missions import MissionService
from tests.support import Api, Commands, a_session, got, running_api, settings_for
from tests.workflow_checker import check_mission
from tests.workflow_support import (
    a_hop,
    a_mission,
    a_step,
    an_accepted_mission,
    an_asset,
    an_executing_hop,
    move,
    moved,
    reads,
    shown,
)


async def test_of_two_transitions_at_once_one_wins_and_the_other_is_told_the_status(
    user: httpx.AsyncClient,
) -> None:
    mission = await a_mission(user)

    answers = await asyncio.gather(
        *(move(user, "missions", mission, "ready_for_next_hop") for _ in range(2))
    )

    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (200, 409)
    assert lost.json()["current_status"] == "ready_for_next_hop"
    assert lost.json()["allowed"] == ["building_hop", "failed", "cancelled"]


async def test_of_two_hundred_transitions_at_once_the_first_wins_and_all_are_told(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    # As long as the slowest machine takes; bench/transitions.py has how long that is.
    settings = settings_for(mongod.uri, shared_name, database_timeout_seconds=60)
    async with running_api(settings) as patient:
        user = await patient.user()
        mission = await a_mission(user)

        answers = await asyncio.gather(
            *(move(user, "missions", mission, "ready_for_next_hop") for _ in range(200))
        )

    assert [answer.status_code for answer in answers] == [200] + [409] * 199


async def test_what_those_before_made_impossible_is_refused_without_a_transaction(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    commands = Commands()
    settings = settings_for(mongod.uri, shared_name)
    async with running_api(settings, listeners=[commands]) as heard:
        user = await heard.user()
        mission = await an_accepted_mission(user)
        hop = await a_hop(user, mission)
        step = await a_step(user, hop)
        asset = await an_asset(user, mission, "in")
        for kind, thing, to in (
            ("assets", asset, "pending"),
            ("tool-steps", step, "ready_to_configure"),
            ("hops", hop, "ready_to_resolve"),
            ("missions", mission, "cancelled"),
        ):
            commands.names.clear()

            answers = await asyncio.gather(*(move(user, kind, thing, to) for _ in range(10)))

            assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9
            assert commands.names.count("commitTransaction") == 1
            assert "abortTransaction" not in commands.names


async def test_transitions_of_two_processes_at_once_are_all_told(
    user: httpx.AsyncClient, api: Api
) -> None:
    mission = await a_mission(user)
    here = api.services.missions
    # As another process has it: with a queue of its own.
    elsewhere = copy(here.database)
    elsewhere.turns = Turns()
    there = replace(here, database=elsewhere)
    owner = (await a_mission_of(api, mission))["user_id"]

    async def asked(service: MissionService) -> str:
        try:
            with service.database.within_timeout():
                await service.change_status(
                    owner,
                    PydanticObjectId(mission["id"]),
                    MissionStatus.READY_FOR_NEXT_HOP,
                    hop_id=None,
                    reason=None,
                    revisions=None,
                )
        except Refused:
            return "refused"
        return "moved"

    answers = await asyncio.gather(*(asked(each) for _ in range(20) for each in (here, there)))

    assert sorted(answers) == ["moved"] + ["refused"] * 39


async def a_mission_of(api: Api, mission: dict[str, Any]) -> dict[str, Any]:
    stored = await api.services.database["missions"].find_one({"_id": ObjectId(mission["id"])})
    assert stored is not None
    return stored


async def test_fifty_transitions_at_once_leave_a_legal_path(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await an_accepted_mission(user)
    hop, steps = await an_executing_hop(user, mission, *({} for _ in range(10)))
    asked = [
        *[move(user, "missions", mission, "failed") for _ in range(5)],
        *[move(user, "missions", mission, "proposed") for _ in range(5)],
        *[move(user, "missions", mission, "ready_for_next_hop") for _ in range(10)],
        *[move(user, "hops", hop, "ready_to_resolve") for _ in range(5)],
        *[move(user, "hops", hop, "ready_to_execute") for _ in range(5)],
        *[move(user, "tool-steps", step, "executing") for step in steps],
        *[move(user, "tool-steps", step, "completed") for step in steps],
    ]

    answers = await asyncio.gather(*asked)

    assert len(answers) == 50
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert any(answer.status_code == 200 for answer in answers)
    await check_mission(api.services.database, ObjectId(mission["id"]))


async def test_a_step_does_not_become_ready_beside_the_loss_of_its_input(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await an_accepted_mission(user)
    asset = await an_asset(user, mission, "in")
    await moved(user, "assets", asset, "pending", "ready")
    hop = await a_hop(user, mission)
    steps = [await a_step(user, hop, parameter_mapping=reads("in")) for _ in range(4)]
    for step in steps:
        await moved(user, "tool-steps", step, "ready_to_configure")

    # They change no document in common: only the lock keeps one from missing the other.
    for step in steps:
        await asyncio.gather(
            move(user, "tool-steps", step, "ready_to_execute"),
            move(user, "assets", asset, "expired"),
        )
        await check_mission(api.services.database, ObjectId(mission["id"]))
        await moved(user, "assets", asset, "pending", "ready")


async def test_steps_added_at_once_are_numbered_without_gaps(
    api: Api, user: httpx.AsyncClient
) -> None:
    mission = await a_mission(user)
    hop = await a_hop(user, mission)

    await asyncio.gather(*(a_step(user, hop) for _ in range(8)))

    steps = await got(user, f"/hops/{hop['id']}/tool-steps")
    assert [step["sequence_order"] for step in steps["items"]] == list(range(1, 9))
    await check_mission(api.services.database, ObjectId(mission["id"]))


async def test_two_sessions_that_want_one_mission_at_once_get_it_once(
    user: httpx.AsyncClient,
) -> None:
    mission = await a_mission(user)
    sessions = [await a_session(user) for _ in range(2)]

    answers = await asyncio.gather(
        *(
            user.put(f"/sessions/{session['id']}", json={"mission_id": mission["id"]})
            for session in sessions
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_mission_that_completes_while_its_session_is_used_completes_it(
    user: httpx.AsyncClient,
) -> None:
    mission = await an_accepted_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    hop, (step,) = await an_executing_hop(user, mission, {}, is_final=True)
    await moved(user, "tool-steps", step, "executing")

    await asyncio.gather(
        move(user, "tool-steps", step, "completed"),
        *(user.post(f"/sessions/{session['id']}/activity") for _ in range(10)),
    )

    assert (await shown(user, "hops", hop))["status"] == "completed"
    assert (await got(user, f"/sessions/{session['id']}"))["status"] == "completed"
