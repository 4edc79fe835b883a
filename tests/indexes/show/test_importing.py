"""Definitions made of what a server has are in step with it."""

from datetime import UTC, datetime
from typing import Any

import pytest

import indexes
from documents.database import Database, DBRef, Decimal128, ObjectId, parse_extended_json
from indexes import Definitions, Index, IndexesError, SyncOptions
from indexes.declared.values import frozen
from indexes.show.importing import ImportedDefinitions, definitions_module, import_definitions
from tests.indexes.compare.test_matrix import KINDS

ALLOWED = SyncOptions(allow_data_loss=True)
TEXT = {"z": 1.0, "b": "text", "a": "text", "c": -1}
# As other tools make them.
SPECS: dict[str, dict[str, Any]] = {
    "a double": {"key": {"a": 1.0}},
    "a long": {"key": {"a": parse_extended_json('{"$numberLong": "-1"}')}},
    "a decimal": {"key": {"a": Decimal128("1.0")}},
    "neither 1 nor -1": {"key": {"a": 1.5, "b": -2}},
    "of version 1": {"key": {"a": 1}, "v": 1},
    "made in the background": {"key": {"a": 1}, "background": True},
    "explicitly not sparse": {"key": {"a": 1}, "sparse": False},
    "a name in quotes": {"key": {"a": 1}, "name": "\"it's\" \\ \n \x1b[31m ü 😀"},
    "numbers": {
        "key": {"a": 1},
        "partialFilterExpression": {
            "a": {"$gt": 2**53 + 1}, "b": 0.5, "c": Decimal128("0.1"), "d": {"$lt": float("inf")},
        },
    },
    "other values": {
        "key": {"a": 1},
        "partialFilterExpression": {
            "a": {"$in": [ObjectId("0" * 24), datetime(2026, 1, 2, tzinfo=UTC), b"\x00", None]},
            "b": {"$type": ["string", "date"]},
            "c": {"$eq": DBRef("chats", ObjectId("1" * 24)).as_doc()},
            "d": {"$exists": True},
        },
    },
    "either of two": {
        "key": {"a": 1},
        "partialFilterExpression": {"$or": [{"a": True}, {"b": {"$gte": "x"}}]},
    },
    "a fractional expiry": {"key": {"a": 1}, "expireAfterSeconds": 3600.7},
    "a full collation": {
        "key": {"a": 1},
        "collation": {"locale": "de@collation=phonebook", "strength": 1, "numericOrdering": True},
    },
    "a text index": {
        "key": TEXT,
        "weights": {"a": 3, "d": 7},
        "default_language": "none",
        "textIndexVersion": 2,
    },
    "all text": {"key": {"$**": "text"}, "weights": {"title": 5}},
    "2d": {"key": {"a": "2d"}, "bits": 20, "min": -10, "max": 10.5},
    "2dsphere of version 2": {"key": {"a": "2dsphere", "b": -1}, "2dsphereIndexVersion": 2},
    "hashed _id": {"key": {"_id": "hashed"}},
    "_id and more": {"key": {"_id": 1, "a": 1}, "unique": True},
    "a wildcard": {"key": {"$**": 1}, "wildcardProjection": {"a": 1, "b.c": True, "_id": 1}},
    "hidden, unique and partial": {
        "key": {"a": 1}, "hidden": True, "unique": True,
        "partialFilterExpression": {"a": {"$gt": 1}},
    },
    "a storage engine": {
        "key": {"a": 1},
        "storageEngine": {"wiredTiger": {"configString": "block_compressor=zlib"}},
    },
    "so long that it takes lines": {
        "key": {f"a field with a long name {number}": 1 for number in range(8)},
        "partialFilterExpression": {f"another field of a long name {each}": 1 for each in range(8)},
    },
}  # fmt: skip


def loaded(imported: ImportedDefinitions) -> Definitions:
    """What the written module declares."""
    module: dict[str, Any] = {}
    exec(compile(definitions_module(imported), "imported", "exec"), module)
    definitions = module["DEFINITIONS"]
    assert isinstance(definitions, Definitions)
    return definitions


async def assert_in_step(database: Database, number: int) -> None:
    definitions = loaded(await import_definitions(database))
    plan = await indexes.make_plan(database, definitions)
    assert len(definitions.indexes) == number
    assert [operation.text for operation in plan.operations] == []
    assert plan.remarks == ()


@pytest.mark.parametrize("definitions", KINDS.values(), ids=KINDS.keys())
async def test_what_is_imported_of_every_kind_of_index_is_in_step(
    definitions: Definitions, database: Database
) -> None:
    await indexes.sync(database, definitions)

    await assert_in_step(database, len(definitions.indexes))


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS.keys())
async def test_what_another_tool_made_is_in_step_once_imported(
    spec: dict[str, Any], database: Database
) -> None:
    await database.handle.command(
        {"createIndexes": "things", "indexes": [{"name": "theirs", **spec}]}
    )

    await assert_in_step(database, 1)


@pytest.mark.parametrize(
    "options",
    [
        {"collation": {"locale": "sv", "strength": 2}},
        {"capped": True, "size": 12345, "max": 7},
        {"timeseries": {"timeField": "at", "metaField": "m"}, "expireAfterSeconds": 99},
        {"clusteredIndex": {"key": {"_id": 1}, "unique": True, "name": "theirs"}},
    ],
)
async def test_what_another_tool_made_of_a_collection_is_in_step_once_imported(
    options: dict[str, Any], database: Database
) -> None:
    await database.handle.command({"create": "things", **options})
    await database["things"].create_index([("m", 1)], name="their index")
    await database["things"].create_index([("b", 1)], collation={"locale": "simple"})

    await assert_in_step(database, 2)
    imported = await import_definitions(database)
    await database.handle.drop_collection("things")
    await indexes.sync(database, loaded(imported))
    await assert_in_step(database, 2)


async def test_the_service_s_own_indexes_come_back_as_they_are_declared(
    database: Database,
) -> None:
    await indexes.sync(database)

    found = loaded(await import_definitions(database))

    assert {_identity(index) for index in found.indexes} == {
        _identity(index) for index in indexes.DEFINITIONS.indexes
    }
    assert (await indexes.make_plan(database, found)).in_step


def _identity(index: Index) -> str:
    return f"{index.collection} {frozen(index.spec())}"


async def test_what_no_definition_can_say_is_said_in_a_comment(database: Database) -> None:
    await database.handle.create_collection("things", validator={"a\nb": 1})
    await database.handle.command({"create": "seen", "viewOn": "things", "pipeline": []})

    imported = await import_definitions(database)

    assert "# things: its option validator is left out.\n" in definitions_module(imported)
    assert "seen" not in definitions_module(imported)


async def test_an_import_can_be_limited_to_a_collection(database: Database) -> None:
    await database["things"].create_index([("a", 1)])
    await database["others"].create_index([("b", 1)])

    found = loaded(await import_definitions(database, ["others"]))

    assert found.names == ["others"]
    with pytest.raises(IndexesError, match="nothing"):
        await import_definitions(database, ["nothing"])


async def test_an_index_half_way_to_unique_is_named(database: Database) -> None:
    await database.handle.command(
        {
            "createIndexes": "things",
            "indexes": [{"key": {"a": 1}, "name": "a_1", "prepareUnique": True}],
        }
    )

    imported = await import_definitions(database)

    (left_out,) = imported.left_out
    assert left_out.startswith(
        "things.a_1: that it refuses new duplicates (prepareUnique) is left out"
    )
