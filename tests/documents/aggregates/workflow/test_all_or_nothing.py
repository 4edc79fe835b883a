"""A transition that touches everything, broken at each of its commands, and by a killed primary."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import indexes
from documents import DOCUMENTS
from documents.aggregates.assets.change import insert_asset
from documents.aggregates.hops import change as hops
from documents.aggregates.hops import steps
from documents.aggregates.missions import change as missions
from documents.aggregates.sessions.create import insert_session
from documents.aggregates.workflow.state import Actor
from documents.database import Database, DatabaseError
from documents.shapes.assets import AssetScope
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.workflow import WorkflowError
from documents.shapes.state_tables import HopStatus, MissionStatus, StepStatus
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE, failing
from tests.queries import looking_from
from tests.servers import replica_set
from tests.support import BEGINNING
from tests.workflow_checker import check_mission
from tests.workflow_support import makes, stored

ACTOR = Actor("alice", BEGINNING, "because")
COMMANDS = ("find", "findAndModify", "insert", "update", "commitTransaction", "abortTransaction")


class Ready:
    """A mission with a session, whose final hop's last step only has to complete."""

    def __init__(self, database: Database, name: str = "m") -> None:
        self.database = database
        self.name = name

    async def prepare(self) -> "Ready":
        database = self.database
        mission = await missions.insert_mission(ACTOR, {"name": self.name})
        assert mission.id is not None
        self.mission_id = mission.id
        await insert_session(
            database,
            ACTOR.user_id,
            name="s",
            session_metadata={},
            chat_id=None,
            mission_id=mission.id,
            now=BEGINNING,
        )
        fields: dict[str, Any] = {"name": "out", "role": "output"}
        await insert_asset(database, ACTOR, AssetScope.MISSION, mission.id, fields, None)
        await self.mission_to(MissionStatus.READY_FOR_NEXT_HOP)
        found = await hops.insert_hop(database, ACTOR, mission.id, {"name": "h", "is_final": True})
        assert found.hop.id is not None
        self.hop_id = found.hop.id
        fields = {"tool_id": "t", "name": "s", "result_mapping": makes("out")}
        step, _ = await steps.insert_step(database, ACTOR, self.hop_id, fields)
        self.step_id = step.id
        await self.hop_to(HopStatus.READY_TO_RESOLVE)
        await self.step_to(StepStatus.READY_TO_CONFIGURE)
        await self.step_to(StepStatus.READY_TO_EXECUTE)
        await self.hop_to(HopStatus.READY_TO_EXECUTE)
        await self.hop_to(HopStatus.EXECUTING)
        await self.step_to(StepStatus.EXECUTING)
        return self

    async def mission_to(self, status: MissionStatus) -> None:
        await missions.change_mission_status(
            self.database, ACTOR, self.mission_id, status, hop_id=None, revisions=None
        )

    async def hop_to(self, status: HopStatus) -> None:
        await hops.change_hop_status(
            self.database, ACTOR, self.hop_id, status, error_message=None, revisions=None
        )

    async def step_to(self, status: StepStatus) -> None:
        await steps.change_step_status(
            self.database, ACTOR, self.step_id, status, result={}, revisions=None
        )

    async def complete(self) -> None:
        """Complete the step: and with it the asset, hop, mission, session; its chat closes."""
        await self.step_to(StepStatus.COMPLETED)

    async def statuses(self) -> set[str]:
        """The statuses of all of them: one of two sets."""
        found = await stored(self.database, {"id": str(self.mission_id)})
        chat = await self.database["chats"].find_one({"_id": found["user_sessions"][0]["chat"].id})
        assert chat is not None
        return {
            found["missions"][0]["status"],
            found["hops"][0]["status"],
            found["hops"][0]["tool_steps"][0]["status"],
            found["assets"][0]["status"],
            found["user_sessions"][0]["status"],
            "open" if chat["closed_at"] is None else "closed",
        }


NOTHING = {"executing_hop", "executing", "in_progress", "active", "open"}
ALL = {"completed", "ready", "closed"}


@pytest.fixture
async def ready(bound: Database) -> Ready:
    return await Ready(bound).prepare()


@pytest.mark.parametrize("fault", [NOT_DONE, DONE], ids=["refused", "unsure"])
async def test_a_transition_broken_at_any_command_is_made_whole_or_not_at_all(
    ready: Ready, fault: dict[str, Any]
) -> None:
    commands = COMMANDS if fault is NOT_DONE else ("commitTransaction",)
    for after in range(40):
        failed = False
        async with failing(ready.database, after=after, fault=fault, commands=commands):
            try:
                await ready.complete()
            except DatabaseError:
                failed = True
        await ready.database.client.admin.command("killAllSessions", [])
        assert await ready.statuses() in (ALL, NOTHING)
        await check_mission(ready.database, PydanticObjectId(ready.mission_id))
        if not failed:
            assert await ready.statuses() == ALL
            return
        if await ready.statuses() == ALL:
            # The commit was done and its answer lost: it is not there to be done again.
            with pytest.raises(WorkflowError):
                await ready.complete()
            return
    pytest.fail("it never came to its end")


async def test_a_passing_conflict_is_overcome(ready: Ready) -> None:
    await ready.database.client.admin.command(
        {
            "configureFailPoint": "failCommand",
            "mode": {"times": 3},
            "data": {
                "failCommands": ["update", "commitTransaction"],
                "errorCode": 112,
                "errorLabels": ["TransientTransactionError"],
            },
        }
    )
    await ready.complete()

    assert await ready.statuses() == ALL


@pytest.fixture
async def members(tmp_path: Path) -> AsyncIterator[Any]:
    async with replica_set(tmp_path, 3) as running:
        with looking_from(running.uri):
            yield running


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_a_primary_killed_in_the_midst_leaves_all_or_nothing(members: Any) -> None:
    database = Database(members.uri, name="killed", timeout_seconds=30)
    await indexes.sync(database)
    await database.bind(DOCUMENTS)
    prepared = [await Ready(database, f"m{n}").prepare() for n in range(12)]

    async def complete(one: Ready, number: int) -> None:
        # Spread over the kill: some before it, some in its midst, some after it.
        await asyncio.sleep(timedelta(milliseconds=3 * number).total_seconds())
        with suppress(DatabaseError):
            await one.complete()

    async def kill() -> None:
        primary = await members.primary()
        await asyncio.sleep(0.015)
        await primary.kill()

    await asyncio.gather(kill(), *(complete(one, n) for n, one in enumerate(prepared)))
    for one in prepared:
        assert await one.statuses() in (ALL, NOTHING)
        await check_mission(database, PydanticObjectId(one.mission_id))
    for one in prepared:
        if await one.statuses() == NOTHING:
            await one.complete()
        assert await one.statuses() == ALL
    await database.close()


async def test_the_times_of_a_log_do_not_run_backwards(bound: Database) -> None:
    mission = await missions.insert_mission(ACTOR, {"name": "waits"})
    assert mission.id is not None
    later = Actor("alice", BEGINNING + timedelta(seconds=2))
    waited = Actor("alice", BEGINNING + timedelta(seconds=1))
    for actor, status in (
        (later, MissionStatus.READY_FOR_NEXT_HOP),
        (waited, MissionStatus.CANCELLED),
    ):
        await missions.change_mission_status(
            bound, actor, mission.id, status, hop_id=None, revisions=None
        )
    raw = await bound["missions"].find_one({"_id": mission.id})
    assert raw is not None
    assert [entry["at"] for entry in raw["transitions"]] == [later.now, later.now]
    assert raw["status_changed_at"] == later.now
