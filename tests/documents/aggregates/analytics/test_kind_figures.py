"""Figures of missions, tools, usage and feedback that are kept, against a recount of what is
stored, whatever happens to it."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from documents.aggregates.analytics.figures import Spread, being_erased
from documents.aggregates.analytics.filling import fill, is_filled
from documents.aggregates.analytics.kept_kinds import KeptKinds
from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.sessions.create import insert_session
from documents.aggregates.sessions.deletion import delete_session
from documents.database import Database, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.daily_figures import KindFigures, MissionTally
from documents.shapes.feedback import MessageFeedback
from documents.shapes.missions import Mission
from documents.shapes.upkeep_walks import UpkeepWalk
from documents.shapes.usage import MAX_COUNT, UsageTally
from documents.upkeep.erasure import erase_user
from tests.documents.aggregates.analytics.kind_history import (
    PERIODS,
    KindHistory,
    assert_exact,
)
from tests.documents.aggregates.analytics.test_daily_figures import BEGIN, USERS
from tests.documents.aggregates.analytics.test_figures import HINTS, LIMITS
from tests.queries import look

TWICE = "a recount of every figure of every user, several times, on two cores that others use"


@pytest.mark.slow(reason=TWICE)
@pytest.mark.parametrize("seed", range(2))
async def test_whatever_happens_kinds_are_what_a_recount_finds(bound: Database, seed: int) -> None:
    history = KindHistory(bound, random.Random(seed))
    await history.begin()
    for number in range(60):
        await history.step()
        if number % 15 == 14:
            await count_new(bound, user_id=history.chance.choice([None, *USERS]))
        if number % 30 == 29:
            await count_new(bound)
            await assert_exact(bound)


async def test_each_kind_of_what_happened_is_in_the_figures(bound: Database) -> None:
    history = KindHistory(bound, random.Random(1))
    await fill(bound, steps=100)
    await history.make()
    await history.spend()
    await history.rate()
    await history.complete(await history.one_of(Mission), tool="search", seconds=60)
    await count_new(bound)
    ask = KeptKinds(bound, PERIODS[0])
    missions, usage = await ask.missions(), await ask.usage()
    assert missions.by_status == {"2026-03-20": {"completed": 1}}
    assert missions.seconds_to_complete == Spread(1, 60, 60)
    tools = await ask.tools()
    assert (tools.by_tool, tools.mean_seconds) == ({"search": {"completed": 1}}, {"search": 60})
    assert usage.total.messages > 0
    assert sum(model.messages for _, model in usage.by_model) == usage.total.messages
    assert sum(sum(day.values()) for day in (await ask.feedback()).values()) == 1
    await assert_exact(bound, PERIODS[:1])


@pytest.mark.slow(reason=TWICE)
async def test_two_that_count_beside_what_happens_count_each_kind_once(bound: Database) -> None:
    history = KindHistory(bound, random.Random(12))
    await history.begin()
    for _ in range(30):
        await history.step()

    async def happening() -> None:
        for _ in range(20):
            await history.step()

    async def counting() -> None:
        for _ in range(8):
            await count_new(bound)

    await asyncio.gather(happening(), happening(), counting(), counting())
    await count_new(bound)
    await assert_exact(bound)


class _Killed(Exception):
    pass


@pytest.mark.slow(reason=TWICE)
async def test_a_count_of_kinds_killed_anywhere_leaves_nothing_wrong(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = KindHistory(bound, random.Random(4))
    await history.begin()
    chance = random.Random(5)
    whole = Database.in_transaction

    async def killed(self: Database, work: Any) -> Any:
        if chance.random() < 0.1:
            raise _Killed
        result = await whole(self, work)
        if chance.random() < 0.1:
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


async def as_an_earlier_release_left_it(database: Database) -> None:
    """Only sessions and messages were kept by the day."""
    for model in (KindFigures, MissionTally):
        await look(collection_of(model, database)).delete_many({})
    await look(collection_of(UpkeepWalk, database)).delete_many({"_id": {"$regex": "kind_figures"}})
    of_walks = {"_id": {"$regex": "missions|usage_tallies|message_feedback"}}
    await look(collection_of(UpkeepWalk, database)).delete_many(of_walks)
    for model in (Mission, UsageTally, MessageFeedback):
        plain = {"$unset": {"untallied": 1, "tallied": 1}}
        await look(collection_of(model, database)).update_many({}, plain)


@pytest.mark.slow(reason=TWICE)
async def test_kinds_that_were_there_before_come_in_by_steps_that_may_stop(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.aggregates.analytics.filling.A_STEP", 3)
    history = KindHistory(bound, random.Random(8), removing=False)
    await history.begin()
    for _ in range(40):
        await history.step()
    await count_new(bound)
    await as_an_earlier_release_left_it(bound)
    assert await is_filled(bound)
    assert not await fill(bound, steps=2)
    for _ in range(10):
        await history.step()
    await count_new(bound, user_id="user-1")
    steps = 0
    while not await fill(bound, steps=1):
        steps += 1
        await history.step()
    assert steps > 1
    await count_new(bound)
    await assert_exact(bound)


async def test_of_who_is_being_erased_no_kind_is_in_all_users_figures(bound: Database) -> None:
    history = KindHistory(bound, random.Random(3), removing=False)
    await history.begin()
    for _ in range(50):
        await history.step()
    await count_new(bound)
    # As it is when an erasure has stopped at its very beginning.
    await bound["erasures"].insert_one(
        {"_id": "user-1", "began_at": BEGIN, "documents": {}, "messages": 0, "bytes": 0}
    )
    assert await being_erased(bound) == ("user-1",)
    await assert_exact(bound)


async def test_an_erasure_leaves_nothing_of_the_user_in_any_kind(bound: Database) -> None:
    history = KindHistory(bound, random.Random(3), removing=False)
    await history.begin()
    for _ in range(50):
        await history.step()
    await count_new(bound)
    for user in USERS:
        await erase_user(bound, user, now=BEGIN)
    for model in (KindFigures, MissionTally, UsageTally, MessageFeedback):
        assert await look(collection_of(model, bound)).find_one({}) is None, model


async def test_a_cost_beyond_all_others_leaves_theirs_exact_when_it_goes(bound: Database) -> None:
    """Numbers of double precision would have lost the small one beside it."""
    sessions = []
    for user, cost in (("user-0", 0.000000001), ("user-1", MAX_COUNT)):
        session = await insert_session(
            bound,
            user,
            name="s",
            session_metadata={},
            chat_id=None,
            mission_id=None,
            now=BEGIN,
        )
        sessions.append(session)
        await append(
            user,
            session.chat_id,
            [NewMessage("assistant", "a", others={"usage": {"cost": cost}})],
            now=BEGIN,
            new_id=lambda: str(PydanticObjectId()),
            limits=LIMITS,
            hints=HINTS,
        )
    await count_new(bound)
    assert (await KeptKinds(bound, PERIODS[0]).usage()).total.messages == 2
    expensive = sessions[1]
    assert expensive.id is not None
    await delete_session(
        bound, "user-1", expensive.id, revisions=None, now=BEGIN + timedelta(hours=1)
    )
    await count_new(bound)
    assert (await KeptKinds(bound, PERIODS[0]).usage()).total.cost == 0.000000001
    await assert_exact(bound, PERIODS[:1])
