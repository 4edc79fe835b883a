"""The services for a command, on the database that it works on."""

import secrets
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import structlog
from pydantic import SecretStr

from commands.embedded import database_uri
from documents.database import Database
from indexes import LeaseHeld, differences, sync
from services.lifecycle import COMMAND, running_services
from services.settings import Settings
from services.wiring import Services, Wiring

__all__ = ["command_services"]


@asynccontextmanager
async def command_services(
    settings: Settings, purpose: str, warn: Callable[[str], None]
) -> AsyncIterator[Services]:
    """The services on MONGODB_URI, else on the embedded database, for the block.

    ``purpose`` is the command's name. ``warn`` is told of indexes that are not in
    step; the embedded database's are made. Raises what ``database_uri`` and
    ``running_services`` do.
    """
    # What goes to standard output is the command's result alone.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    embedded = settings.mongodb_uri is None
    async with (
        database_uri(settings, purpose) as uri,
        running_services(
            Wiring(
                settings.model_copy(update={"mongodb_uri": SecretStr(uri)}),
                # No cursor of a command outlives it.
                cursor_key=secrets.token_bytes(32),
            ),
            COMMAND,
            see_to_indexes=partial(_see_to_indexes, warn=warn, embedded=embedded),
        ) as runtime,
    ):
        yield await runtime.ready()


async def _see_to_indexes(
    database: Database, *, warn: Callable[[str], None], embedded: bool
) -> None:
    if embedded:
        try:
            await sync(database)
        except LeaseHeld as error:
            warn(f"The indexes were not checked: {error}")
            return
    missing = await differences(database)
    if missing:
        warn(f"The indexes are not in step ({len(missing)}); run `threadkeep indexes sync`.")
