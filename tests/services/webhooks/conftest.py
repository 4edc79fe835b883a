"""A process that serves webhooks on a database of its own."""

import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from tests.services.webhooks.support import Process, Receivers
from tests.support import SetClock


@pytest.fixture
def process(mongod: EmbeddedServer, bound: Database) -> Process:
    """One process on the test's database."""
    return Process(mongod.uri, bound, SetClock(), Receivers())


@pytest.fixture
def other(mongod: EmbeddedServer, process: Process) -> Process:
    """Another process on the same database, which sends to the same receivers."""
    return Process(mongod.uri, process.database, process.clock, process.receivers)
