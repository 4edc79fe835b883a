"""What time does to sessions: without activity they are abandoned, archived, deleted.

Each change is made in a transaction that reads again what it was decided by, and
that writes to the chat too: an append at that instant makes it begin again. The
chat's own ``updated_at`` is the authority on activity; a session's
``last_activity_at`` follows it some seconds later. When a process dies in between it
follows as the chat is counted (``documents.aggregates.analytics.tallies``), or by the
sweep, which looks at the chats that are not counted yet and at what is due.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.analytics.tallies import tell_sessions
from documents.aggregates.sessions.change import record_activity
from documents.aggregates.sessions.deletion import delete_session
from documents.database import (
    Database,
    OperationFailure,
    Transaction,
    collection_of,
    is_held,
    name_of,
)
from documents.pacing import paced
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat
from documents.shapes.errors.sessions import SessionError
from documents.shapes.sessions import OPEN_STATUSES, SessionStatus, UserSession, untallied
from documents.shapes.transitions import Transition, pushed

SWEEPER = "threadkeep"
"""Who the log of transitions names for what time has done."""

BATCH = 400
_AT_ONCE = 200
"""How many sessions go in a transaction: in one of 50 each costs half as much again."""

_PAUSE = 0.1
"""How long each of these is followed by nothing, by what it took."""

LEFT_TO_TIME = {"deleted_at": None, "kept_status": None}
"""The condition of the sessions that time does anything to."""


OnStep = Callable[[str, int], None]
"""Called with the name of what is being done and how many sessions it took."""


def silent(_name: str, _count: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Settled:
    """How many sessions were moved on, and how many stay as their chats had moved unnoticed."""

    moved: int = 0
    mended: int = 0

    def __add__(self, other: "Settled") -> "Settled":
        return Settled(self.moved + other.moved, self.mended + other.mended)


async def mend(*, batch: int = BATCH, on_step: OnStep = silent) -> int:
    """Move ``last_activity_at`` of open sessions to the time of their chats, of those that are
    not counted yet, where that is newer.

    An abandoned session whose chat has moved becomes active again. Gives back how
    many were behind.
    """
    count = 0
    async with aclosing(tell_sessions(batch=batch)) as batches:
        async for behind in batches:
            count += behind
            on_step("mended", behind)
    return count


async def abandon_inactive(
    database: Database,
    *,
    inactive_since: datetime,
    now: datetime,
    batch: int = BATCH,
    on_step: OnStep = silent,
) -> Settled:
    """Abandon the active sessions without activity since a time."""
    return await _settle(
        database,
        {"status": SessionStatus.ACTIVE, "last_activity_at": {"$lte": inactive_since}},
        order="last_activity_at",
        to=SessionStatus.ABANDONED,
        now=now,
        batch=batch,
        on_step=on_step,
    )


async def archive_inactive(
    database: Database,
    *,
    abandoned_before: datetime,
    now: datetime,
    batch: int = BATCH,
    on_step: OnStep = silent,
) -> Settled:
    """Archive sessions that were abandoned by a time."""
    return await _settle(
        database,
        {"status": SessionStatus.ABANDONED, "status_changed_at": {"$lte": abandoned_before}},
        order="status_changed_at",
        to=SessionStatus.ARCHIVED,
        now=now,
        batch=batch,
        on_step=on_step,
    )


async def delete_archived(
    database: Database, *, archived_before: datetime, now: datetime, on_step: OnStep = silent
) -> int:
    """Delete the sessions that were archived by a time, with all they own; how many were."""
    count = 0
    condition = {
        "status": SessionStatus.ARCHIVED,
        "status_changed_at": {"$lte": archived_before},
        "kept_status": None,
    }
    async for sessions in resting_batches(
        {**condition, **LEFT_TO_TIME}, "status_changed_at", BATCH, _FIELDS
    ):
        for session in sessions:
            try:
                await delete_session(
                    database,
                    session["user_id"],
                    session["_id"],
                    revisions=None,
                    now=now,
                    only_if=condition,
                )
            except SessionError:
                # Another worker or its user was faster.
                continue
            except OperationFailure as error:
                if not is_held(error):
                    raise
                continue
            count += 1
            on_step("deleted", 1)
    return count


_FIELDS: list[dict[str, Any]] = [
    {"$project": dict.fromkeys(("user_id", "last_activity_at", "status_changed_at"), 1)}
]


async def resting_batches(
    condition: dict[str, Any], order: str, batch: int, fields: list[dict[str, Any]]
) -> AsyncIterator[list[dict[str, Any]]]:
    """The sessions of a condition, by ``order``, as the stages ``fields`` leave them."""
    after: tuple[datetime, PydanticObjectId] | None = None
    while True:
        found = await resting_page(condition, order, batch, fields, after=after)
        if found:
            yield found
        if len(found) < batch:
            return
        after = found[-1][order], found[-1]["_id"]


async def resting_page(
    condition: dict[str, Any],
    order: str,
    limit: int,
    fields: list[dict[str, Any]],
    *,
    after: tuple[datetime, PydanticObjectId] | None = None,
) -> list[dict[str, Any]]:
    """The first sessions of a condition, by ``order``, behind one of this time and id."""
    place: dict[str, Any] = {}
    if after is not None:
        at, last_id = after
        place = {
            order: {"$gte": at},
            "$or": [{order: {"$gt": at}}, {"_id": {"$gt": last_id}}],
        }
    found = collection_of(UserSession).aggregate(
        [
            {"$match": {"$and": [condition, place]}},
            {"$sort": {order: 1, "_id": 1}},
            {"$limit": limit},
            *fields,
        ]
    )
    return [session async for session in found]


CHATS_MOVES: list[dict[str, Any]] = [
    {
        "$lookup": {
            "from": name_of(Chat),
            "localField": "chat.$id",
            "foreignField": "_id",
            "pipeline": [{"$project": {"updated_at": 1}}],
            "as": "chats",
        }
    },
    {"$set": {"chat_moved_at": {"$ifNull": [{"$first": "$chats.updated_at"}, None]}}},
]
"""The stages that tell of sessions when their chats last moved; None where one is missing."""

WITH_CHAT: list[dict[str, Any]] = [
    *CHATS_MOVES,
    {
        "$project": {
            "user_id": 1,
            "chat": 1,
            "last_activity_at": 1,
            "status_changed_at": 1,
            "chat_moved_at": 1,
        }
    },
]
"""``CHATS_MOVES``, and no more of the sessions than a sweep asks for."""


async def _settle(
    database: Database,
    condition: dict[str, Any],
    *,
    order: str,
    to: SessionStatus,
    now: datetime,
    batch: int,
    on_step: OnStep,
) -> Settled:
    """Move resting sessions of a condition on to a status, one transaction after the other: at
    once they would take every processor of the database from the requests."""
    settled = Settled()
    condition = {**condition, **LEFT_TO_TIME}

    async def move(due: list[PydanticObjectId]) -> Settled:
        try:
            return await _move_on(database, due, condition, to, now)
        except OperationFailure as error:
            if not is_held(error):
                raise
            # By a sweep that was killed a moment ago: they are left to the next one.
            return Settled()

    async for sessions in resting_batches(condition, order, batch, _FIELDS):
        due = [session["_id"] for session in sessions]
        some = [due[start : start + _AT_ONCE] for start in range(0, len(due), _AT_ONCE)]
        for each in some:
            async with paced(_PAUSE):
                done = await move(each)
            settled += done
            on_step(to.value, done.moved)
    return settled


def rests(session: dict[str, Any]) -> bool:
    """Whether a session knows when its chat last moved."""
    moved_at = session["chat_moved_at"]
    return moved_at is None or bool(moved_at <= session["last_activity_at"])


async def _with_chats(condition: dict[str, Any], transaction: Transaction) -> list[dict[str, Any]]:
    """What ``WITH_CHAT`` tells of the sessions, at a fraction of its cost."""
    fields = dict.fromkeys(("user_id", "chat", "last_activity_at"), 1)
    found = collection_of(UserSession).find(condition, fields, session=transaction)
    sessions = [session async for session in found]
    chats = collection_of(Chat).find(
        {"_id": {"$in": [session["chat"].id for session in sessions]}},
        {"updated_at": 1},
        session=transaction,
    )
    moved_at = {chat["_id"]: chat["updated_at"] async for chat in chats}
    return [{**session, "chat_moved_at": moved_at.get(session["chat"].id)} for session in sessions]


async def _move_on(
    database: Database,
    session_ids: list[PydanticObjectId],
    condition: dict[str, Any],
    to: SessionStatus,
    now: datetime,
) -> Settled:
    entry = Transition(
        **{"from": condition["status"]}, to=to, at=now, by=SWEEPER, reason="no activity"
    )

    async def work(transaction: Transaction) -> tuple[int, list[dict[str, Any]]]:
        resting: list[dict[str, Any]] = []
        behind: list[dict[str, Any]] = []
        for session in await _with_chats({"_id": {"$in": session_ids}, **condition}, transaction):
            (resting if rests(session) else behind).append(session)
        if not resting:
            return 0, behind
        # The write to the chat is what an append at this instant runs into.
        rested: dict[str, Any] = {"rested_at": now}
        if to not in OPEN_STATUSES:
            rested["closed_at"] = now
        await collection_of(Chat).update_many(
            {"_id": {"$in": [session["chat"].id for session in resting]}},
            {"$set": rested},
            session=transaction,
        )
        moved = await collection_of(UserSession).update_many(
            {"_id": {"$in": [session["_id"] for session in resting]}},
            {
                "$set": {
                    "status": to,
                    "status_changed_at": now,
                    "updated_at": now,
                    **untallied(),
                },
                "$push": {"transitions": pushed([entry])},
                "$inc": {"revision": 1},
            },
            session=transaction,
        )
        return int(moved.modified_count), behind

    moved, behind = await database.in_transaction(work)
    told = {each["_id"]: (each["chat_moved_at"], each["user_id"]) for each in behind}
    return Settled(moved, await record_activity(told))
