"""The middle and the tail of values that are kept by the day: in ranges, and one by one in the
tallies of what has them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from beanie import Document

from documents.aggregates.analytics.figures import Spread
from documents.aggregates.analytics.ranges import bounds_of, range_of
from documents.database import Database, collection_of


@dataclass(frozen=True)
class KeptValues:
    """Whole numbers, in milliseconds, that stand under ``name`` in the tallies of ``model``.

    ``ranges`` has how many lie in a range, with the days on which there are such; ``edges`` are
    those of days that lie in the period in part, one by one.
    """

    model: type[Document]
    name: str
    ranges: Counter[int] = field(default_factory=Counter)
    days: defaultdict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    edges: Counter[int] = field(default_factory=Counter)

    def take_off(self, other: "KeptValues") -> None:
        """Take off what another has, all of which is in this one."""
        self.ranges.subtract(other.ranges)
        self.edges.subtract(other.edges)


class Moved(Exception):
    """Values have changed between one query and the next."""


async def spread_of_values(
    database: Database,
    values: KeptValues,
    *,
    of: dict[str, Any],
    without: tuple[str, ...],
    exactly: bool,
) -> Spread:
    """The spread of values, in seconds: of the tallies of a condition, but of these users.

    ``exactly``: raises Moved where the values of a range are not as many as there should be.
    """
    histogram = +values.ranges
    for value, number in values.edges.items():
        histogram[range_of(value)] += number
    count = histogram.total()
    if not count:
        return Spread()
    ranks = ((count + 1) // 2, count // 2 + 1, -(-count * 95 // 100))
    found: list[float] = []
    for rank in ranks:
        for number_of_range in sorted(histogram):
            if rank <= histogram[number_of_range]:
                break
            rank -= histogram[number_of_range]
        within = await _within(database, values, number_of_range, of, without)
        if exactly and len(within) != histogram[number_of_range]:
            raise Moved
        found.append((within[min(rank, len(within)) - 1] if within else 0) / 1000)
    return Spread(count, (found[0] + found[1]) / 2, found[2])


async def _within(
    database: Database,
    values: KeptValues,
    number_of_range: int,
    of: dict[str, Any],
    without: tuple[str, ...],
) -> list[int]:
    """The values in a range, the least first."""
    least, above = bounds_of(number_of_range)
    found = Counter({n: m for n, m in values.edges.items() if least <= n < above})
    if above == least + 1:
        found[least] += values.ranges[number_of_range]
    elif days := values.days[number_of_range]:
        here = {"day": {"$in": days}, values.name: {"$gte": least, "$lt": above}}
        found += await _counted(database, values, {**of, **here})
        for user_id in without:
            found.subtract(await _counted(database, values, {"user_id": user_id, **here}))
    return sorted(found.elements())


async def _counted(
    database: Database, values: KeptValues, condition: dict[str, Any]
) -> Counter[int]:
    pipeline: list[dict[str, Any]] = [
        {"$match": condition},
        {"$group": {"_id": f"${values.name}", "n": {"$sum": 1}}},
    ]
    groups = collection_of(values.model, database).aggregate(pipeline)
    return Counter({group["_id"]: group["n"] async for group in groups})
