"""What the routes of analytics answer."""

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from api.fields import Id
from api.usage_fields import UsageTotalOut
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
    mean_seconds: float | None = Field(
        description="what its completed steps took from executing on, in the mean; "
        "null where there are none"
    )


class OtherToolsOut(BaseModel):
    """The tools that are not listed one by one."""

    tools: int
    steps: int


class UsageBucket(BaseModel):
    """What the messages of one day, week or month cost."""

    start: date
    usage: UsageTotalOut


class ModelUsageOut(BaseModel):
    """What the messages of one model cost."""

    model: str | None = Field(description="null where they did not name it")
    usage: UsageTotalOut


class ChatUsageOut(BaseModel):
    """What the messages of one chat cost, and so its session and its mission."""

    chat_id: Id
    session_id: Id | None
    mission_id: Id | None
    usage: UsageTotalOut


class UsageSeriesOut(BaseModel):
    """What messages cost, by bucket, the empty ones included, and in the whole period."""

    buckets: list[UsageBucket]
    total: UsageTotalOut
    models: list[ModelUsageOut] = Field(
        description="the hundred that cost the most at most, those first"
    )
    other_models: int = Field(description="how many more there are")


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

    usage: UsageSeriesOut | None = None
    feedback: Series | None = Field(
        None, description="feedback first given in the period, by its present rating"
    )
    chats: list[ChatUsageOut] | None = Field(
        None, description="the hundred that cost the most at most, those first; by `only` alone"
    )
    other_chats: int | None = Field(None, description="how many more chats cost something")

    @classmethod
    def of(cls, report: AnalyticsReport) -> Self:
        """The JSON of a report."""
        return cls.model_validate(report, from_attributes=True)
