import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from tests.commands.indexes.invoking import Command


@pytest.fixture
def command(mongod: EmbeddedServer, database: Database) -> Command:
    return Command(mongod.uri, database.name)
