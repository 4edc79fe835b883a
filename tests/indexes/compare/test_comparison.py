"""What means the same is in step, however it was written; what means another thing is not."""

from typing import Any

import pytest

import indexes
from documents.database import Database, OperationFailure
from indexes import Definitions, Index, InvalidDefinition, OperationKind
from tests.indexes.support import one
from tests.support import FailPoint

SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the order of a filter": ({"x": 1, "y": {"$exists": True}}, {"y": {"$exists": True}, "x": 1}),
    "an explicit $eq": ({"x": {"$eq": 1}}, {"x": 1}),
    "an explicit $and": ({"$and": [{"y": 2}, {"x": 1}]}, {"x": 1, "y": 2}),
    "a number of another type": ({"x": 1.0}, {"x": 1}),
    "a type by its name": ({"x": {"$type": "string"}}, {"x": {"$type": 2}}),
}
OTHER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a boolean and a number": ({"x": True}, {"x": 1}),
    "another number": ({"x": 1}, {"x": 1.5}),
    "another bound": ({"x": {"$gt": 1}}, {"x": {"$gte": 1}}),
    "a string and a number": ({"x": "1"}, {"x": 1}),
}


async def compared(
    database: Database, existing: dict[str, Any], **declared: Any
) -> list[OperationKind]:
    await database.handle.command(
        {"createIndexes": "things", "indexes": [{"key": {"a": 1}, "name": "a_1", **existing}]}
    )
    definitions = Definitions([Index("things", {"a": 1}, serves="a test", **declared)])
    return [operation.kind for operation in await indexes.differences(database, definitions)]


@pytest.mark.parametrize(("existing", "declared"), SAME.values(), ids=SAME.keys())
async def test_filters_that_mean_the_same_are_in_step(
    existing: dict[str, Any], declared: dict[str, Any], database: Database
) -> None:
    found = await compared(database, {"partialFilterExpression": existing}, partial=declared)

    assert found == []


@pytest.mark.parametrize(("existing", "declared"), OTHER.values(), ids=OTHER.keys())
async def test_filters_that_mean_another_thing_are_not(
    existing: dict[str, Any], declared: dict[str, Any], database: Database
) -> None:
    found = await compared(database, {"partialFilterExpression": existing}, partial=declared)

    assert found == [OperationKind.CREATE]


async def test_a_collation_is_compared_by_all_its_fields(database: Database) -> None:
    full = {"locale": "en", "strength": 3, "caseLevel": False, "numericOrdering": False}

    assert await compared(database, {"collation": full}, collation={"locale": "en"}) == []


@pytest.mark.parametrize("code", [13, 50, 262])
async def test_what_the_server_may_not_say_or_not_now_is_no_fault_of_the_definition(
    code: int, database: Database, fail_point: FailPoint
) -> None:
    async with fail_point("failCommand", failCommands=["explain"], errorCode=code):
        with pytest.raises(OperationFailure) as failed:
            await indexes.make_plan(database, one(partial={"x": 1}))

    assert failed.value.code == code


async def test_every_filter_and_collation_that_the_server_refuses_is_told_in_its_words(
    database: Database,
) -> None:
    odd = [
        Index("things", {"a": 1}, collation={"locale": "xx"}, serves="a test"),
        Index("things", {"b": 1}, serves="a test"),
        Index("things", {"c": 1}, partial={"c": {"$foo": 1}}, serves="a test"),
        Index("others", {"d": 1}, partial={"d": {"$foo": 1}}, serves="a test"),
    ]

    with pytest.raises(InvalidDefinition) as refused:
        await indexes.make_plan(database, Definitions(odd))

    said = [each.split(": ", 2) for each in str(refused.value).split("; ")]
    assert [(label, by) for label, by, _ in said] == [
        ("things.a_1", "the server refuses it"),
        ("things.c_1", "the server refuses it"),
        ("others.d_1", "the server refuses it"),
    ]
    assert "unknown operator: $foo" in said[-1][-1]
    assert "clusterTime" not in str(refused.value)


async def test_options_that_say_nothing_make_no_difference(database: Database) -> None:
    nothing = {"sparse": False, "unique": False, "hidden": False, "background": True}

    assert await compared(database, nothing) == []


async def test_a_key_of_another_number_type_is_the_same(database: Database) -> None:
    await database.handle.command(
        {"createIndexes": "things", "indexes": [{"key": {"a": 1.0}, "name": "a_1"}]}
    )

    definitions = Definitions([Index("things", {"a": 1}, serves="a test")])
    assert await indexes.differences(database, definitions) == ()
