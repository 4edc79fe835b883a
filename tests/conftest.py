"""What every test may ask for: a real MongoDB, a database of its own, and the service on it."""

import logging
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import structlog

from commands.embedded import EmbeddedServer, running_server
from documents import DOCUMENTS
from documents.database import Database
from tests.durations import Durations
from tests.queries import SEEN, Plugin, Queries, looking_from
from tests.support import Api, FailPoint, running_api, settings_for
from tests.template import Pool, Template


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--queries",
        action="store_true",
        help="fail on a collection scan, a sort in memory, an index that no query used, or a "
        "stored field that no class declares",
    )


MEMORY = Path("/dev/shm")
ROOM_BYTES = 6 * 2**30


def pytest_configure(config: pytest.Config) -> None:
    if has_room(MEMORY):
        # Servers that are started and thrown away by the hundred wait for no disk there.
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    # The commands that tests start find themselves compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if os.environ.get("MONGODB_DRIVER") == "pymongo":
        # A look at a server that is given up while it connects leaves its socket to the
        # collector there, where nothing of ours can reach it.
        config.addinivalue_line("filterwarnings", "ignore:unclosed <socket:ResourceWarning")
    config.pluginmanager.register(Plugin(config), "queries")
    config.pluginmanager.register(Durations(), "durations")


def has_room(folder: Path) -> bool:
    """Whether the folder takes programs, and what a run has there at once."""
    if not os.access(folder, os.W_OK):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize >= ROOM_BYTES and not found.f_flag & os.ST_NOEXEC


@pytest.fixture(scope="session")
def queries(pytestconfig: pytest.Config) -> Queries:
    """What the profiler sees of the service, where it is asked to."""
    return pytestconfig.stash[SEEN]


@pytest.fixture(scope="session", autouse=True)
def quiet_log() -> None:
    """Only what is wrong, in one line and with a plain traceback."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )


@pytest.fixture(scope="session")
async def mongod(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedServer]:
    """This worker's own MongoDB, with fail points."""
    folder = tmp_path_factory.mktemp("mongod")
    parameters = {
        "enableTestCommands": "1",
        # Tests kill processes in the midst of transactions, and would wait for their end.
        "transactionLifetimeLimitSeconds": "5",
        # Their clocks stand in the past, where everything has expired.
        "ttlMonitorEnabled": "false",
        # It keeps the files of a dropped database open for as long (300 by default), and tests
        # drop hundreds meanwhile: more files than a process may open. At 0, snapshot reads fail.
        "minSnapshotHistoryWindowInSeconds": "10",
    }
    async with running_server(folder, "pytest", parameters=parameters) as server:
        with looking_from(server.uri):
            yield server
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def pool() -> Pool:
    """The databases with all indexes that tests of this worker have had."""
    return Pool()


@pytest.fixture
async def database(
    mongod: EmbeddedServer, queries: Queries, pool: Pool, request: pytest.FixtureRequest
) -> AsyncIterator[Database]:
    """A test's own empty database, in which no other test looks or writes meanwhile."""
    pooled = bool({"alone", "bound"} & set(request.fixturenames))
    name = pool.take() if pooled else f"test_{uuid4().hex}"
    made = Database(mongod.uri, name=name, options={"heartbeatFrequencyMS": 500})
    yield made
    await queries.read(made)
    if pooled:
        pool.give_back(name)
    else:
        await made.client.drop_database(name)
    await made.close()


@pytest.fixture(scope="session")
async def template(mongod: EmbeddedServer) -> Template:
    """What a database with all indexes has."""
    database = Database(mongod.uri, name=f"template_{uuid4().hex}")
    try:
        return await Template.of(database)
    finally:
        await database.client.drop_database(database.name)
        await database.close()


@pytest.fixture(scope="session")
async def shared_name(
    mongod: EmbeddedServer, template: Template, queries: Queries
) -> AsyncIterator[str]:
    """The name of a database with all indexes, which many tests share.

    They keep apart by their users: nobody sees what another user has.
    """
    database = Database(mongod.uri, name=f"shared_{uuid4().hex}")
    await template.copy_to(database)
    await queries.watch(database)
    yield database.name
    await queries.read(database)
    await database.close()


@pytest.fixture
async def api(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """The service on the shared database."""
    async with running_api(settings_for(mongod.uri, shared_name)) as running:
        yield running


@pytest.fixture
async def alone(
    mongod: EmbeddedServer, database: Database, template: Template, pool: Pool, queries: Queries
) -> AsyncIterator[Api]:
    """The service on a database of its own, for what looks at every user's data."""
    await pool.make_like(template, database)
    await queries.watch(database)
    async with running_api(settings_for(mongod.uri, database.name)) as running:
        yield running


@pytest.fixture
async def user(api: Api) -> httpx.AsyncClient:
    """A client of a user whom nobody had before."""
    return await api.user()


@pytest.fixture
async def bound(database: Database, template: Template, pool: Pool, queries: Queries) -> Database:
    """An empty database with all indexes, and the documents bound to it."""
    await pool.make_like(template, database)
    await queries.watch(database)
    await database.bind(DOCUMENTS)
    return database


@pytest.fixture
def fail_point(database: Database) -> FailPoint:
    """Switches a fail point of the server on for the length of a block."""

    @asynccontextmanager
    async def switched(name: str, **data: Any) -> AsyncIterator[None]:
        admin = database.client.admin
        on: dict[str, Any] = {"configureFailPoint": name, "mode": "alwaysOn"}
        await admin.command(on | ({"data": data} if data else {}))
        try:
            yield
        finally:
            await admin.command({"configureFailPoint": name, "mode": "off"})

    return switched
