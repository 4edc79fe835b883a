"""Days that are kept against a recount of what is stored, whatever happens to it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.aggregates.analytics.figures import Counts, Figures, being_erased
from documents.aggregates.analytics.filling import fill, is_filled
from documents.aggregates.analytics.kept import KeptFigures
from documents.aggregates.analytics.periods import BucketSize, Period
from documents.aggregates.analytics.ranges import bounds_of, range_of
from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.sessions.change import (
    SessionChanges,
    complete_with_mission,
    touch_session,
    update_session,
)
from documents.aggregates.sessions.create import MadeByImport, insert_session
from documents.aggregates.sessions.deletion import delete_session, restore_session
from documents.aggregates.sessions.imports import keep_as_told, take_more
from documents.database import Database, collection_of, name_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.daily_figures import ActiveUsers, DailyFigures, SessionTally, UserNumber
from documents.shapes.errors.chats import ChatError
from documents.shapes.errors.sessions import SessionError
from documents.shapes.message_tallies import MessageTally
from documents.shapes.sessions import SessionStatus, UserSession
from documents.shapes.upkeep_walks import UpkeepWalk
from documents.upkeep.erasure import erase_user
from documents.upkeep.removal import remove_session
from documents.upkeep.sweep import Periods, sweep
from tests.documents.aggregates.analytics.test_figures import ROLES, a_history, say
from tests.queries import look

BEGIN = datetime(2026, 3, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
USERS = ["user-0", "user-1", "user-2"]
ALL = Period(date(2026, 3, 1), date(2026, 5, 30), BucketSize.DAY, "UTC")
PERIODS = [
    ALL,
    Period(date(2026, 3, 21), date(2026, 4, 18), BucketSize.WEEK, "Europe/Berlin"),
    Period(date(2026, 3, 22), date(2026, 3, 22), BucketSize.DAY, "Asia/Kathmandu"),
    Period(date(2026, 3, 20), date(2026, 4, 25), BucketSize.MONTH, "America/St_Johns"),
]


async def assert_exact(database: Database, periods: list[Period] = PERIODS) -> None:
    """Every figure of all users and of each is what a recount finds."""
    assert await is_filled(database)
    left_out = await being_erased(database)
    for period in periods:
        for user in (None, *USERS):
            without = left_out if user is None else ()
            kept = KeptFigures(database, period, user, without)
            counted = Figures(database, period, user, without)
            assert await kept.messages() == await counted.messages(), (period, user)
            assert await kept.users() == await counted.users(), (period, user)
            assert await kept.sessions() == await counted.sessions(), (period, user)


@given(st.integers(-(10**12), 10**12))
def test_a_value_lies_in_its_range_and_the_next_range_begins_above_it(value: int) -> None:
    least, above = bounds_of(range_of(value))
    assert least <= value < above
    assert range_of(above) == range_of(value) + 1
    assert above - least <= max(1, abs(value) // 32)


@pytest.mark.parametrize("seed", range(2))
async def test_days_that_are_kept_are_what_a_recount_finds(bound: Database, seed: int) -> None:
    await a_history(bound, seed, sessions=20)
    # It wrote past the service.
    sessions = look(collection_of(UserSession))
    await sessions.update_many({}, {"$set": {"untallied": PydanticObjectId()}})
    await count_new(bound)
    await assert_exact(bound)


Act = Callable[[], Awaitable[Any]]


class History:
    """What users, the sweep and the upkeep do, by chance."""

    def __init__(self, database: Database, chance: random.Random, *, removing: bool = True) -> None:
        self.database = database
        self.removing = removing
        self.chance = chance
        self.now = BEGIN

    async def step(self) -> None:
        """Do one thing; what is refused is refused."""
        self.now += timedelta(minutes=self.chance.randrange(1, 900), milliseconds=7)
        act = self.chance.choice([self.make, self.say, self.say, self.touch, self.move])
        if self.removing and self.chance.random() < 0.3:
            act = self.chance.choice([self.delete, self.restore, self.remove, self.sweep])
        if self.removing and self.chance.random() < 0.05:
            act = self.erase
        try:
            await act()
        except (SessionError, ChatError):
            return

    async def make(self) -> None:
        await insert_session(
            self.database,
            self.chance.choice(USERS),
            name="s",
            session_metadata={},
            chat_id=None,
            mission_id=None,
            now=self.now,
        )

    async def _any(self) -> dict[str, Any]:
        sessions = [s async for s in look(collection_of(UserSession)).find()]
        if not sessions:
            raise SessionError
        return self.chance.choice(sessions)

    async def say(self) -> None:
        session = await self._any()
        roles = self.chance.choices(ROLES, k=self.chance.randint(1, 4))
        await say(session["user_id"], session["chat"].id, self.now, roles)

    async def touch(self) -> None:
        session = await self._any()
        await touch_session(session["user_id"], session["_id"], self.now)

    async def move(self) -> None:
        session = await self._any()
        to = self.chance.choice([*SessionStatus])
        await update_session(
            self.database,
            session["user_id"],
            session["_id"],
            SessionChanges(status=to),
            self.now,
        )

    async def delete(self) -> None:
        session = await self._any()
        await delete_session(
            self.database, session["user_id"], session["_id"], revisions=None, now=self.now
        )

    async def restore(self) -> None:
        session = await self._any()
        await restore_session(self.database, session["user_id"], session["_id"], now=self.now)

    async def remove(self) -> None:
        session = await self._any()
        await remove_session(self.database, session["_id"])

    async def sweep(self) -> None:
        day = timedelta(days=1)
        await sweep(self.database, Periods(day, 3 * day, 9 * day, kept=day), now=self.now)

    async def erase(self) -> None:
        await erase_user(self.database, self.chance.choice(USERS), now=self.now)


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_they_are_what_a_recount_finds(bound: Database, seed: int) -> None:
    history = History(bound, random.Random(seed))
    for number in range(90):
        await history.step()
        if number % 15 == 14:
            await count_new(bound, user_id=history.chance.choice([None, *USERS]))
        if number % 30 == 29:
            await count_new(bound)
            await assert_exact(bound)


async def test_two_that_count_beside_what_happens_count_everything_once(bound: Database) -> None:
    history = History(bound, random.Random(11))
    for _ in range(8):
        await history.make()

    async def happening() -> None:
        for _ in range(25):
            await history.step()

    async def counting() -> None:
        for _ in range(8):
            await count_new(bound)

    await asyncio.gather(happening(), happening(), counting(), counting())
    await count_new(bound)
    await assert_exact(bound)


class _Killed(Exception):
    pass


async def test_a_count_or_a_removal_killed_anywhere_leaves_nothing_wrong(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(bound, random.Random(4))
    chance = random.Random(5)
    whole = Database.in_transaction

    async def killed(self: Database, work: Any) -> Any:
        if chance.random() < 0.15:
            raise _Killed
        result = await whole(self, work)
        if chance.random() < 0.15:
            raise _Killed
        return result

    with monkeypatch.context() as patched:
        patched.setattr(Database, "in_transaction", killed)
        for number in range(150):
            try:
                await (count_new(bound) if number % 5 == 0 else history.step())
            except _Killed:
                continue
    await count_new(bound)
    await assert_exact(bound)


async def test_what_was_there_before_comes_in_by_steps_that_may_stop(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.aggregates.analytics.filling.A_STEP", 3)
    history = History(bound, random.Random(8), removing=False)
    for _ in range(60):
        await history.step()
    await count_new(bound)
    await as_an_earlier_release_left_it(bound)
    assert not await fill(bound, steps=2)
    for _ in range(15):
        await history.step()
    await count_new(bound, user_id="user-1")
    steps = 0
    while not await fill(bound, steps=1):
        steps += 1
        await history.step()
    assert steps > 5
    await count_new(bound)
    await assert_exact(bound)


async def as_an_earlier_release_left_it(database: Database) -> None:
    for model in (DailyFigures, SessionTally, ActiveUsers, UserNumber, UpkeepWalk):
        await look(collection_of(model, database)).delete_many({})
    tallies = look(collection_of(MessageTally, database))
    await tallies.update_many({}, {"$unset": {"daily": 1}})
    sessions = look(collection_of(UserSession, database))
    await sessions.update_many({}, {"$unset": {"untallied": 1}})


async def test_of_who_is_being_erased_nothing_is_in_all_users_figures(bound: Database) -> None:
    for user in USERS[:2]:
        session = await a_session_of(bound, user)
        await say(user, session.chat_id, BEGIN, ["user", "assistant"])
    await count_new(bound)
    # As it is when an erasure has stopped at its very beginning.
    await bound["erasures"].insert_one(
        {"_id": "user-1", "began_at": BEGIN, "documents": {}, "messages": 0, "bytes": 0}
    )
    await assert_exact(bound)
    ask = KeptFigures(bound, ALL, None, await being_erased(bound))
    assert (await ask.users()).total == 1
    assert await ask.messages() == {"2026-03-20": {"user": 1, "assistant": 1}}
    assert (await ask.sessions()).messages.count == 1


async def test_an_erasure_leaves_nothing_of_the_user_in_any_day(bound: Database) -> None:
    await a_history(bound, 2)
    await count_new(bound)
    for user in ("user-0", "user-1", "user-2", "user-3"):
        await erase_user(bound, user, now=BEGIN)
    for model in (DailyFigures, SessionTally, ActiveUsers, UserNumber, MessageTally):
        assert await look(collection_of(model, bound)).find_one({}) is None, model


async def by_status(database: Database) -> Counts:
    await count_new(database)
    await assert_exact(database, PERIODS[:1])
    return (await KeptFigures(database, ALL).sessions()).by_status


async def test_a_session_that_its_mission_completes_counts_as_completed(bound: Database) -> None:
    session = await a_session_of(bound, "user-0")
    assert session.id is not None
    assert await by_status(bound) == {"2026-03-20": {"active": 1}}
    complete = partial(complete_with_mission, session.id, by="user-0", now=BEGIN + HOUR)
    await bound.in_transaction(lambda transaction: complete(transaction=transaction))
    assert await by_status(bound) == {"2026-03-20": {"completed": 1}}


async def test_an_imported_session_counts_as_what_it_was_told_to_be(bound: Database) -> None:
    made = MadeByImport(title=None, kept_status=None)
    session = await a_session_of(bound, "user-0", imported=made)
    assert session.id is not None
    assert await by_status(bound) == {"2026-03-20": {"active": 1}}
    keep = SessionStatus.ARCHIVED
    await keep_as_told(bound, "user-0", session.id, keep=keep, now=BEGIN)
    assert await by_status(bound) == {"2026-03-20": {"archived": 1}}
    await take_more(bound, "user-0", session.id, keep=keep, now=BEGIN + HOUR)
    assert await by_status(bound) == {"2026-03-20": {"active": 1}}
    lengths = (await KeptFigures(bound, ALL).sessions()).length_seconds
    assert lengths.median == HOUR.total_seconds()


async def a_session_of(database: Database, user: str, **more: Any) -> UserSession:
    return await insert_session(
        database,
        user,
        name="s",
        session_metadata={},
        chat_id=None,
        mission_id=None,
        now=BEGIN,
        **more,
    )


async def test_lengths_are_read_from_an_index_alone(bound: Database) -> None:
    await a_history(bound, 1, sessions=3)
    await count_new(bound)
    condition = {"day": {"$in": [BEGIN]}, "length": {"$gte": 1, "$lt": 9}}
    explained = await bound.handle.command(
        "explain",
        {
            "aggregate": name_of(SessionTally),
            "pipeline": [
                {"$match": condition},
                {"$group": {"_id": "$length", "n": {"$sum": 1}}},
            ],
            "cursor": {},
        },
        verbosity="executionStats",
    )
    assert "'totalDocsExamined': 0" in str(explained)
    assert "'FETCH'" not in str(explained)
