"""One database on one replica set: its connections, its transactions."""

import asyncio
import contextlib
import random
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar, cast

from beanie import Document, init_beanie
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo.errors import PyMongoError
from pymongo.monitoring import CommandListener
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from documents.database.collections import Collection, Transaction
from documents.database.failures import UnsuitableServer

DEFAULT_NAME = "threadkeep"
OLDEST_VERSION = (6, 0)

Client = AsyncIOMotorClient[dict[str, Any]]

T = TypeVar("T")

_NO_TRANSACTIONS = (
    "This MongoDB is a standalone server; Threadkeep needs a replica set (one member "
    "will do: start mongod with --replSet rs0 and run rs.initiate() once)."
)


class _Silent:
    """A database to bind to: Beanie would ask it for the server's version once a class."""

    def __init__(self, handle: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._handle = handle

    def __getitem__(self, collection: str) -> Collection:
        return self._handle[collection]

    async def command(self, _: dict[str, Any]) -> dict[str, Any]:
        """The version that Threadkeep needs at least; no class uses more of a server."""
        return {"version": ".".join(map(str, OLDEST_VERSION))}


class Database:
    """One database on one replica set.

    ``timeout_seconds`` bounds the wait for a primary and for one command's
    connection. What a server has taken and does not answer fails once the driver's
    own heartbeat has missed it, 10 to 15 s later.
    ``transaction_seconds`` bounds the tries of one transaction, as long unless it
    is given: what nobody waits for may outlast one that a killed process left open
    (60 s by default, ``transactionLifetimeLimitSeconds``).
    """

    def __init__(
        self,
        uri: str,
        *,
        name: str | None = None,
        timeout_seconds: float = 5.0,
        transaction_seconds: float | None = None,
        listeners: Sequence[CommandListener] = (),
        options: dict[str, Any] | None = None,
    ) -> None:
        milliseconds = int(timeout_seconds * 1000)
        self.client: Client = AsyncIOMotorClient(
            uri,
            tz_aware=True,
            serverSelectionTimeoutMS=milliseconds,
            connectTimeoutMS=milliseconds,
            event_listeners=list(listeners),
            **{"appname": "threadkeep", **(options or {})},
        )
        self._transaction_seconds = transaction_seconds or timeout_seconds
        chosen = name or self.client.get_default_database(DEFAULT_NAME).name
        # Majority and journal: an acknowledged message survives the loss of the primary.
        self.handle: AsyncIOMotorDatabase[dict[str, Any]] = self.client.get_database(
            chosen, write_concern=WriteConcern(w="majority"), read_concern=ReadConcern("local")
        )

    @property
    def name(self) -> str:
        """The database's name."""
        return self.handle.name

    def __getitem__(self, collection: str) -> Collection:
        """The collection of a name that is known only when it is asked for; ``collection_of``
        has those of the document classes."""
        return self.handle[collection]

    async def bind(self, models: Sequence[type[Document]]) -> None:
        """Bind the document classes to this database. Touches no index, and sends nothing."""
        silent = cast(AsyncIOMotorDatabase[dict[str, Any]], _Silent(self.handle))
        await init_beanie(database=silent, document_models=list(models), skip_indexes=True)

    async def ping(self) -> None:
        """Raise a DatabaseError unless a primary answers."""
        await self.client.admin.command("ping")

    async def check_server(self) -> str:
        """The server's version, or UnsuitableServer with one sentence that says why."""
        hello = await self.client.admin.command("hello")
        if "setName" not in hello and hello.get("msg") != "isdbgrid":
            raise UnsuitableServer(_NO_TRANSACTIONS)
        version = str((await self.client.admin.command("buildInfo"))["version"])
        if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_VERSION:
            raise UnsuitableServer(
                f"This MongoDB is version {version}; Threadkeep needs 6.0 or later."
            )
        return version

    async def in_transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run ``work`` in one transaction and commit it; give back what it returned.

        ``work`` runs again from its start when the server reports a passing
        conflict, so it must change nothing but the database. A commit whose
        outcome is unknown is repeated by itself, never the work: Motor's
        ``with_transaction`` repeats the work and may apply it twice.

        Raises what ``work`` raises, and the driver's error (``is_unavailable``)
        when the retries have used up ``transaction_seconds``.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._transaction_seconds
        attempt = 0
        while True:
            async with await self.client.start_session() as session:
                session.start_transaction(
                    read_concern=ReadConcern("snapshot"), write_concern=WriteConcern("majority")
                )
                try:
                    result = await self._work_or_abort(session, work)
                    await self._commit(session, deadline)
                    return result
                except PyMongoError as error:
                    transient = error.has_error_label("TransientTransactionError")
                    if not transient or loop.time() >= deadline:
                        raise
            attempt += 1
            # Jitter keeps two writers that met once from meeting at every retry.
            await asyncio.sleep(random.uniform(0.001, 0.005 * 2 ** min(attempt, 5)))  # noqa: S311 - jitter, not a secret

    @staticmethod
    async def _work_or_abort(
        session: Transaction, work: Callable[[Transaction], Awaitable[T]]
    ) -> T:
        try:
            return await work(session)
        except BaseException:
            # At once: what it has locked would make every other writer fail. The
            # server has often ended it already, and the first error is the news.
            with suppress(PyMongoError):
                await session.abort_transaction()
            raise

    @staticmethod
    async def _commit(session: Transaction, deadline: float) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                await session.commit_transaction()
                return
            except PyMongoError as error:
                unknown = error.has_error_label("UnknownTransactionCommitResult")
                if not unknown or loop.time() >= deadline:
                    raise
                await asyncio.sleep(random.uniform(0.001, 0.05))  # noqa: S311 - jitter, not a secret

    def start_command(self, command: dict[str, Any]) -> "asyncio.Future[dict[str, Any]]":
        """Send a command that may take hours, on a daemon thread of its own.

        Motor's threads are joined when the process ends, so a command it sent would
        hold the process until the server answers. Giving up the future leaves the
        command running on the server.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[dict[str, Any]] = loop.create_future()

        def settle(result: dict[str, Any] | None, error: Exception | None) -> None:
            if future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result or {})

        def run() -> None:
            result, error = None, None
            try:
                result = dict(self.handle.delegate.command(command))
            except Exception as raised:
                error = raised
            # The loop is closed when the process is on its way out.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, result, error)

        threading.Thread(target=run, daemon=True, name="database-command").start()
        return future

    def close(self) -> None:
        """Close every connection."""
        self.client.close()
