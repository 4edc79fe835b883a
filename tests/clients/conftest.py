"""Two running services for clients by others, which know nothing of these tests."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from documents.shapes.base import utc_now
from services.tokens import make_token
from tests.api.streams.serving import Serving, services
from tests.support import settings_for
from tests.template import Template


@dataclass
class Served:
    """Services, a token for them, and a client that has it."""

    serving: list[Serving]
    token: str
    client: httpx.AsyncClient

    @property
    def url(self) -> str:
        return self.serving[0].url

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture(scope="session")
async def running(mongod: EmbeddedServer, template: Template) -> AsyncIterator[list[Serving]]:
    database = Database(mongod.uri, name=f"clients_{uuid4().hex}")
    await template.copy_to(database)
    with services(2, mongod.uri, database.name) as serving:
        for each in serving:
            await each.ready()
        yield serving
    await database.client.drop_database(database.name)
    await database.close()


@pytest.fixture
async def served(running: list[Serving]) -> AsyncIterator[Served]:
    """The services, and a client of a user whom nobody had before."""
    settings = settings_for(running[0].uri, running[0].database_name)
    user = f"user-{uuid4().hex}"
    token = make_token(user, settings=settings, clock=utc_now, expires=timedelta(hours=1))
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=running[0].url, headers=headers, timeout=30) as client:
        yield Served(running, token, client)
