"""What the routes of analytics answer."""

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from documents.aggregates.analytics.periods import BucketSize
from services.analytics import AnalyticsReport


class SpreadOut(BaseModel):
    """The middle and the tail of some values; null where there are none."""

    count: int
    median: float | None
    p95: float | None = Field(description="the smallest value that 95 % do not exceed")


class Bucket(BaseModel):
    """Numbers of one day, week or month."""

    start: date = Field(description="its first day; a week begins on Monday")
    counts: dict[str, int]


class Series(BaseModel):
    """Numbers by bucket, the empty ones included, and of the whole period."""

    buckets: list[Bucket]
    total: dict[str, int]


class SessionsOut(Series):
    """Sessions made in the period, by their present status."""

    length_seconds: SpreadOut = Field(description="from their beginning to their last activity")
    messages: SpreadOut = Field(description="messages a session")


class UserBucket(BaseModel):
    """Active users of one day, week or month."""

    start: date
    active: int


class UsersOut(BaseModel):
    """Active users: those of whose chats any got a message."""

    buckets: list[UserBucket]
    total: int = Field(description="active at any time in the period")


class MissionsOut(Series):
    """Missions made in the period, by their present status."""

    seconds_to_complete: SpreadOut


class ToolOut(BaseModel):
    """The steps of one tool that were made in the period."""

    tool_id: str
    steps: int
    by_status: dict[str, int]
    failure_rate: float | None = Field(
        description="failed ones among those completed or failed; null where there are none"
    )


class OtherToolsOut(BaseModel):
    """The tools that are not listed one by one."""

    tools: int
    steps: int


class Analytics(BaseModel):
    """Figures over a period; those that were not asked for are null."""

    first: date
    last: date
    bucket: BucketSize
    timezone: str
    sessions: SessionsOut | None = None
    users: UsersOut | None = None
    messages: Series | None = None
    missions: MissionsOut | None = None
    tools: list[ToolOut] | None = Field(
        None, description="the hundred with the most steps at most, the most used first"
    )
    other_tools: OtherToolsOut | None = Field(
        None, description="all that are not in `tools`; null where they are all there"
    )

    @classmethod
    def of(cls, report: AnalyticsReport) -> Self:
        """The JSON of a report."""
        return cls.model_validate(report, from_attributes=True)
