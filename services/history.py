"""What has been logged of changes of status: who made them, and when."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from documents.aggregates.workflow.log import (
    LogEntry,
    LogPlace,
    read_mission_log,
    read_session_log,
)
from documents.shapes.base import PydanticObjectId
from services.pagination import Cursors, Page


class _Read(Protocol):
    def __call__(
        self, user_id: str, owner_id: PydanticObjectId, /, *, after: LogPlace | None, limit: int
    ) -> Awaitable[list[LogEntry]]: ...


@dataclass(frozen=True)
class HistoryService:
    """The logs of the caller's missions and sessions."""

    cursors: Cursors

    async def list_mission_transitions(
        self, user_id: str, mission_id: PydanticObjectId, *, cursor: str | None, limit: int
    ) -> Page[LogEntry]:
        """One page of the changes of a mission, its hops, steps and assets, the newest first.

        Raises Missing, and InvalidArgument for a bad cursor.
        """
        listing = f"transitions of the mission {mission_id}"
        return await self._page(read_mission_log, user_id, mission_id, listing, cursor, limit)

    async def list_session_transitions(
        self, user_id: str, session_id: PydanticObjectId, *, cursor: str | None, limit: int
    ) -> Page[LogEntry]:
        """One page of the changes of a session, the newest first.

        Raises SessionMissing, and InvalidArgument for a bad cursor.
        """
        listing = f"transitions of the session {session_id}"
        return await self._page(read_session_log, user_id, session_id, listing, cursor, limit)

    async def _page(
        self,
        read: _Read,
        user_id: str,
        owner_id: PydanticObjectId,
        listing: str,
        cursor: str | None,
        limit: int,
    ) -> Page[LogEntry]:
        after = None
        if cursor is not None:
            at, among = self.cursors.read(cursor, user_id=user_id, listing=listing)
            after = LogPlace(datetime.fromisoformat(at), among)
        found = await read(user_id, owner_id, after=after, limit=limit + 1)
        return self.cursors.page(
            found,
            limit,
            lambda entry: [entry.place.at.isoformat(), entry.place.among],
            user_id=user_id,
            listing=listing,
        )
