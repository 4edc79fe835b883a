"""The routes of analytics."""

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.analytics.schemas import Analytics
from api.deps import AdminOnly, AnalyticsFigures, CurrentUser
from api.fields import Day
from api.guarded_route import GuardedRoute
from api.problems import FORBIDDEN, MALFORMED, answers
from documents.aggregates.analytics.periods import BucketSize
from services.analytics import KEPT_BY_THE_DAY, Figure, PeriodWanted

router = APIRouter(prefix="/analytics", tags=["analytics"], route_class=GuardedRoute)

_NAMES = "|".join(figure.value for figure in Figure)
Only = Annotated[
    str | None,
    Query(
        description="what to count, comma-separated; else everything but `chats`, which takes "
        "longer the more chats there are",
        pattern=f"^({_NAMES})(,({_NAMES}))*$",
        examples=["sessions,messages"],
    ),
]


async def _period(
    first: Annotated[
        Day | None, Query(alias="from", description="the first day; else 29 days before `to`")
    ] = None,
    last: Annotated[
        Day | None, Query(alias="to", description="the last day, included; else today")
    ] = None,
    bucket: BucketSize = BucketSize.DAY,
    timezone: Annotated[
        str, Query(description="whose days they are: a name of the IANA database")
    ] = "UTC",
) -> PeriodWanted:
    return PeriodWanted(first, last, bucket, timezone)


def _figures(only: str | None) -> Collection[Figure]:
    if only is None:
        return KEPT_BY_THE_DAY
    return list(dict.fromkeys(Figure(name) for name in only.split(",")))


@router.get("", dependencies=[AdminOnly], responses=answers(FORBIDDEN, MALFORMED))
async def get_analytics(
    analytics: AnalyticsFigures,
    period: Annotated[PeriodWanted, Depends(_period)],
    only: Only = None,
) -> Analytics:
    """Figures over all users. Wants the scope `admin`.

    Exact as of now. What is deleted is not counted; sessions, missions and tool
    steps belong to the day they were made, messages to the day they were stored.
    """
    return Analytics.of(await analytics.report(period, _figures(only)))


@router.get("/me", responses=answers(MALFORMED))
async def get_my_analytics(
    user: CurrentUser,
    analytics: AnalyticsFigures,
    period: Annotated[PeriodWanted, Depends(_period)],
    only: Only = None,
) -> Analytics:
    """The same figures over what is yours."""
    report = await analytics.report(period, _figures(only), user_id=user.user_id)
    return Analytics.of(report)
