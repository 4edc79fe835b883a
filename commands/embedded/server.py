"""The embedded database: a one-member replica set in a folder that stays."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.embedded.address import Address, choose_address
from commands.embedded.binary import find_mongod
from commands.embedded.errors import FolderInUse, StartFailed
from commands.embedded.lock import FolderLock
from commands.embedded.process import MongodProcess, end_stale

if TYPE_CHECKING:
    from documents.database import Database

__all__ = ["EmbeddedServer", "read_running", "running_server"]

SET_NAME = "threadkeep"
CACHE_GIGABYTES = 0.25
START_SECONDS = 60.0
_OPLOG_MEGABYTES = 256
_POLL_SECONDS = 0.02
_RUNNING = "embedded.json"
# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_ALREADY_INITIALIZED = 23
_NOT_YET_INITIALIZED = 94


class EmbeddedServer:
    """A running embedded database; made by ``running_server``."""

    def __init__(self, folder: Path, address: Address, process: MongodProcess) -> None:
        self.folder = folder
        self.address = address
        self.process = process

    @property
    def uri(self) -> str:
        """The connection string."""
        return self.address.uri

    async def become_writable(self) -> None:
        """Bring the one-member set up: made on the first start, re-addressed after a move.

        Raises StartFailed when mongod ends or START_SECONDS pass before that.
        """
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await self._advance():
                    if not self.process.running:
                        raise StartFailed(
                            f"The embedded mongod did not start: {self.process.why_it_ended()}"
                        )
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError:
            raise StartFailed(
                f"The embedded mongod was not writable after {START_SECONDS:g} s: "
                f"{self.process.why_it_ended()}"
            ) from None

    async def _advance(self) -> bool:
        """Take the one step that the server needs now; True when it is writable.

        Each step has a client of its own: one made before the set was initiated
        goes on believing that the server knows no sessions.
        """
        if self.address.socket is not None and not self.address.socket.exists():
            return False
        # Slow to import: the server starts meanwhile.
        from documents.database import (
            Database,
            DatabaseError,
            OperationFailure,
            is_unavailable,
        )

        database = Database(self.uri, timeout_seconds=1)
        try:
            return await self._step(database)
        except DatabaseError as error:
            passing = isinstance(error, OperationFailure) and error.code in (
                _ALREADY_INITIALIZED,  # its configuration is still being read from disk
                _NOT_YET_INITIALIZED,
            )
            if passing or is_unavailable(error):
                return False
            raise StartFailed(f"The embedded mongod is not usable: {error}") from error
        finally:
            await database.close()

    async def _step(self, database: "Database") -> bool:
        from documents.database import OperationFailure

        admin = database.client.admin
        member = {"_id": 0, "host": self.address.host}
        try:
            config: dict[str, Any] = (await admin.command("replSetGetConfig"))["config"]
        except OperationFailure as error:
            if error.code != _NOT_YET_INITIALIZED:
                raise
            await admin.command("replSetInitiate", {"_id": SET_NAME, "members": [member]})
            return False
        if [each["host"] for each in config["members"]] != [self.address.host]:
            # The folder was moved, so the member cannot find itself in its set.
            config["members"] = [member]
            await admin.command("replSetReconfig", config, force=True)
            return False
        return bool((await admin.command("hello"))["isWritablePrimary"])


@asynccontextmanager
async def running_server(
    folder: Path,
    purpose: str,
    *,
    parameters: Mapping[str, str] | None = None,
    cache_gigabytes: float = CACHE_GIGABYTES,
) -> AsyncIterator[EmbeddedServer]:
    """The embedded database of ``folder``, writable, for the length of the block.

    ``parameters`` are passed on as mongod's ``--setParameter``. The folder is
    made with mode 0700 where it is missing; its data stay.

    Raises FolderInUse when another process holds the folder, NoMongod when
    there is no binary, StartFailed when mongod does not come up.
    """
    binary = find_mongod()
    lock = _locked(folder, purpose)
    folder = lock.path.parent
    try:
        _forget_running(folder)
        await end_stale(folder / "db")
        server = _start(folder, binary, parameters or {}, cache_gigabytes)
        try:
            await server.become_writable()
            _note_running(folder, server.uri)
            yield server
        finally:
            _forget_running(folder)
            await server.process.stop()
    finally:
        lock.release()


def _locked(folder: Path, purpose: str) -> FolderLock:
    """Make the folder where it is missing, and take its lock."""
    folder = folder.absolute()
    lock = FolderLock(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        acquired = lock.acquire(purpose)
    except OSError as error:
        raise StartFailed(
            f"The data folder {folder} cannot be used: {error.strerror}; choose another with "
            "THREADKEEP_DATA_FOLDER."
        ) from error
    if not acquired:
        holder = lock.holder()
        who = f"`threadkeep {holder.purpose}` (pid {holder.pid})" if holder else "another process"
        raise FolderInUse(
            f"The data folder {folder} is already in use by {who}.",
            holder.purpose if holder else None,
        )
    return lock


def _start(
    folder: Path, binary: Path, parameters: Mapping[str, str], cache_gigabytes: float
) -> EmbeddedServer:
    address = choose_address(folder)
    settings = {
        # A signalled stop otherwise waits 15 s for a successor that cannot be there.
        "shutdownTimeoutMillisForSignaledShutdown": "100",
        "diagnosticDataCollectionEnabled": "false",
        # What a killed process had begun holds its documents for so long; 60 by default.
        "transactionLifetimeLimitSeconds": "15",
        **parameters,
    }
    arguments = [
        *("--replSet", SET_NAME, *address.arguments),
        *("--wiredTigerCacheSizeGB", str(cache_gigabytes)),
        # The default is a twentieth of the disk.
        *("--oplogSize", str(_OPLOG_MEGABYTES), "--quiet"),
    ]
    for name, value in settings.items():
        arguments += ["--setParameter", f"{name}={value}"]
    process = MongodProcess(
        binary, folder / "db", folder / "mongod.log", arguments, temporary=address.temporary
    )
    return EmbeddedServer(folder, address, process)


def read_running(folder: Path) -> str | None:
    """The address of the server that runs on ``folder``; None when it noted none."""
    try:
        return str(json.loads((folder / _RUNNING).read_text())["uri"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _note_running(folder: Path, uri: str) -> None:
    fresh = folder / f"{_RUNNING}.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        json.dump({"uri": uri, "pid": os.getpid()}, file)
    fresh.replace(folder / _RUNNING)


def _forget_running(folder: Path) -> None:
    (folder / _RUNNING).unlink(missing_ok=True)
