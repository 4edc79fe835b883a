"""PyMongo's own asyncio client in Motor's shape: what takes Motor's place once that has ended.

What differs is made equal here: its ``aggregate`` is awaited, its ``close`` too, its
transactions begin by a coroutine, and it has no client within it that waits for answers.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pymongo
from pymongo import AsyncMongoClient, MongoClient
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.cursor import AsyncCursor
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.client_session_shared import SessionOptions, _EmptyServerSession
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import _ServerMode
from pymongo.synchronous.database import Database as BlockingDatabase
from pymongo.topology_description import TopologyDescription
from pymongo.write_concern import WriteConcern

from documents.database.deadlines import Deadline, Lane
from documents.database.gate import Gate, driver_time
from documents.database.lines import Line, Waiting, Work

PLACES = {Lane.REQUESTS: 40, Lane.ASIDE: 4}
"""How many operations there are at once: each holds a connection, of which there are 100
(``maxPoolSize``), for what waits on a thread of its own, too."""

_FAREWELL_SECONDS = 1.0
_READING = frozenset({"find", "getMore"})


class TaskLine(Line):
    """A line whose places are so many tasks."""

    def __init__(self, places: int) -> None:
        super().__init__(places)
        self._tasks: set[asyncio.Task[None]] = set()

    def _begin(self, waiting: Waiting) -> None:
        task = waiting.loop.create_task(self._do(waiting), context=waiting.context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, waiting: Waiting) -> None:
        result, failure = None, None
        began = time.monotonic()
        try:
            if not waiting.operation.done():
                result = await waiting.work()
        except BaseException as error:
            failure = error
        finally:
            following = self._end(waiting)
            if following is not None:
                # On a loop that is closed nobody waits.
                with suppress(RuntimeError):
                    self._begin(following)
        waiting.tell(result, failure, time.monotonic() - began)


class AsyncioClient(AsyncMongoClient[dict[str, Any]]):
    """PyMongo's client, whose operations go through the gate."""

    def __init__(self, uri: str, **options: Any) -> None:
        super().__init__(uri, **options)
        self._given = uri, options
        self._blocking: MongoClient[dict[str, Any]] | None = None

    def __getitem__(self, name: str) -> "AsyncioHandle":
        return AsyncioHandle(self, name)

    def get_database(
        self,
        name: str | None = None,
        codec_options: Any = None,
        read_preference: _ServerMode | None = None,
        write_concern: WriteConcern | None = None,
        read_concern: ReadConcern | None = None,
    ) -> "AsyncioHandle":
        """The database of that name."""
        named = super().get_database(name)
        return AsyncioHandle(
            self, named.name, codec_options, read_preference, write_concern, read_concern
        )

    async def start_session(self, **options: Any) -> "AsyncioTransaction":  # type: ignore[override] # as Motor has it
        """A session, with the driver's options."""
        return AsyncioTransaction(
            self, _EmptyServerSession(), SessionOptions(**options), implicit=False
        )

    @property
    def blocking(self) -> MongoClient[dict[str, Any]]:
        """A client that waits for each answer, for a thread of one's own."""
        if self._blocking is None:
            uri, options = self._given
            self._blocking = MongoClient(uri, **options)
        return self._blocking

    async def close(self) -> None:
        """Close every connection."""
        if self._blocking is not None:
            await asyncio.to_thread(self._blocking.close)
        await super().close()

    # All operations come by here, each batch of a cursor, too.
    async def _retry_internal(
        self, func: Any, session: Any, bulk: Any, operation: str, *more: Any, **named: Any
    ) -> Any:
        work = partial(super()._retry_internal, func, session, bulk, operation, *more, **named)
        loop = asyncio.get_running_loop()
        return await GATE.put(loop, work, name=str(operation), goes_on=operation in _READING)


class AsyncioHandle(AsyncDatabase[dict[str, Any]]):
    """PyMongo's database, whose collections are these."""

    client: AsyncioClient

    def __getitem__(self, name: str) -> "AsyncioCollection":
        return AsyncioCollection(self, name)

    def aggregate(self, *stages: Any, **options: Any) -> "LateCursor":  # type: ignore[override] # as Motor has it
        """What an aggregation answers, which is asked when it is read."""
        return LateCursor(partial(super().aggregate, *stages, **options))


class AsyncioCollection(AsyncCollection[dict[str, Any]]):
    """PyMongo's collection, whose aggregations are asked when they are read."""

    def with_options(  # type: ignore[override] # whatever the documents are read as
        self,
        codec_options: Any = None,
        read_preference: _ServerMode | None = None,
        write_concern: WriteConcern | None = None,
        read_concern: ReadConcern | None = None,
    ) -> "AsyncioCollection":
        """The same collection with other options."""
        return AsyncioCollection(
            self.database,
            self.name,
            codec_options=codec_options or self.codec_options,
            read_preference=read_preference or self.read_preference,
            write_concern=write_concern or self.write_concern,
            read_concern=read_concern or self.read_concern,
        )

    def aggregate(self, *stages: Any, **options: Any) -> "LateCursor":  # type: ignore[override] # as Motor has it
        """What an aggregation answers, which is asked when it is read."""
        return LateCursor(partial(super().aggregate, *stages, **options))

    def list_indexes(self, **options: Any) -> "LateCursor":  # type: ignore[override] # as Motor has it
        """The indexes, which are asked for when they are read."""
        return LateCursor(partial(super().list_indexes, **options))


class AsyncioTransaction(AsyncClientSession):
    """PyMongo's session, whose transactions begin at once."""

    def start_transaction(self, **options: Any) -> Any:  # type: ignore[override] # as Motor has it
        """Begin a transaction; what it gives back ends it after an ``async with``."""
        beginning = super().start_transaction(**options)
        try:
            beginning.send(None)
        except StopIteration as begun:
            return begun.value
        beginning.close()
        raise RuntimeError("the driver waits for the server to begin a transaction")


class LateCursor(AsyncIterator[dict[str, Any]]):
    """A command whose answer is read as a cursor, sent when it is first read."""

    def __init__(self, begin: Callable[[], Awaitable[Any]]) -> None:
        self._begin = begin
        self._cursor: Any = None

    async def __anext__(self) -> dict[str, Any]:
        found: dict[str, Any] = await (await self._opened()).next()
        return found

    async def to_list(self, length: int | None = None) -> list[dict[str, Any]]:
        """The next so many documents, or all."""
        documents: list[dict[str, Any]] = await (await self._opened()).to_list(length)
        return documents

    async def close(self) -> None:
        """Let the server forget it."""
        if self._cursor is not None:
            await self._cursor.close()

    async def _opened(self) -> Any:
        if self._cursor is None:
            self._cursor = await self._begin()
        return self._cursor


def open_client(uri: str, **options: Any) -> AsyncioClient:
    """A client, which connects when it is first used."""
    return AsyncioClient(uri, **options)


async def close_client(client: AsyncioClient) -> None:
    """Close every connection."""
    # It tells the server which sessions have ended, over a network that may be cut.
    with pymongo.timeout(_FAREWELL_SECONDS):
        await client.close()


def topology_of(client: AsyncioClient) -> TopologyDescription:
    """What the driver knows of the servers just now."""
    return client.topology_description


def pools_of(client: AsyncioClient) -> list[Any]:
    """The driver's pools of connections, one a server."""
    return [each.pool for each in list(client._topology._servers.values())]


def blocking(handle: AsyncioHandle) -> BlockingDatabase[dict[str, Any]]:
    """The same database for a thread of one's own, which waits for each answer."""
    return handle.client.blocking.get_database(
        handle.name,
        read_preference=handle.read_preference,
        write_concern=handle.write_concern,
        read_concern=handle.read_concern,
    )


class AsyncioDocuments:
    """What a query or an aggregation of the driver's answers, read a part at a time.

    ``begin`` makes the cursor of a collection. ``at_once`` bytes end a part.
    """

    def __init__(
        self, collection: AsyncioCollection, begin: Callable[[Any], Any], options: Any, at_once: int
    ) -> None:
        self._cursor = begin(collection.with_options(options))
        self._at_once = at_once
        self.more = True

    async def next_part(self) -> list[bytes]:
        """The next documents as they came; ``more`` says then whether there may be others."""
        documents: list[bytes] = []
        weight = 0
        async for each in self._cursor:
            # A large one is a view of its batch, all of which it would keep.
            documents.append(bytes(each.raw))
            weight += len(each.raw)
            if weight > self._at_once:
                return documents
        self.more = False
        return documents

    async def close(self) -> None:
        """Let the server forget it."""
        if self.more:
            await self._cursor.close()


Client = AsyncioClient
Handle = AsyncioHandle
Collection = AsyncioCollection
Cursor = AsyncCursor[dict[str, Any]]
Transaction = AsyncioTransaction
Documents = AsyncioDocuments


async def find_one(
    collection: AsyncioCollection, condition: dict[str, Any], projection: Any, options: Any
) -> Any:
    """The document of a query, as the codec options say; None where there is none."""
    return await collection.with_options(options).find_one(condition, projection)


def _timed(work: Work, deadline: Deadline, ends_at: float, untold: bool) -> Work:
    async def run() -> Any:
        deadline.started += 1
        if untold:
            return await work()
        with driver_time(ends_at):
            return await work()

    return run


def _gate() -> Gate:
    return Gate({lane: TaskLine(places) for lane, places in PLACES.items()}, _timed)


def _renew() -> None:
    global GATE
    GATE = _gate()


GATE = _gate()
"""The gate of this process."""

if hasattr(os, "register_at_fork"):
    # No task of the parent's goes on in a child.
    os.register_at_fork(after_in_child=_renew)
