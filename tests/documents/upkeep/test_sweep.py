"""What time does to sessions, with the clock passed in."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.embedded import EmbeddedServer
from documents import DOCUMENTS, leases, parts
from documents.aggregates.analytics import tallies
from documents.aggregates.analytics.tallies import count_new, sessions_behind
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.heads import find_head, update_head
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.sessions.change import SessionChanges, record_activity, update_session
from documents.aggregates.sessions.create import insert_session
from documents.aggregates.sessions.find import find_session
from documents.database import Database, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat
from documents.shapes.errors.chats import ChatClosed
from documents.shapes.sessions import SessionStatus, UserSession
from documents.upkeep.sweep import PLACE, Periods, SweepReport, sweep, sweep_alone
from tests.queries import collection_names, look
from tests.support import BEGINNING

ABANDONED_AFTER = timedelta(hours=24)
ARCHIVED_AFTER = timedelta(days=7)
DELETED_AFTER = timedelta(days=90)
PERIODS = Periods(ABANDONED_AFTER, ARCHIVED_AFTER, DELETED_AFTER, kept=timedelta(0))
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


async def a_session(database: Database, now: datetime = BEGINNING, user: str = "u") -> UserSession:
    return await insert_session(
        database, user, name="s", session_metadata={}, chat_id=None, mission_id=None, now=now
    )


async def say(session: UserSession, now: datetime) -> None:
    """Append to the session's chat; nobody tells the session."""
    await append(
        session.user_id,
        session.chat_id,
        [NewMessage("user", "hello")],
        now=now,
        new_id=lambda: str(PydanticObjectId()),
        limits=SealingLimits(),
        hints=ChatHints(),
    )


async def status_of(session: UserSession) -> str:
    raw = await collection_of(UserSession).find_one({"_id": session.id})
    if raw is None:
        return "gone"
    return "deleted" if raw["deleted_at"] else str(raw["status"])


async def test_the_whole_life_of_a_session_to_the_second(bound: Database) -> None:
    session = await a_session(bound)
    now = BEGINNING
    for period, before, after in (
        (ABANDONED_AFTER, "active", "abandoned"),
        (ARCHIVED_AFTER, "abandoned", "archived"),
        (DELETED_AFTER, "archived", "gone"),
    ):
        await sweep(bound, PERIODS, now=now + period - SECOND)
        assert await status_of(session) == before
        now += period
        await sweep(bound, PERIODS, now=now)
        assert await status_of(session) == after
    for name in await collection_names(bound):
        if name not in ("index_ledger", "index_lock", "session_counters", "upkeep_walks"):
            assert await look(bound[name]).count_documents({}) == 0, name


async def test_a_sweep_says_what_it_did(bound: Database) -> None:
    await a_session(bound)
    report = await sweep(bound, PERIODS, now=BEGINNING + ABANDONED_AFTER)
    assert report == SweepReport(abandoned=1)


async def test_what_it_did_is_logged_on_the_session(bound: Database) -> None:
    session = await a_session(bound)
    now = BEGINNING + ABANDONED_AFTER
    await sweep(bound, PERIODS, now=now)
    assert session.id is not None
    found = await find_session("u", session.id)
    (entry,) = found.transitions
    assert (entry.from_, entry.to, entry.at, entry.by) == ("active", "abandoned", now, "threadkeep")
    assert found.revision == session.revision + 1


async def test_a_session_whose_chat_moved_unnoticed_is_mended_and_stays(bound: Database) -> None:
    session = await a_session(bound)
    spoke = BEGINNING + timedelta(hours=20)
    await say(session, spoke)
    report = await sweep(bound, PERIODS, now=BEGINNING + timedelta(hours=30))
    assert report == SweepReport(mended=1)
    assert session.id is not None
    assert (await find_session("u", session.id)).last_activity_at == spoke
    await sweep(bound, PERIODS, now=spoke + ABANDONED_AFTER - SECOND)
    assert await status_of(session) == "active"
    await sweep(bound, PERIODS, now=spoke + ABANDONED_AFTER)
    assert await status_of(session) == "abandoned"


async def test_an_abandoned_session_whose_chat_moved_unnoticed_is_active_again(
    bound: Database,
) -> None:
    session = await a_session(bound)
    await sweep(bound, PERIODS, now=BEGINNING + timedelta(days=2))
    await say(session, BEGINNING + timedelta(days=3))
    await sweep(bound, PERIODS, now=BEGINNING + timedelta(days=3, hours=1))
    assert await status_of(session) == "active"


async def test_a_session_whose_chat_got_a_title_unnoticed_is_mended(bound: Database) -> None:
    session = await a_session(bound)
    await count_new(bound)
    named = BEGINNING + timedelta(hours=20)
    await update_head("u", session.chat_id, {"title": "t"}, versions=None, now=named)
    assert await sweep(bound, PERIODS, now=BEGINNING + DAY + SECOND) == SweepReport(mended=1)
    assert await status_of(session) == "active"


async def test_a_count_lets_the_session_know_that_its_chat_moved(bound: Database) -> None:
    session = await a_session(bound)
    spoke = BEGINNING + timedelta(days=3)
    await sweep(bound, PERIODS, now=BEGINNING + 2 * DAY)
    await say(session, spoke)
    await count_new(bound)
    assert session.id is not None
    found = await find_session("u", session.id)
    assert (found.status, found.last_activity_at) == ("active", spoke)
    # Nobody has to look at it any more.
    assert await sessions_behind(batch=1) == {}


async def test_a_chat_that_moves_as_it_is_counted_is_looked_at_again(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await a_session(bound)
    await say(session, BEGINNING)
    count = tallies._count_chat

    async def late(*given: Any) -> int:
        await say(session, BEGINNING + DAY)
        return await count(*given)

    monkeypatch.setattr(tallies, "_count_chat", late)
    assert await count_new(bound) == 2
    await sweep(bound, PERIODS, now=BEGINNING + DAY)
    assert await status_of(session) == "active"


async def test_completed_sessions_stay_as_they_are(bound: Database) -> None:
    session = await a_session(bound)
    assert session.id is not None
    done = SessionChanges(status=SessionStatus.COMPLETED)
    await update_session(bound, "u", session.id, done, BEGINNING)
    assert await sweep(bound, PERIODS, now=BEGINNING + timedelta(days=1000)) == SweepReport()
    assert await status_of(session) == "completed"


async def test_an_archived_session_takes_no_messages(bound: Database) -> None:
    session = await a_session(bound)
    await sweep(bound, PERIODS, now=BEGINNING + timedelta(days=1))
    await sweep(bound, PERIODS, now=BEGINNING + timedelta(days=8))
    assert await status_of(session) == "archived"
    with pytest.raises(ChatClosed):
        await say(session, BEGINNING + timedelta(days=8))


async def test_more_sessions_than_a_batch_are_all_swept(bound: Database) -> None:
    sessions = [await a_session(bound) for _ in range(7)]
    report = await sweep(bound, PERIODS, now=BEGINNING + timedelta(days=1), batch=3)
    assert report.abandoned == 7
    assert {await status_of(session) for session in sessions} == {"abandoned"}


async def test_sessions_that_a_killed_sweeper_holds_are_left_to_the_next_sweep(
    bound: Database, mongod: EmbeddedServer
) -> None:
    held = await a_session(bound)
    free = await a_session(bound)
    hasty = Database(mongod.uri, name=bound.name, timeout_seconds=0.2)
    async with await bound.client.start_session() as dead:
        dead.start_transaction()
        await bound["chats"].update_one(
            {"_id": held.chat_id}, {"$set": {"rested_at": BEGINNING}}, session=dead
        )
        await hasty.bind(DOCUMENTS)
        report = await sweep(hasty, PERIODS, now=BEGINNING + DAY, batch=1)
        assert report.abandoned == 1
        assert await status_of(free) == "abandoned"
    await hasty.close()
    await bound.bind(DOCUMENTS)
    await sweep(bound, PERIODS, now=BEGINNING + DAY)
    assert await status_of(held) == "abandoned"


async def test_two_sweepers_do_the_work_once(bound: Database) -> None:
    for _ in range(30):
        await a_session(bound)
    now = BEGINNING + timedelta(days=1)
    reports = await asyncio.gather(*(sweep(bound, PERIODS, now=now, batch=7) for _ in range(3)))
    assert sum(report.abandoned for report in reports) == 30
    logs = [s["transitions"] async for s in look(collection_of(UserSession)).find()]
    assert {len(log) for log in logs} == {1}


async def test_while_one_sweeps_another_does_not(bound: Database) -> None:
    async with leases.hold(bound, PLACE, wait_seconds=0):
        with pytest.raises(leases.LeaseHeld):
            await sweep_alone(bound, PERIODS, clock=lambda: BEGINNING)
    assert await sweep_alone(bound, PERIODS, clock=lambda: BEGINNING) == SweepReport()


async def test_of_several_workers_on_a_schedule_one_sweeps_a_period(bound: Database) -> None:
    def scheduled() -> object:
        return sweep_alone(bound, PERIODS, clock=lambda: BEGINNING, not_within=timedelta(hours=1))

    assert await scheduled() == SweepReport()  # type: ignore[misc]  # a coroutine
    assert await scheduled() is None  # type: ignore[misc]  # a coroutine


async def test_a_sweeper_that_was_taken_for_dead_does_not_report(bound: Database) -> None:
    async with leases.hold(bound, PLACE, wait_seconds=0) as lease:
        await collection_of(PLACE.record, bound).update_one(
            {"_id": PLACE.key}, {"$inc": {"token": 1}}
        )
        with pytest.raises(leases.LeaseLost):
            await lease.note(finished_at=True)


class _Killed(Exception):
    pass


async def _life(database: Database, seed: int) -> list[UserSession]:
    chance = random.Random(seed)
    sessions = []
    for _ in range(12):
        session = await a_session(database, BEGINNING - chance.randint(0, 120) * DAY)
        for _ in range(chance.choice([0, 1, 130])):
            await say(session, session.created_at)
        sessions.append(session)
    return sessions


@pytest.mark.parametrize("seed", range(4))
async def test_a_sweeper_killed_anywhere_and_run_again_ends_in_the_same_state(
    bound: Database, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    sessions = await _life(bound, seed)
    # Three visits a week apart take the oldest through their whole lives.
    visits = [BEGINNING + n * timedelta(days=days) for n, days in enumerate((0, 8, 50))]

    steps: Callable[[], bool] = lambda: chance.random() < 0.3  # noqa: E731 - a dice
    in_steps, in_transaction = parts.remove_in_steps, Database.in_transaction

    async def removing(*arguments: object) -> object:
        if steps():
            raise _Killed
        return await in_steps(*arguments)  # type: ignore[arg-type]  # passed on

    async def transacting(self: Database, work: object) -> object:
        if steps():
            raise _Killed
        return await in_transaction(self, work)  # type: ignore[arg-type]  # passed on

    for now in visits:
        with monkeypatch.context() as patched:
            patched.setattr("documents.parts.remove_in_steps", removing)
            patched.setattr("documents.upkeep.removal.remove_in_steps", removing)
            patched.setattr(Database, "in_transaction", transacting)
            for _ in range(6):
                try:
                    await sweep(bound, PERIODS, now=now, batch=2)
                except _Killed:
                    continue
        await sweep(bound, PERIODS, now=now)
        assert await sweep(bound, PERIODS, now=now) == SweepReport()
    expected = {
        session.id: "gone" if _fate(session, visits) == "gone" else _fate(session, visits)
        for session in sessions
    }
    assert {session.id: await status_of(session) for session in sessions} == expected
    for name in ("chats", "chat_buckets"):
        key = "_id" if name == "chats" else "chat_id"
        alive = {s.chat_id for s in sessions if expected[s.id] != "gone"}
        assert set(await bound[name].distinct(key)) <= alive, name


def _fate(session: UserSession, visits: list[datetime]) -> str:
    """A slow and independent account of what the visits do."""
    status, since = "active", session.created_at
    for now in visits:
        if status == "active" and now - since >= timedelta(hours=24):
            status, since = "abandoned", now
        elif status == "abandoned" and now - since >= timedelta(days=7):
            status, since = "archived", now
        elif status == "archived" and now - since >= timedelta(days=90):
            status = "gone"
    return status


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
async def test_sweepers_and_appenders_at_once(bound: Database, seed: int) -> None:
    """No session with activity is swept, and none is left that should be."""
    chance = random.Random(seed)
    await look(bound["user_sessions"]).delete_many({})
    await look(bound["chats"]).delete_many({})
    now = BEGINNING + timedelta(hours=24)
    resting = [await a_session(bound) for _ in range(6)]
    spoken: set[PydanticObjectId] = set()

    async def appender(session: UserSession) -> None:
        for _ in range(chance.randint(0, 3)):
            await asyncio.sleep(0)
        await say(session, now)
        assert session.id is not None
        spoken.add(session.id)
        if chance.random() < 0.5:
            # The other half die before they tell the session.
            await record_activity({session.id: (now, session.user_id)})

    talkers = [s for s in resting if chance.random() < 0.5]
    work = [appender(session) for session in talkers]
    work += [_swept(bound, now, chance.randint(1, 4)) for _ in range(2)]
    chance.shuffle(work)
    await asyncio.gather(*work)
    await sweep(bound, PERIODS, now=now)
    for session in resting:
        expected = "active" if session.id in spoken else "abandoned"
        assert await status_of(session) == expected


async def _swept(database: Database, now: datetime, batch: int) -> None:
    await sweep(database, PERIODS, now=now, batch=batch)


class _Interrupted:
    """A collection into whose ``update_many`` something comes, the first time."""

    def __init__(self, collection: Any, interruption: Callable[[], Awaitable[None]]) -> None:
        self._collection = collection
        self._interruptions = [interruption]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._collection, name)

    async def update_many(self, *arguments: Any, **options: Any) -> Any:
        while self._interruptions:
            await self._interruptions.pop()()
        return await self._collection.update_many(*arguments, **options)


@pytest.mark.parametrize("days", [1, 8])
async def test_an_append_after_the_decision_and_before_the_change_keeps_the_session(
    bound: Database, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    session = await a_session(bound)
    if days > 1:
        await sweep(bound, PERIODS, now=BEGINNING + DAY)
    now = BEGINNING + days * DAY
    chats = _Interrupted(collection_of(Chat), lambda: say(session, now))
    monkeypatch.setattr(
        "documents.upkeep.resting.collection_of",
        lambda model: chats if model is Chat else collection_of(model),
    )
    report = await sweep(bound, PERIODS, now=now)
    assert report == SweepReport(mended=1)
    assert await status_of(session) == "active"
    chat = await find_head("u", session.chat_id)
    assert chat.last_sequence == 1
    assert chat.closed_at is None


async def test_a_session_missing_its_chat_does_not_stop_the_sweep(bound: Database) -> None:
    session = await a_session(bound)
    await look(bound["chats"]).delete_many({})
    await sweep(bound, PERIODS, now=BEGINNING + DAY)
    assert await status_of(session) == "abandoned"
