"""The life of the services: from opening the database to closing it.

Read this first. What can be done with a conversation is one class a subject
(``sessions``, ``chats``, ``missions``, ``hops``, ``tool_steps``, ``assets``,
``users``, ``analytics``, ``upkeep``): it takes and gives the domain's own types,
checks limits, and calls ``documents``; it knows neither HTTP nor terminals.
Beside them stand what they share: ``settings`` and ``limits``, ``tokens`` and
``pagination`` (cursors), ``activity`` and ``background`` (what outlives a
request), and ``schedules`` (what happens by itself). ``wiring`` makes them all on
one database; this module says when.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

import indexes
from documents import DOCUMENTS
from documents.database import (
    CommandListener,
    Database,
    DatabaseError,
    UnsuitableServer,
    is_unavailable,
)
from services.schedules import (
    ScheduledCount,
    ScheduledJobs,
    ScheduledReap,
    ScheduledSweep,
    take_up_removals,
)
from services.webhooks.work import WebhookWork
from services.wiring import Services, Wiring, make_services

log = structlog.get_logger()

RECONNECT_SECONDS = 1.0
SETTLE_SECONDS = 2.0


@dataclass(frozen=True)
class Conduct:
    """How the services of one kind of process behave.

    ``awaits_database``: without a database they begin all the same, and look for
    it again and again. ``has_schedules``: they take up what other processes left
    undone, sweep and count. ``transaction_seconds`` bounds the tries of one
    transaction, the settings' database timeout where it is None;
    ``finish_seconds`` the wait for background work at the end, for which None
    waits as long as it takes.
    """

    awaits_database: bool
    has_schedules: bool
    transaction_seconds: float | None
    finish_seconds: float | None


SERVING = Conduct(
    awaits_database=True,
    has_schedules=True,
    transaction_seconds=None,
    # Removing what a million messages leave takes minutes, and the next start goes on with it.
    finish_seconds=2.0,
)
COMMAND = Conduct(
    awaits_database=False,
    has_schedules=False,
    # Longer than the server keeps a transaction that a killed process left open
    # (transactionLifetimeLimitSeconds, 60 s by default).
    transaction_seconds=90.0,
    finish_seconds=None,
)


class Runtime:
    """What runs just now: ``services`` is None until the database was first reached."""

    def __init__(self) -> None:
        self.services: Services | None = None
        self._begun = asyncio.Event()

    def begin(self, services: Services) -> None:
        """Have the services from now on."""
        self.services = services
        self._begun.set()

    def stop_following(self) -> None:
        """End what is followed (``changes``): nothing else ends by itself."""
        if self.services is not None:
            self.services.changes.stop()

    async def ready(self) -> Services:
        """The services, as soon as there are any."""
        await self._begun.wait()
        assert self.services is not None
        return self.services


async def log_differences(database: Database) -> None:
    """Warn in the log, in one line, where indexes are not as they are defined."""
    if missing := await indexes.differences(database):
        log.warning("indexes not in step", missing=len(missing), mend="threadkeep indexes sync")


@asynccontextmanager
async def running_services(
    wiring: Wiring,
    conduct: Conduct,
    *,
    listeners: Sequence[CommandListener] = (),
    see_to_indexes: Callable[[Database], Awaitable[None]] = log_differences,
) -> AsyncIterator[Runtime]:
    """The services on the MongoDB that the settings name, for the block.

    ``listeners`` hear of every command that is sent to the database;
    ``see_to_indexes`` is called before the services begin.

    Raises UnsuitableServer for a server that they cannot run on, and DatabaseError;
    where ``conduct`` awaits the database, not for one that is away.
    """
    settings = wiring.settings
    assert settings.mongodb_uri is not None, "whoever runs an embedded database gives its address"
    database = Database(
        settings.mongodb_uri.get_secret_value(),
        name=settings.database_name,
        timeout_seconds=settings.database_timeout_seconds,
        transaction_seconds=conduct.transaction_seconds,
        listeners=listeners,
    )
    runtime = Runtime()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        stack.push_async_callback(database.settle, SETTLE_SECONDS)

        async def begin() -> None:
            await database.check_server()
            await database.bind(DOCUMENTS)
            await see_to_indexes(database)
            runtime.begin(await stack.enter_async_context(services_on(database, wiring, conduct)))

        try:
            await begin()
        except DatabaseError as error:
            if not conduct.awaits_database or not is_unavailable(error):
                raise
            log.warning("database away", error=str(error))
            reconnecting = asyncio.create_task(_begin_later(begin))
            stack.push_async_callback(_end, reconnecting)
        yield runtime


async def _begin_later(begin: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(RECONNECT_SECONDS)
        try:
            await begin()
            return
        except (DatabaseError, UnsuitableServer) as error:
            if isinstance(error, DatabaseError) and is_unavailable(error):
                log.warning("database away", error=str(error))
            else:
                # It answers, but not as it must: say so, and look again.
                log.error("database not usable", error=str(error))


@asynccontextmanager
async def services_on(
    database: Database, wiring: Wiring, conduct: Conduct
) -> AsyncIterator[Services]:
    """The services on a bound database, for the block; at its end what they began is done."""
    services = make_services(database, wiring)
    work = [services.activity.run()]
    if services.feeds.quota is not None:
        work.append(services.feeds.quota.places.run())
    if services.body_quota is not None:
        work.append(services.body_quota.places.run())
    if conduct.has_schedules:
        services.background.start(
            "leftovers", partial(take_up_removals, database, services.sessions)
        )
        every = timedelta(minutes=wiring.settings.sweep_every_minutes)
        work.append(ScheduledSweep(services.upkeep, every, counts=services.counts).run())
        work.append(ScheduledCount(database, services.counts).run())
        work.append(ScheduledReap(services.streams, wiring.chance, counts=services.counts).run())
        work.append(ScheduledJobs(services.jobs, wiring.chance).run())
        work.append(
            WebhookWork(database, services.webhooks, wiring.chance, counts=services.counts).run()
        )
    running = [asyncio.create_task(each) for each in work]
    try:
        yield services
    finally:
        services.changes.stop()
        await _end(*running)
        await services.background.finish(conduct.finish_seconds)
        with database.within_timeout():
            await services.activity.flush()


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
