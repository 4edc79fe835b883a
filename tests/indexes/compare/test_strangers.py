"""What others made: another tool, a person, a newer release."""

from typing import Any

import pytest

import indexes
from documents.database import Database
from indexes import Definitions, OperationKind, PlanRefused, SyncOptions
from tests.indexes.changes import ZLIB
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


async def test_an_index_of_another_tool_with_the_declared_name_and_key_stays_beside_ours(
    database: Database,
) -> None:
    await database["things"].create_index([("a", 1)], sparse=True)

    report = await indexes.sync(database, one())

    kept = await raw_indexes(database, "things")
    assert report.left.in_step
    assert len(kept) == 3
    assert kept["a_1"]["sparse"] is True
    assert "though it has a declared name" in str(report.left.remarks)


async def test_an_adopted_index_of_another_tool_is_replaced_and_the_plan_says_whose_it_was(
    database: Database,
) -> None:
    await database["things"].create_index([("a", 1)], sparse=True)

    plan = await indexes.make_plan(database, one(), adopt=True)
    report = await indexes.sync(database, one(), options=SyncOptions(adopt=True))

    assert [(operation.kind, operation.reason) for operation in plan.operations] == [
        (OperationKind.REPLACE, "made by another")
    ]
    assert report.left.in_step
    assert set(await raw_indexes(database, "things")) == {"_id_", "a_1"}
    assert "sparse" not in (await raw_indexes(database, "things"))["a_1"]


@pytest.mark.parametrize(
    ("theirs", "declared"),
    [
        ({"expireAfterSeconds": 60}, one()),
        ({"unique": True, "expireAfterSeconds": 60}, one(unique=True)),
        ({"storageEngine": ZLIB}, one()),
    ],
    ids=["an expiry", "an expiry of a unique one", "a storage engine"],
)
async def test_an_index_of_another_tool_that_would_have_to_go_is_refused_until_it_is_adopted(
    theirs: dict[str, Any], declared: Definitions, database: Database
) -> None:
    await database["things"].create_index([("a", 1)], **theirs)
    before = await raw_indexes(database, "things")

    with pytest.raises(PlanRefused, match="--adopt"):
        await indexes.sync(database, declared)
    untouched = await raw_indexes(database, "things")
    report = await indexes.sync(database, declared, options=SyncOptions(adopt=True))

    assert untouched == before
    assert report.left.in_step
    assert set(await raw_indexes(database, "things")) == {"_id_", "a_1"}


async def test_an_expiring_index_of_another_tool_stays_beside_our_unique_one(
    database: Database,
) -> None:
    await database["things"].create_index([("a", 1)], expireAfterSeconds=60)

    report = await indexes.sync(database, one(unique=True))

    assert report.left.in_step
    kept = await raw_indexes(database, "things")
    assert (len(kept), kept["a_1"]["expireAfterSeconds"]) == (3, 60)


async def test_a_plan_says_that_an_index_it_changes_in_place_is_of_another_maker(
    database: Database,
) -> None:
    await database["things"].create_index([("a", 1)], name="theirs")

    plan = await indexes.make_plan(database, one(unique=True))

    assert [(operation.kind, operation.reason) for operation in plan.operations] == [
        (OperationKind.MODIFY, "made by another")
    ]


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
