"""For each kind of change: the plan names the way and its risk, and sync goes it."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

import indexes
from documents.database import Database, DuplicateKeyError, OperationFailure
from indexes import (
    Collection,
    Definitions,
    Index,
    IndexesError,
    OperationKind,
    PlanRefused,
    Risk,
    SyncOptions,
)
from indexes.show.status import read_status
from tests.indexes.conftest import FailPoint, Recorder, one, raw_indexes

ENGLISH = {"locale": "en", "strength": 2}
ZLIB = {"wiredTiger": {"configString": "block_compressor=zlib"}}


@dataclass
class Change:
    before: Definitions
    after: Definitions
    kind: OperationKind
    risk: Risk
    says: str


CHANGES = {
    "shorter expiry": Change(
        one(expire_after_seconds=7200),
        one(expire_after_seconds=3600),
        OperationKind.MODIFY,
        Risk.DESTRUCTIVE,
        "expire after: 7200 s → 3600 s",
    ),
    "longer expiry": Change(
        one(expire_after_seconds=3600),
        one(expire_after_seconds=7200),
        OperationKind.MODIFY,
        Risk.SAFE,
        "expire after: 3600 s → 7200 s",
    ),
    "an expiry added": Change(
        one(),
        one(expire_after_seconds=3600),
        OperationKind.MODIFY,
        Risk.DESTRUCTIVE,
        "expire after: never → 3600 s",
    ),
    "an expiry taken away": Change(
        one(expire_after_seconds=3600),
        one(),
        OperationKind.REPLACE,
        Risk.SAFE,
        "expire after: 3600 s → never",
    ),
    "an expiry taken off a unique index": Change(
        one(expire_after_seconds=3600, unique=True),
        one(unique=True),
        OperationKind.REPLACE,
        Risk.SAFE,
        "expire after: 3600 s → never",
    ),
    "hidden": Change(one(), one(hidden=True), OperationKind.MODIFY, Risk.SAFE, "hidden: no → yes"),
    "shown again": Change(
        one(hidden=True), one(), OperationKind.MODIFY, Risk.SAFE, "hidden: yes → no"
    ),
    "plain to unique": Change(
        one(), one(unique=True), OperationKind.MODIFY, Risk.CONSTRAINT, "unique: no → yes"
    ),
    "plain to unique with an expiry": Change(
        one(),
        one(unique=True, expire_after_seconds=3600),
        OperationKind.MODIFY,
        Risk.CONSTRAINT,
        "unique: no → yes",
    ),
    "unique to plain": Change(
        one(unique=True), one(), OperationKind.REPLACE, Risk.SAFE, "unique: yes → no"
    ),
    "sparse": Change(one(), one(sparse=True), OperationKind.REPLACE, Risk.SAFE, "sparse: no → yes"),
    "partial": Change(
        one(), one(partial={"a": {"$gt": 1}}), OperationKind.REPLACE, Risk.SAFE, "partial: none → "
    ),
    "another partial filter of a unique index": Change(
        one(unique=True, partial={"a": {"$gt": 1}}),
        one(unique=True, partial={"a": {"$exists": True}}),
        OperationKind.REPLACE,
        Risk.CONSTRAINT,
        "partial: ",
    ),
    "collation": Change(
        one(), one(collation=ENGLISH), OperationKind.REPLACE, Risk.SAFE, "collation: simple → "
    ),
    "direction": Change(
        one({"a": 1, "b": 1}), one({"a": 1, "b": -1}), OperationKind.REPLACE, Risk.SAFE, "key: "
    ),
    "another key under the same name": Change(
        one({"a": 1}, name="mine"),
        one({"b": 1}, name="mine"),
        OperationKind.REPLACE,
        Risk.SAFE,
        "key: ",
    ),
    "wildcard projection": Change(
        one({"$**": 1}),
        one({"$**": 1}, wildcard_projection={"a": 1}),
        OperationKind.REPLACE,
        Risk.SAFE,
        "wildcard projection: none → ",
    ),
    "text weights": Change(
        one({"a": "text"}),
        one({"a": "text"}, weights={"a": 5}),
        OperationKind.RECREATE,
        Risk.GAP,
        "weights",
    ),
    "text fields": Change(
        one({"a": "text"}), one({"b": "text"}), OperationKind.RECREATE, Risk.GAP, "weights"
    ),
    "text prefix": Change(
        one({"a": "text"}), one({"p": 1, "a": "text"}), OperationKind.RECREATE, Risk.GAP, "key: "
    ),
    "2d bits": Change(
        one({"a": "2d"}), one({"a": "2d"}, bits=20), OperationKind.RECREATE, Risk.GAP, "bits"
    ),
    "2dsphere version": Change(
        one({"a": "2dsphere"}),
        one({"a": "2dsphere"}, sphere_version=2),
        OperationKind.RECREATE,
        Risk.GAP,
        "index version: 3 → 2",
    ),
    "storage engine": Change(
        one(), one(storage_engine=ZLIB), OperationKind.RECREATE, Risk.GAP, "storageEngine"
    ),
}
GAPS = {name: change for name, change in CHANGES.items() if change.kind is OperationKind.RECREATE}
NO_GAPS = {
    name: change for name, change in CHANGES.items() if change.kind is not OperationKind.RECREATE
}
QUERY_PLAN_KILLED = 175


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_the_plan_names_the_way_and_the_risk_of_each_change(
    change: Change, database: Database
) -> None:
    await database["things"].insert_one({"a": [7, 8], "b": "x"})
    await indexes.sync(database, change.before)

    plan = await indexes.make_plan(database, change.after, allow_gap=True)

    (operation,) = plan.operations
    assert (operation.kind, operation.risk) == (change.kind, change.risk)
    assert change.says in operation.text


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_sync_makes_each_change_and_leaves_one_index(
    change: Change, database: Database, recorded: tuple[Database, Recorder]
) -> None:
    await database["things"].insert_many([{"a": [7, 8], "b": "x"}, {"a": [9, 10], "b": "y"}])
    await indexes.sync(database, change.before)

    report = await indexes.sync(database, change.after, options=SyncOptions(allow_gap=True))

    again, recorder = recorded
    assert report.left.in_step
    assert (await indexes.sync(again, change.after)).done == ()
    assert recorder.writes() == []
    assert len(await raw_indexes(database, "things")) == 2


@pytest.mark.parametrize("change", GAPS.values(), ids=GAPS.keys())
async def test_a_change_that_needs_a_gap_is_refused_unless_it_is_allowed(
    change: Change, database: Database
) -> None:
    await indexes.sync(database, change.before)
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
        "partial",
        "another partial filter of a unique index",
    ],
)
async def test_a_query_finds_an_index_before_during_and_after_a_change(
    name: str, database: Database
) -> None:
    change = NO_GAPS[name]
    await database["things"].insert_many([{"a": number} for number in range(500)])
    await indexes.sync(database, change.before)
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


async def test_an_index_on_its_way_from_unique_refuses_duplicates_while_its_expiry_goes(
    database: Database,
) -> None:
    change = CHANGES["an expiry taken off a unique index"]
    await database["things"].insert_one({"a": 1})
    await indexes.sync(database, change.before)
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
    await indexes.sync(database, change.before)
    async with fail_point("failCommand", failCommands=["dropIndexes"], errorCode=1):
        with pytest.raises(IndexesError):
            await indexes.sync(database, change.after)

    report = await indexes.sync(database, change.after)

    assert report.left.in_step
    assert len(await raw_indexes(database, "things")) == 2


async def test_the_plan_says_what_a_new_index_is_beyond_its_name(database: Database) -> None:
    plain = Index("things", {"a": 1}, serves="a test")
    named = Index("things", {"b": 1}, name="mine", serves="a test")
    unique = Index("things", {"c": 1}, unique=True, partial={"c": {"$gt": 1}}, serves="a test")

    plan = await indexes.make_plan(database, Definitions([plain, named, unique]))

    assert [operation.changes for operation in plan.operations] == [
        (),
        ('key: {"b":1}',),
        ("unique: true", 'partialFilterExpression: {"c":{"$gt":1}}'),
    ]


async def test_a_leftover_prepare_unique_is_cleared(database: Database) -> None:
    await indexes.sync(database, one())
    await database.handle.command(
        {"collMod": "things", "index": {"name": "a_1", "prepareUnique": True}}
    )

    report = await indexes.sync(database, one())

    assert [operation.kind for operation in report.done] == [OperationKind.MODIFY]
    assert "prepareUnique" not in (await raw_indexes(database, "things"))["a_1"]


async def test_a_view_cannot_have_indexes(database: Database) -> None:
    await database["base"].insert_one({})
    await database.handle.command({"create": "things", "viewOn": "base", "pipeline": []})

    with pytest.raises(PlanRefused, match="view"):
        await indexes.sync(database, one())


async def test_the_status_of_a_view_says_why_it_is_not_in_step(database: Database) -> None:
    await database["base"].insert_one({})
    await database.handle.command({"create": "things", "viewOn": "base", "pipeline": []})

    (row,) = (await read_status(database, one(), "1")).indexes

    assert (row.label, row.state) == ("things", "differs")
    assert "things is a view" in row.detail


async def test_a_plan_has_first_what_data_can_forbid(database: Database) -> None:
    await database["others"].insert_one({})
    await database["things"].insert_one({})
    others = Index("others", {"x": 1}, serves="a test")

    plan = await indexes.make_plan(database, Definitions([others, *one(unique=True).indexes]))

    assert [operation.label for operation in plan.operations] == ["things.a_1", "others.x_1"]


async def test_a_collection_s_fixed_options_cannot_be_changed(database: Database) -> None:
    await database["things"].insert_one({})
    definitions = Definitions([], [indexes.Collection("things", clustered=True, collation=ENGLISH)])

    with pytest.raises(PlanRefused, match="copy it into a new one"):
        await indexes.sync(database, definitions)


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
    "options", [{"partial": {"a": {"$foo": 1}}}, {"collation": {"locale": "xx"}}]
)
async def test_what_the_server_does_not_know_is_an_invalid_definition(
    options: dict[str, Any], database: Database
) -> None:
    with pytest.raises(indexes.InvalidDefinition, match=r"things\.a_1"):
        await indexes.differences(database, one(**options))


@pytest.mark.parametrize(
    "bad",
    [
        [Index("things", {"a": 1}, name="twin", serves="a test")] * 2,
        [Index("things", {"a": "text"}, serves="a test"), *one({"b": "text"}).indexes],
        one({"a": 1, "b": 1}, expire_after_seconds=5).indexes,
        one(partial={"a": {"$ne": 1}}).indexes,
    ],
    ids=["twice the same", "two text indexes", "compound TTL", "partial with $ne"],
)
async def test_definitions_that_no_server_takes_are_refused_before_anything_is_done(
    bad: list[Index], database: Database
) -> None:
    definitions = Definitions([*one({"z": 1}).indexes, *bad])

    with pytest.raises(indexes.InvalidDefinition, match=r"things\."):
        await indexes.sync(database, definitions)

    assert await database.handle.list_collection_names() == []
