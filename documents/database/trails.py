"""All that changes in the database, in order and from a place on: for whoever may miss nothing.

Where ``changes`` tells what to look at, this tells each change, and the place to go on from once
it is dealt with. It is read on a thread of its own, as that is.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from bson import Timestamp
from pymongo import ReadPreference
from pymongo.errors import OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern

from documents.database.connection import Database
from documents.database.driver import Transaction, blocking

T = TypeVar("T")

CHANGES_AT_ONCE = 200
_AWAIT_MILLISECONDS = 500

_LOST = {
    136: "CappedPositionLost",
    260: "InvalidResumeToken",
    280: "ChangeStreamFatalError",
    286: "ChangeStreamHistoryLost",
    # A change too large to be told would be met again at each try.
    10334: "BSONObjectTooLarge",
}

TrailPlace = dict[str, Any]
"""Where to go on: what the server calls a resume token. Its ``_data`` puts changes in order."""


class TrailLost(Exception):
    """The server cannot tell what came after the place any more."""


@dataclass(frozen=True)
class TrailBatch:
    """Some changes in order, perhaps none, and the place after them."""

    changes: list[dict[str, Any]]
    place: TrailPlace | None


class Trail:
    """The changes that a ``pipeline`` lets through, after a place or from a moment on.

    Only what a majority has. One reads at a time.
    """

    def __init__(
        self,
        database: Database,
        pipeline: list[dict[str, Any]],
        *,
        after: TrailPlace | None,
        begin: int,
    ) -> None:
        self._database = database
        self._pipeline = pipeline
        self._from: dict[str, Any] = (
            {"start_at_operation_time": _timestamp(begin)}
            if after is None
            else {"resume_after": after}
        )
        self._stream: Any = None
        self._turn = threading.Lock()

    async def read(self) -> TrailBatch:
        """The next changes, after half a second at most. Raises TrailLost, DatabaseError."""
        try:
            return await _aside(self._read)
        except OperationFailure as error:
            if error.code in _LOST:
                raise TrailLost(_LOST[error.code]) from error
            raise

    async def close(self) -> None:
        """Let the server forget it."""
        with suppress(PyMongoError):
            await asyncio.shield(_aside(self._close))

    def _read(self) -> TrailBatch:
        with self._turn:
            if self._stream is None:
                handle = blocking(self._database.handle).with_options(
                    read_concern=ReadConcern("majority"), read_preference=ReadPreference.PRIMARY
                )
                self._stream = handle.watch(
                    self._pipeline,
                    max_await_time_ms=_AWAIT_MILLISECONDS,
                    batch_size=CHANGES_AT_ONCE,
                    **self._from,
                )
            stream, changes = self._stream, list[dict[str, Any]]()
            while len(changes) < CHANGES_AT_ONCE:
                change = stream.try_next()
                if change is None:
                    break
                changes.append(change)
                # The driver says nowhere else whether it asks the server for the next one.
                if not stream._cursor._has_next():
                    break
            return TrailBatch(changes, stream.resume_token)

    def _close(self) -> None:
        with self._turn:
            if self._stream is not None:
                self._stream.close()


async def moment_of(database: Database) -> int:
    """The database's own time just now: what is written from here on comes after it."""
    answer = await database.handle.command("ping")
    return moment_in(answer["operationTime"])


def moment_in(timestamp: Any) -> int:
    """A time of the database's own, as a number that can be stored and compared."""
    return int(timestamp.time) << 32 | int(timestamp.inc)


def _timestamp(moment: int) -> Timestamp:
    return Timestamp(moment >> 32, moment & 0xFFFFFFFF)


@asynccontextmanager
async def no_earlier_than(database: Database, moment: int) -> AsyncIterator[Transaction]:
    """A session whose reads wait until who is asked has all that there was at a moment: the
    primary that told a change may not be the one that is asked next."""
    async with await database.client.start_session() as session:
        session.advance_operation_time(_timestamp(moment))
        yield session


def place_at(moment: int) -> str:
    """What stands where the ``_data`` of a change at this moment would, to be put in order."""
    return f"82{moment:016X}"


async def _aside(work: Callable[[], T]) -> T:
    """What ``work`` gives, on a daemon thread: nobody waits for it at the end of the process."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as raised:
            error = raised
        # The loop is closed when the process is on its way out.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, daemon=True, name="database-trail").start()
    return await future
