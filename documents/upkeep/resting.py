"""What time does to sessions: without activity they are abandoned, archived, deleted.

Each change is made in a transaction that reads again what it was decided by, and
that writes to the chat too: an append at that instant makes it begin again. The
chat's own ``updated_at`` is the authority on activity; a session's
``last_activity_at`` follows it some seconds later, and not at all when a process
dies in between, so it is mended first.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

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
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat
from documents.shapes.errors.sessions import SessionError
from documents.shapes.sessions import OPEN_STATUSES, SessionStatus, UserSession
from documents.shapes.transitions import logged

SWEEPER = "threadkeep"
"""Who the log of transitions names for what time has done."""

BATCH = 100

LEFT_TO_TIME = {"deleted_at": None, "kept_status": None}
"""The condition of the sessions that time does anything to."""


OnStep = Callable[[str, int], None]
"""Called with the name of what is being done and how many sessions it took."""


def silent(_name: str, _count: int) -> None:
    """Tell nobody."""


async def mend(*, now: datetime, batch: int = BATCH, on_step: OnStep = silent) -> int:
    """Move ``last_activity_at`` of open sessions to their chats' time, where that is newer.

    An abandoned session whose chat has moved becomes active again. Gives back how
    many were behind.
    """
    count = 0
    for status in sorted(OPEN_STATUSES):
        resting = {"status": status, "last_activity_at": {"$lte": now}, "deleted_at": None}
        async for sessions in resting_batches(resting, "last_activity_at", batch):
            behind = {
                session["_id"]: (session["chat_moved_at"], session["user_id"])
                for session in sessions
                if session["chat_moved_at"]
                and session["chat_moved_at"] > session["last_activity_at"]
            }
            await record_activity(behind)
            count += len(behind)
            on_step("mended", len(behind))
    return count


async def abandon_inactive(
    database: Database,
    *,
    inactive_since: datetime,
    now: datetime,
    batch: int = BATCH,
    on_step: OnStep = silent,
) -> int:
    """Abandon the active sessions without activity since a time; how many were."""
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
) -> int:
    """Archive sessions that were abandoned by a time; how many were."""
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
        {**condition, **LEFT_TO_TIME}, "status_changed_at", BATCH
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


async def resting_batches(
    condition: dict[str, Any], order: str, batch: int
) -> AsyncIterator[list[dict[str, Any]]]:
    """The sessions of a condition, by ``order``, each with the time its chat last moved.

    ``chat_moved_at`` is None where the chat is missing.
    """
    place: dict[str, Any] = {}
    while True:
        found = [
            session
            async for session in collection_of(UserSession).aggregate(
                [
                    {"$match": {"$and": [condition, place]}},
                    {"$sort": {order: 1, "_id": 1}},
                    {"$limit": batch},
                    *_WITH_CHAT,
                ]
            )
        ]
        if found:
            yield found
        if len(found) < batch:
            return
        at, last_id = found[-1][order], found[-1]["_id"]
        place = {
            order: {"$gte": at},
            "$or": [{order: {"$gt": at}}, {"_id": {"$gt": last_id}}],
        }


_WITH_CHAT: list[dict[str, Any]] = [
    {
        "$lookup": {
            "from": name_of(Chat),
            "localField": "chat.$id",
            "foreignField": "_id",
            "pipeline": [{"$project": {"updated_at": 1}}],
            "as": "chats",
        }
    },
    {
        "$project": {
            "user_id": 1,
            "chat": 1,
            "last_activity_at": 1,
            "status_changed_at": 1,
            "kept_status": {"$ifNull": ["$kept_status", None]},
            "chat_moved_at": {"$ifNull": [{"$first": "$chats.updated_at"}, None]},
        }
    },
]


async def _settle(
    database: Database,
    condition: dict[str, Any],
    *,
    order: str,
    to: SessionStatus,
    now: datetime,
    batch: int,
    on_step: OnStep,
) -> int:
    """Move resting sessions of a condition on to a status, a batch a transaction."""
    count = 0
    condition = {**condition, **LEFT_TO_TIME}
    async for sessions in resting_batches(condition, order, batch):
        resting = [session["_id"] for session in sessions if _rests(session)]
        if resting:
            try:
                moved = await _move_on(database, resting, condition, to, now)
            except OperationFailure as error:
                if not is_held(error):
                    raise
                # By a sweep that was killed a moment ago: they are left to the next one.
                continue
            count += moved
            on_step(to.value, moved)
    return count


def _rests(session: dict[str, Any]) -> bool:
    moved_at = session["chat_moved_at"]
    return moved_at is None or bool(moved_at <= session["last_activity_at"])


async def _move_on(
    database: Database,
    session_ids: list[PydanticObjectId],
    condition: dict[str, Any],
    to: SessionStatus,
    now: datetime,
) -> int:
    async def work(transaction: Transaction) -> int:
        pipeline = [{"$match": {"_id": {"$in": session_ids}, **condition}}, *_WITH_CHAT]
        resting = [
            session
            async for session in collection_of(UserSession).aggregate(pipeline, session=transaction)
            if _rests(session)
        ]
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
            [
                {
                    "$set": {
                        **logged(to, at=now, by=SWEEPER, reason="no activity"),
                        "updated_at": now,
                        "revision": {"$add": ["$revision", 1]},
                    }
                }
            ],
            session=transaction,
        )
        return int(moved.modified_count)

    return await database.in_transaction(work)
