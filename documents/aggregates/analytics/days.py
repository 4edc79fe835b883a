"""The figures of users' days, and how they change: always in the transaction that changes what
they are made of, so that they are what a recount finds at any instant.

All users' days are another step (``summing``): so two users' writes never meet in one document.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from documents.aggregates.analytics.ranges import range_of
from documents.aggregates.chats.usage_tallies import SLOT_SECONDS
from documents.database import Database, Transaction, UpdateOne, collection_of
from documents.shapes.daily_figures import DailyFigures

BY_QUARTER = ("messages", "sessions")
OF_THE_DAY = ("lengths", "sizes")
COUNTED = (*BY_QUARTER, *OF_THE_DAY)


def day_of(at: datetime) -> datetime:
    """The beginning of the day in UTC that a time lies in."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def quarter_of(at: datetime) -> int:
    """Which quarter of an hour of its day in UTC a time lies in."""
    return (at - day_of(at)).seconds // SLOT_SECONDS


def numbers_of(counts: Mapping[str, Any]) -> Counter[str]:
    """The numbers in FigureCounts by their paths."""
    found: Counter[str] = Counter()
    for name in BY_QUARTER:
        for quarter, numbers in (counts.get(name) or {}).items():
            for what, number in numbers.items():
                found[f"{name}.{quarter}.{what}"] = number
    for name in OF_THE_DAY:
        for what, number in (counts.get(name) or {}).items():
            found[f"{name}.{what}"] = number
    return found


def counts_of(numbers: Mapping[str, int]) -> dict[str, Any]:
    """FigureCounts of numbers by their paths, without those that are 0."""
    counts: dict[str, Any] = {name: {} for name in COUNTED}
    for path, number in numbers.items():
        if number:
            *into, last = path.split(".")
            place = counts
            for name in into:
                place = place.setdefault(name, {})
            place[last] = number
    return counts


class DayChanges:
    """Numbers that are to be added to days of users."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, datetime], Counter[str]] = {}

    def add_messages(
        self, user_id: str, at: datetime, counts: Mapping[str, int], *, times: int = 1
    ) -> None:
        """Add messages of a quarter of an hour, by role; with ``times=-1`` take them off."""
        numbers = self._day(user_id, at)
        for role, number in counts.items():
            numbers[f"messages.{quarter_of(at)}.{role}"] += times * number

    def add_tallies(self, tallies: Iterable[Mapping[str, Any]], *, times: int = 1) -> None:
        """Add what MessageTallies have, whether hidden or not."""
        for tally in tallies:
            self.add_messages(tally["user_id"], tally["at"], tally["counts"], times=times)

    def add_session(self, tally: Mapping[str, Any], *, times: int = 1) -> None:
        """Add the session of a SessionTally; with ``times=-1`` take it off."""
        numbers = self._day(tally["user_id"], tally["at"])
        numbers[f"sessions.{quarter_of(tally['at'])}.{tally['status']}"] += times
        numbers[f"lengths.{range_of(tally['length'])}"] += times
        numbers[f"sizes.{tally['messages']}"] += times

    def add(self, user_id: str, day: datetime, numbers: Mapping[str, int]) -> None:
        """Add numbers by their paths."""
        self._day(user_id, day).update(numbers)

    def of(self, user_id: str, day: datetime) -> Counter[str]:
        """What is to be added to a user's day, without what is nothing."""
        return +self._day(user_id, day)

    def _day(self, user_id: str, at: datetime) -> Counter[str]:
        return self._days.setdefault((user_id, day_of(at)), Counter())

    async def store(self, database: Database, transaction: Transaction) -> None:
        """Add them."""
        writes = []
        for (user_id, day), numbers in self._days.items():
            added = {path: number for path, number in numbers.items() if number}
            unsummed = {f"unsummed.{path}": number for path, number in added.items()}
            if added:
                writes.append(
                    UpdateOne(
                        {"user_id": user_id, "day": day}, {"$inc": added | unsummed}, upsert=True
                    )
                )
        if writes:
            await collection_of(DailyFigures, database).bulk_write(
                writes, ordered=False, session=transaction
            )
