"""Days, weeks and months of a time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

MOST_BUCKETS = 1000


class BucketSize(StrEnum):
    """How long a bucket of figures is. Weeks begin on Monday (ISO 8601)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


_FORMATS = {BucketSize.DAY: "%Y-%m-%d", BucketSize.WEEK: "%G-%V", BucketSize.MONTH: "%Y-%m"}


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``, both included, in a time zone.

    ``zone`` is a name of the IANA database. A week or month at the edge counts only
    its days inside.
    """

    first: date
    last: date
    size: BucketSize
    zone: str

    @property
    def begin(self) -> datetime:
        """The instant at which the first day begins."""
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The instant at which the last day is over."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def within(self) -> dict[str, datetime]:
        """The condition on a time that lies in the period."""
        return {"$gte": self.begin, "$lt": self.end}

    def label(self, field: str) -> Any:
        """The expression that names the bucket of a time that lies in the period.

        It compares instants: the server's own list of time zones may be older than
        the one that the period is made of.
        """
        return _choice(field, self.instants())

    def instants(self) -> list[tuple[datetime, str]]:
        """When each bucket of the period begins, but not before the period, and its name."""
        return [
            (_midnight(max(start, self.first), self.zone), name)
            for name, start in self.starts().items()
        ]

    def starts(self) -> dict[str, date]:
        """Every bucket of the period: its name, and its first day."""
        found: dict[str, date] = {}
        day = self.first
        while day <= self.last:
            found.setdefault(day.strftime(_FORMATS[self.size]), self._start(day))
            day += timedelta(days=1)
        return found

    def _start(self, day: date) -> date:
        if self.size is BucketSize.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self.size is BucketSize.MONTH else day


def _choice(field: str, buckets: list[tuple[datetime, str]]) -> Any:
    """The name of the last bucket that begins by the time in ``field``."""
    if len(buckets) == 1:
        return buckets[0][1]
    middle = len(buckets) // 2
    return {
        "$cond": [
            {"$lt": [field, buckets[middle][0]]},
            _choice(field, buckets[:middle]),
            _choice(field, buckets[middle:]),
        ]
    }


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
