"""What a plan says, in which order, and what it refuses to plan."""

from typing import Any

import pytest

import indexes
from documents.database import Database, OperationFailure
from indexes import Definitions, Index, OperationKind, PlanRefused
from indexes.compare.planning import with_sizes
from tests.indexes.changes import ALLOWED, CHANGES, ENGLISH, Change
from tests.indexes.support import one
from tests.support import FailPoint


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_the_plan_names_the_way_and_the_risk_of_each_change(
    change: Change, database: Database
) -> None:
    await database["things"].insert_one({"a": [7, 8], "b": "x"})
    await indexes.sync(database, change.before, options=ALLOWED)

    plan = await indexes.make_plan(database, change.after, allow_gap=True, allow_data_loss=True)

    (operation,) = plan.operations
    assert (operation.kind, operation.risk) == (change.kind, change.risk)
    assert change.says in operation.text


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


async def test_a_plan_has_first_what_data_can_forbid(database: Database) -> None:
    await database["others"].insert_one({})
    await database["things"].insert_one({})
    others = Index("others", {"x": 1}, serves="a test")

    plan = await indexes.make_plan(database, Definitions([others, *one(unique=True).indexes]))

    assert [operation.label for operation in plan.operations] == ["things.a_1", "others.x_1"]


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


async def test_a_view_cannot_have_indexes(database: Database) -> None:
    await database["base"].insert_one({})
    await database.handle.command({"create": "things", "viewOn": "base", "pipeline": []})

    with pytest.raises(PlanRefused, match="view"):
        await indexes.sync(database, one())


async def test_a_collection_s_fixed_options_cannot_be_changed(database: Database) -> None:
    await database["things"].insert_one({})
    definitions = Definitions([], [indexes.Collection("things", clustered=True, collation=ENGLISH)])

    with pytest.raises(PlanRefused, match="copy it into a new one"):
        await indexes.sync(database, definitions)


async def test_a_new_index_does_not_grow_out_of_one_that_was_made_for_another(
    database: Database,
) -> None:
    await indexes.sync(database, one({"x": 1}))

    plan = await indexes.make_plan(database, one({"a": 1}))

    (operation,) = plan.operations
    assert (operation.kind, operation.name) == (OperationKind.CREATE, "a_1")
    assert operation.existing is None
    assert [remark.name for remark in plan.remarks] == ["x_1"]


async def test_a_plan_goes_without_the_sizes_that_the_user_may_not_ask_for(
    database: Database, fail_point: FailPoint
) -> None:
    await database["things"].insert_one({"a": 1})
    plan = await indexes.make_plan(database, one())
    sized = await with_sizes(database, plan)
    assert sized.operations[0].documents == 1

    async with fail_point("failCommand", failCommands=["collStats"], errorCode=13):
        assert await with_sizes(database, plan) == plan
    async with fail_point("failCommand", failCommands=["collStats"], errorCode=8000):
        with pytest.raises(OperationFailure):
            await with_sizes(database, plan)
