"""What lists of sessions and chats are asked for: an order, conditions, a cursor."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from documents.aggregates.listing import Listed, ListPlace, ListWanted
from documents.database import Moment
from documents.json_values import INT64_MAX, INT64_MIN
from documents.shapes.base import PydanticObjectId
from services.errors import InvalidArgument
from services.pagination import Cursors

MAX_METADATA_CONDITIONS = 8
MAX_PATH_NAMES = 8

_SCALARS = (str, int, float, bool)


class ListOrder(StrEnum):
    """By what a list is ordered, the newest first."""

    ACTIVITY = "activity"
    CREATED = "created"


@dataclass(frozen=True)
class Times:
    """Bounds of times: not before ``…_after``, and before ``…_before``."""

    active_after: datetime | None = None
    active_before: datetime | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None


@dataclass(frozen=True)
class ListQuery:
    """Which page of a list a caller wants. ``metadata`` are conditions as ``path:value``."""

    sort: ListOrder
    limit: int
    cursor: str | None = None
    times: Times = Times()
    metadata: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListedFields:
    """What the fields are called that a list is ordered by and filtered on.

    ``parameter`` is how callers name the conditions on ``metadata``.
    """

    activity: str
    metadata: str
    parameter: str


class Conditions:
    """The conditions of a list, apart: those that go by an index in its order, the others,
    and one that a single document meets."""

    def __init__(self) -> None:
        self.within: dict[str, Any] = {}
        self.others: list[dict[str, Any]] = []
        self.single: dict[str, Any] | None = None

    def add_single(self, condition: dict[str, Any]) -> None:
        """Add a condition that one document meets at most."""
        self.single = {**(self.single or {}), **condition}

    def contains(self, field: str, text: str) -> None:
        """Let a field have a text in it, in capitals or not."""
        self.others.append({field: {"$regex": re.escape(text), "$options": "i"}})


def list_wanted(
    query: ListQuery,
    conditions: Conditions,
    fields: ListedFields,
    *,
    cursors: Cursors,
    user_id: str,
    listing: str,
) -> ListWanted:
    """The page that a query asks for. Raises InvalidArgument for what it cannot have."""
    moves = query.sort is ListOrder.ACTIVITY
    by = fields.activity if moves else "created_at"
    times = query.times
    others = [*conditions.others, *_metadata_conditions(query.metadata, fields)]
    within: dict[str, Any] = dict(conditions.within)
    for field, low, high in (
        (fields.activity, times.active_after, times.active_before),
        ("created_at", times.created_after, times.created_before),
    ):
        span = {"$gte": low, "$lt": high}
        bounds = {operator: at for operator, at in span.items() if at is not None}
        if bounds and field == by:
            within[field] = bounds
        elif bounds:
            others.append({field: bounds})
    after = moment = None
    if query.cursor is not None:
        if conditions.single is not None:
            raise InvalidArgument("one that is named goes without a cursor", parameter="cursor")
        place = cursors.read(query.cursor, user_id=user_id, listing=listing)
        at, last_id, told = place
        after = ListPlace(datetime.fromisoformat(at), PydanticObjectId(last_id))
        moment = None if told is None else Moment(*told)
    return ListWanted(
        by=by,
        limit=query.limit,
        moves=moves,
        within=within,
        others={"$and": others} if others else {},
        single=conditions.single,
        after=after,
        moment=moment,
    )


def cursor_after(listed: Listed, *, cursors: Cursors, user_id: str, listing: str) -> str | None:
    """The cursor to what comes after a page; None at the end."""
    if listed.after is None:
        return None
    moment = listed.moment
    told = None if moment is None else [moment.seconds, moment.number]
    place = [listed.after.at.isoformat(), str(listed.after.id), told]
    return cursors.make(place, user_id=user_id, listing=listing)


def _metadata_conditions(
    given: Sequence[str], fields: ListedFields
) -> list[dict[str, dict[str, Any]]]:
    if len(given) > MAX_METADATA_CONDITIONS:
        raise InvalidArgument(
            f"{MAX_METADATA_CONDITIONS} conditions at most", parameter=fields.parameter
        )
    return [_metadata_condition(each, fields) for each in given]


def _metadata_condition(given: str, fields: ListedFields) -> dict[str, dict[str, Any]]:
    path, colon, text = given.partition(":")
    names = path.split(".")
    if not colon:
        raise InvalidArgument("`path:value`, as in `plan:pro`", parameter=fields.parameter)
    if len(names) > MAX_PATH_NAMES or not all(map(_is_name, names)):
        raise InvalidArgument(
            f"a path is 1 to {MAX_PATH_NAMES} keys with dots between them, none of them empty, "
            "with a control character, or beginning with `$`",
            parameter=fields.parameter,
        )
    if "\x00" in text:
        raise InvalidArgument("a value has no NUL character", parameter=fields.parameter)
    return {f"{fields.metadata}.{path}": {"$in": _values(text)}}


def _is_name(name: str) -> bool:
    return bool(name) and not name.startswith("$") and not re.search(r"[\x00-\x1f\x7f]", name)


def _values(text: str) -> list[Any]:
    """What a value may be in the database: the text, and the JSON that it spells.

    In quotes it is the text in them alone.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return [text]
    if isinstance(value, str):
        return [value]
    if isinstance(value, int) and not INT64_MIN <= value <= INT64_MAX:
        return [text]
    if value is None or isinstance(value, _SCALARS):
        return [value, text]
    return [text]
