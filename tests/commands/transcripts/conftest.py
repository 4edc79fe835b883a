from collections.abc import AsyncIterator

import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from services.lifecycle import COMMAND, services_on
from services.wiring import Services, Wiring
from tests.commands.transcripts.support import Transcripts
from tests.support import CURSOR_KEY, settings_for


@pytest.fixture
async def services(mongod: EmbeddedServer, bound: Database) -> AsyncIterator[Services]:
    """The services on a database of the test's own, appending ten messages at most."""
    settings = settings_for(mongod.uri, bound.name, max_append_messages=10)
    async with services_on(bound, Wiring(settings, CURSOR_KEY), COMMAND) as running:
        yield running


@pytest.fixture
def alice(services: Services) -> Transcripts:
    """A user's transcripts."""
    return Transcripts(services)
