"""A command that the router of a sharded cluster could not target is found in the profile."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from documents.database import Collection, Database
from tests.profiler import PROFILE, switch_off, switch_on
from tests.targeting import Scatters, Shape, is_targeted, read_shapes, untargeted

KEYS = {"chats": ("user_id",), "chat_buckets": ("chat_id", "first_sequence")}


async def seen(
    database: Database, collection: str, work: Callable[[Collection], Awaitable[Any]]
) -> Shape:
    """The one command of ``work``, as the profiler tells it."""
    await switch_on(database)
    await work(database[collection])
    await switch_off(database)
    (shape,) = await read_shapes(database)
    # It is no command of the service's, of which --queries asks.
    await database.handle.drop_collection(PROFILE)
    return shape


async def test_the_values_that_a_filter_has_are_told_from_its_ranges(database: Database) -> None:
    condition = {"user_id": "u", "_id": {"$in": [1, 2]}, "n": {"$gt": 1}, "m": {"$eq": 2}}
    shape = await seen(database, "chats", lambda chats: chats.find_one(condition))
    assert shape.operation == "query"
    assert shape.equal == {"user_id", "m"}
    assert shape.among == {"_id"}


async def test_what_stands_under_and_counts(database: Database) -> None:
    condition: dict[str, Any] = {"$and": [{"user_id": "u"}, {"n": {"$lt": 3}}]}
    shape = await seen(database, "chats", lambda chats: chats.find_one(condition))
    assert "user_id" in shape.equal
    assert "n" not in shape.equal | shape.among


async def test_an_object_is_a_value_and_an_operator_is_none(database: Database) -> None:
    condition = {"a": {"b": 1}, "c": {"$exists": True}}
    shape = await seen(database, "chats", lambda chats: chats.find_one(condition))
    assert shape.equal == {"a"}


@pytest.mark.parametrize("operation", ["update", "remove", "findAndModify"])
async def test_a_write_of_one_document_carries_the_whole_key(
    operation: str, database: Database
) -> None:
    change = {"$set": {"x": 1}}
    works: dict[str, Callable[[Collection, dict[str, Any]], Awaitable[Any]]] = {
        "update": lambda buckets, condition: buckets.update_one(condition, change),
        "remove": lambda buckets, condition: buckets.delete_one(condition),
        "findAndModify": lambda buckets, condition: buckets.find_one_and_update(condition, change),
    }
    work = works[operation]
    whole = await seen(
        database, "chat_buckets", lambda b: work(b, {"chat_id": 1, "first_sequence": 1})
    )
    part = await seen(database, "chat_buckets", lambda b: work(b, {"chat_id": 1, "n": 1}))
    assert whole.operation == operation
    assert untargeted([whole, part], KEYS) == [part]


@pytest.mark.parametrize("operation", ["update", "remove"])
async def test_a_write_of_many_carries_the_first_field(operation: str, database: Database) -> None:
    works: dict[str, Callable[[Collection], Awaitable[Any]]] = {
        "update": lambda buckets: buckets.update_many({"chat_id": 1}, {"$set": {"x": 1}}),
        "remove": lambda buckets: buckets.delete_many({"chat_id": 1}),
    }
    shape = await seen(database, "chat_buckets", works[operation])
    assert shape.of_many
    assert untargeted([shape], KEYS) == []


async def test_an_aggregation_is_read_by_its_first_stage(database: Database) -> None:
    pipeline: list[dict[str, Any]] = [{"$match": {"user_id": "u"}}, {"$limit": 1}]
    shape = await seen(database, "chats", lambda chats: chats.aggregate(pipeline).to_list(None))
    assert shape.operation == "aggregate"
    assert shape.equal == {"user_id"}


async def test_a_transaction_joins_nothing(database: Database) -> None:
    await database["chats"].insert_one({"user_id": "u"})
    join = {"from": "other", "localField": "a", "foreignField": "b", "as": "c"}
    pipeline: list[dict[str, Any]] = [{"$match": {"user_id": "u"}}, {"$lookup": join}]

    async def work(chats: Collection) -> None:
        await database.in_transaction(
            lambda transaction: chats.aggregate(pipeline, session=transaction).to_list(None)
        )

    shape = await seen(database, "chats", work)
    assert shape.in_transaction
    assert shape.joins
    assert not is_targeted(shape, ("user_id",))


def shape_of(operation: str, *equal: str) -> Shape:
    return Shape("chats", operation, frozenset(equal), frozenset())


def test_what_is_listed_may_scatter_and_nothing_beside_it() -> None:
    by_id = Scatters("chats", "write", "_id", "a test")
    shapes = [shape_of("update", "_id"), shape_of("query", "_id"), shape_of("update", "key")]
    assert untargeted(shapes, KEYS, [by_id]) == shapes[1:]


def test_what_names_no_value_is_listed_as_such() -> None:
    whole = Scatters("chats", "read", "", "a test")
    shapes = [shape_of("count"), shape_of("count", "key")]
    assert untargeted(shapes, KEYS, [whole]) == shapes[1:]


def test_what_is_on_one_shard_needs_no_key() -> None:
    assert untargeted([shape_of("query")], {}) == []
