"""The window of requests of a user, or of all, as the strategies of ``limits`` ask for it.

One atomic update takes a request and says whether there was room for it, so however many
processes ask, no more are taken than may be. It is counted by the primary alone: should it be
lost, some requests of its last second are not counted, and no request waits for a majority.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from limits.aio.storage.base import SlidingWindowCounterSupport, Storage

from documents.database import DatabaseError, DuplicateKeyError, ReturnDocument, hastily_in
from documents.shapes.quotas import WINDOWS_KEPT, RequestWindow


class WindowOf(Storage, SlidingWindowCounterSupport):
    """The stored window of one subject, and what it was when it was last looked at.

    The key that a limit makes of itself does not matter: one that is changed goes on with what
    was counted.
    """

    STORAGE_SCHEME = None

    def __init__(self, subject: str, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._subject = subject
        self._clock = clock
        self._start = 0
        self._current = 0
        self._previous = 0
        self._elapsed = 0.0

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """What the database raises."""
        return DatabaseError

    async def acquire_sliding_window_entry(
        self,
        key: str,  # noqa: ARG002
        limit: int,
        expiry: int,
        amount: int = 1,
    ) -> bool:
        """Take so many requests, if there is room for them; whether there was."""
        now, length = _milliseconds(self._clock()), expiry * 1000
        for _ in range(2):
            try:
                found = await hastily_in(RequestWindow).find_one_and_update(
                    {"_id": self._subject},
                    _taken(now, length, limit, amount),
                    upsert=True,
                    return_document=ReturnDocument.AFTER,
                )
                break
            except DuplicateKeyError:
                # Another made it just now.
                continue
        else:
            raise AssertionError("what is there is updated")
        assert found is not None
        self._note(found, now)
        return bool(found["is_taken"])

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:  # noqa: ARG002
        """What it was when it was last looked at: no command is sent for that."""
        left = expiry - self._elapsed
        return self._previous, left if self._previous else 0.0, self._current, expiry + left

    def left_seconds(self, expiry: int) -> float:
        """How long the minute lasts still."""
        return expiry - self._elapsed

    def wait_seconds(self, limit: int, expiry: int) -> float:
        """How long it takes until there is room for one, if nobody else takes it."""
        left = expiry - self._elapsed
        if self._current >= limit:
            # Then all of them are in the minute before, and the first that is let go makes room.
            previous, of_next, left = self._current, 0, left + expiry
        else:
            previous, of_next = self._previous, self._current
        if not previous:
            return 0.0
        # There is room while previous * left / expiry + of_next < limit.
        return max(0.0, left - expiry * (limit - of_next) / previous)

    def _note(self, found: dict[str, Any], now: int) -> None:
        self._start, self._current = found["start"], found["current"]
        self._previous = found["previous"]
        self._elapsed = max(0, now - self._start) / 1000

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Not for this strategy."""
        raise NotImplementedError

    async def get(self, key: str) -> int:  # noqa: ARG002
        """How many this minute has."""
        return self._current

    async def get_expiry(self, key: str) -> float:  # noqa: ARG002
        """When the minute ends, in seconds since 1970."""
        return self._start / 1000 + 60

    async def check(self) -> bool:
        """Whether the storage is well: a request finds out."""
        return True

    async def reset(self) -> int | None:
        """Not here: windows of others are in the collection."""
        raise NotImplementedError

    async def clear(self, key: str) -> None:  # noqa: ARG002
        """Forget what was counted."""
        await hastily_in(RequestWindow).delete_one({"_id": self._subject})

    async def clear_sliding_window(self, key: str, expiry: int) -> None:  # noqa: ARG002
        """Forget what was counted."""
        await self.clear(key)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _taken(now: int, length: int, limit: int, amount: int) -> list[dict[str, Any]]:
    """The update that takes so many, if there is room."""
    # A process whose clock is behind counts in the minute that there is.
    start = {"$max": [{"$ifNull": ["$start", 0]}, now - now % length]}
    goes_on = {"$eq": [start, "$start"]}
    was_last = {"$eq": [{"$subtract": [start, length]}, "$start"]}
    elapsed = {"$max": [0, {"$subtract": [now, "$start"]}]}
    weight = {"$divide": [{"$subtract": [length, elapsed]}, length]}
    used = {"$floor": {"$add": [{"$multiply": ["$previous", weight]}, "$current"]}}
    return [
        {
            "$set": {
                "start": start,
                "current": {"$cond": [goes_on, "$current", 0]},
                "previous": {"$cond": [goes_on, "$previous", {"$cond": [was_last, "$current", 0]}]},
            }
        },
        {"$set": {"is_taken": {"$lte": [{"$add": [used, amount]}, limit]}}},
        {
            "$set": {
                "current": {"$add": ["$current", {"$cond": ["$is_taken", amount, 0]}]},
                "expires_at": {
                    "$toDate": {"$add": ["$start", WINDOWS_KEPT // timedelta(milliseconds=1)]}
                },
            }
        },
    ]
