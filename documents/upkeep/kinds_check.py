"""Proving that the figures of kinds which the analytics are read from are what a recount finds.

What the figures have of a mission, a UsageTally or a MessageFeedback stands beside it, and
changes with them: so as of any one moment they agree, and what is marked as changed is as it was.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from beanie import Document

from documents.aggregates.analytics.kind_sums import put_kind_sums, summed_of
from documents.aggregates.analytics.kinds import (
    KindChanges,
    KindDay,
    kind_numbers,
    rating_in_figures,
    usage_in_figures,
)
from documents.aggregates.analytics.mission_tallies import mission_tallies_of
from documents.database import (
    Database,
    Transaction,
    UpdateOne,
    aggregate_in_turns,
    collection_of,
    snapshot_of,
)
from documents.shapes.daily_figures import KindFigures, MissionTally
from documents.shapes.feedback import MessageFeedback
from documents.shapes.missions import Mission
from documents.shapes.usage import UsageTally

KIND_SOURCES: tuple[tuple[type[Document], str], ...] = (
    (Mission, "created_at"),
    (MissionTally, "days"),
    (UsageTally, "at"),
    (MessageFeedback, "created_at"),
    (KindFigures, "day"),
)
"""What figures of kinds are made of, and they themselves; each with the field that tells the
day."""

_DAY = timedelta(days=1)


@dataclass
class _Recount:
    """What the figures of a user's day have to be, and have."""

    had: dict[Any, dict[str, Any]]
    right: dict[Any, dict[str, Any]]
    untold: list[tuple[type[Document], dict[str, Any], Any]] = field(default_factory=list)
    counted: dict[KindDay, Counter[str]] = field(default_factory=dict)
    kept: dict[KindDay, Counter[str]] = field(default_factory=dict)

    def text(self) -> str | None:
        """What is wrong, None where nothing is."""
        if wrong := difference(self.kept, self.counted):
            return wrong
        if self.had != self.right:
            return "the tallies of its missions are not what these are"
        if self.untold:
            return f"{len(self.untold)} tallies or ratings are not in it as they are"
        return None


async def check_kinds_of_day(
    database: Database,
    user_id: str,
    day: datetime,
    transaction: Transaction,
    *,
    mend: bool = False,
) -> str | None:
    """What is wrong with the figures of kinds of a user's day, None where nothing is; and put
    it right."""
    recount = await _recount(database, user_id, day, transaction)
    if not mend:
        return recount.text()
    tallies = collection_of(MissionTally, database)
    await tallies.delete_many({"user_id": user_id, "day": day}, session=transaction)
    if recount.right:
        await tallies.insert_many([*recount.right.values()], session=transaction)
    for model, each, value in recount.untold:
        told = {"$unset": {"tallied": 1}} if value is None else {"$set": {"tallied": value}}
        await collection_of(model, database).bulk_write(
            [UpdateOne({"_id": each["_id"]}, told)], session=transaction
        )
    # Of what the tallies say now, which are those of other days' missions, too.
    again = await _recount(database, user_id, day, transaction)
    changes = KindChanges()
    for kind_day in again.kept.keys() | again.counted.keys():
        off = again.counted.get(kind_day, Counter()).copy()
        off.subtract(again.kept.get(kind_day, Counter()))
        changes.add(kind_day, off)
    await changes.store(database, transaction)
    return None


async def _recount(
    database: Database, user_id: str, day: datetime, transaction: Transaction
) -> _Recount:
    theirs, within = {"user_id": user_id}, {"$gte": day, "$lt": day + _DAY}
    tallies = collection_of(MissionTally, database)
    found = tallies.find({**theirs, "day": day}, session=transaction)
    had = {tally["_id"]: tally async for tally in found}
    made = {**theirs, "created_at": within}
    right = await mission_tallies_of(database, made, transaction)
    marked = collection_of(Mission, database).find(
        {**made, "untallied": {"$ne": None}}, {"_id": 1}, session=transaction
    )
    async for mission in marked:
        right.pop(mission["_id"], None)
        if mission["_id"] in had:
            right[mission["_id"]] = had[mission["_id"]]
    recount = _Recount(had, right)
    changes = KindChanges()
    async for tally in tallies.find({**theirs, "days": day}, session=transaction):
        changes.add_mission(tally)
    used = {**theirs, "at": within}
    async for tally in collection_of(UsageTally, database).find(used, session=transaction):
        changes.add_usage(tally, _has_to_be(recount, UsageTally, tally, usage_in_figures(tally)))
    async for given in collection_of(MessageFeedback, database).find(made, session=transaction):
        rating = _has_to_be(recount, MessageFeedback, given, rating_in_figures(given))
        changes.add_feedback(given, rating)
    recount.counted = {at: found for at, found in changes.by_day().items() if at.day == day}
    async for figures in collection_of(KindFigures, database).find(
        {**theirs, "day": day}, session=transaction
    ):
        if numbers := kind_numbers(figures):
            recount.kept[KindDay.of(figures)] = numbers
    return recount


def _has_to_be(recount: _Recount, model: type[Document], stored: dict[str, Any], value: Any) -> Any:
    """What the figures should have of a document: of one that changed since the last count,
    what they have."""
    if stored.get("untallied"):
        return stored.get("tallied")
    if stored.get("tallied") != value:
        recount.untold.append((model, stored, value))
    return value


def difference(
    have: Mapping[KindDay, Counter[str]], right: Mapping[KindDay, Counter[str]]
) -> str | None:
    """The first of the numbers that are not what they should be, in words."""
    wrong = [
        (day, path)
        for day in have.keys() | right.keys()
        for path in have.get(day, Counter()).keys() | right.get(day, Counter()).keys()
        if have.get(day, Counter())[path] != right.get(day, Counter())[path]
    ]
    if not wrong:
        return None
    day, path = min(wrong, key=lambda each: (each[0].kind, each[0].name or "", each[1]))
    of = day.kind if day.name is None else f"{day.kind} {day.name}"
    told = (
        f"{of} {path} is {have.get(day, Counter())[path]} and not {right.get(day, Counter())[path]}"
    )
    return told if len(wrong) == 1 else f"{told}, and {len(wrong) - 1} numbers more"


async def check_kind_sums(database: Database) -> dict[datetime, str]:
    """What is wrong with the figures of kinds of all users, all as of one moment."""
    kept: dict[datetime, dict[KindDay, Counter[str]]] = defaultdict(dict)
    summed: dict[datetime, dict[KindDay, Counter[str]]] = defaultdict(dict)
    # By the index: those of all users come first, then those of each.
    pipeline: list[dict[str, Any]] = [{"$sort": {"user_id": 1, "kind": 1, "day": 1, "name": 1}}]
    reading = aggregate_in_turns(snapshot_of(KindFigures, database), pipeline, batch_size=1000)
    async with aclosing(reading) as found:
        async for figures in found:
            of_all = KindDay.of(figures)._replace(user_id=None)
            if figures["user_id"] is None:
                kept[of_all.day][of_all] = kind_numbers(figures)
            else:
                summed[of_all.day].setdefault(of_all, Counter()).update(summed_of(figures))
    wrong = {}
    for day in sorted(kept.keys() | summed.keys()):
        if told := difference(kept[day], summed[day]):
            wrong[day] = f"{told}, which users' have together"
    return wrong


async def put_kind_sums_of_day(database: Database, day: datetime, transaction: Transaction) -> None:
    """Make all users' figures of kinds of a day anew of what users' have. Reads an index of all."""
    here = {"user_id": {"$exists": True}, "day": day}
    found = collection_of(KindFigures, database).find(here, session=transaction)
    days: Iterable[KindDay] = {
        KindDay.of(figures)._replace(user_id=None) async for figures in found
    }
    for of_all in days:
        await put_kind_sums(database, of_all, transaction)
