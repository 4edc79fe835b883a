"""What can be known about what is stored."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

from api.analytics.schemas import (
    Analytics,
    Bucket,
    Figure,
    MissionsOut,
    Series,
    SessionsOut,
    SpreadOut,
    ToolOut,
    UserBucket,
    UsersOut,
)
from api.problems import Malformed
from documents.aggregates.analytics import tallies
from documents.aggregates.analytics.figures import Counts, Figures, totals
from documents.aggregates.analytics.periods import MOST_BUCKETS, BucketSize, Period
from documents.database import Database
from documents.shapes.base import Clock

DEFAULT_DAYS = 30


@dataclass(frozen=True)
class AnalyticsService:
    """Figures of all users, or of one."""

    database: Database
    clock: Clock

    def period(
        self, first: date | None, last: date | None, size: BucketSize, timezone: str
    ) -> Period:
        """The period that was asked for; 30 days up to today where nothing is said.

        Raises Malformed.
        """
        if timezone not in available_timezones():
            raise Malformed.at("not a time zone such as Europe/Berlin", parameter="timezone")
        try:
            last = last or self.clock().astimezone(ZoneInfo(timezone)).date()
            first = first or last - timedelta(days=DEFAULT_DAYS - 1)
            if first > last:
                raise Malformed.at("`from` is after `to`", parameter="from")
            period = Period(first, last, size, timezone)
            if (last - first).days > MOST_BUCKETS * 31 or len(period.starts()) > MOST_BUCKETS:
                raise Malformed.at(f"more than {MOST_BUCKETS} buckets", parameter="from")
            _ = period.begin, period.end
        except OverflowError:
            raise Malformed.at("beyond the calendar", parameter="from") from None
        return period

    async def report(
        self, period: Period, figures: Collection[Figure], *, user_id: str | None = None
    ) -> Analytics:
        """The figures asked for, exact as of now; of all users, or of one."""
        if not set(figures).isdisjoint({Figure.SESSIONS, Figure.USERS, Figure.MESSAGES}):
            await tallies.count_new(self.database, user_id=user_id)
        ask = Figures(self.database, period, user_id)
        makers = {
            Figure.SESSIONS: _sessions,
            Figure.USERS: _users,
            Figure.MESSAGES: _messages,
            Figure.MISSIONS: _missions,
            Figure.TOOLS: _tools,
        }
        parts = await asyncio.gather(*(makers[figure](ask) for figure in figures))
        return Analytics(
            first=period.first,
            last=period.last,
            bucket=period.size,
            timezone=period.zone,
            **{figure.value: part for figure, part in zip(figures, parts, strict=True)},
        )


def _buckets(period: Period, counts: Counts) -> list[Bucket]:
    return [
        Bucket(start=start, counts=counts.get(name, {})) for name, start in period.starts().items()
    ]


async def _sessions(ask: Figures) -> SessionsOut:
    found = await ask.sessions()
    return SessionsOut(
        buckets=_buckets(ask.period, found.by_status),
        total=totals(found.by_status),
        length_seconds=SpreadOut.model_validate(found.length_seconds),
        messages=SpreadOut.model_validate(found.messages),
    )


async def _users(ask: Figures) -> UsersOut:
    found = await ask.users()
    starts = ask.period.starts().items()
    return UsersOut(
        buckets=[UserBucket(start=s, active=found.by_bucket.get(name, 0)) for name, s in starts],
        total=found.total,
    )


async def _messages(ask: Figures) -> Series:
    found = await ask.messages()
    return Series(buckets=_buckets(ask.period, found), total=totals(found))


async def _missions(ask: Figures) -> MissionsOut:
    found = await ask.missions()
    return MissionsOut(
        buckets=_buckets(ask.period, found.by_status),
        total=totals(found.by_status),
        seconds_to_complete=SpreadOut.model_validate(found.seconds_to_complete),
    )


async def _tools(ask: Figures) -> list[ToolOut]:
    found = await ask.tools()
    tools = [
        ToolOut(
            tool_id=tool,
            steps=sum(steps.values()),
            by_status=steps,
            failure_rate=found.failure_rate(tool),
        )
        for tool, steps in found.by_tool.items()
    ]
    return sorted(tools, key=lambda tool: (-tool.steps, tool.tool_id))
