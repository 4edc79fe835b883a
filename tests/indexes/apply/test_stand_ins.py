"""Changes in which one index stands in for another, which ends under its declared name."""

import itertools
from typing import Any

import pytest

import indexes
from documents.database import Database
from indexes import Definitions, DuplicatesFound, Index, IndexesError
from tests.indexes.changes import ALLOWED, ZLIB
from tests.indexes.support import one, raw_indexes
from tests.support import FailPoint

SNAPPY = {"wiredTiger": {"configString": "block_compressor=snappy"}}
# What the server does not tell apart, but for `unique`.
LIKE: dict[str, dict[str, Any]] = {
    f"{'unique' if unique else 'plain'} {seconds or 'for good'} {engine}": {
        **({"unique": True} if unique else {}),
        **({"expire_after_seconds": seconds} if seconds else {}),
        **({"storage_engine": storage} if storage else {}),
    }
    for unique, seconds, (engine, storage) in itertools.product(
        (False, True), (None, 60, 30), (("as usual", None), ("zlib", ZLIB), ("snappy", SNAPPY))
    )
}


@pytest.mark.long
@pytest.mark.parametrize("name", ["", "another"], ids=["same name", "another name"])
@pytest.mark.parametrize("before", LIKE)
async def test_every_change_between_indexes_on_one_key_ends_in_step_under_the_declared_name(
    before: str, name: str, database: Database
) -> None:
    await database["things"].insert_many([{"a": 7}, {"a": 9}])
    for after in LIKE.values():
        await indexes.sync(database, one(**LIKE[before]), options=ALLOWED)
        declared = one(name=name, **after)

        report = await indexes.sync(database, declared, options=ALLOWED)

        assert report.left.in_step
        assert (await indexes.sync(database, declared)).done == ()
        assert set(await raw_indexes(database, "things")) == {"_id_", name or "a_1"}


STEPS = ["createIndexes", "collMod", "dropIndexes"]


@pytest.mark.parametrize("command", STEPS)
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (one(expire_after_seconds=60), one(unique=True)),
        (one(unique=True, expire_after_seconds=60), one(unique=True)),
        (one(storage_engine=ZLIB), one()),
        (one(sparse=True), one()),
    ],
    ids=["becomes unique", "unique", "plain", "another identity"],
)
async def test_a_run_that_dies_anywhere_is_finished_by_the_next(
    before: Definitions, after: Definitions, nth: int, command: str, database: Database
) -> None:
    await database["things"].insert_many([{"a": 7}, {"a": 9}])
    await indexes.sync(database, before, options=ALLOWED)
    where = f"{database.name}.things"
    fails = {"failCommands": [command], "errorCode": 1, "namespace": where}
    admin = database.client.admin
    await admin.command(
        {"configureFailPoint": "failCommand", "mode": {"skip": nth - 1}, "data": fails}
    )
    try:
        await indexes.sync(database, after, options=ALLOWED)
    except IndexesError:
        pass
    finally:
        await admin.command({"configureFailPoint": "failCommand", "mode": "off"})

    report = await indexes.sync(database, after, options=ALLOWED)

    assert report.left.in_step
    assert set(await raw_indexes(database, "things")) == {"_id_", "a_1"}
    assert report.left.remarks == ()


async def test_duplicates_leave_the_index_that_should_become_unique_as_it_was(
    database: Database,
) -> None:
    await database["things"].insert_many([{"_id": 1, "a": 5}, {"_id": 2, "a": 5}])
    await indexes.sync(database, one(expire_after_seconds=60), options=ALLOWED)
    before = await raw_indexes(database, "things")

    with pytest.raises(DuplicatesFound) as refused:
        await indexes.sync(database, one(unique=True))

    assert refused.value.groups == [[1, 2]]
    assert await raw_indexes(database, "things") == before


async def test_duplicates_under_a_wider_filter_leave_the_unique_index_as_it_was(
    database: Database,
) -> None:
    await database["things"].insert_many([{"_id": 1, "a": 5}, {"_id": 2, "a": 5}])
    await indexes.sync(database, one(unique=True, partial={"a": {"$gt": 9}}))
    before = await raw_indexes(database, "things")

    with pytest.raises(DuplicatesFound):
        await indexes.sync(database, one(unique=True, partial={"a": {"$gt": 1}}))

    assert await raw_indexes(database, "things") == before


async def test_a_declared_plain_twin_stands_in_for_a_unique_index_and_stays(
    database: Database,
) -> None:
    await database["things"].insert_one({"a": 5})
    plain = Index("things", {"a": 1}, name="plain", serves="a test")

    def beside(**options: Any) -> Definitions:
        return Definitions([plain, *one(unique=True, **options).indexes])

    await indexes.sync(database, beside(expire_after_seconds=60), options=ALLOWED)

    report = await indexes.sync(database, beside())

    made = await raw_indexes(database, "things")
    assert report.left.in_step
    assert set(made) == {"_id_", "a_1", "plain"}
    assert "prepareUnique" not in made["plain"]
    assert "expireAfterSeconds" not in made["a_1"]


async def test_a_conflict_that_nobody_else_makes_is_told_in_the_server_s_words(
    database: Database, fail_point: FailPoint
) -> None:
    fails = {"failCommands": ["createIndexes"], "errorCode": 86}
    async with fail_point("failCommand", namespace=f"{database.name}.things", **fails):
        with pytest.raises(IndexesError, match="the server refuses it"):
            await indexes.sync(database, one())
