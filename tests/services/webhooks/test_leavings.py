"""What a webhook leaves that is gone: nothing, whoever died as it was removed."""

from datetime import timedelta

import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.webhooks import webhooks as stored
from documents.aggregates.webhooks.standing import read_webhook_standing
from documents.database import Database
from documents.shapes.webhooks import EventKind
from documents.upkeep.preview import preview_sweep
from documents.upkeep.sweep import sweep
from services.upkeep import periods_of
from tests.services.webhooks.support import Process
from tests.support import settings_for


@pytest.fixture
async def half_removed(process: Process) -> Process:
    """Of two webhooks with deliveries that wait, one is gone; who removed it has died."""
    for _ in range(2):
        gone = await process.a_webhook(kinds=[EventKind.SESSION_CREATED])
    for _ in range(3):
        await process.a_session()
    await process.record()
    await stored.remove_webhook(gone, revisions=None)
    return process


async def test_a_sweep_removes_what_webhooks_left_that_are_gone(
    mongod: EmbeddedServer, half_removed: Process
) -> None:
    database = half_removed.database
    periods = periods_of(settings_for(mongod.uri, database.name))
    foretold = await preview_sweep(database, periods, now=half_removed.clock.now)
    report = await sweep(database, periods, now=half_removed.clock.now)

    assert foretold.freed_bytes == report.freed_bytes > 0
    left = await half_removed.deliveries()
    assert len(left) == len(await half_removed.lanes()) == 3
    assert len({delivery["webhook_id"] for delivery in left}) == 1
    assert (await read_webhook_standing(database, most=100)).pending == 3


async def test_a_sweep_leaves_what_waits_for_webhooks_alone(
    mongod: EmbeddedServer, bound: Database, process: Process
) -> None:
    await process.a_webhook(kinds=[EventKind.SESSION_CREATED])
    await process.a_session()
    await process.record()
    before = await process.deliveries()

    periods = periods_of(settings_for(mongod.uri, bound.name))
    await sweep(bound, periods, now=process.clock.now + timedelta(hours=1))

    assert await process.deliveries() == before
