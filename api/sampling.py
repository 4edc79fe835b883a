"""What metrics are looked at for now and then, and not counted by each request.

What this process knows is asked of it at each look and at each scrape; the database every
``DATABASE_EVERY`` looks, by threads that no request can take. So no figure costs a request
anything, and a scrape waits for nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import structlog
from prometheus_client import Counter

from api import metrics
from api.in_flight import BytesInFlight
from documents.database import DatabaseError, database_load, error_name, observe_operations
from services.lifecycle import Runtime
from services.settings import Settings
from services.wiring import Services

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 5.0
DATABASE_EVERY = 3
"""At how many looks the database is asked once: every 15 seconds, as scrapes usually come."""
INDEXES_EVERY = 12
"""As many for its indexes: every minute."""


class Sampling:
    """Looks, and sets the metrics. ``sleep`` lets so many seconds pass."""

    def __init__(
        self,
        runtime: Runtime,
        settings: Settings,
        in_flight: BytesInFlight,
        requests_open: Callable[[], int],
        connections: Callable[[], int] = lambda: 0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._runtime = runtime
        self._settings = settings
        self._in_flight = in_flight
        self._requests_open = requests_open
        self._connections = connections
        self._sleep = sleep
        self._published: dict[object, float] = {}

    async def run(self) -> None:
        """Look for ever."""
        metrics.begin()
        metrics.SWEEP_EVERY.set(self._settings.sweep_every_minutes * 60)
        metrics.CHANGES_FOLLOWED.set(1)
        observe_operations(metrics.observe_operation)
        look = 0
        while True:
            self.look()
            # Not at the start, when all processes of a deployment look at once.
            await self._sleep(LOOK_EVERY_SECONDS)
            look += 1
            if look % DATABASE_EVERY == 0:
                try:
                    await self.look_at_database(indexes=look % INDEXES_EVERY == DATABASE_EVERY)
                except Exception as error:
                    # Whatever it was: there is a next look.
                    log.warning("database not looked at", error=error_name(error))

    def look(self) -> None:
        """Set what this process knows of itself."""
        metrics.REQUESTS_IN_FLIGHT.set(self._requests_open())
        metrics.BODY_BYTES_IN_FLIGHT.set(self._in_flight.total)
        metrics.CONNECTIONS.set(self._connections())
        load = database_load()
        metrics.DATABASE_PLACES.set(load.places)
        metrics.DATABASE_PLACES_TAKEN.set(load.taken)
        metrics.DATABASE_WAITING.set(load.waiting)
        self._count(metrics.DATABASE_WAITS, load.waits)
        self._count(metrics.DATABASE_WAIT_SECONDS, load.wait_seconds)
        if (services := self._runtime.services) is not None:
            self._look_at(services)

    def _look_at(self, services: Services) -> None:
        connections = services.database.connections
        metrics.DATABASE_CONNECTIONS.set(connections.open)
        metrics.DATABASE_CONNECTIONS_IN_USE.set(connections.in_use)
        metrics.DATABASE_CONNECTIONS_MAX.set(connections.at_most)
        running = services.background.running
        for kind in {*running, *metrics.KINDS_OF_WORK}:
            metrics.BACKGROUND.labels(kind).set(running[kind])
        if (watch := services.changes.watch) is not None:
            metrics.CHANGES_FOLLOWED.set(watch.is_following)
            metrics.CHANGES_LAG.set(max(watch.lag_seconds, 0))
            self._count(metrics.CHANGES_BEGUN, watch.beginnings)
        counts = services.counts
        for outcome, number in counts.sweeps.items():
            self._count(metrics.SWEEPS.labels(outcome), number)
        for change, number in counts.swept.items():
            self._count(metrics.SWEPT.labels(change), number)
        for kind, number in counts.background_failures.items():
            self._count(metrics.BACKGROUND_FAILURES.labels(kind), number)
        self._count(metrics.SWEPT_BYTES, counts.swept_bytes)
        self._count(metrics.SEALED, counts.sealed_messages)
        self._count(metrics.SEALING_FAILURES, counts.sealing_failures)
        self._count(metrics.TALLY_FAILURES, counts.tally_failures)
        self._count(metrics.REAPED, counts.reaped_streams)
        self._count(metrics.REAPING_FAILURES, counts.reaping_failures)
        for became, number in counts.webhook_attempts.items():
            self._count(metrics.WEBHOOK_ATTEMPTS.labels(became), number)
        for reason, number in counts.webhooks_disabled.items():
            self._count(metrics.WEBHOOKS_DISABLED.labels(reason), number)
        self._count(metrics.WEBHOOK_GAPS, counts.webhook_gaps)
        metrics.WEBHOOK_LAG.set(counts.webhook_lag_seconds)

    def _count(self, counter: Counter, total: float) -> None:
        """Bring a counter up to what has been counted since this began."""
        before = self._published.get(counter, 0)
        if total > before:
            counter.inc(total - before)
            self._published[counter] = total

    async def look_at_database(self, *, indexes: bool) -> None:
        """Set what only the database knows; without it what was known last stays."""
        services = self._runtime.services
        is_up = services is not None and await services.standing.is_up()
        metrics.DATABASE_UP.set(is_up)
        if services is None or not is_up:
            return
        with suppress(DatabaseError):
            standing = await services.standing.read()
            metrics.UNCOUNTED_CHATS.set(standing.uncounted_chats)
            metrics.KEPT_STREAMS.set(standing.kept_streams)
            metrics.OVERDUE_STREAMS.set(standing.overdue_streams)
            for name, gauge in (
                ("sweep", metrics.SWEEP_FINISHED),
                ("tallies", metrics.TALLY_FINISHED),
            ):
                if name in standing.finished:
                    gauge.set(standing.finished[name].timestamp())
            webhooks = standing.webhooks
            metrics.WEBHOOKS.set(webhooks.enabled)
            metrics.WEBHOOK_PENDING.set(webhooks.pending)
            metrics.WEBHOOK_DEAD.set(webhooks.dead)
            metrics.WEBHOOK_OLDEST.set(_timestamp(webhooks.oldest_pending))
            metrics.WEBHOOKS_RECORDED.set(_timestamp(webhooks.recorded_at))
            if indexes:
                out_of_step = await services.standing.indexes_out_of_step()
                metrics.INDEXES_OUT_OF_STEP.set(out_of_step)


def _timestamp(at: datetime | None) -> float:
    return 0 if at is None else at.timestamp()
