"""A commit quorum waits for members: what sync does when one is away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import indexes
from documents.database import Database, collection_of
from documents.shapes.index_records import IndexLock
from indexes import BuildStillRuns, Definitions, Index, MembersDown, Patience, SyncOptions
from indexes.server.members import MAJORITY, check_members
from indexes.server.running_builds import running_builds
from tests.servers import Member, ReplicaSet, replica_set

DEFINITIONS = Definitions([Index("things", {"a": 1}, serves="a test")])
MORE = Definitions([*DEFINITIONS.indexes, Index("things", {"b": 1}, serves="a test")])
QUICK = Patience(member=0.0, poll=0.02)


async def until(condition: Callable[[], Awaitable[Any]]) -> None:
    while not await condition():  # noqa: ASYNC110 - a server tells its state only when asked
        await asyncio.sleep(0.02)


@asynccontextmanager
async def filled(members: ReplicaSet) -> AsyncIterator[Database]:
    database = Database(members.uri, name="members")
    await database["things"].insert_many([{"a": number} for number in range(20)])
    yield database
    await database.close()


async def secondary(members: ReplicaSet) -> Member:
    primary = await members.primary()
    return next(member for member in members.members if member is not primary)


async def seen_down(database: Database) -> bool:
    try:
        await check_members(database, "votingMembers")
    except MembersDown:
        return True
    return False


@pytest.mark.timeout(240)
async def test_with_a_member_down_a_sync_is_refused_unless_a_majority_is_enough(
    tmp_path: Path,
) -> None:
    async with replica_set(tmp_path) as members, filled(members) as database:
        gone = await secondary(members)
        await gone.kill()
        await until(lambda: seen_down(database))

        with pytest.raises(MembersDown) as refused:
            await indexes.sync(database, DEFINITIONS)
        assert [gone.host in member for member in refused.value.members] == [True]
        assert await indexes.differences(database, DEFINITIONS)
        assert (
            await collection_of(IndexLock, database).count_documents({"owner": {"$ne": None}}) == 0
        )

        report = await indexes.sync(database, DEFINITIONS, options=SyncOptions(quorum=MAJORITY))
        assert report.left.in_step

        # In step already: nothing would be built, so nobody needs to be healthy.
        assert (await indexes.sync(database, DEFINITIONS)).done == ()


@pytest.mark.timeout(240)
async def test_a_build_that_a_lost_member_holds_up_is_left_and_released_by_a_majority(
    tmp_path: Path,
) -> None:
    async with replica_set(tmp_path) as members, filled(members) as database:
        gone = await secondary(members)
        fail_point = {"configureFailPoint": "hangAfterStartingIndexBuildUnlocked"}
        await database.client.admin.command({**fail_point, "mode": "alwaysOn"})
        run = asyncio.create_task(indexes.sync(database, MORE, options=SyncOptions(patience=QUICK)))
        await until(lambda: _builds(database))
        await gone.kill()
        await database.client.admin.command({**fail_point, "mode": "off"})
        with pytest.raises(BuildStillRuns, match=gone.host):
            await run

        report = await indexes.sync(
            database, MORE, options=SyncOptions(quorum=MAJORITY, patience=QUICK)
        )

        assert report.left.in_step


async def _builds(database: Database) -> bool:
    return bool(await running_builds(database))
