"""What a removal in steps says that it took away."""

from documents.database import Collection, Database, bson_bytes
from documents.parts import Removed, remove_in_steps, weigh

THEIRS = {"of": "them"}


async def some(database: Database) -> Collection:
    """Five documents that are to go, and one that is to stay."""
    collection = database["things"]
    await collection.insert_many([{"_id": n, **THEIRS, "text": "x" * n} for n in range(5)])
    await collection.insert_one({"_id": 9, "of": "another"})
    return collection


async def test_all_that_is_to_go_goes_however_many_steps_it_takes(database: Database) -> None:
    collection = await some(database)
    removed = await remove_in_steps(collection, THEIRS, at_once=2)
    assert removed.documents == {"things": 5}
    assert [each["_id"] async for each in collection.find()] == [9]


async def test_a_removal_tells_the_bytes_that_its_documents_had(database: Database) -> None:
    collection = await some(database)
    bytes_there = sum([bson_bytes(each) async for each in collection.find(THEIRS)])
    weighed = await weigh([(collection, THEIRS)])
    removed = await remove_in_steps(collection, THEIRS, at_once=2)
    assert (weighed.documents, weighed.bytes) == ({"things": 5}, bytes_there)
    assert removed == weighed


async def test_where_nothing_is_to_go_nothing_is_told(database: Database) -> None:
    collection = await some(database)
    assert await remove_in_steps(collection, {"of": "nobody"}) == Removed()
    assert await collection.count_documents({}) == 6
