"""Work beside the requests, and the end of the service."""

import asyncio
from dataclasses import replace

import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from services.background import Background
from services.lifecycle import SERVING
from tests.support import running_api, settings_for


async def test_what_is_done_in_time_is_finished() -> None:
    done: list[str] = []

    async def work() -> None:
        await asyncio.to_thread(done.append, "the work")

    background = Background()
    background.start("work", work)
    await background.finish(within_seconds=60)
    assert done == ["the work"]


async def test_work_without_an_end_does_not_keep_the_service_from_stopping(
    mongod: EmbeddedServer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.app.SERVING", replace(SERVING, finish_seconds=0))
    begun, given_up = asyncio.Event(), asyncio.Event()

    async def endless() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            given_up.set()

    async with running_api(settings_for(mongod.uri, database.name)) as api:
        api.services.background.start("endless", endless)
        await begun.wait()
    assert given_up.is_set()
