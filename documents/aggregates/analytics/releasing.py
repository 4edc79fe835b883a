"""Removing what figures are made of, so that they lose it in the same step.

Who removes tallies takes them off the days of their users in the transaction that deletes them;
who removes days of users takes off all users' days what those have of them.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from beanie import Document

from documents.aggregates.analytics.days import DayChanges
from documents.aggregates.analytics.summing import take_off
from documents.database import Database, Transaction, collection_of
from documents.shapes.daily_figures import DailyFigures, SessionTally, UserNumber
from documents.shapes.message_tallies import MessageTally

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


RELEASES: dict[type[Document], Release] = {
    MessageTally: release_messages,
    SessionTally: release_sessions,
    DailyFigures: release_days,
    UserNumber: release_numbers,
}
"""How to delete documents of these classes: in the transaction of the release alone."""
