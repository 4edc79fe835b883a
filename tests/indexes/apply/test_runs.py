"""Runs beside each other, runs that die, and servers that go away."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

import indexes
from commands.embedded import EmbeddedServer
from documents.database import Database, collection_of
from documents.leases import hold, read_holder
from documents.shapes.index_records import IndexRecord
from indexes import (
    BuildStillRuns,
    Definitions,
    Index,
    IndexesError,
    LeaseHeld,
    LeaseLost,
    OperationKind,
    Patience,
    SyncOptions,
)
from indexes.apply.events import Event, Notice, Progress
from indexes.server.ledger import INDEX_LOCK, record
from indexes.server.running_builds import running_builds
from indexes.show.saved import load_plan, save_plan
from indexes.show.status import read_status
from tests.indexes.support import one, raw_indexes
from tests.support import FailPoint

HANGS = "hangAfterStartingIndexBuildUnlocked"
QUICK = Patience(poll=0.02)
DEFINITIONS = Definitions(
    [
        Index("things", {"a": 1}, serves="a test"),
        Index("things", {"b": 1}, unique=True, serves="a test"),
    ]
)


async def filled(database: Database) -> Database:
    await database["things"].insert_many([{"a": number, "b": number} for number in range(50)])
    return database


async def until(condition: Callable[[], Any]) -> None:
    """Wait until an awaitable condition holds; the test's time-out bounds it."""
    while not await condition():  # noqa: ASYNC110 - a server tells its state only when asked
        await asyncio.sleep(0.01)


async def builds(database: Database) -> bool:
    return bool(await running_builds(database))


async def expire_lock(database: Database) -> None:
    """Let the lease of whoever died run out, without waiting for it."""
    await collection_of(INDEX_LOCK.record, database).update_one(
        {}, [{"$set": {"expires_at": "$$NOW"}}]
    )


async def test_of_two_syncs_one_works_and_the_other_finds_nothing_to_do(
    database: Database, mongod: EmbeddedServer, fail_point: FailPoint
) -> None:
    await filled(database)
    other = Database(mongod.uri, name=database.name)
    told: list[Event] = []
    async with fail_point(HANGS):
        first = asyncio.create_task(indexes.sync(database, DEFINITIONS))
        await until(lambda: builds(database))
        second = asyncio.create_task(indexes.sync(other, DEFINITIONS, report=told.append))
        await until(lambda: _notified(told))
    done = [report.done for report in await asyncio.gather(first, second)]
    await other.close()

    assert len(done[0]) == 2
    assert done[1] == ()
    assert isinstance(told[0], Notice)
    assert "held by" in told[0].text
    assert await indexes.differences(database, DEFINITIONS) == ()


async def _notified(told: list[Event]) -> bool:
    return bool(told)


async def test_a_sync_that_may_not_wait_says_who_holds_the_lock(database: Database) -> None:
    async with hold(database, INDEX_LOCK, wait_seconds=0):
        with pytest.raises(LeaseHeld, match=f"process {os.getpid()}"):
            await indexes.sync(database, DEFINITIONS, options=SyncOptions(lock_wait=0))

    assert await read_holder(database, INDEX_LOCK) is None


async def test_the_token_grows_each_time_the_lock_changes_hands(database: Database) -> None:
    tokens = []
    for _ in range(3):
        async with hold(database, INDEX_LOCK, wait_seconds=0) as lease:
            tokens.append(lease.token)

    assert tokens == [tokens[0] + number for number in range(3)]


@pytest.mark.parametrize("gone", ["the lock", "its token"])
async def test_a_lock_that_somebody_has_deleted_stands_in_nobody_s_way(
    gone: str, database: Database
) -> None:
    for sparse in (False, True, False):
        await indexes.sync(database, one(sparse=sparse))
    lock = collection_of(INDEX_LOCK.record, database)
    if gone == "the lock":
        await lock.delete_many({})
    else:
        await lock.update_one({}, {"$unset": {"token": 1}})

    report = await indexes.sync(database, one(sparse=True))

    assert report.left.in_step


async def test_a_lock_that_ran_out_is_free(database: Database) -> None:
    async with hold(database, INDEX_LOCK, wait_seconds=0):
        await expire_lock(database)
        report = await indexes.sync(database, DEFINITIONS, options=SyncOptions(lock_wait=0))

    assert report.left.in_step


async def test_who_loses_the_lock_stops_at_once(database: Database, fail_point: FailPoint) -> None:
    await filled(database)
    async with fail_point(HANGS):
        run = asyncio.create_task(
            indexes.sync(database, DEFINITIONS, options=SyncOptions(lease=0.3))
        )
        await until(lambda: builds(database))
        await collection_of(INDEX_LOCK.record, database).update_one(
            {}, {"$set": {"owner_id": "another"}, "$inc": {"token": 1}}
        )
        with pytest.raises(LeaseLost):
            await run


async def test_a_stale_holder_cannot_write_to_the_ledger(database: Database) -> None:
    async with hold(database, INDEX_LOCK, wait_seconds=0) as stale:
        await expire_lock(database)
        async with hold(database, INDEX_LOCK, wait_seconds=0) as lease:
            entry = {"key": "k", "definition": "a_1"}
            await record(database, lease, "things", "a_1", {**entry, "release": "2"})
            with pytest.raises(LeaseLost):
                await record(database, stale, "things", "a_1", {**entry, "release": "1"})

    recorded = await collection_of(IndexRecord, database).find_one({})
    assert recorded is not None
    assert recorded["release"] == "2"


SYNC_IN_A_PROCESS = """
import asyncio, sys
import indexes
from documents.database import Database
from tests.indexes.apply.test_runs import DEFINITIONS

async def main() -> None:
    await indexes.sync(Database(sys.argv[1], name=sys.argv[2]), DEFINITIONS)

asyncio.run(main())
"""


async def killed_while_it_builds(database: Database, mongod: EmbeddedServer) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SYNC_IN_A_PROCESS, mongod.uri, database.name
    )
    await until(lambda: builds(database))
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def test_after_a_kill_the_next_run_joins_the_build_and_ends_in_step(
    database: Database, mongod: EmbeddedServer, fail_point: FailPoint
) -> None:
    await filled(database)
    told: list[Event] = []
    async with fail_point(HANGS):
        await killed_while_it_builds(database, mongod)
        differing = await indexes.differences(database, DEFINITIONS)
        await expire_lock(database)
        run = asyncio.create_task(
            indexes.sync(
                database,
                DEFINITIONS,
                options=SyncOptions(lock_wait=0, patience=QUICK),
                report=told.append,
            )
        )
        await until(lambda: _progressed(told))
        assert not run.done()
    report = await run

    assert {(each.name, each.kind) for each in differing} == {
        ("a_1", OperationKind.CREATE),
        ("b_1", OperationKind.WAIT),
    }
    assert report.left.in_step
    assert set(await raw_indexes(database, "things")) == {"_id_", "a_1", "b_1"}


async def _progressed(told: list[Event]) -> bool:
    return any(isinstance(event, Progress) for event in told)


async def test_a_killed_run_holds_the_lock_no_longer_than_its_lease(
    database: Database, mongod: EmbeddedServer, fail_point: FailPoint
) -> None:
    await filled(database)
    async with fail_point(HANGS):
        await killed_while_it_builds(database, mongod)
        holder = await read_holder(database, INDEX_LOCK)

    assert holder is not None
    assert holder.expires_at is not None
    assert holder.since is not None
    renewed_at_most = holder.expires_at - holder.since
    # Made for one lease and renewed each third of it: the kill came within seconds.
    assert renewed_at_most.total_seconds() < 2 * indexes.SyncOptions().lease


@pytest.mark.parametrize("command", ["createIndexes", "collMod", "listIndexes", "update"])
async def test_a_lost_connection_does_not_stop_a_sync(command: str, database: Database) -> None:
    await filled(database)
    await database.client.admin.command(
        {
            "configureFailPoint": "failCommand",
            "mode": {"times": 2},
            "data": {"failCommands": [command], "closeConnection": True},
        }
    )

    report = await indexes.sync(database, DEFINITIONS)

    assert report.left.in_step


async def test_a_build_that_outlasts_our_patience_goes_on_without_us(
    database: Database, fail_point: FailPoint
) -> None:
    await filled(database)
    options = SyncOptions(patience=Patience(build=0.0, poll=0.02))
    async with fail_point(HANGS):
        with pytest.raises(BuildStillRuns, match=r"things\.b_1"):
            await indexes.sync(database, DEFINITIONS, options=options)
        # The server may not have come to it yet.
        await until(lambda: builds(database))
        assert await read_holder(database, INDEX_LOCK) is None
    report = await indexes.sync(database, DEFINITIONS)

    assert report.left.in_step


async def test_a_build_that_somebody_ends_is_an_error(
    database: Database, fail_point: FailPoint
) -> None:
    await filled(database)
    async with fail_point(HANGS):
        run = asyncio.create_task(indexes.sync(database, Definitions(DEFINITIONS.indexes[:1])))
        await until(lambda: builds(database))
        drop = asyncio.ensure_future(
            database.handle.command({"dropIndexes": "things", "index": "a_1"})
        )
        await until(lambda: _ending(database))
    await drop
    with pytest.raises(IndexesError, match="ended its build"):
        await run


async def _ending(database: Database) -> bool:
    """Whether dropIndexes has reached the build: it waits for it under its name."""
    cursor = database.client.admin.aggregate(
        [{"$currentOp": {"allUsers": True}}, {"$match": {"command.dropIndexes": {"$exists": True}}}]
    )
    return bool([operation async for operation in cursor])


async def test_a_change_in_place_waits_for_a_stranger_s_build_on_the_collection(
    database: Database, fail_point: FailPoint
) -> None:
    await filled(database)
    await indexes.sync(database, DEFINITIONS)
    hidden = Definitions([Index("things", {"a": 1}, hidden=True, serves="a test")])
    async with fail_point(HANGS):
        theirs = database.start_command(
            {"createIndexes": "things", "indexes": [{"key": {"z": 1}, "name": "z_1"}]}
        )
        await until(lambda: builds(database))
        told: list[Event] = []
        run = asyncio.create_task(
            indexes.sync(database, hidden, options=SyncOptions(patience=QUICK), report=told.append)
        )
        await until(lambda: _progressed(told))
    await theirs
    await run

    assert (await raw_indexes(database, "things"))["a_1"]["hidden"] is True


async def test_progress_is_told_with_its_phase_and_figures(
    database: Database, fail_point: FailPoint
) -> None:
    await filled(database)
    told: list[Event] = []
    async with fail_point("hangAfterStartingIndexBuild"):
        run = asyncio.create_task(
            indexes.sync(
                database,
                DEFINITIONS,
                options=SyncOptions(patience=QUICK),
                report=told.append,
            )
        )
        await until(lambda: _progressed(told))
    await run

    progress = next(event for event in told if isinstance(event, Progress))
    assert (progress.phase, progress.done, progress.total) == ("scanning collection", 50, 50)


async def test_a_user_who_may_not_ask_about_the_server_can_still_sync(
    database: Database, fail_point: FailPoint
) -> None:
    await filled(database)
    commands = ["aggregate", "replSetGetStatus", "replSetGetConfig"]
    async with fail_point("failCommand", failCommands=commands, errorCode=13):
        report = await indexes.sync(database, DEFINITIONS)
        plan = load_plan(await save_plan(database, report.left, allow_gap=False))
        await plan.check_database(database)
        status = await read_status(database, DEFINITIONS, "1")

    assert report.left.in_step
    assert [(index.state, index.uses) for index in status.indexes] == [("ready", None)] * 2


async def test_a_build_under_way_is_seen_by_a_user_who_may_only_read(
    database: Database, fail_point: FailPoint
) -> None:
    await filled(database)
    async with fail_point(HANGS):
        build = database.start_command(
            {"createIndexes": "things", "indexes": [DEFINITIONS.indexes[0].spec()]}
        )
        await until(lambda: builds(database))
        async with fail_point("failCommand", failCommands=["aggregate"], errorCode=13):
            differing = await indexes.differences(database, Definitions(DEFINITIONS.indexes[:1]))
    await build

    assert [operation.kind for operation in differing] == [OperationKind.WAIT]
