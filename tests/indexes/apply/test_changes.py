"""Sync makes each kind of change, without a gap where the server lets it."""

import asyncio
from typing import Any

import pytest

import indexes
from documents.database import Database, DuplicateKeyError, OperationFailure
from indexes import (
    Collection,
    Definitions,
    IndexesError,
    OperationKind,
    PlanRefused,
    Risk,
)
from indexes.apply.events import Event, StepStarted
from tests.indexes.changes import ALLOWED, CHANGES, GAPS, Change
from tests.indexes.support import Recorder, one, raw_indexes
from tests.support import FailPoint

NO_GAPS = {
    name: change for name, change in CHANGES.items() if change.kind is not OperationKind.RECREATE
}
QUERY_PLAN_KILLED = 175


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_sync_makes_each_change_and_leaves_one_index(
    change: Change, database: Database, recorded: tuple[Database, Recorder]
) -> None:
    await database["things"].insert_many([{"a": [7, 8], "b": "x"}, {"a": [9, 10], "b": "y"}])
    await indexes.sync(database, change.before, options=ALLOWED)

    report = await indexes.sync(database, change.after, options=ALLOWED)

    again, recorder = recorded
    assert report.left.in_step
    assert (await indexes.sync(again, change.after)).done == ()
    assert recorder.writes() == []
    (declared,) = change.after.indexes
    made = await raw_indexes(database, "things")
    assert set(made) == {"_id_", *_names(change, declared.name, made)}


def _names(change: Change, declared: str, made: dict[str, Any]) -> list[str]:
    """The declared name, but where the server has nothing to stand in for the index."""
    if change.kind is OperationKind.REPLACE and "$**" in str(change.after.indexes):
        return [name for name in made if name.startswith(f"{declared}_")]
    return [declared]


@pytest.mark.parametrize("change", GAPS.values(), ids=GAPS.keys())
async def test_a_change_that_needs_a_gap_is_refused_unless_it_is_allowed(
    change: Change, database: Database
) -> None:
    await indexes.sync(database, change.before, options=ALLOWED)
    before = await raw_indexes(database, "things")

    with pytest.raises(PlanRefused, match="allow-gap"):
        await indexes.sync(database, change.after)

    assert await raw_indexes(database, "things") == before


async def stage_names(database: Database) -> str:
    find = {"find": "things", "filter": {"a": {"$gt": 3}}}
    explain = {"explain": find, "verbosity": "queryPlanner"}
    try:
        explained = await database.handle.command(explain)
    except OperationFailure as error:
        # An index was dropped while this was planned, between two plans; the server
        # gives up on such a query, and the service answers it with a 503.
        if error.code != QUERY_PLAN_KILLED:
            raise
        explained = await database.handle.command(explain)
    return str(explained["queryPlanner"]["winningPlan"])


@pytest.mark.parametrize(
    "name",
    [
        "unique to plain",
        "plain to unique",
        "an expiry taken away",
        "an expiry taken off a unique index",
        "an expiring index that becomes unique for good",
        "storage engine",
        "storage engine of a unique index",
        "partial",
        "another partial filter of a unique index",
    ],
)
async def test_a_query_finds_an_index_before_during_and_after_a_change(
    name: str, database: Database
) -> None:
    change = NO_GAPS[name]
    await database["things"].insert_many([{"a": number} for number in range(500)])
    await indexes.sync(database, change.before, options=ALLOWED)
    plans: list[str] = [await stage_names(database)]
    over = asyncio.Event()

    async def watch() -> None:
        while not over.is_set():
            plans.append(await stage_names(database))

    watcher = asyncio.create_task(watch())
    await indexes.sync(database, change.after)
    over.set()
    await watcher
    plans.append(await stage_names(database))

    assert len(plans) > 5
    assert [plan for plan in plans if "IXSCAN" not in plan] == []


@pytest.mark.parametrize(
    "name",
    [
        "an expiry taken off a unique index",
        "storage engine of a unique index",
    ],
)
async def test_a_unique_index_refuses_duplicates_while_it_is_replaced(
    name: str, database: Database
) -> None:
    change = CHANGES[name]
    await database["things"].insert_one({"a": 1})
    await indexes.sync(database, change.before, options=ALLOWED)
    stored = 0
    over = asyncio.Event()

    async def insist() -> None:
        nonlocal stored
        while not over.is_set():
            try:
                await database["things"].insert_one({"a": 1})
                stored += 1
            except DuplicateKeyError:
                pass

    writer = asyncio.create_task(insist())
    await indexes.sync(database, change.after)
    over.set()
    await writer

    assert stored == 0


REPLACED = {
    name: change for name, change in CHANGES.items() if change.kind is OperationKind.REPLACE
}


@pytest.mark.parametrize("change", REPLACED.values(), ids=REPLACED.keys())
async def test_a_replacement_that_ended_before_the_old_index_was_dropped_is_finished(
    change: Change, database: Database, fail_point: FailPoint
) -> None:
    await database["things"].insert_many([{"a": [7, 8], "b": "x"}, {"a": [9, 10], "b": "y"}])
    await indexes.sync(database, change.before, options=ALLOWED)
    async with fail_point("failCommand", failCommands=["dropIndexes"], errorCode=1):
        with pytest.raises(IndexesError):
            await indexes.sync(database, change.after)

    report = await indexes.sync(database, change.after)

    assert report.left.in_step
    assert len(await raw_indexes(database, "things")) == 2


async def test_a_leftover_prepare_unique_is_cleared(database: Database) -> None:
    await indexes.sync(database, one())
    await database.handle.command(
        {"collMod": "things", "index": {"name": "a_1", "prepareUnique": True}}
    )

    report = await indexes.sync(database, one())

    assert [operation.kind for operation in report.done] == [OperationKind.MODIFY]
    assert "prepareUnique" not in (await raw_indexes(database, "things"))["a_1"]


@pytest.mark.parametrize(
    ("before", "after", "says", "risk"),
    [
        (3600, 60, "3600 s → 60 s", Risk.DESTRUCTIVE),
        (None, 60, "never → 60 s", Risk.DESTRUCTIVE),
        (3600, None, "3600 s → never", Risk.SAFE),
    ],
)
async def test_the_expiry_of_a_clustered_collection_changes_in_place(
    before: int | None, after: int | None, says: str, risk: Risk, database: Database
) -> None:
    def clustered(seconds: int | None) -> Definitions:
        options = Collection("things", clustered=True, expire_after_seconds=seconds)
        return Definitions([], [options])

    await indexes.sync(database, clustered(before))

    report = await indexes.sync(database, clustered(after))

    (operation,) = report.done
    assert (operation.kind, operation.risk) == (OperationKind.MODIFY, risk)
    assert operation.changes == (f"expire after: {says}",)
    assert report.left.in_step
    (facts,) = await (await database.handle.list_collections(filter={"name": "things"})).to_list(1)
    assert facts["options"].get("expireAfterSeconds") == after


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"hidden": True}, ["hiding a_1"]),
        ({"expire_after_seconds": 60}, ["setting expireAfterSeconds 60 on a_1"]),
        (
            {"unique": True},
            [
                "refusing new duplicates in a_1",
                "checking a_1 for duplicates",
                "making a_1 unique",
            ],
        ),
    ],
)
async def test_each_step_of_a_change_is_told(
    options: dict[str, Any], says: list[str], database: Database
) -> None:
    await indexes.sync(database, one())
    told: list[Event] = []
    await indexes.sync(database, one(**options), options=ALLOWED, report=told.append)
    assert [event.text for event in told if isinstance(event, StepStarted)] == says
