import json
import random
import time
from datetime import timedelta

import pytest

from commands.embedded import EmbeddedServer
from documents import leases
from documents.database import Database, collection_of
from documents.shapes.base import utc_now
from documents.upkeep.sweep import PLACE
from tests.commands.processes import Command
from tests.documents.upkeep.test_sweep import a_session, status_of
from tests.queries import look


@pytest.fixture
def sweep(mongod: EmbeddedServer, bound: Database) -> Command:
    return Command("sweep", mongod.uri, bound.name)


async def test_sweep_tells_what_it_did(bound: Database, sweep: Command) -> None:
    await a_session(bound, utc_now() - timedelta(hours=25))
    fresh = await a_session(bound, utc_now())
    status, output, errors = await sweep.run()
    assert (status, errors) == (0, "")
    assert "1 sessions abandoned" in output
    assert await status_of(fresh) == "active"


async def test_a_dry_run_changes_nothing_and_prints_json(bound: Database, sweep: Command) -> None:
    session = await a_session(bound, utc_now() - timedelta(hours=25))
    status, output, _ = await sweep.run("--dry-run", "--json")
    assert status == 0
    report = json.loads(output)
    assert report["dry_run"] is True
    assert report["abandoned"] == 1
    assert await status_of(session) == "active"


async def test_the_periods_are_the_settings(bound: Database, sweep: Command) -> None:
    await a_session(bound, utc_now() - timedelta(hours=2))
    _, output, _ = await sweep.run("--json", THREADKEEP_SESSION_ABANDONED_AFTER_HOURS="1")
    assert json.loads(output)["abandoned"] == 1


@pytest.mark.parametrize("days", ["inf", "nan", "1e300", "-1"])
async def test_a_time_beyond_the_calendar_is_refused(sweep: Command, days: str) -> None:
    status, output, errors = await sweep.run(THREADKEEP_DELETED_KEPT_DAYS=days)
    assert (status, output) == (1, "")
    assert errors.startswith("THREADKEEP_DELETED_KEPT_DAYS: ")


async def test_a_second_sweep_says_that_one_is_running(bound: Database, sweep: Command) -> None:
    async with leases.hold(bound, PLACE, wait_seconds=0):
        status, output, errors = await sweep.run()
    assert (status, output) == (1, "")
    assert errors.startswith("Another sweep is running: ")


@pytest.mark.slow("four sweepers, each a process of its own")
async def test_a_sweeper_killed_by_the_system_is_finished_by_the_next(
    bound: Database, sweep: Command
) -> None:
    chance = random.Random(11)
    sessions = [await a_session(bound, utc_now() - timedelta(days=2)) for _ in range(150)]
    for _ in range(3):
        with sweep.start() as process:
            seen = chance.randint(1, 100)
            deadline = time.monotonic() + 30
            condition = {"status": "abandoned"}
            stored = look(bound["user_sessions"])
            while await stored.count_documents(condition) < seen:
                if process.poll() is not None or time.monotonic() > deadline:
                    break
            process.kill()
        # The dead one's lease would run out by itself, in half a minute.
        await collection_of(PLACE.record, bound).update_many({}, {"$unset": {"expires_at": 1}})
    status, _, errors = await sweep.run()
    assert (status, errors) == (0, "")
    assert {await status_of(session) for session in sessions} == {"abandoned"}
    logs = [s["transitions"] async for s in look(bound["user_sessions"]).find()]
    assert {len(log) for log in logs} == {1}
