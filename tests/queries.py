"""pytest --queries: the service's own queries, through all tests, held against its indexes.

Fails the run on a collection scan, a sort in memory, a declared index that no query
used, a command that the router of a sharded cluster could not target (``tests.targeting``),
or a stored field that no class declares. What a test itself looks
up comes from another client (``look``) and does not count.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import indexes
from documents import DOCUMENTS
from documents.database import Collection, Database
from tests.profiler import PROFILE, read_profile, switch_on
from tests.scattering import SCATTERING
from tests.stored_fields import undeclared_fields
from tests.targeting import read_shapes, untargeted

LOOKING = "threadkeep tests"
"""The name under which the tests' own client is known to the server."""

_SEEN_KEY = "threadkeep_queries"
_ID = re.compile(r'\{"\$oid": "[0-9a-f]{24}"\}|\b\d{15,}\b')


class Queries:
    """What the profiler has seen, in this process and in those it started."""

    def __init__(self, enabled: bool) -> None:
        self.enabled = enabled
        self.commands = 0
        self.problems: set[str] = set()
        self._watched: set[str] = set()
        # A unique index is in use at every write, which no plan shows.
        self.unused: set[str] = {
            index.label for index in indexes.DEFINITIONS.indexes if not index.unique
        }

    async def watch(self, database: Database) -> None:
        """Profile the database, which is a service's, from now on."""
        if self.enabled:
            self._watched.add(database.name)
            await switch_on(database)

    async def read(self, database: Database) -> None:
        """Note what the database's profiler saw, if it was on."""
        if self.enabled and PROFILE in await database.handle.list_collection_names():
            profile = await read_profile(database, indexes.DEFINITIONS, ignored_client=LOOKING)
            self.commands += profile.commands
            for offence in (*profile.collection_scans, *profile.memory_sorts):
                self.problems.add(_ID.sub("an id", str(offence)))
            self.unused &= set(profile.unused)
            for shape in untargeted(
                await read_shapes(database, ignored_client=LOOKING), allowed=SCATTERING
            ):
                self.problems.add(f"no shard is known for: {shape}")
            # Others hold what a test of the profiler itself has stored.
            if database.name in self._watched:
                for field in await undeclared_fields(database, DOCUMENTS):
                    self.problems.add(f"{field} is stored and declared by no class")

    def as_data(self) -> dict[str, Any]:
        """What xdist hands from a worker to the one that waits."""
        return {
            "commands": self.commands,
            "problems": sorted(self.problems),
            "unused": sorted(self.unused),
        }

    def add(self, data: dict[str, Any]) -> None:
        """Take in what a worker has seen."""
        self.commands += data["commands"]
        self.problems |= set(data["problems"])
        self.unused &= set(data["unused"])


SEEN = pytest.StashKey[Queries]()


class Plugin:
    """The option, the hand-over from workers, and the verdict at the end."""

    def __init__(self, config: pytest.Config) -> None:
        config.stash[SEEN] = Queries(config.getoption("--queries"))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of xdist has ended."""
        if data := getattr(node, "workeroutput", {}).get(_SEEN_KEY):
            node.config.stash[SEEN].add(data)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        seen = session.config.stash[SEEN]
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[_SEEN_KEY] = seen.as_data()
        elif seen.enabled and (seen.problems or seen.unused):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        seen = config.stash[SEEN]
        if seen.enabled:
            write = terminalreporter.write_line
            write(f"queries: {seen.commands} commands of the service were profiled")
            for problem in sorted(seen.problems):
                write(f"queries: {problem}")
            for label in sorted(seen.unused):
                write(f"queries: no query used {label}")


_servers: list[str] = []
_clients: dict[tuple[int, str], Database] = {}


@contextmanager
def looking_from(uri: str) -> Iterator[None]:
    """Where ``look`` finds the server of the tests that run meanwhile."""
    _servers.append(uri)
    yield
    _servers.remove(uri)


def look(collection: Collection) -> Collection:
    """The same collection by a client that is not the service's.

    For what a test looks up that no user of the service would.
    """
    key = (id(asyncio.get_running_loop()), _servers[-1])
    if key not in _clients:
        _clients[key] = Database(_servers[-1], timeout_seconds=30, options={"appname": LOOKING})
    return _clients[key].client[collection.database.name][collection.name]


async def collection_names(database: Database) -> list[str]:
    """The collections of a database in a fixed order, without the server's own."""
    names: list[str] = await database.handle.list_collection_names()
    return sorted(name for name in names if not name.startswith("system."))
