"""What can be known about what is stored."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from documents.aggregates.analytics import tallies
from documents.aggregates.analytics.figures import Counts, Figures, Spread, being_erased, totals
from documents.aggregates.analytics.filling import is_filled
from documents.aggregates.analytics.kept import KeptFigures
from documents.aggregates.analytics.kept_kinds import KeptKinds
from documents.aggregates.analytics.periods import MOST_BUCKETS, BucketSize, Period
from documents.aggregates.analytics.usage import (
    ChatUsage,
    feedback_figures,
    usage_by_chat,
    usage_figures,
)
from documents.database import Database
from documents.shapes.base import Clock
from documents.shapes.daily_figures import DailyFigures, KindFigures
from documents.shapes.usage import UsageTotal
from documents.upkeep.analytics_check import FigureFinding, check_analytics, repair_day
from services.errors import InvalidArgument

DEFAULT_DAYS = 30


class Figure(StrEnum):
    """What can be asked for."""

    SESSIONS = "sessions"
    USERS = "users"
    MESSAGES = "messages"
    MISSIONS = "missions"
    TOOLS = "tools"
    USAGE = "usage"
    FEEDBACK = "feedback"
    CHATS = "chats"


KEPT_BY_THE_DAY = tuple(figure for figure in Figure if figure is not Figure.CHATS)
"""The figures that cost the days of a period; the others cost what came in them."""

_OF_KINDS = frozenset({Figure.MISSIONS, Figure.TOOLS, Figure.USAGE, Figure.FEEDBACK})
"""The figures that are kept by their kind, and come in by a run of their own."""

_SEVERAL = frozenset({Figure.TOOLS, Figure.CHATS})
"""The figures that are more than one field of a report."""


@dataclass(frozen=True)
class PeriodWanted:
    """The days wanted, both included; up to today and 30 of them where None says nothing."""

    first: date | None = None
    last: date | None = None
    size: BucketSize = BucketSize.DAY
    timezone: str = "UTC"


@dataclass(frozen=True)
class BucketCounts:
    """Numbers of one day, week or month, which ``start`` begins."""

    start: date
    counts: dict[str, int]


@dataclass(frozen=True)
class CountSeries:
    """Numbers by bucket, the empty ones included, and of the whole period."""

    buckets: list[BucketCounts]
    total: dict[str, int]


@dataclass(frozen=True)
class SessionSeries(CountSeries):
    """Sessions made in the period, by their present status; their lengths and messages."""

    length_seconds: Spread
    messages: Spread


@dataclass(frozen=True)
class BucketUsers:
    """Active users of one day, week or month, which ``start`` begins."""

    start: date
    active: int


@dataclass(frozen=True)
class UserSeries:
    """Users of whose chats any got a message: by bucket, and in the whole period."""

    buckets: list[BucketUsers]
    total: int


@dataclass(frozen=True)
class MissionSeries(CountSeries):
    """Missions made in the period, by their present status; how long completing took."""

    seconds_to_complete: Spread


@dataclass(frozen=True)
class ToolUse:
    """The steps of one tool that were made in the period; no rate where none finished, and no
    mean of what the completed ones took where none was."""

    tool_id: str
    steps: int
    by_status: dict[str, int]
    failure_rate: float | None
    mean_seconds: float | None


@dataclass(frozen=True)
class OtherTools:
    """The tools that are not told one by one: their number, and that of their steps."""

    tools: int
    steps: int


@dataclass(frozen=True)
class BucketUsage:
    """What the messages of one day, week or month cost, which ``start`` begins."""

    start: date
    usage: UsageTotal


@dataclass(frozen=True)
class ModelUsage:
    """What the messages of one model cost; None where they did not name it."""

    model: str | None
    usage: UsageTotal


@dataclass(frozen=True)
class UsageSeries:
    """What messages cost: by bucket and by model, and in the whole period.

    ``other_models`` is how many are not told one by one.
    """

    buckets: list[BucketUsage]
    total: UsageTotal
    models: list[ModelUsage]
    other_models: int


@dataclass(frozen=True)
class AnalyticsReport:
    """Figures over a period; those that were not asked for are None.

    ``chats`` are those of whose messages some cost something, the dearest first; ``other_chats``
    how many are not told one by one.
    """

    first: date
    last: date
    bucket: BucketSize
    timezone: str
    sessions: SessionSeries | None = None
    users: UserSeries | None = None
    messages: CountSeries | None = None
    missions: MissionSeries | None = None
    tools: list[ToolUse] | None = None
    other_tools: OtherTools | None = None
    usage: UsageSeries | None = None
    feedback: CountSeries | None = None
    chats: list[ChatUsage] | None = None
    other_chats: int | None = None


@dataclass(frozen=True)
class AnalyticsService:
    """Figures of all users, or of one."""

    database: Database
    clock: Clock

    async def report(
        self, wanted: PeriodWanted, figures: Collection[Figure], *, user_id: str | None = None
    ) -> AnalyticsReport:
        """The figures asked for, exact as of now; of all users, or of one.

        Raises InvalidArgument for a period that cannot be.
        """
        period = self._period(wanted)
        if figures:
            await tallies.count_new(self.database, user_id=user_id)
        left_out = await being_erased(self.database) if user_id is None else ()
        asks: dict[bool, Figures] = {
            of_kinds: (kept if await is_filled(self.database, model) else Figures)(
                self.database, period, user_id, left_out
            )
            for of_kinds, model, kept in (
                (False, DailyFigures, KeptFigures),
                (True, KindFigures, KeptKinds),
            )
        }
        makers: dict[Figure, Callable[[Figures], Awaitable[Any]]] = {
            Figure.SESSIONS: _sessions,
            Figure.USERS: _users,
            Figure.MESSAGES: _messages,
            Figure.MISSIONS: _missions,
            Figure.TOOLS: _tools,
            Figure.USAGE: _usage,
            Figure.FEEDBACK: _feedback,
            Figure.CHATS: _chats,
        }
        parts: list[Any] = await asyncio.gather(
            *(makers[figure](asks[figure in _OF_KINDS]) for figure in figures)
        )
        return AnalyticsReport(
            first=period.first,
            last=period.last,
            bucket=period.size,
            timezone=period.zone,
            **{
                name: part
                for figure, made in zip(figures, parts, strict=True)
                for name, part in (made if figure in _SEVERAL else {figure.value: made}).items()
            },
        )

    def check(self) -> AsyncIterator[FigureFinding]:
        """Check the days that figures are read from against a recount."""
        return check_analytics(self.database)

    async def repair(self, finding: FigureFinding) -> bool:
        """Count a day anew; whether it is right now."""
        return await repair_day(self.database, finding)

    def _period(self, wanted: PeriodWanted) -> Period:
        if wanted.timezone not in available_timezones():
            raise InvalidArgument("not a time zone such as Europe/Berlin", parameter="timezone")
        try:
            last = wanted.last or self.clock().astimezone(ZoneInfo(wanted.timezone)).date()
            first = wanted.first or last - timedelta(days=DEFAULT_DAYS - 1)
            if first > last:
                raise InvalidArgument("`from` is after `to`", parameter="from")
            period = Period(first, last, wanted.size, wanted.timezone)
            if (last - first).days > MOST_BUCKETS * 31 or len(period.starts()) > MOST_BUCKETS:
                raise InvalidArgument(f"more than {MOST_BUCKETS} buckets", parameter="from")
            _ = period.begin, period.end
        except OverflowError:
            raise InvalidArgument("beyond the calendar", parameter="from") from None
        return period


def _buckets(period: Period, counts: Counts) -> list[BucketCounts]:
    return [BucketCounts(start, counts.get(name, {})) for name, start in period.starts().items()]


async def _sessions(ask: Figures) -> SessionSeries:
    found = await ask.sessions()
    return SessionSeries(
        _buckets(ask.period, found.by_status),
        totals(found.by_status),
        found.length_seconds,
        found.messages,
    )


async def _users(ask: Figures) -> UserSeries:
    found = await ask.users()
    starts = ask.period.starts().items()
    return UserSeries(
        [BucketUsers(start, found.by_bucket.get(name, 0)) for name, start in starts], found.total
    )


async def _messages(ask: Figures) -> CountSeries:
    found = await ask.messages()
    return CountSeries(_buckets(ask.period, found), totals(found))


async def _missions(ask: Figures) -> MissionSeries:
    found = await ask.missions()
    return MissionSeries(
        _buckets(ask.period, found.by_status), totals(found.by_status), found.seconds_to_complete
    )


async def _tools(ask: Figures) -> dict[str, Any]:
    found = await ask.tools()
    most_used = [
        ToolUse(
            tool,
            sum(steps.values()),
            steps,
            found.failure_rate(tool),
            found.mean_seconds.get(tool),
        )
        for tool, steps in found.by_tool.items()
    ]
    others = OtherTools(found.other_tools, found.other_steps) if found.other_tools else None
    return {"tools": most_used, "other_tools": others}


async def _usage(ask: Figures) -> UsageSeries:
    found = await (ask.usage() if isinstance(ask, KeptKinds) else usage_figures(ask))
    starts = ask.period.starts().items()
    return UsageSeries(
        [BucketUsage(start, found.by_bucket.get(name, UsageTotal())) for name, start in starts],
        found.total,
        [ModelUsage(model, usage) for model, usage in found.by_model],
        found.other_models,
    )


async def _chats(ask: Figures) -> dict[str, Any]:
    dearest, others = await usage_by_chat(ask)
    return {"chats": dearest, "other_chats": others}


async def _feedback(ask: Figures) -> CountSeries:
    found = await (ask.feedback() if isinstance(ask, KeptKinds) else feedback_figures(ask))
    return CountSeries(_buckets(ask.period, found), totals(found))
