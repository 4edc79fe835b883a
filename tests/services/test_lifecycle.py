"""The life of the services, where it is not the application's."""

import pytest
from pydantic import SecretStr

from commands.embedded import EmbeddedServer
from documents.database import Database, DatabaseError
from services.lifecycle import COMMAND, SERVING, running_services, services_on
from services.settings import Settings
from services.wiring import Wiring
from tests.support import CURSOR_KEY, settings_for

NOWHERE = Settings(mongodb_uri=SecretStr("mongodb://127.0.0.1:9"), database_timeout_seconds=0.1)


async def test_a_command_does_not_wait_for_a_database_that_is_away() -> None:
    with pytest.raises(DatabaseError):
        async with running_services(Wiring(NOWHERE, CURSOR_KEY), COMMAND):
            pytest.fail("there is no database")


async def test_a_service_that_never_reached_its_database_ends() -> None:
    async with running_services(Wiring(NOWHERE, CURSOR_KEY), SERVING) as runtime:
        assert runtime.services is None


async def test_what_was_begun_is_done_when_the_services_end(
    mongod: EmbeddedServer, bound: Database
) -> None:
    done: list[str] = []

    async def work() -> None:
        await bound.ping()
        done.append("the work")

    settings = settings_for(mongod.uri, bound.name)
    async with services_on(bound, Wiring(settings, CURSOR_KEY), COMMAND) as services:
        services.background.start("work", work)
    assert done == ["the work"]


async def test_a_service_whose_indexes_cannot_be_compared_closes_its_database(
    mongod: EmbeddedServer, database: Database
) -> None:
    opened: list[Database] = []

    async def refuse(found: Database) -> None:
        opened.append(found)
        raise ValueError("not these indexes")

    settings = settings_for(mongod.uri, database.name)
    with pytest.raises(ValueError, match="not these indexes"):
        async with running_services(Wiring(settings, CURSOR_KEY), COMMAND, see_to_indexes=refuse):
            pytest.fail("it began all the same")
    with pytest.raises(DatabaseError):
        await opened[0].ping()
