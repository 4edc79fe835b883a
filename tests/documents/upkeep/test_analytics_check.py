"""The check of the days that the analytics are read from finds what is wrong, and mends it."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from documents.aggregates.analytics.filling import is_filled
from documents.aggregates.analytics.tallies import count_new
from documents.database import Database, collection_of
from documents.shapes.daily_figures import (
    ActiveUsers,
    DailyFigures,
    KindFigures,
    MissionTally,
    SessionTally,
)
from documents.shapes.feedback import MessageFeedback
from documents.shapes.message_tallies import MessageTally
from documents.shapes.missions import Mission
from documents.shapes.sessions import SessionStatus, UserSession
from documents.shapes.usage import UsageTally
from documents.upkeep.analytics_check import check_analytics, repair_day
from tests.documents.aggregates.analytics.kind_history import KindHistory
from tests.documents.aggregates.analytics.kind_history import assert_exact as kinds_are_exact
from tests.documents.aggregates.analytics.test_daily_figures import (
    History,
    as_an_earlier_release_left_it,
    assert_exact,
)
from tests.queries import look

Damage = Callable[[Database], Awaitable[Any]]


async def a_counted_history(database: Database) -> History:
    history = History(database, random.Random(2), removing=False)
    for _ in range(30):
        await history.step()
    await count_new(database)
    return history


async def findings(database: Database) -> list[Any]:
    return [finding async for finding in check_analytics(database)]


async def test_nothing_is_wrong_with_what_the_service_counted(bound: Database) -> None:
    history = await a_counted_history(bound)
    assert await findings(bound) == []
    # Beside what is not counted yet.
    checking = check_analytics(bound)
    await history.step()
    async for finding in checking:
        raise AssertionError(finding)


async def test_a_check_ends_the_first_run(bound: Database) -> None:
    await a_counted_history(bound)
    await as_an_earlier_release_left_it(bound)
    assert await findings(bound) == []
    assert await is_filled(bound)
    await assert_exact(bound)


async def a_users_number(database: Database) -> None:
    await look(collection_of(DailyFigures, database)).update_one(
        {"user_id": "user-1"}, {"$inc": {"sizes.3": 1}}
    )


async def all_users_numbers(database: Database) -> None:
    await look(collection_of(DailyFigures, database)).update_one(
        {"user_id": None}, {"$inc": {"messages.5.user": 2}}
    )


async def a_day_of_all_users(database: Database) -> None:
    await look(collection_of(DailyFigures, database)).delete_one({"user_id": None})


async def a_day_of_a_user(database: Database) -> None:
    await look(collection_of(DailyFigures, database)).delete_one({"user_id": "user-1"})


async def active_users(database: Database) -> None:
    await look(collection_of(ActiveUsers, database)).delete_one({})


async def a_session_tally(database: Database) -> None:
    await look(collection_of(SessionTally, database)).delete_one({})


async def a_change_without_a_mark(database: Database) -> None:
    # As a process of an earlier release makes it.
    await look(collection_of(UserSession, database)).update_many(
        {}, {"$set": {"status": SessionStatus.ARCHIVED}}
    )


async def a_tally_of_an_earlier_release(database: Database) -> None:
    tallies = look(collection_of(MessageTally, database))
    tally = await tallies.find_one({})
    assert tally is not None
    del tally["daily"], tally["_id"]
    await tallies.insert_one({**tally, "at": tally["at"].replace(year=2025)})


@pytest.mark.parametrize(
    "damage",
    [
        a_users_number,
        all_users_numbers,
        a_day_of_all_users,
        a_day_of_a_user,
        active_users,
        a_session_tally,
        a_change_without_a_mark,
        a_tally_of_an_earlier_release,
    ],
)
async def test_what_is_wrong_is_found_and_mended(bound: Database, damage: Damage) -> None:
    await a_counted_history(bound)
    await damage(bound)
    assert await findings(bound)
    async for finding in check_analytics(bound):
        assert await repair_day(bound, finding), finding
    # Users' days are summed up anew.
    await count_new(bound)
    for finding in await findings(bound):
        assert await repair_day(bound, finding), finding
    assert await findings(bound) == []
    await assert_exact(bound)


async def a_history_of_kinds(database: Database) -> KindHistory:
    history = KindHistory(database, random.Random(2), removing=False)
    await history.begin()
    for _ in range(25):
        await history.step()
    await count_new(database)
    return history


async def test_nothing_is_wrong_with_the_kinds_that_the_service_counted(bound: Database) -> None:
    history = await a_history_of_kinds(bound)
    assert await findings(bound) == []
    # Beside what is not counted yet.
    checking = check_analytics(bound)
    await history.step()
    async for finding in checking:
        raise AssertionError(finding)


async def a_users_kind(database: Database) -> None:
    await look(collection_of(KindFigures, database)).update_one(
        {"user_id": "user-1"}, {"$inc": {"total.proposed": 1}}
    )


async def all_users_kind(database: Database) -> None:
    await look(collection_of(KindFigures, database)).update_one(
        {"user_id": None}, {"$inc": {"quarters.7.completed": 2}}
    )


async def a_kind_of_all_users(database: Database) -> None:
    await look(collection_of(KindFigures, database)).delete_one({"user_id": None})


async def a_mission_tally(database: Database) -> None:
    await look(collection_of(MissionTally, database)).delete_one({"steps.0": {"$exists": True}})


async def a_rating_without_a_mark(database: Database) -> None:
    other = {"$cond": [{"$eq": ["$rating", "up"]}, "down", "up"]}
    await look(collection_of(MessageFeedback, database)).update_many(
        {}, [{"$set": {"rating": other}}]
    )


async def a_cost_without_a_mark(database: Database) -> None:
    await look(collection_of(UsageTally, database)).update_one({}, {"$inc": {"sums.messages": 1.0}})


async def a_mission_without_a_mark(database: Database) -> None:
    await look(collection_of(Mission, database)).update_many({}, {"$set": {"status": "failed"}})


@pytest.mark.slow(reason="each counts and checks a history of many missions and messages")
@pytest.mark.parametrize(
    "damage",
    [
        a_users_kind,
        all_users_kind,
        a_kind_of_all_users,
        a_mission_tally,
        a_rating_without_a_mark,
        a_cost_without_a_mark,
        a_mission_without_a_mark,
    ],
)
async def test_what_is_wrong_with_kinds_is_found_and_mended(
    bound: Database, damage: Damage
) -> None:
    await a_history_of_kinds(bound)
    await damage(bound)
    assert await findings(bound)
    async for finding in check_analytics(bound):
        assert await repair_day(bound, finding), finding
    await count_new(bound)
    for finding in await findings(bound):
        assert await repair_day(bound, finding), finding
    assert await findings(bound) == []
    await kinds_are_exact(bound)
