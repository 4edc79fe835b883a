"""Figures read from days that are kept: they cost what days there are, not what sessions.

As exact as the days: call ``tallies.count_new`` first, and see that the first run is through
(``filling.is_filled``). A time zone's days consist of quarters of an hour of days in UTC.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Self

from pyroaring import BitMap

from documents.aggregates.analytics.days import day_of
from documents.aggregates.analytics.figures import (
    Counts,
    Figures,
    SessionFigures,
    Spread,
    UserFigures,
    spread,
)
from documents.aggregates.analytics.spreads import KeptValues, Moved, spread_of_values
from documents.aggregates.chats.usage_tallies import SLOT_SECONDS
from documents.database import collection_of, in_turns
from documents.shapes.daily_figures import ActiveUsers, DailyFigures, SessionTally, UserNumber

_TRIES = 3
_DAY = timedelta(days=1)
_DAY_SECONDS = 86_400
_QUARTERS = _DAY_SECONDS // SLOT_SECONDS


@dataclass(frozen=True)
class _Kept:
    """What the kept days have of a period."""

    messages: Counter[tuple[str, str]] = field(default_factory=Counter)
    sessions: Counter[tuple[str, str]] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)
    lengths: KeptValues = field(default_factory=lambda: KeptValues(SessionTally, "length"))

    def take_off(self, other: "_Kept") -> None:
        """Take off what another has, all of which is in this one."""
        for name in ("messages", "sessions", "sizes"):
            getattr(self, name).subtract(getattr(other, name))
        self.lengths.take_off(other.lengths)


@dataclass(frozen=True)
class KeptFigures(Figures):
    """Figures of days that are kept."""

    @property
    def _mine(self) -> dict[str, Any]:
        return {} if self.user_id is None else {"user_id": self.user_id}

    @cached_property
    def _buckets(self) -> tuple[list[str], list[int]]:
        instants = self.period.instants()
        return [name for _, name in instants], [_seconds_of(begin) for begin, _ in instants]

    async def messages(self) -> Counts:
        """Messages by bucket and role."""
        return by_bucket((await self._all("messages")).messages)

    async def users(self) -> UserFigures:
        """Users whose chats got messages."""
        if self.user_id is not None:
            active = dict.fromkeys(await self.messages(), 1)
            return UserFigures(active, 1 if active else 0)
        found: dict[str, list[BitMap]] = {}
        within = {"_id": {"$gte": day_of(self.period.begin), "$lt": self.period.end}}
        reading = in_turns(collection_of(ActiveUsers, self.database), within)
        async with aclosing(reading) as days:
            async for day, _ in days:
                names = self._names(day["_id"])
                for quarter, users in day["quarters"].items():
                    if bucket := names[int(quarter)]:
                        found.setdefault(bucket, []).append(BitMap.deserialize(users))
        gone = BitMap()
        for user_id in self.without:
            numbers = collection_of(UserNumber, self.database)
            if known := await numbers.find_one({"_id": user_id}):
                gone.add(known["number"])
        buckets = {bucket: BitMap.union(*sets) - gone for bucket, sets in found.items()}
        return UserFigures(
            {bucket: len(active) for bucket, active in buckets.items() if active},
            len(BitMap.union(*buckets.values())) if buckets else 0,
        )

    async def sessions(self) -> SessionFigures:
        """Sessions made, how long they lasted, and how many messages they have."""
        for left in reversed(range(_TRIES)):
            kept = await self._all("sessions", "lengths", "sizes")
            try:
                lengths = await self._spread(kept.lengths, exactly=left > 0)
            except Moved:
                continue
            sizes = ((float(size), number) for size, number in kept.sizes.items() if number > 0)
            return SessionFigures(by_bucket(kept.sessions), lengths, spread(sizes))
        raise AssertionError("the last try takes what it finds")

    async def _all(self, *fields: str) -> _Kept:
        """What is kept, but of the users who are left out."""
        kept = await self._kept(*fields)
        for theirs in self._of_those_left_out():
            kept.take_off(await theirs._kept(*fields))
        return kept

    def _of_those_left_out(self) -> Iterator[Self]:
        for user_id in self.without:
            yield replace(self, user_id=user_id, without=())

    async def _kept(self, *fields: str) -> _Kept:
        kept = _Kept()
        begin, end = self.period.begin, self.period.end
        theirs = {"user_id": self.user_id, "day": {"$gte": day_of(begin), "$lt": end}}
        wanted = {"_id": 0, "day": 1, **dict.fromkeys(fields, 1)}
        partly = []
        reading = in_turns(collection_of(DailyFigures, self.database), theirs, wanted)
        async with aclosing(reading) as days:
            async for found, _ in days:
                day = found["day"]
                names = self._names(day)
                for name, counter in (("messages", kept.messages), ("sessions", kept.sessions)):
                    for quarter, numbers in (found.get(name) or {}).items():
                        if bucket := names[int(quarter)]:
                            for what, number in numbers.items():
                                counter[bucket, what] += number
                if not begin <= day <= end - _DAY:
                    partly.append(day)
                    continue
                for size, number in (found.get("sizes") or {}).items():
                    kept.sizes[int(size)] += number
                for length, number in (found.get("lengths") or {}).items():
                    if number:
                        kept.lengths.ranges[int(length)] += number
                        kept.lengths.days[int(length)].append(day)
        if partly and "lengths" in fields:
            await self._add_edges(kept, partly)
        return kept

    async def _add_edges(self, kept: _Kept, days: list[datetime]) -> None:
        """Add the sessions of days of which only a part is in the period, one by one."""
        theirs = {**self._mine, "day": {"$in": days}, "at": self.period.within}
        fields = {"_id": 0, "length": 1, "messages": 1}
        reading = in_turns(collection_of(SessionTally, self.database), theirs, fields)
        async with aclosing(reading) as tallies:
            async for tally, _ in tallies:
                kept.lengths.edges[tally["length"]] += 1
                kept.sizes[tally["messages"]] += 1

    def _names(self, day: datetime) -> list[str | None]:
        """The name of the bucket of each quarter of a day, None where it is not in the period."""
        at, (names, starts) = _seconds_of(day), self._buckets
        begin, end = starts[0], _seconds_of(self.period.end)
        place = max(bisect_right(starts, at) - 1, 0)
        last = at + (_QUARTERS - 1) * SLOT_SECONDS
        if begin <= at and last < end and bisect_right(starts, last) - 1 == place:
            return [names[place]] * _QUARTERS
        found: list[str | None] = []
        for quarter in range(at, at + _DAY_SECONDS, SLOT_SECONDS):
            while place + 1 < len(starts) and starts[place + 1] <= quarter:
                place += 1
            found.append(names[place] if begin <= quarter < end else None)
        return found

    async def _spread(self, values: KeptValues, *, exactly: bool) -> Spread:
        """Raises Moved."""
        return await spread_of_values(
            self.database, values, of=self._mine, without=self.without, exactly=exactly
        )


def _seconds_of(at: datetime) -> int:
    return int(at.timestamp())


def by_bucket(counter: Counter[tuple[str, str]]) -> Counts:
    """Numbers by bucket and what is counted, without those that are 0."""
    found: Counts = {}
    for (bucket, what), number in counter.items():
        if number:
            found.setdefault(bucket, {})[what] = number
    return found
