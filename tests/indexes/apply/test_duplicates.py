"""A unique index that the data forbid: refused, with what is in the way."""

from typing import Any

import pytest

import indexes
from documents.database import Database, OperationFailure, collection_of
from documents.shapes.index_records import IndexRecord
from indexes import (
    Definitions,
    DuplicatesFound,
    Index,
    IndexesError,
    Operation,
)
from indexes.apply.executor import Executor
from indexes.steps.kinds_of_step import RunCommand
from tests.indexes.support import one, raw_indexes


async def test_duplicates_leave_a_plain_index_plain_and_are_named(database: Database) -> None:
    await database["things"].insert_many(
        [{"_id": 1, "a": 5}, {"_id": 2, "a": 5}, {"_id": 3, "a": 6}]
    )
    await indexes.sync(database, one())
    before = await raw_indexes(database, "things")

    with pytest.raises(DuplicatesFound) as refused:
        await indexes.sync(database, one(unique=True))

    assert refused.value.groups == [[1, 2]]
    assert await raw_indexes(database, "things") == before
    await database["things"].insert_one({"a": 5})


async def test_more_duplicates_than_the_server_lists_are_said_to_be_more(
    database: Database,
) -> None:
    long = "x" * 3_000_000
    for number in range(8):
        await database["things"].insert_one({"_id": f"{number}{long}", "a": number // 2})

    with pytest.raises(DuplicatesFound, match=r"at least \d key") as refused:
        await indexes.sync(database, one(unique=True))

    assert refused.value.at_least
    assert len(str(refused.value.keys)) < 20_000


async def test_duplicates_leave_no_trace_of_a_new_unique_index(database: Database) -> None:
    await database["things"].insert_many([{"_id": 1, "a": 5}, {"_id": 2, "a": 5}])
    await database["others"].insert_one({})
    definitions = Definitions(
        [
            Index("others", {"x": 1}, serves="a test"),
            Index("things", {"a": 1}, unique=True, serves="a test"),
        ]
    )

    with pytest.raises(DuplicatesFound) as refused:
        await indexes.sync(database, definitions)

    assert refused.value.groups == [[1, 2]]
    assert list(await raw_indexes(database, "things")) == ["_id_"]
    assert list(await raw_indexes(database, "others")) == ["_id_"]
    assert await collection_of(IndexRecord, database).count_documents({}) == 0


async def test_duplicates_beside_a_plain_twin_are_named_too(database: Database) -> None:
    await database["things"].insert_many([{"_id": 1, "a": 5}, {"_id": 2, "a": 5}])
    plain = Index("things", {"a": 1}, serves="a test")
    unique = Index("things", {"a": 1}, name="unique", unique=True, serves="a test")
    await indexes.sync(database, Definitions([plain]))

    with pytest.raises(DuplicatesFound) as refused:
        await indexes.sync(database, Definitions([plain, unique]))

    assert refused.value.groups == [[1, 2]]
    assert list(await raw_indexes(database, "things")) == ["_id_", "a_1"]


async def test_what_else_keeps_an_index_from_being_unique_is_not_taken_for_duplicates(
    database: Database, monkeypatch: Any
) -> None:
    await database["things"].insert_one({"a": 5})
    await indexes.sync(database, one())
    run = Executor._run

    async def checks_nothing(executor: Executor, operation: Operation, step: RunCommand) -> None:
        if step.command.get("dryRun"):
            raise OperationFailure("it is not checked", 8000)
        await run(executor, operation, step)

    with monkeypatch.context() as changed:
        changed.setattr(Executor, "_run", checks_nothing)
        with pytest.raises(IndexesError, match="it is not checked"):
            await indexes.sync(database, one(unique=True))

    report = await indexes.sync(database, one(unique=True))
    assert report.left.in_step
