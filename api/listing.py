"""The parameters that lists of sessions and chats share."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, AwareDatetime

from services.listing import ListOrder


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


_Time = Annotated[AwareDatetime, AfterValidator(_in_utc)]

Sort = Annotated[
    ListOrder | None, Query(description="by what the list is ordered, the newest first")
]
Contained = Annotated[
    str,
    Query(
        description="only those that have this in it, in capitals or not",
        min_length=1,
        max_length=255,
        pattern=r"^[^\x00-\x1f\x7f-\x9f]*$",
        examples=["bag"],
    ),
]
ConditionsOnPaths = Annotated[
    list[Annotated[str, Query(max_length=2048)]] | None,
    Query(
        description="only those with this value at this path, as `path:value`; may be given "
        "several times, and all must hold. The path is keys with dots between them. A value "
        "that is JSON is met by that or by the same text, one in double quotes by the text "
        "alone; of an array any item may meet it",
        examples=[["plan:pro", 'customer.id:"42"']],
    ),
]
ActiveAfter = Annotated[_Time | None, Query(description="only those active at this time or later")]
ActiveBefore = Annotated[_Time | None, Query(description="only those not active since this time")]
CreatedAfter = Annotated[_Time | None, Query(description="only those made at this time or later")]
CreatedBefore = Annotated[_Time | None, Query(description="only those made before this time")]
