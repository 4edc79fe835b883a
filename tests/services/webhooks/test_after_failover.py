"""Who is asked after a failover may be behind whoever told a change."""

from typing import Any

import pytest

from commands.embedded import EmbeddedServer
from documents import DOCUMENTS
from documents.database import Database, Trail, TrailBatch, moment_in, moment_of
from documents.shapes.webhooks import EventKind
from documents.upkeep.webhook_leavings import parts_of_webhook_leavings
from tests.services.webhooks.support import Process, Receivers
from tests.support import Commands, SetClock


class Asked(Commands):
    """Notes as of which moment webhooks were read, and which changes were told before."""

    def __init__(self) -> None:
        super().__init__("webhooks")
        self.since: list[int] = []

    def started(self, event: Any) -> None:
        after = event.command.get("readConcern", {}).get("afterClusterTime")
        if event.command.get("find") == "webhooks" and after is not None:
            assert event.command["readConcern"]["level"] == "majority"
            self.since.append(moment_in(after))


async def test_no_webhook_is_taken_for_gone_by_who_does_not_know_yet_what_a_majority_has(
    mongod: EmbeddedServer, bound: Database
) -> None:
    asked = Asked()
    database = Database(mongod.uri, name=bound.name, listeners=[asked])
    await database.bind(DOCUMENTS)
    process = Process(mongod.uri, database, SetClock(), Receivers())
    await process.a_webhook(kinds=[EventKind.SESSION_CREATED])
    await process.a_session()
    await process.record()
    recorded, asked.since = await moment_of(bound), []
    assert await parts_of_webhook_leavings(database) == []
    (since,) = asked.since
    assert since >= recorded
    await database.close()


async def test_webhooks_are_read_as_of_the_last_change_that_was_told(
    mongod: EmbeddedServer, bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, read = Asked(), Trail.read
    told: list[int] = []

    async def noted(self: Trail) -> TrailBatch:
        batch = await read(self)
        if batch.changes:
            told.append(moment_in(batch.changes[-1]["clusterTime"]))
        return batch

    monkeypatch.setattr(Trail, "read", noted)
    database = Database(mongod.uri, name=bound.name, listeners=[asked])
    await database.bind(DOCUMENTS)
    process = Process(mongod.uri, database, SetClock(), Receivers())
    await process.a_webhook(kinds=[EventKind.SESSION_CREATED])
    await process.a_session()
    await process.record()
    assert len(await process.deliveries()) == 1
    assert told
    # Never earlier, whoever answers.
    assert all(since >= moment for since, moment in zip(asked.since, told, strict=True))
    await database.close()
