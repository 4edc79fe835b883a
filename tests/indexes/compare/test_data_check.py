"""The search for duplicates agrees with the server's unique index."""

import json
from typing import Any

import pytest

import indexes
from documents.database import Database, DBRef, DuplicateKeyError, OperationFailure
from indexes import DuplicatesFound, Index
from indexes.compare.data_check import check_data
from indexes.compare.duplicates import duplicates_text, find_duplicates, query_for
from indexes.errors import SharedKey
from tests.support import FailPoint

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]] = {
    "equal values": ({"a": 1}, {}, [{"a": 1}, {"a": 1}]),
    "equal numbers of other types": ({"a": 1}, {}, [{"a": 1}, {"a": 1.0}]),
    "a number and a boolean": ({"a": 1}, {}, [{"a": 1}, {"a": True}]),
    "missing twice": ({"a": 1}, {}, [{}, {"b": 1}]),
    "missing and null": ({"a": 1}, {}, [{}, {"a": None}]),
    "missing twice in a sparse index": ({"a": 1}, {"sparse": True}, [{}, {"b": 1}]),
    "null twice in a sparse index": ({"a": 1}, {"sparse": True}, [{"a": None}, {"a": None}]),
    "outside a partial filter": (
        {"a": 1},
        {"partial": {"live": True}},
        [{"a": 1, "live": True}, {"a": 1}],
    ),
    "inside a partial filter": (
        {"a": 1},
        {"partial": {"live": True}},
        [{"a": 1, "live": True}, {"a": 1, "live": True}],
    ),
    "compound, one part differs": ({"a": 1, "b": 1}, {}, [{"a": 1, "b": 1}, {"a": 1, "b": 2}]),
    "compound, all equal": ({"a": 1, "b": 1}, {}, [{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
    "nested": ({"a.b": 1}, {}, [{"a": {"b": 1}}, {"a": {"b": 1}}]),
    "nested in a scalar": ({"a.b": 1}, {}, [{"a": 3}, {}]),
    "lists that share an element": ({"a": 1}, {}, [{"a": [1, 2]}, {"a": [2, 3]}]),
    "a list with a double of its own": ({"a": 1}, {}, [{"a": [1, 1]}, {"a": [2]}]),
    "a list and its element": ({"a": 1}, {}, [{"a": [1, 2]}, {"a": 2}]),
    "lists of documents": ({"a.b": 1}, {}, [{"a": [{"b": 1}, {"b": 2}]}, {"a": {"b": 2}}]),
    "references": (
        {"chat.$id": 1},
        {},
        [{"chat": DBRef("chats", 1)}, {"chat": DBRef("chats", 1)}],
    ),
    "letters of other case under a collation": (
        {"a": 1},
        {"collation": {"locale": "en", "strength": 2}},
        [{"a": "x"}, {"a": "X"}],
    ),
    "letters of other case without one": ({"a": 1}, {}, [{"a": "x"}, {"a": "X"}]),
    "what looks like an expression": ({"a": 1}, {}, [{"a": "$b"}, {"a": "$b"}]),
}


@pytest.mark.parametrize(("key", "options", "documents"), CASES.values(), ids=CASES.keys())
async def test_the_search_agrees_with_the_server(
    key: dict[str, Any],
    options: dict[str, Any],
    documents: list[dict[str, Any]],
    database: Database,
) -> None:
    index = Index("things", key, unique=True, serves="a test", **options)
    await database["things"].insert_many([{"_id": n, **each} for n, each in enumerate(documents)])

    found = await find_duplicates(database, index)

    try:
        await database.handle.command({"createIndexes": "things", "indexes": [index.spec()]})
        refused = False
    except DuplicateKeyError:
        refused = True
    assert (found is not None) == refused
    if found is not None:
        assert [sorted(group) for group in found.groups] == [[0, 1]]


async def test_only_the_first_groups_are_named_and_all_are_counted(database: Database) -> None:
    await database["things"].insert_many([{"a": number % 30} for number in range(90)])

    found = await find_duplicates(database, Index("things", {"a": 1}, unique=True, serves="t"))

    assert found is not None
    assert (len(found.groups), found.total) == (10, 30)


async def test_the_search_gives_the_values_and_is_bounded_by_time(
    database: Database, fail_point: FailPoint
) -> None:
    index = Index("things", {"a": 1, "b.c": 1}, unique=True, serves="a test")
    await database["things"].insert_many([{"_id": n, "a": 1, "b": {"c": 2}} for n in range(8)])

    found = await find_duplicates(database, index)

    assert found is not None
    (key,) = found.keys
    assert (key.values, len(key.ids), key.documents) == ({"a": 1, "b.c": 2}, 5, 8)
    async with fail_point("maxTimeAlwaysTimeOut"):
        with pytest.raises(OperationFailure):
            await find_duplicates(database, index, seconds=1)


async def test_what_is_long_is_cut_in_a_report_of_duplicates(database: Database) -> None:
    long = "x" * 100_000
    await database["things"].insert_many([{"_id": f"{n}{long}", "a": long} for n in range(3)])

    found = await find_duplicates(database, Index("things", {"a": 1}, unique=True, serves="t"))

    assert found is not None
    assert len(duplicates_text(found).removesuffix(found.query)) < 2000
    assert "bytes)" in duplicates_text(found)


def test_a_report_of_duplicates_says_whether_there_may_be_more() -> None:
    key = SharedKey({"a": 5}, [1, 2], 9)
    few = DuplicatesFound("things.a_1", [key], 1, query="a query")
    text = "1 key is held by more than one document: a: 5 with _id 1, 2 and 7 more"
    assert duplicates_text(few) == f"{text}; find them with a query"
    many = DuplicatesFound("things.a_1", [key], 1200, query="a query", at_least=True)
    assert duplicates_text(many).startswith("at least 1,200 keys are held by more than one ")
    assert "and 7 more …; find" in duplicates_text(many)


QUERIES: dict[str, dict[str, Any]] = {
    "plain": {},
    "sparse": {"sparse": True},
    "a partial filter": {"partial": {"b": {"$gt": 1}}},
    "a collation": {"collation": {"locale": "en", "strength": 2}},
}


@pytest.mark.parametrize("options", QUERIES.values(), ids=QUERIES.keys())
async def test_the_query_for_mongosh_finds_every_shared_key(
    options: dict[str, Any], database: Database
) -> None:
    index = Index("things", {"a.$id": 1}, unique=True, serves="a test", **options)
    await database["things"].insert_many(
        [{"_id": n, "a": {"$id": f"x{n % 30}"}, "b": 2} for n in range(90)]
    )

    statement = query_for(index)

    arguments = statement.removeprefix('db.getCollection("things").aggregate(').removesuffix(")")
    stages, settings = json.loads(f"[{arguments}]")
    found = [each async for each in database["things"].aggregate(stages, **settings)]
    assert sorted(each["count"] for each in found) == [3] * 30


def test_a_query_with_what_json_has_no_word_for_is_told_exactly() -> None:
    from datetime import UTC, datetime

    since = {"a": {"$gt": datetime(2020, 1, 1, tzinfo=UTC)}, "b": {"$lt": 2**60}}

    statement = query_for(Index("things", {"a": 1}, unique=True, partial=since, serves="t"))

    assert f'"$numberLong\\": \\"{2**60}' in statement
    assert "EJSON.parse(" in statement


async def test_the_documents_that_would_expire_at_once_are_counted(database: Database) -> None:
    from datetime import UTC, datetime

    old, young = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    await database["things"].insert_many([{"a": old}, {"a": old}, {"a": young}, {"a": "text"}, {}])
    definitions = indexes.Definitions(
        [Index("things", {"a": 1}, expire_after_seconds=60, serves="a test")]
    )

    allowed = await indexes.make_plan(database, definitions, allow_data_loss=True)
    plan = await check_data(database, allowed)

    assert [operation.reason for operation in plan.operations] == ["2 documents expire at once"]


async def test_what_an_expiry_of_more_documents_takes_is_counted(database: Database) -> None:
    from datetime import UTC, datetime

    def expiring(**options: Any) -> indexes.Definitions:
        index = Index("things", {"a": 1}, expire_after_seconds=60, serves="a test", **options)
        return indexes.Definitions([index])

    await indexes.sync(database, expiring(partial={"b": 1}))
    await database["things"].insert_one({"a": datetime(2020, 1, 1, tzinfo=UTC)})

    wider = await indexes.make_plan(database, expiring(), allow_data_loss=True)
    plan = await check_data(database, wider)

    assert [operation.reason for operation in plan.operations] == ["1 document expires at once"]
