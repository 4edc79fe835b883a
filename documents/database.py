"""The connection to MongoDB. The only module that names the driver.

Everything else asks this one for a collection, a transaction or the exceptions
to catch, so a change of driver is a change of this file.
"""

import asyncio
import contextlib
import random
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar, cast

from beanie import Document, init_beanie
from bson import DBRef, Decimal128, ObjectId, encode, json_util
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorCursor,
    AsyncIOMotorDatabase,
)
from pymongo import ReturnDocument, UpdateOne
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConfigurationError,
    ConnectionFailure,
    DocumentTooLarge,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WTimeoutError,
)
from pymongo.monitoring import CommandListener
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

__all__ = [
    "BulkWriteError",
    "Client",
    "Collection",
    "CommandListener",
    "ConfigurationError",
    "Cursor",
    "DBRef",
    "Database",
    "DatabaseError",
    "Decimal128",
    "DocumentTooLarge",
    "DuplicateKeyError",
    "ObjectId",
    "OperationFailure",
    "ReturnDocument",
    "Transaction",
    "UnsuitableServer",
    "UpdateOne",
    "bson_bytes",
    "canonical_json",
    "collection_of",
    "committed_in",
    "extended_json",
    "is_held",
    "is_unavailable",
    "name_of",
    "parse_extended_json",
    "read_snapshot",
    "snapshot_of",
    "steadily",
]

DEFAULT_NAME = "threadkeep"
OLDEST_VERSION = (6, 0)

Client = AsyncIOMotorClient[dict[str, Any]]
Collection = AsyncIOMotorCollection[dict[str, Any]]
Cursor = AsyncIOMotorCursor[dict[str, Any]]
Transaction = AsyncIOMotorClientSession
DatabaseError = PyMongoError

T = TypeVar("T")

# More documents than any read_snapshot is for; else the first batch ends at 101.
_ONE_BATCH = 10_000

# 175: an index was dropped while the query was planned. The others are server codes for
# "no primary just now" that the driver hands on as plain
# OperationFailures when its own single retry failed too:
# https://github.com/mongodb/specifications (retryable writes, "Retryable Error").
# And 388, TransactionTooLargeForCache: the storage cache is too full for this write.
_WRITE_CONFLICT = 112
_UNAVAILABLE_CODES = frozenset(
    {6, 7, 89, 91, 134, 175, 189, 262, 388, 9001, 10058, 10107, 11600, 11602, 13435, 13436}
)
_NO_TRANSACTIONS = (
    "This MongoDB is a standalone server; Threadkeep needs a replica set (one member "
    "will do: start mongod with --replSet rs0 and run rs.initiate() once)."
)


class UnsuitableServer(Exception):
    """The server answers, but Threadkeep cannot run on it; the message says why."""


def extended_json(value: Any) -> str:
    """A BSON value as one line of relaxed extended JSON."""
    return json_util.dumps(value, json_options=json_util.RELAXED_JSON_OPTIONS)


def canonical_json(value: Any) -> str:
    """A BSON value as one line of canonical extended JSON, which keeps each number's type."""
    return json_util.dumps(value, json_options=json_util.CANONICAL_JSON_OPTIONS)


def parse_extended_json(text: str) -> Any:
    """The BSON value that extended JSON stands for. Raises ValueError."""
    return json_util.loads(text)


def is_unavailable(error: BaseException) -> bool:
    """Whether this error means that the database is away for the moment.

    True for lost connections, no primary, time-outs and write conflicts that
    outlasted their retries: the same request may well succeed later.
    """
    if isinstance(error, DuplicateKeyError):
        return False
    if isinstance(error, (AutoReconnect, ConnectionFailure, ExecutionTimeout, WTimeoutError)):
        return True
    if isinstance(error, PyMongoError) and error.has_error_label("TransientTransactionError"):
        return True
    return isinstance(error, OperationFailure) and error.code in _UNAVAILABLE_CODES


async def steadily(work: Callable[[], Awaitable[T]], attempts: int = 4) -> T:
    """Do what may be done twice, again after a connection was lost.

    For commands that the driver does not retry by itself, such as listIndexes. Raises
    the last DatabaseError when every attempt has failed.
    """
    for attempt in range(1, attempts):
        try:
            return await work()
        except PyMongoError as error:
            if not is_unavailable(error):
                raise
        await asyncio.sleep(0.05 * 4**attempt)
    return await work()


def is_held(error: BaseException) -> bool:
    """Whether another transaction held a document until the retries were used up.

    One whose process was killed holds its documents for up to a minute.
    """
    return isinstance(error, OperationFailure) and error.code == _WRITE_CONFLICT


def name_of(model: type[Document]) -> str:
    """The name of a document class's collection, bound or not."""
    return str(getattr(getattr(model, "Settings", None), "name", model.__name__))


def collection_of(model: type[Document], database: "Database | None" = None) -> Collection:
    """The raw collection of a document class, past the class's own reading and writing.

    In the database that is given; without one, in that which the class is bound to.
    """
    if database is None:
        return model.get_motor_collection()
    return database.handle[name_of(model)]


def committed_in(model: type[Document]) -> Collection:
    """The raw collection of a document class, read as no change of primary can take back.

    For whoever acts on what he read: a read of the primary alone may show what a
    failover undoes.
    """
    return collection_of(model).with_options(read_concern=ReadConcern("majority"))


def snapshot_of(model: type[Document]) -> Collection:
    """The raw collection of a document class, each query of which sees one point in time,
    with all of a transaction or nothing of it."""
    return collection_of(model).with_options(read_concern=ReadConcern("snapshot"))


async def read_snapshot(
    collection: Collection,
    pipeline: list[dict[str, Any]],
    transaction: Transaction | None = None,
) -> list[dict[str, Any]]:
    """What an aggregation answers as of one point in time, unions and lookups included.

    In a transaction that is the transaction's own. Up to 16 MB are one round trip.
    """
    if transaction is None:
        collection = collection.with_options(read_concern=ReadConcern("snapshot"))
    found = collection.aggregate(pipeline, session=transaction, batchSize=_ONE_BATCH)
    return [document async for document in found]


def bson_bytes(document: dict[str, Any]) -> int:
    """What a document weighs as BSON, in bytes."""
    return len(encode(document))


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
