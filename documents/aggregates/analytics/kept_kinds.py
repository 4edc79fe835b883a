"""Figures of missions, tool steps, usage and feedback, read from days that are kept.

Days of which all is in one bucket are read as a whole; of the others, which a time zone's
midnight cuts, the quarters of an hour. Tools and models are told for the whole period: of
theirs only the period's first and last day may be cut.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.analytics.days import day_of
from documents.aggregates.analytics.figures import MOST_TOOLS, Counts, MissionFigures, ToolFigures
from documents.aggregates.analytics.kept import KeptFigures, by_bucket
from documents.aggregates.analytics.kinds import number_of
from documents.aggregates.analytics.spreads import KeptValues, Moved
from documents.aggregates.analytics.usage import (
    MOST_LISTED,
    UsageFigures,
    Weighed,
    most_of,
)
from documents.database import collection_of, in_turns
from documents.shapes.daily_figures import FigureKind, KindFigures, MissionTally
from documents.shapes.state_tables import StepStatus
from documents.shapes.usage import UsageTotal

_TRIES = 3
_LONG = 2**62
_Cells = Counter[tuple[str, str]]
_ByName = defaultdict[str | None, Counter[str]]


@dataclass(frozen=True)
class KeptKinds(KeptFigures):
    """Figures of kinds on days that are kept."""

    async def missions(self) -> MissionFigures:
        """Missions made, and how long the completed ones took."""
        for left in reversed(range(_TRIES)):
            found = await self._by_bucket(FigureKind.MISSIONS)
            values = await self._times_taken()
            for theirs in self._of_those_left_out():
                values.take_off(await theirs._times_taken())
            try:
                took = await self._spread(values, exactly=left > 0)
            except Moved:
                continue
            return MissionFigures(by_bucket(found), took)
        raise AssertionError("the last try takes what it finds")

    async def tools(self) -> ToolFigures:
        """Tool steps made."""
        steps: dict[str, dict[str, int]] = {}
        seconds: dict[str, float] = {}
        for name, numbers in (await self._by_name(FigureKind.TOOLS)).items():
            tool = str(name)
            steps[tool] = {s.value: numbers[s.value] for s in StepStatus if numbers[s.value]}
            if numbers["timed"]:
                seconds[tool] = numbers["milliseconds"] / numbers["timed"] / 1000
        counts = {tool: sum(by_status.values()) for tool, by_status in steps.items()}
        tools = sorted((t for t, n in counts.items() if n), key=lambda t: (-counts[t], t.encode()))
        most, others = tools[:MOST_TOOLS], tools[MOST_TOOLS:]
        return ToolFigures(
            {tool: steps[tool] for tool in most},
            {tool: seconds[tool] for tool in most if tool in seconds},
            other_tools=len(others),
            other_steps=sum(counts[tool] for tool in others),
        )

    async def usage(self) -> UsageFigures:
        """What messages cost."""
        by_name = await self._by_name(FigureKind.MODELS)
        models: list[Weighed] = [
            (name, sums) for name, sums in by_name.items() if sums["messages"] > 0
        ]
        buckets: dict[str, Counter[str]] = defaultdict(Counter)
        total: Counter[str] = Counter()
        for (bucket, what), number in (await self._by_bucket(FigureKind.USAGE)).items():
            buckets[bucket][what] += number
            total[what] += number
        return UsageFigures(
            by_bucket={
                name: UsageTotal.of(sums) for name, sums in buckets.items() if any(sums.values())
            },
            total=UsageTotal.of(total),
            by_model=[(name, UsageTotal.of(sums)) for name, sums in most_of(models)],
            other_models=max(0, len(models) - MOST_LISTED),
        )

    async def feedback(self) -> Counts:
        """Feedback that was first given, by its present rating."""
        return by_bucket(await self._by_bucket(FigureKind.FEEDBACK))

    async def _by_bucket(self, kind: FigureKind) -> _Cells:
        """The numbers of a kind by bucket, but of the users who are left out."""
        found = await self._cells(kind)
        for theirs in self._of_those_left_out():
            found.subtract(await theirs._cells(kind))
        return found

    async def _cells(self, kind: FigureKind) -> _Cells:
        found: _Cells = Counter()
        names, starts = self._buckets
        cut = self._cut([*(begin for begin, _ in self.period.instants()), self.period.end])
        async for each in self._read(kind, "total", {"$nin": cut}):
            at = int(each["day"].timestamp())
            bucket = names[bisect_right(starts, at) - 1]
            for what, number in each["total"].items():
                found[bucket, what] += number_of(number)
        async for each in self._read(kind, "quarters", {"$in": cut}):
            of_quarters = self._names(each["day"])
            for quarter, numbers in each["quarters"].items():
                if name := of_quarters[int(quarter)]:
                    for what, number in numbers.items():
                        found[name, what] += number_of(number)
        return found

    async def _by_name(self, kind: FigureKind) -> _ByName:
        """The numbers of a kind in the whole period by name, but of the users who are left out."""
        found = await self._named(kind)
        for theirs in self._of_those_left_out():
            for name, numbers in (await theirs._named(kind)).items():
                found[name].subtract(numbers)
        return found

    async def _named(self, kind: FigureKind) -> _ByName:
        found: _ByName = defaultdict(Counter)
        cut = self._cut([self.period.begin, self.period.end])
        async for each in self._read(kind, "total", {"$nin": cut}):
            numbers = found[each["name"]]
            for what, number in each["total"].items():
                numbers[what] += number_of(number)
        async for each in self._read(kind, "quarters", {"$in": cut}):
            names = self._names(each["day"])
            numbers = found[each["name"]]
            for quarter, some in each["quarters"].items():
                if names[int(quarter)]:
                    for what, number in some.items():
                        numbers[what] += number_of(number)
        return found

    async def _times_taken(self) -> KeptValues:
        values = KeptValues(MissionTally, "took")
        cut = self._cut([self.period.begin, self.period.end])
        async for each in self._read(FigureKind.MISSIONS, "ranges", {"$nin": cut}):
            for number_of_range, number in each["ranges"].items():
                if number:
                    values.ranges[int(number_of_range)] += number
                    values.days[int(number_of_range)].append(each["day"])
        theirs = {
            **self._mine,
            "day": {"$in": cut},
            "took": {"$gt": -_LONG},
            "at": self.period.within,
        }
        reading = in_turns(
            collection_of(MissionTally, self.database), theirs, {"_id": 0, "took": 1}
        )
        async with aclosing(reading) as tallies:
            async for tally, _ in tallies:
                values.edges[tally["took"]] += 1
        return values

    def _cut(self, instants: list[datetime]) -> list[datetime]:
        """The days in which one of these instants lies, but not at their beginning."""
        return sorted({day_of(at) for at in instants if at != day_of(at)})

    async def _read(
        self, kind: FigureKind, field: str, days: dict[str, Any]
    ) -> AsyncGenerator[dict[str, Any]]:
        """A field of the figures of the period's days, or of some."""
        if days.get("$in") == []:
            return
        within = {"$gte": day_of(self.period.begin), "$lt": self.period.end}
        theirs = {"user_id": self.user_id, "kind": kind, "day": {**within, **days}}
        wanted = {"_id": 0, "day": 1, "name": 1, field: 1}
        reading = in_turns(collection_of(KindFigures, self.database), theirs, wanted)
        async with aclosing(reading) as found:
            async for each, _ in found:
                yield {"name": None, field: {}, **each}
