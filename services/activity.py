"""Sessions follow the activity of their chats, a moment later and in one command for many."""

import asyncio
from datetime import datetime

import structlog

from documents.aggregates.sessions.change import record_activity
from documents.database import DatabaseError, error_told
from documents.shapes.base import PydanticObjectId

log = structlog.get_logger()


class ActivityRecorder:
    """Collects when sessions were last active and writes it every few seconds.

    An append costs one command, not two. What is not written yet when the process
    dies is not lost to the clean-up: the Chat's own ``updated_at`` has it.
    """

    def __init__(self, flush_seconds: float) -> None:
        self._flush_seconds = flush_seconds
        self._latest: dict[PydanticObjectId, tuple[datetime, str]] = {}

    def note(self, session_id: PydanticObjectId | None, at: datetime, user_id: str) -> None:
        """The session's chat was active at that time, by that user."""
        if session_id is not None:
            known = self._latest.get(session_id)
            if known is None or known[0] < at:
                self._latest[session_id] = (at, user_id)

    async def flush(self) -> None:
        """Write what was noted. It stays noted while the database is away."""
        latest, self._latest = self._latest, {}
        written = False
        try:
            await record_activity(latest)
            written = True
        except DatabaseError as error:
            log.warning("activity not written yet", sessions=len(latest), error=error_told(error))
        finally:
            # Also when the service stops in the midst of it, and flushes once more.
            if not written:
                for session_id, (at, user_id) in latest.items():
                    self.note(session_id, at, user_id)

    async def run(self) -> None:
        """Flush for ever, every ``flush_seconds``."""
        while True:
            await asyncio.sleep(self._flush_seconds)
            await self.flush()
