"""The figures of kinds on users' days (``KindFigures``), and how they change: always in the
transaction that changes what they have of what they are made of.

All users' are another step (``kind_sums``), as with ``days``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from documents.aggregates.analytics.days import day_of, quarter_of
from documents.aggregates.analytics.ranges import range_of
from documents.database import Database, Decimal128, Transaction, UpdateOne, collection_of
from documents.shapes.daily_figures import FigureKind, KindFigures
from documents.shapes.usage import SUMS

_LARGE = 2**40
"""From here on numbers are added as decimals, which have 34 digits: the server adds others as
whole numbers of 64 bits, of which it would take millions to be too many."""


class KindDay(NamedTuple):
    """Which KindFigures: of whose day, of what, and of which tool or model of it."""

    user_id: str | None
    kind: FigureKind
    day: datetime
    name: str | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "KindDay":
        """That of stored ones."""
        kind = FigureKind(stored["kind"])
        return cls(stored["user_id"], kind, stored["day"], stored.get("name"))

    @property
    def here(self) -> dict[str, Any]:
        """The condition that finds them."""
        return {"user_id": self.user_id, "kind": self.kind, "day": self.day, "name": self.name}


def stored_number(number: int) -> int | Decimal128:
    """A number as it is stored, or added to one that is."""
    return number if abs(number) < _LARGE else Decimal128(str(number))


def number_of(stored: Any) -> int:
    """A number that is stored."""
    return int(stored.to_decimal() if isinstance(stored, Decimal128) else stored)


def kind_numbers(counts: Mapping[str, Any]) -> Counter[str]:
    """The numbers in KindCounts by their paths, but those that are 0."""
    found: Counter[str] = Counter()
    for name in ("total", "ranges"):
        for what, number in (counts.get(name) or {}).items():
            found[f"{name}.{what}"] = number_of(number)
    for quarter, numbers in (counts.get("quarters") or {}).items():
        for what, number in numbers.items():
            found[f"quarters.{quarter}.{what}"] = number_of(number)
    return Counter({path: number for path, number in found.items() if number})


def kind_counts(numbers: Mapping[str, int]) -> dict[str, Any]:
    """KindCounts of numbers by their paths."""
    counts: dict[str, Any] = {"total": {}, "quarters": {}, "ranges": {}}
    for path, number in numbers.items():
        if number:
            *into, last = path.split(".")
            place = counts
            for name in into:
                place = place.setdefault(name, {})
            place[last] = stored_number(number)
    return counts


class KindChanges:
    """Numbers that are to be added to days of users."""

    def __init__(self) -> None:
        self._added: dict[KindDay, Counter[str]] = {}

    def add_mission(self, tally: Mapping[str, Any], *, times: int = 1) -> None:
        """Add what a MissionTally has; with ``times=-1`` take it off."""
        user_id, at = tally["user_id"], tally["at"]
        day = KindDay(user_id, FigureKind.MISSIONS, day_of(at))
        self._add(day, at, {str(tally["status"]): times})
        if (took := tally.get("took")) is not None:
            self._added[day][f"ranges.{range_of(took)}"] += times
        for step in tally["steps"]:
            day = KindDay(user_id, FigureKind.TOOLS, day_of(step["at"]), step["tool"])
            self._add(day, step["at"], _times(times, step["numbers"]))

    def add_usage(
        self, tally: Mapping[str, Any], sums: Mapping[str, Any] | None, *, times: int = 1
    ) -> None:
        """Add sums to the slot and the model of a UsageTally."""
        if not sums:
            return
        numbers = _times(times, {name: int(sums.get(name) or 0) for name in SUMS})
        user_id, day = tally["user_id"], day_of(tally["at"])
        self._add(KindDay(user_id, FigureKind.USAGE, day), tally["at"], numbers)
        models = KindDay(user_id, FigureKind.MODELS, day, tally.get("model"))
        self._add(models, tally["at"], numbers)

    def add_feedback(
        self, feedback: Mapping[str, Any], rating: str | None, *, times: int = 1
    ) -> None:
        """Add a rating at the time of a MessageFeedback."""
        if rating is not None:
            at = feedback["created_at"]
            day = KindDay(feedback["user_id"], FigureKind.FEEDBACK, day_of(at))
            self._add(day, at, {str(rating): times})

    def add(self, day: KindDay, numbers: Mapping[str, int]) -> None:
        """Add numbers by their paths."""
        self._added.setdefault(day, Counter()).update(numbers)

    def by_day(self) -> dict[KindDay, Counter[str]]:
        """What is to be added, without what is nothing."""
        nonzero = {
            day: Counter({path: number for path, number in numbers.items() if number})
            for day, numbers in self._added.items()
        }
        return {day: numbers for day, numbers in nonzero.items() if numbers}

    def _add(self, day: KindDay, at: datetime, counts: Mapping[str, int]) -> None:
        numbers = self._added.setdefault(day, Counter())
        quarter = quarter_of(at)
        for what, number in counts.items():
            numbers[f"total.{what}"] += number
            numbers[f"quarters.{quarter}.{what}"] += number

    async def store(self, database: Database, transaction: Transaction) -> None:
        """Add them."""
        writes = []
        for day, numbers in self.by_day().items():
            added = {path: stored_number(number) for path, number in numbers.items()}
            unsummed = {f"unsummed.{path}": number for path, number in added.items()}
            writes.append(UpdateOne(day.here, {"$inc": added | unsummed}, upsert=True))
        if writes:
            await collection_of(KindFigures, database).bulk_write(
                writes, ordered=False, session=transaction
            )


def usage_in_figures(tally: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the figures should have of a UsageTally."""
    return None if tally.get("hidden") else tally["sums"]


def rating_in_figures(feedback: Mapping[str, Any]) -> str | None:
    """What the figures should have of a MessageFeedback."""
    return None if feedback.get("hidden") else str(feedback["rating"])


def keys_of(days: Iterable[KindDay]) -> dict[str, Any]:
    """The condition of any of these, one at least."""
    return {"$or": [day.here for day in days]}


def _times(times: int, numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: times * number for name, number in numbers.items()}
