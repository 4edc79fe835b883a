"""How many bytes a user may store in all: in messages, attachments and checkpoints."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from documents.aggregates.quotas.stored import (
    BytesOfUser,
    add_bytes,
    count_bytes,
    settle_bytes,
)
from documents.database import DatabaseError
from documents.shapes.base import Clock
from documents.shapes.errors.quotas import OverQuota
from services.background import Background

COUNTED_EVERY = timedelta(minutes=10)
"""How old the count of the messages of a user who appends may be."""

COUNTED_AT_MOST_EVERY = timedelta(seconds=10)
"""And of one who has no room: so long after something was deleted there may be room again."""

_STORED_WITH = 100
"""About what a message is stored with beside what was sent."""


@dataclass
class Room:
    """Room for what is stored in a block; what is not stored gives its bytes back."""

    is_used: bool = True


@dataclass(frozen=True)
class StoredQuota:
    """The quota of all that users store. What is begun may end: a stream is not asked again."""

    clock: Clock
    background: Background
    most: int

    @asynccontextmanager
    async def room(self, user_id: str, sizes: list[int]) -> AsyncIterator[Room]:
        """Room for messages of so many bytes, for the block that stores them. Raises OverQuota."""
        more = sum(sizes) + _STORED_WITH * len(sizes)
        now = self.clock()
        stored = await add_bytes(user_id, more, now=now)
        room = Room(is_used=False)
        is_known = True
        try:
            self._judge(stored, 0)
            yield room
        except (DatabaseError, asyncio.CancelledError):
            # It may be stored all the same: what was added stays until a count says.
            is_known = False
            raise
        finally:
            if is_known:
                await self._settle(user_id, more, now, is_stored=room.is_used)
            # Not before: a count that begins meanwhile counts these twice.
            self._count_when_due(user_id, stored)

    async def check(self, user_id: str, more: int = 0) -> None:
        """Raise OverQuota where there is no room for so many bytes, which are counted as they
        come."""
        stored = await add_bytes(user_id, 0, now=self.clock())
        self._count_when_due(user_id, stored, more)
        self._judge(stored, more)

    def _judge(self, stored: BytesOfUser, more: int) -> None:
        if stored.total + more > self.most:
            raise OverQuota(
                f"{self.most} bytes are all that a user may store in messages, attachments and "
                "checkpoints (THREADKEEP_QUOTA_USER_STORED_BYTES)",
                quota="stored_bytes",
                of="user",
                retry_after_seconds=int(COUNTED_AT_MOST_EVERY.total_seconds()),
            )

    def _count_when_due(self, user_id: str, stored: BytesOfUser, more: int = 0) -> None:
        has_room = stored.total + more <= self.most
        oldest = COUNTED_EVERY if has_room else COUNTED_AT_MOST_EVERY
        now = self.clock()
        if stored.counted_at is None or stored.counted_at <= now - oldest:
            self.background.start(("count", user_id), lambda: self._count(user_id, now))

    async def _count(self, user_id: str, now: datetime) -> None:
        await count_bytes(user_id, now=now)

    @staticmethod
    async def _settle(user_id: str, more: int, added_at: datetime, *, is_stored: bool) -> None:
        try:
            await settle_bytes(user_id, more, added_at=added_at, is_stored=is_stored)
        except DatabaseError:
            # The next count takes them off.
            return
