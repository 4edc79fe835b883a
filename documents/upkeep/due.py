"""Which sessions a sweep would do something to now, and why: a page at a time.

For people who look before they let it sweep. ``documents.upkeep.preview`` is the whole of it,
as long as it takes; what is here is bounded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from documents.database import Database, collection_of
from documents.parts import BEING_DELETED
from documents.shapes.base import PydanticObjectId
from documents.shapes.sessions import SessionStatus
from documents.upkeep.removal import not_being_erased
from documents.upkeep.resting import CHATS_MOVES, LEFT_TO_TIME, resting_page, rests
from documents.upkeep.sweep import PLACE, Periods

COUNTED = 1000
"""How many sessions of a step are counted at most."""


class SweepStep(StrEnum):
    """What a sweep does to a session, in the order in which it does it."""

    ABANDON = "abandon"
    ARCHIVE = "archive"
    DELETE = "delete"
    REMOVE = "remove"


@dataclass(frozen=True)
class DueSession:
    """A session that a sweep would do a step to: ``since`` when it waits for its period."""

    session_id: PydanticObjectId
    user_id: str
    name: str
    status: SessionStatus
    step: SweepStep
    since: datetime
    last_activity_at: datetime


@dataclass(frozen=True)
class DuePlace:
    """A place in the order of a step's sessions."""

    at: datetime
    id: PydanticObjectId


@dataclass(frozen=True)
class DuePage:
    """Sessions of a step, those that wait the longest first; ``after`` is None at the end."""

    items: list[DueSession]
    after: DuePlace | None


@dataclass(frozen=True)
class DueCount:
    """How many sessions a step would be done to; ``at_least`` where there are more."""

    step: SweepStep
    period: timedelta | None
    sessions: int
    at_least: bool


@dataclass(frozen=True)
class LastSweep:
    """When a sweep last ended, and with how many sessions it did each thing."""

    finished_at: datetime
    report: dict[str, Any]


def period_of(periods: Periods, step: SweepStep) -> timedelta | None:
    """How long a session waits for a step; None where it waits for ever."""
    return {
        SweepStep.ABANDON: periods.abandoned_after,
        SweepStep.ARCHIVE: periods.archived_after,
        SweepStep.DELETE: periods.deleted_after,
        SweepStep.REMOVE: periods.kept,
    }[step]


async def find_due(
    periods: Periods, step: SweepStep, *, now: datetime, after: DuePlace | None, limit: int
) -> DuePage:
    """A page of the sessions that a sweep at ``now`` would do a step to.

    It may have fewer than ``limit`` where chats have moved and their sessions do not know yet:
    a sweep leaves those, and lets them know.
    """
    period = period_of(periods, step)
    if period is None:
        return DuePage([], None)
    since = now - period
    order = _ORDERS[step]
    found = await resting_page(
        await _condition(step, since),
        order,
        limit + 1,
        _FIELDS,
        after=None if after is None else (after.at, after.id),
    )
    items = [
        DueSession(
            raw["_id"],
            raw["user_id"],
            raw["name"],
            SessionStatus(raw["status"]),
            step,
            _WAITS_SINCE[step](raw),
            raw["last_activity_at"],
        )
        for raw in found[:limit]
        if _is_due(step, raw, since)
    ]
    if len(found) <= limit:
        return DuePage(items, None)
    last = found[limit - 1]
    return DuePage(items, DuePlace(last[order], last["_id"]))


async def count_due_sessions(periods: Periods, *, now: datetime) -> list[DueCount]:
    """To how many sessions a sweep at ``now`` would do each step: of each up to COUNTED."""
    counts = []
    for step in SweepStep:
        page = await find_due(periods, step, now=now, after=None, limit=COUNTED)
        counts.append(
            DueCount(step, period_of(periods, step), len(page.items), page.after is not None)
        )
    return counts


async def read_last_sweep(database: Database) -> LastSweep | None:
    """What the last sweep that ended did; None before the first."""
    found = await collection_of(PLACE.record, database).find_one(
        {"_id": PLACE.key}, {"finished_at": 1, "report": 1}
    )
    if found is None or found.get("finished_at") is None:
        return None
    return LastSweep(found["finished_at"], found.get("report") or {})


_ORDERS = {
    SweepStep.ABANDON: "last_activity_at",
    SweepStep.ARCHIVE: "status_changed_at",
    SweepStep.DELETE: "status_changed_at",
    SweepStep.REMOVE: "deleted_at",
}
"""By what the sessions of a step are ordered, as an index has them."""

_STATUSES = {
    SweepStep.ABANDON: SessionStatus.ACTIVE,
    SweepStep.ARCHIVE: SessionStatus.ABANDONED,
    SweepStep.DELETE: SessionStatus.ARCHIVED,
}

_FIELDS: list[dict[str, Any]] = [
    *CHATS_MOVES,
    {
        "$project": dict.fromkeys(
            (
                "user_id",
                "name",
                "status",
                "status_changed_at",
                "last_activity_at",
                "deleted_at",
                "chat_moved_at",
            ),
            1,
        )
    },
]


def _moved_at(session: dict[str, Any]) -> datetime:
    at: datetime = session["last_activity_at"]
    return at if rests(session) else session["chat_moved_at"]


_WAITS_SINCE: dict[SweepStep, Callable[[dict[str, Any]], datetime]] = {
    SweepStep.ABANDON: _moved_at,
    SweepStep.ARCHIVE: lambda session: session["status_changed_at"],
    SweepStep.DELETE: lambda session: session["status_changed_at"],
    SweepStep.REMOVE: lambda session: session["deleted_at"],
}


async def _condition(step: SweepStep, since: datetime) -> dict[str, Any]:
    if step is SweepStep.REMOVE:
        return {"deleted_at": {**BEING_DELETED, "$lte": since}, **await not_being_erased()}
    return {"status": _STATUSES[step], _ORDERS[step]: {"$lte": since}, **LEFT_TO_TIME}


def _is_due(step: SweepStep, session: dict[str, Any], since: datetime) -> bool:
    """Whether the sweep would still find so, once it has let the session know of its chat."""
    if step is SweepStep.ABANDON:
        return _moved_at(session) <= since
    return step is not SweepStep.ARCHIVE or rests(session)
