"""Runs one command: its database, its signals, and the exit code it ends with."""

import asyncio
import contextlib
import importlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from commands.embedded import EmbeddedError, database_uri
from commands.indexes.output import Output
from commands.shared.environment import read_settings
from commands.shared.failures import CommandError
from commands.shared.interrupts import run_interruptibly
from documents.database import Database, DatabaseError, UnsuitableServer
from documents.leases import LeaseHeld, LeaseLost
from documents.release import this_release
from indexes import (
    BuildStillRuns,
    Definitions,
    IndexesError,
    InvalidDefinition,
    PlanRefused,
    StalePlan,
)
from indexes.show.saved import SavedPlan, load_plan

IN_STEP, ERROR, CHANGES, LOCKED, REFUSED, BUILDING, STALE = range(7)
_CODES: tuple[tuple[type[Exception], int], ...] = (
    (LeaseHeld, LOCKED),
    (LeaseLost, LOCKED),
    (PlanRefused, REFUSED),
    (BuildStillRuns, BUILDING),
    (StalePlan, STALE),
)
# A secondary may not know yet what this command has written to its ledger and its lock.
_FROM_THE_PRIMARY = {
    "readPreference": "primary",
    "readPreferenceTags": "",
    "maxStalenessSeconds": -1,
}
# What a shell reports for a process that a signal ended.
_SIGNALLED = 128


@dataclass(frozen=True)
class Target:
    """What a command works on, from its options."""

    uri: str | None
    database: str | None
    definitions: str
    release: str | None
    only: tuple[str, ...] = ()
    """The collections that it is limited to; none for all."""

    @property
    def release_name(self) -> str:
        """The release that asks: the given one, or the installed one."""
        return self.release or this_release()

    def load_definitions(self) -> Definitions:
        """The definitions that ``--definitions MODULE:NAME`` names, of ``only`` where given.

        Raises IndexesError when there are none of that name, or of such a collection.
        """
        module, _, name = self.definitions.partition(":")
        if os.getcwd() not in sys.path:
            sys.path.insert(0, os.getcwd())
        try:
            found = getattr(importlib.import_module(module), name or "DEFINITIONS")
        except Exception as error:  # whatever the module's own code raises
            why = f"{type(error).__name__}: {error}"
            raise IndexesError(f"--definitions {self.definitions}: {why}") from error
        if not isinstance(found, Definitions):
            raise IndexesError(f"--definitions {self.definitions}: not an indexes.Definitions.")
        return found.only(self.chosen(found.names)) if self.only else found

    def chosen(self, names: Sequence[str]) -> list[str]:
        """Those of the names that ``--only`` lets through. Raises IndexesError for one it lacks."""
        for name in self.only:
            if name not in names:
                raise IndexesError(f"--only {name}: no such collection is declared.")
        return [name for name in names if not self.only or name in self.only]


def read_plan_file(file: Path) -> SavedPlan:
    """The plan in a file. Raises IndexesError for one that is none, or cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise IndexesError(f"{file} cannot be read: {error}") from error
    return load_plan(text)


@asynccontextmanager
async def open_database(target: Target) -> AsyncIterator[Database]:
    """The database of ``--uri``, MONGODB_URI or the embedded server.

    Raises CommandError for bad settings, UnsuitableServer, EmbeddedError, DatabaseError.
    """
    settings = read_settings(mongodb_uri=target.uri)
    async with database_uri(settings, "indexes") as uri:
        database = Database(
            uri,
            name=target.database or settings.database_name,
            timeout_seconds=settings.database_timeout_seconds,
            options=_FROM_THE_PRIMARY,
        )
        try:
            await database.check_server()
            yield database
        finally:
            await database.close()


Work = Callable[[Database], Awaitable[int]]


def run(output: Output, target: Target, work: Work) -> None:
    """Open the database, do the work, and leave with its exit code."""

    async def on_database() -> int:
        async with open_database(target) as database:
            return await work(database)

    leave(output, on_database)


def leave(output: Output, work: Callable[[], Awaitable[int]]) -> None:
    """Do the work and exit with what it gives back, or with the code of what it raises."""
    with output:
        code = _code_of(output, work)
        output.end(code)
    raise typer.Exit(code)


def _code_of(output: Output, work: Callable[[], Awaitable[int]]) -> int:
    try:
        return run_interruptibly(_interruptible(work))
    except (KeyboardInterrupt, asyncio.CancelledError) as stopped:
        number = signal.SIGINT if isinstance(stopped, KeyboardInterrupt) else signal.SIGTERM
        if output.building:
            output.failed(
                BuildStillRuns(
                    "Interrupted. The server goes on building: "
                    "see `threadkeep indexes status --watch`."
                )
            )
            return BUILDING
        output.failed(IndexesError("Interrupted. Run it again to go on."))
        return _SIGNALLED + number
    except (
        IndexesError,
        InvalidDefinition,
        LeaseHeld,
        LeaseLost,
        UnsuitableServer,
        EmbeddedError,
        CommandError,
    ) as error:
        output.failed(error)
        return next((code for kind, code in _CODES if isinstance(error, kind)), ERROR)
    except (DatabaseError, OSError, ValueError) as error:
        output.failed(error)
        return ERROR


async def _interruptible(work: Callable[[], Awaitable[int]]) -> int:
    """SIGTERM ends it as Ctrl-C does: the lock is let go."""
    task: asyncio.Task[Any] | None = asyncio.current_task()
    assert task is not None
    # Windows has no handlers, and a thread other than the main one may not set any.
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work()
