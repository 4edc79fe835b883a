"""What operators see before they act: what a sweep would do, and how the indexes stand."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import indexes
from documents.database import Database, free_context
from documents.release import this_release
from documents.shapes.base import Clock, PydanticObjectId
from documents.upkeep.due import (
    DueCount,
    DuePlace,
    DueSession,
    LastSweep,
    SweepStep,
    count_due_sessions,
    find_due,
    read_last_sweep,
)
from documents.upkeep.sweep import Periods
from indexes import Plan
from indexes.compare.planning import with_sizes
from indexes.show.status import Status, read_status
from services.pagination import Cursors, Page


@dataclass(frozen=True)
class SweepForesight:
    """To how many sessions a sweep at ``at`` would do each step, and what the last one did."""

    at: datetime
    counts: list[DueCount]
    last: LastSweep | None


@dataclass(frozen=True)
class IndexForesight:
    """How each index is, and what the index command would change."""

    at: datetime
    status: Status
    plan: Plan


class ForesightService:
    """Looks at what is due, of every user's. Changes nothing."""

    def __init__(
        self, database: Database, clock: Clock, periods: Periods, cursors: Cursors
    ) -> None:
        self._database = database
        self._clock = clock
        self._periods = periods
        self._cursors = cursors
        self._look: asyncio.Task[IndexForesight] | None = None

    async def sweep(self) -> SweepForesight:
        """What a sweep would do now, by numbers."""
        now = self._clock()
        counts = await count_due_sessions(self._periods, now=now)
        return SweepForesight(now, counts, await read_last_sweep(self._database))

    async def due_sessions(
        self, caller: str, step: SweepStep, *, cursor: str | None, limit: int
    ) -> Page[DueSession]:
        """One page of the sessions that a sweep would do a step to now, those that wait the
        longest first. Raises InvalidArgument for a bad cursor."""
        listing = f"sessions to {step}"
        after = None
        if cursor is not None:
            at, last_id = self._cursors.read(cursor, user_id=caller, listing=listing)
            after = DuePlace(datetime.fromisoformat(at), PydanticObjectId(last_id))
        page = await find_due(self._periods, step, now=self._clock(), after=after, limit=limit)
        if page.after is None:
            return Page(page.items, None)
        place = [page.after.at.isoformat(), str(page.after.id)]
        return Page(page.items, self._cursors.make(place, user_id=caller, listing=listing))

    async def indexes(self) -> IndexForesight:
        """How the indexes stand, and the plan. However many ask at once, one looks.

        Raises DatabaseError when the server does not answer.
        """
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._look_at_indexes(), context=free_context())
        return await asyncio.shield(self._look)

    async def _look_at_indexes(self) -> IndexForesight:
        status = await read_status(self._database, indexes.DEFINITIONS, this_release())
        plan = await with_sizes(self._database, await indexes.make_plan(self._database))
        return IndexForesight(self._clock(), status, plan)
