from typing import Any

import pytest

import indexes
from documents.database import Database
from indexes import Definitions, Index
from tests.profiler import read_profile, switch_off, switch_on

DEFINITIONS = Definitions(
    [
        Index("things", {"a": 1, "b": 1}, serves="a test"),
        Index("things", {"c": 1}, partial={"c": {"$exists": True}}, serves="a test"),
        Index("things", {"d.$id": 1}, unique=True, sparse=True, serves="a test"),
    ]
)


@pytest.fixture
async def profiled(database: Database) -> Database:
    await database["things"].insert_many([{"a": number, "b": -number} for number in range(10)])
    await indexes.sync(database, DEFINITIONS)
    await switch_on(database)
    return database


async def use_all(database: Database) -> None:
    things = database["things"]
    await things.find({"a": 3}).sort("b", 1).to_list(None)
    await things.find_one({"c": 1})
    await things.update_one({"d.$id": 7}, {"$set": {"x": 1}})


async def test_queries_on_indexes_leave_nothing_to_say(profiled: Database) -> None:
    await use_all(profiled)
    await switch_off(profiled)

    profile = await read_profile(profiled, DEFINITIONS)

    assert profile.problems == []
    assert profile.commands == 3


@pytest.mark.parametrize(
    "query", [{"x": 1}, {"b": 1}, {}], ids=["no index", "not the first field", "everything"]
)
async def test_a_collection_scan_is_found(query: dict[str, Any], profiled: Database) -> None:
    await use_all(profiled)
    await profiled["things"].find(query).to_list(None)

    profile = await read_profile(profiled, DEFINITIONS)

    (problem,) = profile.problems
    assert problem.startswith('collection scan on things: {"find": "things"')


@pytest.mark.parametrize("command", ["update", "delete", "aggregate", "findAndModify", "count"])
async def test_a_collection_scan_of_any_command_is_found(command: str, profiled: Database) -> None:
    things = profiled["things"]
    work: dict[str, Any] = {
        "update": lambda: things.update_one({"x": 1}, {"$set": {"y": 1}}),
        "delete": lambda: things.delete_one({"x": 1}),
        "aggregate": lambda: things.aggregate([{"$match": {"x": 1}}]).to_list(None),
        "findAndModify": lambda: things.find_one_and_update({"x": 1}, {"$set": {"y": 1}}),
        "count": lambda: things.count_documents({"x": 1}),
    }
    await work[command]()

    assert len((await read_profile(profiled, DEFINITIONS)).collection_scans) == 1


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    "stage",
    [
        {"$lookup": {"from": "things", "localField": "key", "foreignField": "x", "as": "found"}},
        {
            "$lookup": {
                "from": "things", "let": {"key": "$key"}, "as": "found",
                "pipeline": [{"$match": {"$expr": {"$eq": ["$x", "$$key"]}}}],
            }
        },
        {"$unionWith": {"coll": "things", "pipeline": [{"$match": {"x": 1}}]}},
    ],
    ids=["lookup", "lookup with a pipeline", "union"],
)  # fmt: skip
async def test_a_collection_scan_in_a_stage_that_reads_another_collection_is_found(
    stage: dict[str, Any], indexed: bool, profiled: Database
) -> None:
    if indexed:
        await profiled["things"].create_index([("x", 1)])
    others = Index("others", {"key": 1}, serves="a test")
    await profiled["others"].create_index([("key", 1)])
    await profiled["others"].insert_one({"key": 3})
    await profiled["others"].aggregate([{"$match": {"key": 3}}, stage]).to_list(None)

    scans = await read_profile(profiled, Definitions([*DEFINITIONS.indexes, others]))
    found = [(scan.collection, "aggregate" in scan.command) for scan in scans.collection_scans]

    assert found == ([] if indexed else [("things", True)])


async def test_a_sort_in_memory_is_found(profiled: Database) -> None:
    await profiled["things"].find({"a": {"$gt": 1}}).sort("b", 1).to_list(None)

    (offence,) = (await read_profile(profiled, DEFINITIONS)).memory_sorts

    assert offence.collection == "things"


async def test_an_index_that_no_query_used_is_named(profiled: Database) -> None:
    await profiled["things"].find_one({"a": 1})

    profile = await read_profile(profiled, DEFINITIONS)

    assert profile.unused == ["things.c_1", "things.d.$id_1"]


async def test_a_use_before_the_profiler_was_on_does_not_count(profiled: Database) -> None:
    await use_all(profiled)
    await switch_on(profiled)

    profile = await read_profile(profiled, DEFINITIONS)

    assert profile.unused == [index.label for index in DEFINITIONS.indexes]


async def test_an_index_in_a_lookup_counts_as_used(profiled: Database) -> None:
    await profiled["others"].insert_one({"key": 3})
    lookup = {"from": "things", "localField": "key", "foreignField": "a", "as": "found"}
    definitions = Definitions(
        [*DEFINITIONS.indexes[:1], Index("others", {"key": 1}, serves="a test")]
    )
    await profiled["others"].create_index([("key", 1)])

    await profiled["others"].aggregate([{"$match": {"key": 3}}, {"$lookup": lookup}]).to_list(None)

    assert (await read_profile(profiled, definitions)).unused == []


async def test_collections_that_are_not_declared_are_left_out(profiled: Database) -> None:
    await use_all(profiled)
    await profiled["others"].find({"x": 1}).to_list(None)

    assert (await read_profile(profiled, DEFINITIONS)).problems == []


async def test_what_the_index_command_asks_is_left_out(profiled: Database) -> None:
    await use_all(profiled)
    await indexes.sync(profiled, DEFINITIONS)
    await indexes.differences(profiled, DEFINITIONS)

    assert (await read_profile(profiled, DEFINITIONS)).problems == []
