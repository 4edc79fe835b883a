"""The database that the service runs on: found or started, and checked, before it serves."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from commands.embedded import EmbeddedServer, serving_server
from commands.serve.stopping import Stop
from commands.shared.failures import hosts_of, sentence
from services.settings import Settings

__all__ = ["OpenedDatabase", "opened_database"]


@dataclass(frozen=True)
class OpenedDatabase:
    """The database that the service is about to use."""

    uri: str
    description: str
    ours: bool

    def bound(self, settings: Settings) -> Settings:
        """The settings with this database."""
        return settings.model_copy(update={"mongodb_uri": SecretStr(self.uri)})


@asynccontextmanager
async def opened_database(
    settings: Settings, stop: Stop, say: Callable[[str], None], warn: Callable[[str], None]
) -> AsyncIterator[OpenedDatabase]:
    """MONGODB_URI's database, else the embedded one, for the block; checked.

    The loss of the embedded one requests ``stop``. Raises EmbeddedError, and what
    the check does: DatabaseError, UnsuitableServer.
    """
    if settings.mongodb_uri is not None:
        opened = OpenedDatabase(
            settings.mongodb_uri.get_secret_value(), hosts_of(settings), ours=False
        )
        await _check(settings, opened, warn)
        yield opened
        return
    say("Starting MongoDB ...")
    async with serving_server(settings) as server:
        watch = stop.watch(_end_with(server, stop))
        try:
            opened = OpenedDatabase(server.uri, f"embedded, in {_short(server.folder)}", ours=True)
            await _check(settings, opened, warn)
            yield opened
        finally:
            watch.cancel()


async def _end_with(server: EmbeddedServer, stop: Stop) -> None:
    await server.process.ended()
    stop.request(f"The embedded MongoDB has stopped: {server.process.why_it_ended()}")


async def _check(settings: Settings, opened: OpenedDatabase, warn: Callable[[str], None]) -> None:
    """Refuse a server that will not do; make the indexes where the database is ours.

    Another's indexes are made at deploy, by ``threadkeep indexes sync``; the
    application only says what is missing. Another's database may also be away:
    the application answers 503 until it is back.
    """
    # Slow to import: after the embedded server has begun to start.
    from documents.database import Database, DatabaseError, is_unavailable
    from documents.leases import LeaseHeld
    from indexes import sync

    database = Database(
        opened.uri,
        name=settings.database_name,
        timeout_seconds=settings.database_timeout_seconds,
    )
    try:
        await database.check_server()
        if opened.ours:
            await sync(database)
    except DatabaseError as error:
        told = sentence(error)
        if opened.ours or told is None or not is_unavailable(error):
            raise
        warn(f"{told}. Until it can, requests are answered with 503.")
    except LeaseHeld as error:
        warn(f"The indexes could not be checked: {error}")
    finally:
        await database.close()


def _short(folder: Path) -> str:
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)
