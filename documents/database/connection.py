"""One database on one replica set: its connections, its transactions."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any, NamedTuple, TypeVar, cast

from beanie import Document, init_beanie
from pymongo import ReadPreference
from pymongo.errors import ConfigurationError, PyMongoError
from pymongo.monitoring import CommandListener
from pymongo.read_concern import ReadConcern
from pymongo.uri_parser import parse_uri
from pymongo.write_concern import WriteConcern

from documents.database.collections import name_of
from documents.database.deadlines import BoundedBy, Deadline, Lane, free_context
from documents.database.driver import (
    GATE,
    Client,
    Collection,
    Handle,
    Transaction,
    blocking,
    close_client,
    open_client,
    pools_of,
    topology_of,
)
from documents.database.failures import UnsuitableServer
from documents.database.group_commit import GroupCommit
from documents.database.lines import Load, Observer
from documents.database.reachability import Reachability
from documents.database.transactions import Transactions
from documents.database.turns import Turns

DEFAULT_NAME = "threadkeep"
OLDEST_VERSION = (6, 0)

T = TypeVar("T")

_LOOKED_THROUGH: set[type[Document]] = set()
"""The classes that Beanie knows."""

_NO_TRANSACTIONS = (
    "This MongoDB is a standalone server; Threadkeep needs a replica set (one member "
    "will do: start mongod with --replSet rs0 and run rs.initiate() once)."
)


def check_connection_string(uri: str) -> None:
    """Raise ValueError, which says why, unless the driver can read the connection string.

    An option that it does not know is a fault too. What a ``mongodb+srv`` address stands
    for is asked of the name service when the database is opened, and not here.
    """
    if uri.startswith("mongodb+srv://") and len(uri) > len("mongodb+srv://"):
        return
    try:
        parse_uri(uri, validate=True, warn=False)
    except (ConfigurationError, TypeError, ValueError) as error:
        # What it quotes may be a part of a password that was not escaped.
        said = str(error).partition(' "')[0]
        raise ValueError(f"is no usable connection string: {said}") from None
    except OSError as error:  # a file that an option names
        raise ValueError(f"names a file that cannot be read: {error.strerror}") from None


class _Silent:
    """A database to bind to: Beanie would ask it for the server's version once a class."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def __getitem__(self, collection: str) -> Collection:
        return self._handle[collection]

    async def command(self, _: dict[str, Any]) -> dict[str, Any]:
        """The version that Threadkeep needs at least; no class uses more of a server."""
        return {"version": ".".join(map(str, OLDEST_VERSION))}


def observe_operations(observer: Observer | None) -> None:
    """Tell ``observer``, in the event loop, of each operation of this process that ends."""
    GATE.observe(observer)


def database_load() -> Load:
    """What operations of requests take just now of the places for them in this process."""
    return GATE.load


class Connections(NamedTuple):
    """How many connections to the servers are open, how many of them are in use, and how many
    may be to each server; 0 for any number."""

    open: int
    in_use: int
    at_most: int


class Database:
    """One database on one replica set.

    ``timeout_seconds`` bounds the wait for a primary and for one command's
    connection, and all operations of a block ``within_timeout``. Outside of such a
    block what a server has taken and does not answer fails once the driver's own
    heartbeat has missed it, 10 to 15 s later.
    ``transaction_seconds`` bounds the tries of one transaction, as long unless it
    is given: what nobody waits for may outlast one that a killed process left open
    (60 s by default, ``transactionLifetimeLimitSeconds``).
    ``turns`` are for those who would be in each other's way in this process.
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
        self._timeout_seconds = timeout_seconds
        self._reachability = Reachability()
        self._looking: asyncio.Task[None] | None = None
        self.turns = Turns()
        self.client: Client = open_client(
            uri,
            tz_aware=True,
            serverSelectionTimeoutMS=milliseconds,
            connectTimeoutMS=milliseconds,
            event_listeners=[*listeners, self._reachability],
            **{"appname": "threadkeep", **(options or {})},
        )
        self._transactions = Transactions(self.client, transaction_seconds or timeout_seconds)
        self._reads_from_primary = self.client.read_preference == ReadPreference.PRIMARY
        chosen = name or self.client.get_default_database(DEFAULT_NAME).name
        # Majority and journal: an acknowledged message survives the loss of the primary.
        self.handle: Handle = self.client.get_database(
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
        """Bind the document classes to this database. Touches no index, and sends nothing.

        Those that were bound before only change their database: Beanie takes its time to look
        through a class.
        """
        silent = cast(Handle, _Silent(self.handle))
        for model in models:
            if model in _LOOKED_THROUGH:
                model.set_database(silent)
                model.set_collection(silent[name_of(model)])
        if new := [model for model in models if model not in _LOOKED_THROUGH]:
            await init_beanie(database=silent, document_models=new, skip_indexes=True)
            _LOOKED_THROUGH.update(new)

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

        ``work`` may run several times, and must change nothing but the database. Raises
        what it raises, and the driver's error (``is_unavailable``) when the retries have
        used up ``transaction_seconds``.
        """
        return await self._transactions.run(work)

    @contextlib.asynccontextmanager
    async def one_moment(self) -> AsyncIterator[Transaction]:
        """A session whose reads all show the point in time of its first one.

        For as long as the server keeps what it was: five minutes, as a rule
        (``minSnapshotHistoryWindowInSeconds``).
        """
        async with await self.client.start_session(snapshot=True) as session:
            yield session

    def group_commit(self, collection: Collection) -> GroupCommit:
        """Updates of a collection that go to the server together where several are under way."""
        return GroupCommit(collection, self._is_away)

    def within_timeout(self, *, user: Hashable = None, thing: Hashable = None) -> BoundedBy:
        """Let all operations of the block, together, end within ``timeout_seconds``.

        Of the threads for operations those for one ``user``, and those for one ``thing``,
        have a part each: neither can keep all others waiting.

        Those that have not raise NotInTime; where no server can be reached they raise
        KnownAway at once. Both are ``is_unavailable``.
        """
        deadline = Deadline(self._timeout_seconds, is_away=self._is_away, user=user, thing=thing)
        return BoundedBy(deadline, ends_after_seconds=self._timeout_seconds)

    def each_within_timeout(
        self, *, user: Hashable = None, thing: Hashable = None
    ) -> AbstractContextManager[None]:
        """Let each operation of the block end within ``timeout_seconds``: for a body that is
        read or written as fast as its client is."""
        return BoundedBy(
            Deadline(
                self._timeout_seconds, each=True, is_away=self._is_away, user=user, thing=thing
            )
        )

    async def each_part_within_timeout(self, stream: AsyncIterator[T]) -> AsyncIterator[T]:
        """The same stream, each operation of which ends within ``timeout_seconds``."""
        while True:
            with self.each_within_timeout():
                try:
                    part = await anext(stream)
                except StopAsyncIteration:
                    return
            yield part

    def aside(self, seconds: float) -> BoundedBy:
        """Let all operations of the block end within so many seconds, and go by threads that
        no request can take."""
        return BoundedBy(Deadline(seconds, lane=Lane.ASIDE), ends_after_seconds=seconds)

    def _is_away(self) -> bool:
        # A read that MONGODB_URI sends to secondaries may go on without a primary.
        known = topology_of(self.client)
        if not self._reachability.is_away(known, needs_primary=self._reads_from_primary):
            return False
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), context=free_context())
        return True

    async def _look(self) -> None:
        # The monitors look every half second while somebody waits for a server.
        with self.aside(self._timeout_seconds), suppress(PyMongoError):
            await self.ping()

    async def settle(self, within_seconds: float) -> None:
        """Wait until no transaction is left to be ended, for so long at most; before ``close``."""
        await self._transactions.settle(within_seconds)
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    @property
    def connections(self) -> "Connections":
        """The connections of this process just now."""
        # The driver tells of them by events alone, three of which each command would cost.
        pools = pools_of(self.client)
        in_use = sum(pool.active_sockets for pool in pools)
        return Connections(
            open=in_use + sum(len(pool.conns) for pool in pools),
            in_use=in_use,
            at_most=max((int(pool.max_pool_size) for pool in pools), default=0),
        )

    def start_command(self, command: dict[str, Any]) -> "asyncio.Future[dict[str, Any]]":
        """Send a command that may take hours, on a daemon thread of its own.

        Motor's threads are joined when the process ends, so a command it sent would
        hold the process until the server answers. Giving up the future leaves the
        command running on the server.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[dict[str, Any]] = loop.create_future()
        database = blocking(self.handle)

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
                result = dict(database.command(command))
            except Exception as raised:
                error = raised
            # The loop is closed when the process is on its way out.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, result, error)

        threading.Thread(target=run, daemon=True, name="database-command").start()
        return future

    async def close(self) -> None:
        """Close every connection."""
        await close_client(self.client)
