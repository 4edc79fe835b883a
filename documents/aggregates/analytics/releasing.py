"""Removing what figures are made of, so that they lose it in the same step.

Who removes tallies takes them off the days of their users in the transaction that deletes them;
who removes days of users takes off all users' days what those have of them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from beanie import Document

from documents.aggregates.analytics.days import DayChanges
from documents.aggregates.analytics.kind_sums import take_off_kinds
from documents.aggregates.analytics.kinds import KindChanges
from documents.aggregates.analytics.summing import take_off
from documents.database import Database, Transaction, collection_of
from documents.shapes.daily_figures import (
    DailyFigures,
    KindFigures,
    MissionTally,
    SessionTally,
    UserNumber,
)
from documents.shapes.feedback import MessageFeedback
from documents.shapes.message_tallies import MessageTally
from documents.shapes.usage import UsageTally

Release = Callable[[Database, list[Any], Transaction], Awaitable[list[Any]]]
"""Takes documents, by their ids, off what is made of them; which of them may be deleted."""


async def release_messages(
    database: Database, ids: list[Any], transaction: Transaction
) -> list[Any]:
    """Take MessageTallies off the days of their users."""
    shown = {"_id": {"$in": ids}, "daily": True, "hidden": False}
    tallies = collection_of(MessageTally, database).find(shown, session=transaction)
    changes = DayChanges()
    changes.add_tallies([tally async for tally in tallies], times=-1)
    await changes.store(database, transaction)
    return ids


async def release_sessions(
    database: Database, ids: list[Any], transaction: Transaction
) -> list[Any]:
    """Take SessionTallies off the days of their users."""
    tallies = collection_of(SessionTally, database).find({"_id": {"$in": ids}}, session=transaction)
    changes = DayChanges()
    async for tally in tallies:
        changes.add_session(tally, times=-1)
    await changes.store(database, transaction)
    return ids


async def release_days(database: Database, ids: list[Any], transaction: Transaction) -> list[Any]:
    """Take days of users off those of all users."""
    days = collection_of(DailyFigures, database).find({"_id": {"$in": ids}}, session=transaction)
    await take_off(database, [day async for day in days], transaction)
    return ids


async def release_numbers(
    database: Database, ids: list[Any], transaction: Transaction
) -> list[Any]:
    """Of the users with these numbers, those who have no days any longer.

    Who sums up a day of a user writes to the number, and so meets the removal.
    """
    days = collection_of(DailyFigures, database)
    return [
        user_id
        for user_id in ids
        if await days.find_one({"user_id": user_id}, {"_id": 1}, session=transaction) is None
    ]


async def release_missions(
    database: Database, ids: list[Any], transaction: Transaction
) -> list[Any]:
    """Take MissionTallies off the days of their users."""
    tallies = collection_of(MissionTally, database).find({"_id": {"$in": ids}}, session=transaction)
    changes = KindChanges()
    async for tally in tallies:
        changes.add_mission(tally, times=-1)
    await changes.store(database, transaction)
    return ids


async def release_usage(database: Database, ids: list[Any], transaction: Transaction) -> list[Any]:
    """Take UsageTallies off the days of their users."""
    changes = KindChanges()
    async for tally in _tallied(database, UsageTally, ids, transaction):
        changes.add_usage(tally, tally["tallied"], times=-1)
    await changes.store(database, transaction)
    return ids


async def release_feedback(
    database: Database, ids: list[Any], transaction: Transaction
) -> list[Any]:
    """Take MessageFeedback off the days of its users."""
    changes = KindChanges()
    async for feedback in _tallied(database, MessageFeedback, ids, transaction):
        changes.add_feedback(feedback, feedback["tallied"], times=-1)
    await changes.store(database, transaction)
    return ids


async def release_kinds(database: Database, ids: list[Any], transaction: Transaction) -> list[Any]:
    """Take figures of kinds on users' days off those of all users."""
    found = collection_of(KindFigures, database).find({"_id": {"$in": ids}}, session=transaction)
    await take_off_kinds(database, [each async for each in found], transaction)
    return ids


async def _tallied(
    database: Database, model: type[Document], ids: list[Any], transaction: Transaction
) -> AsyncIterator[dict[str, Any]]:
    here = {"_id": {"$in": ids}, "tallied": {"$ne": None}}
    async for each in collection_of(model, database).find(here, session=transaction):
        yield each


RELEASES: dict[type[Document], Release] = {
    MessageTally: release_messages,
    SessionTally: release_sessions,
    DailyFigures: release_days,
    UserNumber: release_numbers,
    MissionTally: release_missions,
    UsageTally: release_usage,
    MessageFeedback: release_feedback,
    KindFigures: release_kinds,
}
"""How to delete documents of these classes: in the transaction of the release alone."""
