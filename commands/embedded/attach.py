"""Which database a command works on: MONGODB_URI's, that of a `serve`, or one of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from commands.embedded.errors import FolderInUse
from commands.embedded.lock import FolderLock
from commands.embedded.server import EmbeddedServer, read_running, running_server
from services.settings import Settings

__all__ = ["database_uri", "serving_server"]

_WAIT_SECONDS = 10.0
_POLL_SECONDS = 0.05
SERVE = "serve"


@asynccontextmanager
async def database_uri(settings: Settings, purpose: str) -> AsyncIterator[str]:
    """The connection string of the database that a command works on.

    MONGODB_URI where it is set. Else the embedded database: the one that
    ``threadkeep serve`` runs on the data folder just now, or one started for
    the length of the block. ``purpose`` is the command's name, for the message
    that another command gets while this one holds the folder.

    Raises FolderInUse when another command holds the folder for longer than
    10 s, and the other EmbeddedErrors as ``running_server`` does.
    """
    if settings.mongodb_uri is not None:
        yield settings.mongodb_uri.get_secret_value()
        return
    async with AsyncExitStack() as stack:
        found = await _found(settings, purpose, stack)
        yield found if isinstance(found, str) else found.uri


@asynccontextmanager
async def serving_server(settings: Settings) -> AsyncIterator[EmbeddedServer]:
    """The embedded database for ``threadkeep serve``, which other commands attach to.

    Raises FolderInUse when another ``serve`` holds the folder, or another
    command for longer than 10 s; the other EmbeddedErrors as ``running_server`` does.
    """
    async with AsyncExitStack() as stack:
        found = await _found(settings, SERVE, stack)
        assert isinstance(found, EmbeddedServer)
        yield found


async def _found(settings: Settings, purpose: str, stack: AsyncExitStack) -> EmbeddedServer | str:
    """Start the embedded database on ``stack``, or find the address of the one that serves."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _WAIT_SECONDS
    while True:
        if purpose != SERVE and (served := await _served(settings)) is not None:
            return served
        try:
            return await stack.enter_async_context(running_server(settings.data_folder, purpose))
        except FolderInUse as error:
            # By a serve about to be ready or gone, or a command about to end.
            serving = error.purpose == SERVE and purpose == SERVE
            if serving or loop.time() >= deadline:
                raise
            await asyncio.sleep(_POLL_SECONDS)


async def _served(settings: Settings) -> str | None:
    """The address of the folder's ``serve``, if there is one and it answers."""
    folder = settings.data_folder
    holder = FolderLock(folder).holder()
    uri = read_running(folder)
    if uri is None or holder is None or holder.purpose != SERVE:
        return None
    from documents.database import Database, DatabaseError  # slow to import

    database = Database(uri, timeout_seconds=1)
    try:
        await database.ping()
    except DatabaseError:
        return None
    finally:
        await database.close()
    return uri
