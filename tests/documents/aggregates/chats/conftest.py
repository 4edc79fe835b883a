"""What tests of the chat engine may ask for beside what every test may."""

from collections.abc import AsyncIterator

import pytest

from commands.embedded import EmbeddedServer
from documents import DOCUMENTS
from documents.database import Database
from tests.documents.aggregates.chats.sent import COMMANDS


@pytest.fixture
async def heard(mongod: EmbeddedServer, bound: Database) -> AsyncIterator[Database]:
    """A database whose commands are noted in ``COMMANDS``."""
    database = Database(mongod.uri, name=bound.name, listeners=[COMMANDS])
    await database.bind(DOCUMENTS)
    yield database
    await database.close()
