"""What is no longer declared stops refusing duplicates and deleting documents at once."""

import asyncio
from typing import Any

import pytest

import indexes
from documents.database import Database, DuplicateKeyError
from indexes import Collection, Definitions, Index, IndexesError, OperationKind, SyncOptions
from indexes.apply.prune import PruneOptions, plan_prune, prune
from tests.indexes.support import one, raw_indexes
from tests.support import FailPoint

OTHER = Index("things", {"z": 1}, serves="a test")
ALLOWED = SyncOptions(allow_data_loss=True)
ACTING: dict[str, dict[str, Any]] = {
    "unique": {"unique": True},
    "an expiry": {"expire_after_seconds": 3600},
    "unique with an expiry": {"unique": True, "expire_after_seconds": 3600},
    "unique, partial and with a collation": {
        "unique": True,
        "partial": {"a": {"$gt": 1}},
        "collation": {"locale": "en", "strength": 2},
    },
}
SAYS = {
    "unique": "unique: yes → no",
    "an expiry": "expire after: 3600 s → never",
    "unique with an expiry": "unique: yes → no; expire after: 3600 s → never",
    "unique, partial and with a collation": "unique: yes → no",
}


def with_other(*more: Index) -> Definitions:
    return Definitions([OTHER, *more])


def acting(**options: Any) -> Definitions:
    return with_other(*one(**options).indexes)


def acts(raw: dict[str, Any]) -> bool:
    return bool({"unique", "prepareUnique", "expireAfterSeconds"} & set(raw))


async def acting_indexes(database: Database) -> list[str]:
    return [name for name, raw in (await raw_indexes(database, "things")).items() if acts(raw)]


@pytest.mark.parametrize("name", ACTING)
async def test_a_removed_index_only_serves_queries_after_the_next_sync(
    name: str, database: Database
) -> None:
    await database["things"].insert_many([{"a": 1, "b": 1}, {"a": 2}])
    await indexes.sync(database, acting(**ACTING[name]), options=ALLOWED)

    plan = await indexes.make_plan(database, with_other())
    report = await indexes.sync(database, with_other())
    after = await raw_indexes(database, "things")

    (operation,) = plan.operations
    assert (operation.kind, operation.name) == (OperationKind.STOP, "a_1")
    assert operation.changes == tuple(SAYS[name].split("; "))
    assert SAYS[name] in operation.text
    assert "no longer declared" in operation.text
    assert report.left.in_step
    assert await acting_indexes(database) == []
    assert [raw["key"] for raw in after.values()] == [{"_id": 1}, {"z": 1}, {"a": 1}]
    assert [remark.text for remark in report.left.remarks] == [
        "no longer declared: `prune` removes it"
    ]


async def test_what_is_left_keeps_the_collation_and_the_filter(database: Database) -> None:
    collated = [Collection("things", collation={"locale": "fr"})]
    options: dict[str, Any] = {"partial": {"a": {"$gt": 1}}, "collation": {"locale": "simple"}}
    unique = Index("things", {"a": 1}, unique=True, serves="a test", **options)
    plain = Index("things", {"a": 1}, serves="a test", **options)
    await indexes.sync(database, Definitions([OTHER, unique], collated))
    await indexes.sync(database, Definitions([OTHER], collated))

    plan = await indexes.make_plan(database, Definitions([OTHER, plain], collated))

    assert plan.in_step


async def test_prune_takes_what_a_removed_index_left(database: Database) -> None:
    await indexes.sync(database, acting(unique=True))
    await indexes.sync(database, with_other())

    done = [await prune(database, with_other(), PruneOptions(drop=True, older_than=AT_ONCE))]
    done += [await prune(database, with_other(), PruneOptions(drop=True, older_than=AT_ONCE))]

    kinds = [[operation.kind for operation in plan.operations] for plan in done]
    assert kinds == [[OperationKind.HIDE], [OperationKind.DROP]]
    assert list(await raw_indexes(database, "things")) == ["_id_", "z_1"]


AT_ONCE = PruneOptions().older_than * 0


@pytest.mark.parametrize("name", ACTING)
async def test_one_that_is_hidden_already_is_dropped(name: str, database: Database) -> None:
    await indexes.sync(database, acting(**ACTING[name]))
    await database.handle.command({"collMod": "things", "index": {"name": "a_1", "hidden": True}})

    report = await indexes.sync(database, with_other())

    assert [operation.kind for operation in report.done] == [OperationKind.DROP]
    assert list(await raw_indexes(database, "things")) == ["_id_", "z_1"]


async def test_one_whose_queries_another_serves_is_dropped(database: Database) -> None:
    twin = Index("things", {"a": 1}, name="twin", serves="a test")
    await indexes.sync(database, with_other(twin, *one(unique=True).indexes))

    report = await indexes.sync(database, with_other(twin))

    assert [operation.kind for operation in report.done] == [OperationKind.DROP]
    assert set(await raw_indexes(database, "things")) == {"_id_", "z_1", "twin"}


async def test_one_that_only_refuses_new_duplicates_lets_them_in(database: Database) -> None:
    await indexes.sync(database, acting())
    await database.handle.command(
        {"collMod": "things", "index": {"name": "a_1", "prepareUnique": True}}
    )

    await indexes.sync(database, with_other())

    await database["things"].insert_many([{"a": 1}, {"a": 1}])
    assert await acting_indexes(database) == []


async def test_duplicates_are_let_in_and_a_query_finds_an_index_all_along(
    database: Database,
) -> None:
    await database["things"].insert_many([{"a": number} for number in range(500)])
    await indexes.sync(database, acting(unique=True))
    plans: list[str] = []
    over = asyncio.Event()

    async def watch() -> None:
        while not over.is_set():
            find = {"find": "things", "filter": {"a": {"$gt": 3}}}
            explained = await database.handle.command(
                {"explain": find, "verbosity": "queryPlanner"}
            )
            plans.append(str(explained["queryPlanner"]["winningPlan"]))

    watcher = asyncio.create_task(watch())
    with pytest.raises(DuplicateKeyError):
        await database["things"].insert_one({"a": 1})
    await indexes.sync(database, with_other())
    await database["things"].insert_one({"a": 1})
    over.set()
    await watcher

    assert [plan for plan in plans if "IXSCAN" not in plan] == []


@pytest.mark.parametrize("command", ["createIndexes", "dropIndexes", "collMod"])
@pytest.mark.parametrize("name", ACTING)
async def test_a_run_that_failed_half_way_is_finished_by_the_next(
    name: str, command: str, database: Database, fail_point: FailPoint
) -> None:
    await database["things"].insert_many([{"a": 1, "b": 1}, {"a": 2}])
    await indexes.sync(database, acting(**ACTING[name]), options=ALLOWED)
    fails = {"failCommands": [command], "errorCode": 1, "namespace": f"{database.name}.things"}
    async with fail_point("failCommand", **fails):
        with pytest.raises(IndexesError):
            await indexes.sync(database, with_other())

    report = await indexes.sync(database, with_other())

    assert report.left.in_step
    assert await acting_indexes(database) == []
    assert (await indexes.sync(database, with_other())).done == ()


async def test_an_older_release_leaves_what_a_newer_one_made(database: Database) -> None:
    await indexes.sync(database, acting(unique=True), options=SyncOptions(release="2.0"))

    report = await indexes.sync(database, with_other(), options=SyncOptions(release="1.0"))

    assert report.done == ()
    assert await acting_indexes(database) == ["a_1"]


async def test_a_stranger_s_index_goes_on(database: Database) -> None:
    await database["things"].create_index([("a", 1)], unique=True)

    report = await indexes.sync(database, with_other())
    named = PruneOptions(names=["things.a_1"])
    plan = await plan_prune(database, with_other(), named, "1")

    assert report.left.in_step
    assert await acting_indexes(database) == ["a_1"]
    assert plan.operations[0].reason == (
        "hidden first, to be dropped later; hidden or not, it refuses duplicates until then"
    )


async def test_of_a_collection_that_is_not_declared_any_more_the_plan_says_it_and_prune_stops_it(
    database: Database,
) -> None:
    await indexes.sync(database, acting(unique=True))
    elsewhere = Definitions([Index("others", {"b": 1}, serves="a test")])
    await indexes.sync(database, elsewhere)

    plan = await indexes.make_plan(database, elsewhere)
    before = await acting_indexes(database)
    pruned = await prune(database, elsewhere, PruneOptions())

    assert plan.in_step
    assert (
        "things", "a_1", "no longer declared, and it refuses duplicates: `prune` stops that at once"
    ) in [(remark.collection, remark.name, remark.text) for remark in plan.remarks]  # fmt: skip
    assert before == ["a_1"]
    assert [(each.kind, each.name) for each in pruned.operations] == [
        (OperationKind.HIDE, "z_1"),
        (OperationKind.STOP, "a_1"),
    ]
    assert await acting_indexes(database) == []


async def test_a_limited_sync_leaves_the_other_collections(database: Database) -> None:
    others = Definitions([Index("others", {"b": 1}, serves="a test")])
    await indexes.sync(database, Definitions([*acting(unique=True).indexes, *others.indexes]))

    plan = await indexes.make_plan(database, Definitions([OTHER, *others.indexes]).only(["others"]))

    assert plan.in_step
    assert plan.remarks == ()
