"""One at a time, in order of arrival: for what would only be in each other's way."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from documents.database.deadlines import current
from documents.database.failures import NotInTime, TooManyWaiting

WAITING_AT_MOST = 1000


@dataclass
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    size: int = 0


class Turns:
    """A queue for each key that somebody waits for, within this process.

    What another process does is not in it: that is met as a write conflict, or by a condition.
    """

    def __init__(self, waiting_at_most: int = WAITING_AT_MOST) -> None:
        self._waiting_at_most = waiting_at_most
        self._queues: dict[Hashable, _Queue] = {}

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return sum(queue.size - 1 for queue in self._queues.values())

    @asynccontextmanager
    async def turn(self, key: Hashable) -> AsyncIterator[bool]:
        """Wait until all who came before are done, then be the only one for the block.

        Gives whether anybody had come before.

        Raises NotInTime when the task's deadline comes first, TooManyWaiting at once
        where so many wait already.
        """
        queue = self._queues.setdefault(key, _Queue())
        if queue.size > self._waiting_at_most:
            raise TooManyWaiting(f"too many wait for {key}")
        waited = queue.size > 0
        queue.size += 1
        try:
            await (_acquire(queue.lock) if waited else queue.lock.acquire())
            try:
                yield waited
            finally:
                queue.lock.release()
        finally:
            queue.size -= 1
            if not queue.size:
                del self._queues[key]


async def _acquire(lock: asyncio.Lock) -> None:
    deadline = current()
    try:
        # asyncio's lock wakes those who wait in order of arrival.
        async with asyncio.timeout(None if deadline is None else deadline.remaining()):
            await lock.acquire()
    except TimeoutError:
        raise NotInTime("others were there before, and took all the time") from None
