"""What changes in the database, told as it happens: one change stream for all of a process.

It is read on a thread of its own, not one of the gate's: it waits for ever.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog
from beanie import Document
from pymongo import ReadPreference
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from documents.database.collections import name_of
from documents.database.connection import Database
from documents.database.driver import blocking
from documents.database.failures import error_told

log = structlog.get_logger()

_AWAIT_MILLISECONDS = 1000
_RECONNECT_SECONDS = 0.5

READINGS_A_SECOND = 50
"""How often the server is asked for changes while there are always more."""

READINGS_AT_ONCE = 5
"""How often it is asked without a pause, after a while in which little changed."""

ChangedDocument = tuple[str, Any]
"""The name of a collection, and the ``_id`` of the document in it that has changed."""


def _changes_of(model: type[Document], fields: Sequence[str]) -> dict[str, Any]:
    """The changes of a class's documents; of updates only those of one of the ``fields``, if
    there are any."""
    here: dict[str, Any] = {"ns.coll": name_of(model)}
    if fields:
        here["$or"] = [
            {"operationType": {"$ne": "update"}},
            *({f"updateDescription.updatedFields.{f}": {"$exists": True}} for f in fields),
        ]
    return here


class Pace:
    """How long to wait before the server is asked again, so that in a rush a reading has many
    changes, and one that comes alone is told at once.

    The generic cell rate algorithm (ITU-T I.371, annex A), which waits where that refuses.
    """

    def __init__(self, a_second: float, at_once: int) -> None:
        self._every = 1 / a_second
        self._ahead = (at_once - 1) * self._every
        self._due = float("-inf")

    def pause(self, now: float) -> float:
        """The seconds to wait from ``now`` on, by a clock that only goes forward."""
        wait = max(0.0, self._due - self._ahead - now)
        self._due = max(self._due, now) + self._every
        return wait


class ChangeWatch:
    """Tells which documents of some classes change, once a majority has the change.

    ``watched`` are the classes, each with the fields whose updates are told; any, if none.
    ``on_change`` is called on the event loop with what has changed, in order, and
    ``on_begin`` whenever changes are told from now on, and may have been missed before:
    at the start, and after the server or its memory of the past was lost.

    In a rush the server is asked less often, for all that has changed by then; ``pause`` lets
    so many seconds pass by ``clock``, in another thread, and comes back early when it stops.
    """

    def __init__(
        self,
        database: Database,
        watched: Mapping[type[Document], Sequence[str]],
        *,
        on_change: Callable[[Sequence[ChangedDocument]], None],
        on_begin: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self._database = database
        self._pipeline: list[dict[str, Any]] = [
            {
                "$match": {
                    # What is only just inserted, nobody follows.
                    "operationType": {"$in": ["update", "replace", "delete"]},
                    "$or": [_changes_of(*each) for each in watched.items()],
                }
            },
            # Only which one: a change may carry a whole array.
            {"$project": {"ns.coll": 1, "documentKey._id": 1, "wallTime": 1}},
        ]
        self._on_change = on_change
        self._on_begin = on_begin
        self._loop = asyncio.get_running_loop()
        self._told: deque[ChangedDocument | None] = deque()
        self._stopping = threading.Event()
        self._clock = clock
        self._pause = pause or self._stopping.wait
        self._is_away = False
        self.is_following = False
        """Whether changes are told just now."""
        self.beginnings = 0
        """How often changes were told anew, and may have been missed before."""
        self.lag_seconds = 0.0
        """How old the last change was when it was read, by the clocks of server and process."""
        threading.Thread(target=self._run, daemon=True, name="database-changes").start()

    def stop(self) -> None:
        """Tell nothing any more."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._follow()
            except PyMongoError as error:
                if not self._is_away and not self._stopping.is_set():
                    log.warning("changes not followed", error=error_told(error))
                self._is_away = True
            self.is_following = False
            self._stopping.wait(_RECONNECT_SECONDS)

    def _follow(self) -> None:
        handle = blocking(self._database.handle).with_options(
            read_concern=ReadConcern("majority"), read_preference=ReadPreference.PRIMARY
        )
        with handle.watch(self._pipeline, max_await_time_ms=_AWAIT_MILLISECONDS) as stream:
            self._is_away = False
            self.is_following = True
            self.beginnings += 1
            self._tell(None)
            pace = Pace(READINGS_A_SECOND, READINGS_AT_ONCE)
            batch: list[ChangedDocument] = []
            while stream.alive and not self._stopping.is_set():
                change = stream.try_next()
                if change is None:
                    continue
                batch.append((change["ns"]["coll"], change["documentKey"]["_id"]))
                # The driver says nowhere else whether it asks the server for the next one.
                if stream._cursor._has_next():
                    continue
                self._tell(*batch)
                self.lag_seconds = (datetime.now(UTC) - change["wallTime"]).total_seconds()
                batch.clear()
                if wait := pace.pause(self._clock()):
                    self._pause(wait)

    def _tell(self, *changes: ChangedDocument | None) -> None:
        self._told.extend(changes)
        # The loop is closed when the process is on its way out.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._hand_over)

    def _hand_over(self) -> None:
        changes: list[ChangedDocument] = []
        while self._told:
            change = self._told.popleft()
            if change is None:
                self._on_begin()
            else:
                changes.append(change)
        if changes and not self._stopping.is_set():
            self._on_change(changes)
