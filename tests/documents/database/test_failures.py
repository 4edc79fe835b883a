"""What the errors of the driver and the server mean."""

from collections.abc import Awaitable, Callable

import pytest

from documents.database import Database, is_too_large, is_unavailable

HALF = "x" * (9 * 2**20)


async def inserts(database: Database) -> None:
    await database["things"].insert_one({"a": HALF, "b": HALF})


async def pushes(database: Database) -> None:
    for _ in range(2):
        await database["things"].update_one({"_id": 1}, {"$push": {"a": HALF}}, upsert=True)


async def adds(database: Database) -> None:
    await database["things"].insert_one({"_id": 1, "a": HALF})
    await database["things"].update_one({"_id": 1}, [{"$set": {"b": "$a"}}])


async def finds_and_adds(database: Database) -> None:
    await database["things"].insert_one({"_id": 1, "a": HALF})
    await database["things"].find_one_and_update({"_id": 1}, [{"$set": {"b": "$a"}}])


@pytest.mark.parametrize("write", [inserts, pushes, adds, finds_and_adds])
async def test_a_document_that_grows_too_large_is_known_whatever_writes_it(
    database: Database, write: Callable[[Database], Awaitable[None]]
) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one is what is asked
        await write(database)
    assert is_too_large(raised.value), raised.value
    assert not is_unavailable(raised.value)
