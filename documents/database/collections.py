"""The collections of the document classes, each with how it is read."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any, Protocol, TypeVar

from beanie import Document
from bson import decode
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import ReadPreference
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from documents.database.driver import Collection, Documents, Handle, Transaction, find_one

PRIMARY: Any = ReadPreference.PRIMARY  # Motor's types ask for the class of constants itself

MAX_LIST_BYTES = 4 * 1024 * 1024
"""Where a list ends early: so much BSON of small values takes some 60 ms to answer."""

_TURN_BYTES = 256 * 1024
_AT_ONCE_BYTES = 1024 * 1024

_AS_READ: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)
_RAW: Any = CodecOptions(document_class=RawBSONDocument, tz_aware=True)

# More documents than any read_snapshot is for; else the first batch ends at 101.
_ONE_BATCH = 10_000


T = TypeVar("T")


class _HasHandle(Protocol):
    handle: Handle


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
    """The raw collection of a document class, read as no change of primary can take back, with
    every write in it that was acknowledged before: of the primary, whatever MONGODB_URI says.

    For whoever acts on what he read: another read of the primary may show what a failover
    undoes, and a secondary may be behind.
    """
    return collection_of(model).with_options(
        read_concern=ReadConcern("majority"), read_preference=PRIMARY
    )


def hastily_in(model: type[Document]) -> Collection:
    """The raw collection of a document class, where a write is done once the primary has it.

    For what a failover may take back, and is asked for by every request.
    """
    return collection_of(model).with_options(write_concern=WriteConcern(w=1))


def snapshot_of(model: type[Document], database: _HasHandle | None = None) -> Collection:
    """The raw collection of a document class, each query of which sees one point in time,
    with all of a transaction or nothing of it."""
    return collection_of(model, database).with_options(read_concern=ReadConcern("snapshot"))


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


def find_raw(
    collection: Collection,
    condition: dict[str, Any],
    projection: dict[str, Any] | None = None,
    *,
    sort: Sequence[tuple[str, int]] = (),
    limit: int = 0,
    batch_size: int = 0,
) -> AsyncGenerator[bytes, None]:
    """The documents of a query as they came, for ``from_bson``.

    Others have their turn between them. The driver decodes a batch of up to 16 MB as one:
    here whoever reads decodes each document by itself, or stops before.
    """

    def begin(raw: Any) -> Any:
        found = raw.find(condition, projection, limit=limit, batch_size=batch_size)
        return found.sort(list(sort)) if sort else found

    return _in_turns(collection, begin)


async def find_one_raw(
    collection: Collection, condition: dict[str, Any], projection: dict[str, Any] | None = None
) -> bytes | None:
    """The document of a query as it came, for ``from_bson``; None where there is none."""
    found = await find_one(collection, condition, projection, _RAW)
    # It is a view of its batch.
    return None if found is None else bytes(found.raw)


def aggregate_raw(
    collection: Collection, pipeline: list[dict[str, Any]], *, batch_size: int
) -> AsyncGenerator[bytes, None]:
    """What an aggregation answers, as ``find_raw`` reads a query."""
    return _in_turns(collection, lambda raw: raw.aggregate(pipeline, batchSize=batch_size))


async def _in_turns(
    collection: Collection, begin: Callable[[Any], Any]
) -> AsyncGenerator[bytes, None]:
    found = Documents(collection, begin, _RAW, _AT_ONCE_BYTES)
    documents = await found.next_part()
    since = 0
    try:
        while True:
            for each in documents:
                since += len(each)
                if since > _TURN_BYTES:
                    since = 0
                    await asyncio.sleep(0)
                yield each
            if not found.more:
                return
            documents = await found.next_part()
    finally:
        if found.more:
            await found.close()


async def in_turns(
    collection: Collection,
    condition: dict[str, Any],
    projection: dict[str, Any] | None = None,
    *,
    sort: Sequence[tuple[str, int]] = (),
    limit: int = 0,
) -> AsyncGenerator[tuple[dict[str, Any], int]]:
    """The documents of a query, each with its weight in bytes of BSON, read as ``find_raw``
    reads them."""
    found = find_raw(collection, condition, projection, sort=sort, limit=limit)
    async with aclosing(found):
        async for raw in found:
            yield decode(raw, codec_options=_AS_READ), len(raw)


async def aggregate_in_turns(
    collection: Collection, pipeline: list[dict[str, Any]], *, batch_size: int
) -> AsyncGenerator[dict[str, Any], None]:
    """What an aggregation answers, as ``in_turns`` reads a query."""
    found = aggregate_raw(collection, pipeline, batch_size=batch_size)
    async with aclosing(found):
        async for raw in found:
            yield decode(raw, codec_options=_AS_READ)


async def list_within_bytes(
    collection: Collection,
    condition: dict[str, Any],
    projection: dict[str, Any] | None = None,
    *,
    sort: Sequence[tuple[str, int]],
    limit: int,
) -> tuple[list[dict[str, Any]], bool]:
    """The first ``limit`` documents of a query, and whether there are more.

    Fewer where they weigh more than MAX_LIST_BYTES, but one at least.
    """
    documents: list[dict[str, Any]] = []
    total = 0
    found = in_turns(collection, condition, projection, sort=sort, limit=limit + 1)
    async with aclosing(found):
        async for document, weight in found:
            total += weight
            if documents and (len(documents) == limit or total > MAX_LIST_BYTES):
                return documents, True
            documents.append(document)
    return documents, False
