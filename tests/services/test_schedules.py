"""What the service does by itself every so often."""

from datetime import datetime, timedelta

import pytest

from documents import leases
from documents.database import Database, DatabaseError, collection_of
from documents.shapes.message_tallies import MessageTally
from documents.upkeep.sweep import PLACE
from services.schedules import (
    COUNTING,
    REMOVING,
    ScheduledCount,
    ScheduledReap,
    ScheduledSweep,
    take_up_removals,
)
from tests.queries import look
from tests.support import Api, a_session, got, message

HOURLY = timedelta(hours=1)


async def test_of_several_processes_one_sweeps_a_period(alone: Api) -> None:
    user = await alone.user()
    session = await a_session(user)
    alone.clock.advance(hours=25)
    database = alone.services.database
    processes = [ScheduledSweep(alone.services.upkeep, HOURLY) for _ in range(3)]
    await processes[0].once()
    assert (await got(user, f"/sessions/{session['id']}"))["status"] == "abandoned"
    later = await a_session(user)
    alone.clock.advance(hours=25)
    await processes[1].once()
    assert (await got(user, f"/sessions/{later['id']}"))["status"] == "active"
    lease = await collection_of(PLACE.record, database).find_one({"_id": PLACE.key})
    assert lease is not None
    assert lease["report"]["abandoned"] == 1
    assert lease["owner"] is None


async def test_a_sweep_that_another_process_does_is_left_to_it(alone: Api) -> None:
    database = alone.services.database
    async with leases.hold(database, PLACE, wait_seconds=0):
        await ScheduledSweep(alone.services.upkeep, HOURLY).once()
    lease = await collection_of(PLACE.record, database).find_one({"_id": PLACE.key})
    assert lease is not None
    assert "report" not in lease


async def test_no_schedule_runs_when_the_setting_is_0(alone: Api) -> None:
    await ScheduledSweep(alone.services.upkeep, timedelta(0)).run()


class _Replaced(Exception):
    pass


async def test_a_process_that_is_replaced_within_a_period_sweeps_too(alone: Api) -> None:
    user = await alone.user()
    session = await a_session(user)
    alone.clock.advance(hours=25)
    passed = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal passed
        passed += seconds
        if passed > 5 * 60:
            raise _Replaced

    with pytest.raises(_Replaced):
        await ScheduledSweep(alone.services.upkeep, HOURLY, sleep=sleep).run()
    assert (await got(user, f"/sessions/{session['id']}"))["status"] == "abandoned"


async def test_new_messages_are_counted_unless_another_process_does(alone: Api) -> None:
    user = await alone.user()
    database = alone.services.database
    session = await a_session(user)
    await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    async with leases.hold(database, COUNTING, wait_seconds=0):
        await ScheduledCount(database).once()
    assert await look(collection_of(MessageTally, database)).count_documents({}) == 0
    await ScheduledCount(database).once()
    assert await look(collection_of(MessageTally, database)).count_documents({}) == 1


async def test_a_failing_database_stops_neither_schedule(
    alone: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object, **__: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr("services.upkeep.sweep_alone", failing)
    monkeypatch.setattr("services.schedules.count_new", failing)
    database: Database = alone.services.database
    await ScheduledSweep(alone.services.upkeep, HOURLY).once()
    await ScheduledCount(database).once()


async def test_removals_that_another_process_takes_up_are_left_to_it(
    alone: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await alone.services.background.finish()  # its own, of its start
    taken_up = []

    async def remove_leftovers(_: object, *, deleted_before: datetime) -> None:
        taken_up.append(deleted_before)

    monkeypatch.setattr("documents.upkeep.removal.remove_leftovers", remove_leftovers)
    database = alone.services.database
    async with leases.hold(database, REMOVING, wait_seconds=0):
        await take_up_removals(database, alone.services.sessions)
    assert taken_up == []
    await take_up_removals(database, alone.services.sessions)
    assert taken_up == [alone.clock()]


async def test_processes_that_began_together_reap_at_different_times(alone: Api) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise _Replaced

    chances = iter([0.0, 0.5, 0.99])
    reaping = ScheduledReap(alone.services.streams, lambda: next(chances), sleep)
    with pytest.raises(_Replaced):
        await reaping.run()
    assert pauses == pytest.approx([1.5, 2.0, 2.49])
