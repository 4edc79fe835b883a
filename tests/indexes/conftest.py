from collections.abc import AsyncIterator

import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from tests.indexes.support import Recorder


@pytest.fixture
async def recorded(
    database: Database, mongod: EmbeddedServer
) -> AsyncIterator[tuple[Database, Recorder]]:
    """The same database through a client that keeps what it sends."""
    recorder = Recorder()
    made = Database(mongod.uri, name=database.name, listeners=[recorder])
    yield made, recorder
    await made.close()
