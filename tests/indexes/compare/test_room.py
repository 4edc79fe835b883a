"""A collection has 64 indexes and no more: the plan knows, and nothing is half done."""

import pytest

import indexes
from documents.database import Database
from indexes import Definitions, Index, OperationKind, PlanRefused, Risk, SyncOptions
from tests.indexes.support import one, raw_indexes

MOST = 64


async def fill(database: Database, count: int) -> None:
    """As many indexes of another maker as make ``count`` with those that are there."""
    await database["things"].insert_one({"a": 1})
    there = len(await raw_indexes(database, "things"))
    for number in range(count - there):
        await database["things"].create_index([(f"f{number}", 1)])


async def test_a_replacement_without_room_is_refused_before_anything_is_done(
    database: Database,
) -> None:
    await indexes.sync(database, one(sparse=True))
    await fill(database, MOST)
    before = await raw_indexes(database, "things")

    with pytest.raises(PlanRefused, match=r"64 indexes already.*--allow-gap"):
        await indexes.sync(database, one())

    assert await raw_indexes(database, "things") == before


async def test_a_replacement_without_room_is_done_drop_first_where_a_gap_is_allowed(
    database: Database,
) -> None:
    await indexes.sync(database, one(sparse=True))
    await fill(database, MOST)

    (operation,) = (await indexes.make_plan(database, one(), allow_gap=True)).operations
    report = await indexes.sync(database, one(), options=SyncOptions(allow_gap=True))

    assert (operation.kind, operation.risk) == (OperationKind.RECREATE, Risk.GAP)
    assert report.left.in_step
    assert len(await raw_indexes(database, "things")) == MOST
    assert "sparse" not in (await raw_indexes(database, "things"))["a_1"]


async def test_a_replacement_and_a_new_index_that_fit_one_after_the_other_are_done(
    database: Database,
) -> None:
    await indexes.sync(database, one(sparse=True))
    await fill(database, MOST - 1)
    more = Index("things", {"z": 1}, serves="a test")

    report = await indexes.sync(database, Definitions([more, *one().indexes]))

    assert report.left.in_step
    assert len(await raw_indexes(database, "things")) == MOST


async def test_a_new_index_too_many_is_refused_and_those_that_fit_are_not_begun(
    database: Database,
) -> None:
    await fill(database, MOST - 1)
    two = Definitions([*one().indexes, Index("things", {"z": 1}, serves="a test")])

    with pytest.raises(PlanRefused, match=r"things\.z_1.*take one away first"):
        await indexes.sync(database, two)

    assert len(await raw_indexes(database, "things")) == MOST - 1
    assert (await indexes.sync(database, one())).left.in_step


async def test_what_a_finished_replacement_left_behind_makes_room(database: Database) -> None:
    await database["things"].insert_one({"a": 1})
    await indexes.sync(database, one())
    await indexes.sync(database, Definitions([*one().indexes, *one({"b": 1}).indexes]))
    await database["index_ledger"].update_one({"_id.name": "b_1"}, {"$set": {"replaced_by": "a_1"}})
    await fill(database, MOST)

    report = await indexes.sync(
        database, Definitions([*one().indexes, Index("things", {"z": 1}, serves="a test")])
    )

    assert report.left.in_step
    assert "b_1" not in await raw_indexes(database, "things")
