"""The collections of the document classes, each with how it is read."""

from typing import Any, Protocol

from beanie import Document
from motor.motor_asyncio import (
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorCursor,
    AsyncIOMotorDatabase,
)
from pymongo.read_concern import ReadConcern

Collection = AsyncIOMotorCollection[dict[str, Any]]
Cursor = AsyncIOMotorCursor[dict[str, Any]]
Transaction = AsyncIOMotorClientSession

# More documents than any read_snapshot is for; else the first batch ends at 101.
_ONE_BATCH = 10_000


class _HasHandle(Protocol):
    handle: AsyncIOMotorDatabase[dict[str, Any]]


def name_of(model: type[Document]) -> str:
    """The name of a document class's collection, bound or not."""
    return str(getattr(getattr(model, "Settings", None), "name", model.__name__))


def collection_of(model: type[Document], database: _HasHandle | None = None) -> Collection:
    """The raw collection of a document class, past the class's own reading and writing.

    In the database that is given; without one, in that which the class is bound to.
    """
    if database is None:
        return model.get_motor_collection()
    return database.handle[name_of(model)]


def committed_in(model: type[Document]) -> Collection:
    """The raw collection of a document class, read as no change of primary can take back.

    For whoever acts on what he read: a read of the primary alone may show what a
    failover undoes.
    """
    return collection_of(model).with_options(read_concern=ReadConcern("majority"))


def snapshot_of(model: type[Document]) -> Collection:
    """The raw collection of a document class, each query of which sees one point in time,
    with all of a transaction or nothing of it."""
    return collection_of(model).with_options(read_concern=ReadConcern("snapshot"))


async def read_snapshot(
    collection: Collection,
    pipeline: list[dict[str, Any]],
    transaction: Transaction | None = None,
) -> list[dict[str, Any]]:
    """What an aggregation answers as of one point in time, unions and lookups included.

    In a transaction that is the transaction's own. Up to 16 MB are one round trip.
    """
    if transaction is None:
        collection = collection.with_options(read_concern=ReadConcern("snapshot"))
    found = collection.aggregate(pipeline, session=transaction, batchSize=_ONE_BATCH)
    return [document async for document in found]
