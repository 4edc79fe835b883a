"""Whether the service can serve: asked often, and by whoever decides where requests go."""

import asyncio

import indexes
from documents.database import Database, DatabaseError, free_context, is_unavailable

ANSWERED_WITHIN_SECONDS = 0.9
"""In less than the second that probes usually wait."""


class Readiness:
    """Looks at the database by a way of its own, once at a time however many ask."""

    def __init__(self, database: Database, seconds: float = ANSWERED_WITHIN_SECONDS) -> None:
        self._database = database
        self._seconds = seconds
        self._look: asyncio.Task[list[str]] | None = None
        self._known: list[str] | None = None

    async def differences(self) -> list[str]:
        """What separates the indexes from their definitions, a line each.

        Raises DatabaseError when no primary answers in time. Where one answers and its
        indexes take longer, they are as they were seen last.
        """
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._compare(), context=free_context())
        return await asyncio.shield(self._look)

    async def _compare(self) -> list[str]:
        with self._database.aside(self._seconds):
            await self._database.ping()
            try:
                found = await indexes.differences(self._database)
            except DatabaseError as error:
                if self._known is None or not is_unavailable(error):
                    raise
                return self._known
        self._known = [operation.text for operation in found]
        return self._known
