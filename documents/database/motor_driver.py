"""Motor, which hands every operation to a thread: here to one of the gate's."""

import asyncio
import os
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import motor.frameworks.asyncio as framework
import pymongo
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorCursor,
    AsyncIOMotorDatabase,
)
from pymongo.synchronous.command_cursor import CommandCursor
from pymongo.synchronous.cursor import Cursor as BlockingCursor
from pymongo.synchronous.database import Database as BlockingDatabase
from pymongo.topology_description import TopologyDescription

from documents.database.deadlines import Deadline, Lane, Operation
from documents.database.gate import Gate, driver_time
from documents.database.lines import ThreadLine, Work

Client = AsyncIOMotorClient[dict[str, Any]]
Handle = AsyncIOMotorDatabase[dict[str, Any]]
Collection = AsyncIOMotorCollection[dict[str, Any]]
Cursor = AsyncIOMotorCursor[dict[str, Any]]
Transaction = AsyncIOMotorClientSession

T = TypeVar("T")

THREADS = {Lane.REQUESTS: framework.max_workers, Lane.ASIDE: 4}
"""Motor's own number for requests, five for each processor; aside there are one look whether
the service is ready, one at how the store stands, one for a lost server, and one transaction that
is ended."""

_FAREWELL_SECONDS = 1.0
_CURSORS = (BlockingCursor, CommandCursor)
# What is no method of the driver's.
_NAMES = {"_first": "read", "_next": "get_more", "inner": "other", "<lambda>": "other"}


def open_client(uri: str, **options: Any) -> Client:
    """A client, which connects when it is first used."""
    return AsyncIOMotorClient(uri, **options)


async def close_client(client: Client) -> None:
    """Close every connection."""
    # It tells the server which sessions have ended, over a network that may be cut.
    with pymongo.timeout(_FAREWELL_SECONDS):
        client.close()


def topology_of(client: Client) -> TopologyDescription:
    """What the driver knows of the servers just now."""
    known: TopologyDescription = client.delegate.topology_description
    return known


def pools_of(client: Client) -> list[Any]:
    """The driver's pools of connections, one a server."""
    return [each.pool for each in list(client.delegate._topology._servers.values())]


def blocking(handle: Handle) -> BlockingDatabase[dict[str, Any]]:
    """The same database for a thread of one's own, which waits for each answer."""
    database: BlockingDatabase[dict[str, Any]] = handle.delegate
    return database


class ThreadDocuments:
    """What a query or an aggregation of the driver's answers, read a part at a time.

    ``begin`` makes the cursor of a collection's. ``at_once`` bytes end a part. Of what a
    cursor is read by Motor itself, each document costs more, and the end another turn of
    the loop.
    """

    def __init__(
        self, collection: Collection, begin: Callable[[Any], Any], options: Any, at_once: int
    ) -> None:
        self._collection = collection
        self._begin = begin
        self._options = options
        self._at_once = at_once
        self._cursor: Any = None
        self.more = True

    async def next_part(self) -> list[bytes]:
        """The next documents as they came; ``more`` says then whether there may be others."""
        if self._cursor is None:
            documents, self.more = await _on_thread(self._first)
        else:
            documents, self.more = await _on_thread(self._next, self._cursor)
        return documents

    async def close(self) -> None:
        """Let the server forget it."""
        if self._cursor is not None and self.more:
            await _on_thread(self._cursor.close)

    def _first(self) -> tuple[list[bytes], bool]:
        cursor = self._begin(_with_options(self._collection, self._options))
        self._cursor = cursor
        return self._next(cursor)

    def _next(self, cursor: Any) -> tuple[list[bytes], bool]:
        documents: list[bytes] = []
        weight = 0
        for each in cursor:
            # A large one is a view of its batch, all of which it would keep.
            documents.append(bytes(each.raw))
            weight += len(each.raw)
            if weight > self._at_once:
                return documents, True
        return documents, False


Documents = ThreadDocuments


async def find_one(
    collection: Collection, condition: dict[str, Any], projection: Any, options: Any
) -> Any:
    """The document of a query, as the codec options say; None where there is none."""
    found = _with_options(collection, options)
    return await _on_thread(found.find_one, condition, projection)


def _with_options(collection: Collection, options: Any) -> Any:
    return collection.delegate.with_options(codec_options=options)


async def _on_thread(work: Callable[..., T], *arguments: Any) -> T:
    loop = asyncio.get_running_loop()
    done: T = await _run(loop, work, *arguments)
    return done


def _timed(work: Work, deadline: Deadline, ends_at: float, untold: bool) -> Work:
    def run() -> Any:
        deadline.started += 1
        if untold:
            return work()
        with driver_time(ends_at):
            return work()

    return run


def _run(
    loop: asyncio.AbstractEventLoop, fn: Callable[..., Any], *args: Any, **kwargs: Any
) -> Operation:
    goes_on = bool(args) and isinstance(args[0], _CURSORS)
    name = getattr(fn, "__name__", "other")
    if name == "_refresh":
        name = "find" if isinstance(args[0], BlockingCursor) else "get_more"
    work = partial(fn, *args, **kwargs)
    return GATE.put(loop, work, name=_NAMES.get(name, name), goes_on=goes_on)


def _gate() -> Gate:
    lines = {lane: ThreadLine(lane.value, threads) for lane, threads in THREADS.items()}
    return Gate(lines, _timed)


def _renew() -> None:
    global GATE
    GATE = _gate()


GATE = _gate()
"""The gate of this process."""

# Motor asks its framework's module for a thread each time.
framework.run_on_executor = _run
if hasattr(os, "register_at_fork"):
    # No thread of the parent's lives on in a child.
    os.register_at_fork(after_in_child=_renew)
