"""What the service does by itself: take up removals, sweep, count, reap, do jobs."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import structlog

from documents import leases
from documents.aggregates.analytics.filling import fill
from documents.aggregates.analytics.tallies import count_new
from documents.database import Database, error_told, is_unavailable
from documents.leases import LeaseHeld
from documents.shapes.lease_records import LeaseRecord
from services.jobs import JobService
from services.sessions import SessionService
from services.streams import StreamService
from services.upkeep import UpkeepService
from services.work_counts import SweepOutcome, WorkCounts

log = structlog.get_logger()

REMOVING = leases.Place(LeaseRecord, "leftovers")


async def take_up_removals(database: Database, sessions: SessionService) -> None:
    """Finish the removals that were begun or are due, unless another process does so now."""
    with suppress(LeaseHeld):
        async with leases.hold(database, REMOVING, wait_seconds=0):
            await sessions.remove_leftovers()


FIRST_SWEEP_SECONDS = 60.0


class ScheduledSweep:
    """Sweeps once in the period ``every``; never, when that is 0.

    However many processes serve, one of them sweeps at a time, and once a period.
    ``sleep`` lets so many seconds pass.
    """

    def __init__(
        self,
        upkeep: UpkeepService,
        every: timedelta,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        counts: WorkCounts | None = None,
    ) -> None:
        self._upkeep = upkeep
        self._every = every
        self._sleep = sleep
        self._counts = counts or WorkCounts()

    async def run(self) -> None:
        """Sweep for ever. A sweep that fails is told to the log, and tried next time."""
        if not self._every:
            return
        # Soon: a process that is replaced before its first period ends has to sweep, too.
        pause = min(self._every.total_seconds(), FIRST_SWEEP_SECONDS)
        while True:
            await self._sleep(pause)
            await self.once()
            pause = self._every.total_seconds()

    async def once(self) -> None:
        """Sweep now, unless another process does, or has in this period."""
        try:
            # A little less than the period: the processes' timers are not in step.
            report = await self._upkeep.sweep_unless_within(self._every * 0.9)
        except LeaseHeld:
            return
        except Exception as error:
            # Whatever it was: the next one has to come.
            self._counts.sweeps[SweepOutcome.FAILED] += 1
            log.warning("sweep stopped", error=error_told(error))
            return
        if report is not None:
            self._counts.sweeps[SweepOutcome.COMPLETED] += 1
            self._counts.swept.update(report.sessions())
            self._counts.swept_bytes += report.freed_bytes
            log.info("swept", **report.as_dict())


REAP_EVERY_SECONDS = 2.0


class ScheduledReap:
    """Ends the streams of silent writers, and what else is due with streams, for ever.

    Each process does: what is due costs one look at an index, and each step is one
    conditional update, so that no process depends on another that may be dead.

    ``chance`` gives a number from 0 to 1, not included; ``sleep`` lets so many seconds pass.
    """

    def __init__(
        self,
        streams: StreamService,
        chance: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        counts: WorkCounts | None = None,
    ) -> None:
        self._counts = counts or WorkCounts()
        self._streams = streams
        self._chance = chance
        self._sleep = sleep

    async def run(self) -> None:
        """Reap for ever."""
        while True:
            # In step, several would do everything twice.
            await self._sleep(REAP_EVERY_SECONDS * (0.75 + self._chance() / 2))
            await self.once()

    async def once(self) -> None:
        """Do what is due now."""
        try:
            self._counts.reaped_streams += await self._streams.reap()
        except Exception as error:
            self._counts.reaping_failures += 1
            if not is_unavailable(error):
                log.warning("reaping stopped", error=error_told(error))


COUNT_EVERY_SECONDS = 60.0
COUNTING = leases.Place(LeaseRecord, "tallies")


_FIRST_RUN_STEPS = 500


class ScheduledCount:
    """Counts new messages every minute, so that analytics find little left to count, and goes
    on with the first run of daily figures while that is not through."""

    def __init__(self, database: Database, counts: WorkCounts | None = None) -> None:
        self._database = database
        self._counts = counts or WorkCounts()

    async def run(self) -> None:
        """Count for ever."""
        while True:
            await asyncio.sleep(COUNT_EVERY_SECONDS)
            await self.once()

    async def once(self) -> None:
        """Count now, unless another process does."""
        try:
            async with leases.hold(self._database, COUNTING, wait_seconds=0) as lease:
                await count_new(self._database)
                await fill(self._database, steps=_FIRST_RUN_STEPS, share=1.0)
                await lease.note(finished_at=True)
        except LeaseHeld:
            return
        except Exception as error:
            self._counts.tally_failures += 1
            log.warning("counting stopped", error=error_told(error))


LOOK_FOR_JOBS_EVERY_SECONDS = 5.0


class ScheduledJobs:
    """Takes up the jobs that nobody does, as the process that did has ended.

    ``chance`` gives a number from 0 to 1, not included; ``sleep`` lets so many seconds pass.
    """

    def __init__(
        self,
        jobs: JobService,
        chance: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._jobs = jobs
        self._chance = chance
        self._sleep = sleep

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self._sleep(LOOK_FOR_JOBS_EVERY_SECONDS * (0.75 + self._chance() / 2))
            await self.once()

    async def once(self) -> None:
        """Begin with what nobody does now."""
        try:
            await self._jobs.begin_some()
        except Exception as error:
            if not is_unavailable(error):
                log.warning("looking for jobs stopped", error=error_told(error))
