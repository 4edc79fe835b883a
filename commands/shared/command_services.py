"""The services on the database that a command works on."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import structlog
from pydantic import SecretStr

from commands.embedded import database_uri
from documents import DOCUMENTS
from documents.database import Database, connected
from documents.shapes.base import Clock, utc_now
from indexes import LockHeld, differences, sync
from services.settings import Settings
from services.wiring import Services, make_services

__all__ = ["command_services", "running_services"]

PATIENCE_SECONDS = 90.0
"""How long a command tries one transaction: longer than the server keeps one that a
killed process left open (``transactionLifetimeLimitSeconds``, 60 s by default)."""


@asynccontextmanager
async def command_services(
    settings: Settings, purpose: str, warn: Callable[[str], None]
) -> AsyncIterator[Services]:
    """The services on MONGODB_URI, else on the embedded database, for the block.

    ``purpose`` is the command's name. ``warn`` is told of indexes that are not in
    step; the embedded database's are made. Raises what ``database_uri`` and
    ``connected`` do.
    """
    # What goes to standard output is the command's result alone.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    async with (
        database_uri(settings, purpose) as uri,
        connected(
            uri,
            DOCUMENTS,
            name=settings.database_name,
            timeout_seconds=settings.database_timeout_seconds,
            transaction_seconds=PATIENCE_SECONDS,
        ) as database,
    ):
        await _see_to_indexes(database, warn, ours=settings.mongodb_uri is None)
        async with running_services(database, settings) as services:
            yield services


@asynccontextmanager
async def running_services(
    database: Database, settings: Settings, clock: Clock = utc_now
) -> AsyncIterator[Services]:
    """The services on a bound database; at the end all that they had begun is done."""
    if settings.token_secret is None:
        # Only cursors use it here, and a command hands out none: no file is made for it.
        ephemeral = SecretStr(secrets.token_urlsafe(32))
        settings = settings.model_copy(update={"token_secret": ephemeral})
    services = make_services(database, settings, clock=clock, new_id=lambda: uuid4().hex)
    flushing = asyncio.create_task(services.activity.run())
    try:
        yield services
    finally:
        flushing.cancel()
        with suppress(asyncio.CancelledError):
            await flushing
        await services.background.finish()
        await services.activity.flush()


async def _see_to_indexes(database: Database, warn: Callable[[str], None], *, ours: bool) -> None:
    if ours:
        try:
            await sync(database)
        except LockHeld as error:
            warn(f"The indexes were not checked: {error}")
            return
    missing = await differences(database)
    if missing:
        warn("The indexes are not in step; run `threadkeep indexes sync`:")
        for operation in missing:
            warn(f"  {operation.text}")
