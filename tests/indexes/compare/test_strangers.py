"""What others made: another tool, a person, a newer release."""

import indexes
from documents.database import Database
from indexes import (
    Definitions,
    SyncOptions,
)
from tests.indexes.support import one, raw_indexes


async def test_a_name_that_alone_differs_is_a_remark(database: Database) -> None:
    await database["things"].create_index([("a", 1)], name="someone's")

    plan = await indexes.make_plan(database, one())

    assert plan.in_step
    assert [(remark.name, remark.text) for remark in plan.remarks] == [
        ("someone's", "declared as a_1")
    ]


async def test_a_stranger_s_index_under_a_declared_name_stays(database: Database) -> None:
    await database["things"].create_index([("b", 1)], name="mine")

    report = await indexes.sync(database, one({"a": 1}, name="mine"))

    assert report.left.in_step
    kept = await raw_indexes(database, "things")
    assert len(kept) == 3
    assert kept["mine"]["key"] == {"b": 1}


async def test_an_index_of_another_tool_with_the_declared_name_and_key_is_replaced(
    database: Database,
) -> None:
    await database["things"].create_index([("a", 1)], sparse=True)

    report = await indexes.sync(database, one())

    assert report.left.in_step
    assert len(await raw_indexes(database, "things")) == 2


async def test_sync_never_drops_what_is_not_declared(database: Database) -> None:
    await database["things"].create_index([("theirs", 1)])
    await indexes.sync(database, Definitions([*one().indexes, *one({"b": 1}).indexes]))

    report = await indexes.sync(database, one())

    assert report.done == ()
    assert set(await raw_indexes(database, "things")) == {"_id_", "theirs_1", "a_1", "b_1"}
    assert {remark.text for remark in report.left.remarks} == {
        "not declared and not made by this command: left alone",
        "no longer declared: `prune` removes it",
    }


async def test_an_older_release_leaves_what_a_newer_one_made(database: Database) -> None:
    old, new = SyncOptions(release="1.9"), SyncOptions(release="1.10")
    await indexes.sync(database, one({"a": 1}, name="mine"), options=old)
    await indexes.sync(database, one({"b": 1}, name="mine"), options=new)

    report = await indexes.sync(database, one({"a": 1}, name="mine"), options=old)

    assert report.left.in_step
    assert {str(spec["key"]) for spec in (await raw_indexes(database, "things")).values()} == {
        "{'_id': 1}",
        "{'a': 1}",
        "{'b': 1}",
    }


async def test_an_older_release_does_not_take_back_an_expiry_of_a_newer_one(
    database: Database,
) -> None:
    new = SyncOptions(release="1.10")
    await indexes.sync(database, one(expire_after_seconds=60), options=new)

    report = await indexes.sync(
        database, one(expire_after_seconds=30), options=SyncOptions(release="1.9")
    )

    assert report.done == ()
    assert "a newer release (1.10)" in report.left.remarks[0].text


async def test_an_older_release_does_not_make_a_newer_ones_index_unique(
    database: Database,
) -> None:
    await database["things"].insert_one({"a": 1})
    await indexes.sync(database, one(), options=SyncOptions(release="1.10"))

    await indexes.sync(database, one(unique=True), options=SyncOptions(release="1.9"))

    unique = {
        name: bool(spec.get("unique"))
        for name, spec in (await raw_indexes(database, "things")).items()
    }
    assert unique.pop("a_1") is False
    assert list(unique.values()).count(True) == 1
