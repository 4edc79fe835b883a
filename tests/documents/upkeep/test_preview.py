"""What a sweep says beforehand that it would do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from documents.aggregates.sessions.change import SessionChanges, update_session
from documents.aggregates.sessions.deletion import delete_session
from documents.database import Database
from documents.shapes.sessions import SessionStatus
from documents.upkeep.preview import preview_sweep
from documents.upkeep.sweep import Periods, count_due, sweep
from tests.documents.upkeep.test_sweep import DAY, PERIODS, a_session, say, status_of
from tests.queries import collection_names
from tests.support import BEGINNING


async def test_a_dry_run_foretells_the_sweep_and_changes_nothing(bound: Database) -> None:
    now = BEGINNING + timedelta(days=200)
    for age in (0, 0.5, 1, 5, 10):
        await a_session(bound, now - timedelta(days=age))
    behind = await a_session(bound, now - timedelta(days=3))
    await say(behind, now - timedelta(hours=1))
    for age in (20, 30):
        await a_session(bound, now - timedelta(days=age))
    await sweep(bound, PERIODS, now=now - timedelta(days=10))
    for age in (100, 120):
        session = await a_session(bound, now - timedelta(days=age))
        for _ in range(120):
            await say(session, now - timedelta(days=age))
        assert session.id is not None
        gone = SessionChanges(status=SessionStatus.ARCHIVED)
        await update_session(bound, "u", session.id, gone, now - timedelta(days=age))
    before = await everything(bound)
    foretold = await preview_sweep(bound, PERIODS, now=now)
    assert await everything(bound) == before
    assert foretold.dry_run
    assert foretold.removed == 2
    assert foretold.freed_bytes > 0
    done = await sweep(bound, PERIODS, now=now)
    # The marks of the deletion weigh something, too.
    assert foretold.freed_bytes == pytest.approx(done.freed_bytes, rel=0.01)
    assert replace(foretold, dry_run=False, freed_bytes=done.freed_bytes) == done


async def everything(database: Database) -> dict[str, list[object]]:
    return {
        name: [document async for document in database[name].find().sort("_id", 1)]
        for name in await collection_names(database)
        if not name.startswith("index_") and name != "leases"
    }


@pytest.mark.parametrize("kept", [0 * DAY, 3 * DAY])
async def test_the_steps_of_a_sweep_are_foretold(bound: Database, kept: timedelta) -> None:
    periods = replace(PERIODS, kept=kept)
    now = BEGINNING + 200 * DAY
    for age in (1, 2, 100, 101, 102):
        session = await a_session(bound, now - age * DAY)
        if age >= 100:
            archived = SessionChanges(status=SessionStatus.ARCHIVED)
            assert session.id is not None
            await update_session(bound, "u", session.id, archived, now - age * DAY)
    gone = await a_session(bound, now - 5 * DAY)
    assert gone.id is not None
    await delete_session(bound, "u", gone.id, revisions=None, now=now - 4 * DAY)
    foretold = await count_due(periods, now=now)
    steps: list[int] = []
    await sweep(bound, periods, now=now, on_step=lambda _name, count: steps.append(count))
    assert foretold == sum(steps)


@pytest.mark.parametrize(
    "periods",
    [
        replace(PERIODS, abandoned_after=None),
        replace(PERIODS, archived_after=None),
        replace(PERIODS, deleted_after=None),
    ],
)
async def test_a_sweep_with_a_period_that_never_ends_is_foretold(
    bound: Database, periods: Periods
) -> None:
    now = BEGINNING + 200 * DAY
    for status in (None, SessionStatus.ARCHIVED):
        session = await a_session(bound, BEGINNING)
        assert session.id is not None
        if status is not None:
            await update_session(bound, "u", session.id, SessionChanges(status=status), BEGINNING)
    resting = await a_session(bound, BEGINNING)
    await sweep(bound, replace(PERIODS, archived_after=None), now=BEGINNING + 2 * DAY)
    foretold, due = await preview_sweep(bound, periods, now=now), await count_due(periods, now=now)
    done = await sweep(bound, periods, now=now)
    assert replace(foretold, dry_run=False, freed_bytes=done.freed_bytes) == done
    assert due == done.abandoned + done.archived + done.deleted + done.removed
    assert await status_of(resting) == (
        "abandoned" if periods.archived_after is None else "archived"
    )
