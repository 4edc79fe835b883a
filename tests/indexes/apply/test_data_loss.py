"""What deletes documents waits for leave."""

from typing import Any

import pytest

import indexes
from documents.database import Database
from indexes import Collection, Definitions, OperationKind, PlanRefused, SyncOptions
from indexes.compare.data_check import check_data
from tests.indexes.support import one, raw_indexes

ALLOWED = SyncOptions(allow_data_loss=True, allow_gap=True)
ZLIB = {"wiredTiger": {"configString": "block_compressor=zlib"}}
NOTHING = Definitions([])


def clustered(seconds: int | None) -> Definitions:
    return Definitions([], [Collection("things", clustered=True, expire_after_seconds=seconds)])


def ttl(key: dict[str, Any] | None = None, **options: Any) -> Definitions:
    return one(key, expire_after_seconds=3600, **options)


LOSES = {
    "a new expiry": (NOTHING, ttl()),
    "a new unique expiry": (NOTHING, ttl(unique=True)),
    "an expiry added": (one(), ttl()),
    "a shorter expiry": (one(expire_after_seconds=3601), ttl()),
    "unique with an expiry": (one(), ttl(unique=True)),
    "an expiry by another field": (ttl(name="mine"), ttl(key={"b": 1}, name="mine")),
    "an expiry of more documents": (ttl(partial={"b": 1}), ttl()),
    "a shorter expiry of another storage": (
        one(expire_after_seconds=3601),
        ttl(storage_engine=ZLIB),
    ),
    "a shorter expiry of a clustered collection": (clustered(3601), clustered(3600)),
    "an expiry of a clustered collection": (clustered(None), clustered(3600)),
}
KEEPS = {
    "a longer expiry": (one(expire_after_seconds=3599), ttl()),
    "the same expiry, hidden": (ttl(), ttl(hidden=True)),
    "the same expiry, unique": (ttl(), ttl(unique=True)),
    "the same expiry in another storage": (ttl(), ttl(storage_engine=ZLIB)),
    "no expiry any more": (ttl(), one()),
    "a longer expiry of a clustered collection": (clustered(3600), clustered(3601)),
    "no expiry of a clustered collection any more": (clustered(3600), clustered(None)),
}


async def state(database: Database) -> Any:
    listed = await database.handle.list_collections(filter={"name": "things"})
    options = [entry["options"] for entry in await listed.to_list(None)]
    return options, await raw_indexes(database, "things")


@pytest.mark.parametrize(("before", "after"), LOSES.values(), ids=LOSES.keys())
async def test_what_would_delete_documents_is_refused_without_leave(
    before: Definitions, after: Definitions, database: Database
) -> None:
    await indexes.sync(database, before)
    await database["things"].insert_one({"kept": True})
    then = await state(database)
    more = Definitions([*one({"z": 1}).indexes, *after.indexes], after.collections)

    with pytest.raises(PlanRefused, match="--allow-data-loss"):
        await indexes.sync(database, more)
    refused = await state(database)
    report = await indexes.sync(database, more, options=ALLOWED)

    assert refused == then
    assert report.left.in_step


@pytest.mark.parametrize(("before", "after"), LOSES.values(), ids=LOSES.keys())
async def test_where_there_are_no_documents_none_can_be_lost(
    before: Definitions, after: Definitions, database: Database
) -> None:
    await indexes.sync(database, before)

    report = await indexes.sync(database, after, options=SyncOptions(allow_gap=True))

    assert report.left.in_step


@pytest.mark.parametrize(("before", "after"), KEEPS.values(), ids=KEEPS.keys())
async def test_what_deletes_no_document_sooner_needs_no_leave(
    before: Definitions, after: Definitions, database: Database
) -> None:
    await indexes.sync(database, before)
    await database["things"].insert_one({"kept": True})

    report = await indexes.sync(database, after)

    assert report.left.in_step


async def test_the_plan_says_how_many_documents_would_go(database: Database) -> None:
    await database["things"].insert_one({"a": 1})

    plan = await check_data(database, await indexes.make_plan(database, ttl()))

    (operation,) = plan.operations
    assert operation.kind is OperationKind.BLOCKED
    assert operation.reason == (
        "0 documents expire at once; "
        "documents would expire that are kept today: needs --allow-data-loss"
    )
