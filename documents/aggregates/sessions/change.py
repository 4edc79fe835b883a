"""Changing a session: its fields, its status, its mission, and its activity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.sessions.create import take
from documents.database import Database, ReturnDocument, Transaction, UpdateOne, collection_of
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat
from documents.shapes.errors.sessions import (
    MissionCompleted,
    ReferenceTaken,
    SessionChanged,
    SessionError,
    SessionMissing,
    TransitionRefused,
)
from documents.shapes.missions import Mission, MissionStatus
from documents.shapes.sessions import (
    OPEN_STATUSES,
    REQUESTED_TRANSITIONS,
    UNUSED_MARKS,
    SessionStatus,
    UserSession,
    read_session,
    reference,
    untallied,
)
from documents.shapes.transitions import logged


@dataclass(frozen=True)
class SessionChanges:
    """What a caller wants changed; None leaves a field as it is.

    ``repeatable``: asking for the status that it has already is no error.
    ``unlink_mission`` takes the mission off; ``mission_id`` puts one on.
    """

    name: str | None = None
    session_metadata: dict[str, Any] | None = None
    status: SessionStatus | None = None
    mission_id: PydanticObjectId | None = None
    unlink_mission: bool = False
    repeatable: bool = True
    reason: str | None = None
    revisions: list[int] | None = None

    @property
    def touches_others(self) -> bool:
        """Whether a chat or a mission changes with the session."""
        return self.status is not None or self.mission_id is not None or self.unlink_mission


async def update_session(
    database: Database,
    user_id: str,
    session_id: PydanticObjectId,
    changes: SessionChanges,
    now: datetime,
) -> UserSession:
    """Change a session, its status and its mission, in one step.

    Any change counts as activity. A completed or archived session that becomes active
    takes messages again; not one whose mission is completed. Raises SessionMissing,
    SessionChanged, TransitionRefused, ReferenceMissing, ReferenceTaken, MissionCompleted.
    """
    if not changes.touches_others:
        return await _update(user_id, session_id, changes, now, None)

    return await database.in_transaction(
        lambda transaction: change_session(user_id, session_id, changes, now, transaction)
    )


async def change_session(
    user_id: str,
    session_id: PydanticObjectId,
    changes: SessionChanges,
    now: datetime,
    transaction: Transaction,
) -> UserSession:
    """Change a session with its chat and its mission in a transaction of the caller's.

    Raises what ``update_session`` does.
    """
    raw = await collection_of(UserSession).find_one(owned(user_id, session_id), session=transaction)
    if raw is None:
        raise SessionMissing
    before = read_session(raw)
    try:
        if changes.mission_id is not None:
            # First of all: of two that want it, one waits here and the other has it.
            await take(
                Mission, "mission", user_id, changes.mission_id, session_id, now, transaction
            )
        session = await _update(user_id, session_id, changes, now, transaction)
        await _release_mission(session, before.mission_id, now, transaction)
        if session.status in OPEN_STATUSES and before.status not in OPEN_STATUSES:
            await _go_on_with_mission(session, now, transaction)
    except (ReferenceTaken, MissionCompleted) as error:
        error.current = before
        raise
    if changes.status is not None:
        await open_or_close_chat(session, now, transaction)
    return session


async def _go_on_with_mission(
    session: UserSession, now: datetime, transaction: Transaction
) -> None:
    """Raise MissionCompleted where the session's mission is: it has completed the session.

    A write, so that of this and the mission's completion at once the second begins again.
    """
    if session.mission_id is None:
        return
    going_on = await collection_of(Mission).update_one(
        {
            "_id": session.mission_id,
            "user_id": session.user_id,
            "status": {"$ne": MissionStatus.COMPLETED},
        },
        {"$max": {"updated_at": now}, "$inc": {"revision": 1}},
        session=transaction,
    )
    if not going_on.matched_count:
        raise MissionCompleted


async def open_or_close_chat(session: UserSession, now: datetime, transaction: Transaction) -> None:
    """Let a session's chat take messages or none, as the session's status has it."""
    here: dict[str, Any] = {"_id": session.chat_id, "user_id": session.user_id}
    if session.status in OPEN_STATUSES:
        await collection_of(Chat).update_one(
            here, {"$set": {"closed_at": None}}, session=transaction
        )
    else:
        await collection_of(Chat).update_one(
            {**here, "closed_at": None}, {"$set": {"closed_at": now}}, session=transaction
        )


async def _release_mission(
    session: UserSession,
    old: PydanticObjectId | None,
    now: datetime,
    transaction: Transaction,
) -> None:
    if old is not None and session.mission_id != old:
        await collection_of(Mission).update_one(
            {"_id": old, "user_id": session.user_id, "session_id": session.id},
            {
                "$set": {"session_id": None},
                "$max": {"updated_at": now},
                "$inc": {"revision": 1},
            },
            session=transaction,
        )


async def _update(
    user_id: str,
    session_id: PydanticObjectId,
    changes: SessionChanges,
    now: datetime,
    transaction: Transaction | None,
) -> UserSession:
    condition = owned(user_id, session_id)
    if changes.revisions is not None:
        condition["revision"] = {"$in": changes.revisions}
    values: dict[str, Any] = {}
    if changes.name is not None:
        values["name"] = {"$literal": changes.name}
    if changes.session_metadata is not None:
        values["session_metadata"] = {"$literal": changes.session_metadata}
    if changes.unlink_mission:
        values["mission"] = None
    elif changes.mission_id is not None:
        values["mission"] = {"$literal": reference(Mission, changes.mission_id)}
    if changes.status is None:
        values |= _awakened(now, user_id)
    else:
        before = [s for s, to in REQUESTED_TRANSITIONS.items() if changes.status in to]
        if changes.repeatable:
            before.append(changes.status)
        condition["status"] = {"$in": before}
        changed = logged(changes.status, at=now, by=user_id, reason=changes.reason)
        values |= _unless({"$eq": ["$status", changes.status]}, changed)
    raw = await collection_of(UserSession).find_one_and_update(
        condition,
        [{"$set": {**values, **_stamps(now), "revision": {"$add": ["$revision", 1]}}}],
        return_document=ReturnDocument.AFTER,
        session=transaction,
    )
    if raw is None:
        raise await _refusal(user_id, session_id, changes, transaction)
    return read_session(raw)


async def _refusal(
    user_id: str,
    session_id: PydanticObjectId,
    changes: SessionChanges,
    transaction: Transaction | None,
) -> SessionError:
    """Why a conditional update found nothing to update."""
    raw = await collection_of(UserSession).find_one(owned(user_id, session_id), session=transaction)
    if raw is None:
        return SessionMissing()
    current = read_session(raw)
    if changes.revisions is not None and current.revision not in changes.revisions:
        return SessionChanged(current)
    return refused(current.status, current)


def refused(status: SessionStatus, current: UserSession | None = None) -> TransitionRefused:
    """The refusal of a change of status that ``status`` does not allow."""
    return TransitionRefused(status, sorted(REQUESTED_TRANSITIONS[status]), current)


def _unless(condition: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    return {name: {"$cond": [condition, f"${name}", value]} for name, value in values.items()}


def _awakened(now: datetime, by: str) -> dict[str, Any]:
    """Activity makes an abandoned session active again."""
    woken = logged(SessionStatus.ACTIVE, at=now, by=by, reason="activity")
    return _unless({"$ne": ["$status", SessionStatus.ABANDONED]}, woken)


def _awakening_revision() -> dict[str, Any]:
    """Awakening is a change; other activity is none that anybody could overwrite."""
    higher = {"revision": {"$add": ["$revision", 1]}}
    return _unless({"$ne": ["$status", SessionStatus.ABANDONED]}, higher)


def _stamps(now: datetime) -> dict[str, Any]:
    return {
        "last_activity_at": {"$max": ["$last_activity_at", now]},
        "updated_at": {"$max": ["$updated_at", now]},
        **dict.fromkeys(UNUSED_MARKS),
        **untallied(),
    }


async def touch_session(user_id: str, session_id: PydanticObjectId, now: datetime) -> UserSession:
    """Note activity; an abandoned session becomes active again.

    Raises SessionMissing, and TransitionRefused for a completed or archived one.
    """
    raw = await collection_of(UserSession).find_one_and_update(
        {**owned(user_id, session_id), "status": {"$in": sorted(OPEN_STATUSES)}},
        [{"$set": {**_awakened(now, user_id), **_stamps(now), **_awakening_revision()}}],
        return_document=ReturnDocument.AFTER,
    )
    if raw is None:
        raise await _refusal(user_id, session_id, SessionChanges(), None)
    return read_session(raw)


async def complete_with_mission(
    session_id: PydanticObjectId, *, by: str, now: datetime, transaction: Transaction
) -> None:
    """Complete the session of a user whose mission has completed, and close its chat.

    An abandoned one becomes active first, as any activity makes it; one that is
    completed or archived already stays as it is.
    """
    here = owned(by, session_id)
    sessions = collection_of(UserSession)
    await sessions.update_one(
        {**here, "status": SessionStatus.ABANDONED},
        [
            {
                "$set": {
                    **logged(SessionStatus.ACTIVE, at=now, by=by, reason="activity"),
                    **untallied(),
                }
            }
        ],
        session=transaction,
    )
    completed = logged(SessionStatus.COMPLETED, at=now, by=by, reason="its mission was completed")
    raw = await sessions.find_one_and_update(
        {**here, "status": SessionStatus.ACTIVE},
        [{"$set": {**completed, **_stamps(now), "revision": {"$add": ["$revision", 1]}}}],
        projection={"chat": 1},
        session=transaction,
    )
    if raw is not None:
        await collection_of(Chat).update_one(
            {"_id": raw["chat"].id, "user_id": by, "closed_at": None},
            {"$set": {"closed_at": now}},
            session=transaction,
        )


async def record_activity(latest: Mapping[PydanticObjectId, tuple[datetime, str]]) -> int:
    """Move ``last_activity_at`` of many sessions forward, in one command; how many it moved.

    Takes when each was last active, and by whom. Never moves one back, and leaves
    completed and archived sessions alone.
    """
    if not latest:
        return 0
    result = await collection_of(UserSession).bulk_write(
        [
            UpdateOne(
                {
                    **owned(user_id, session_id),
                    "status": {"$in": sorted(OPEN_STATUSES)},
                    "last_activity_at": {"$lt": at},
                },
                [{"$set": {**_awakened(at, user_id), **_stamps(at), **_awakening_revision()}}],
            )
            for session_id, (at, user_id) in latest.items()
        ],
        ordered=False,
    )
    return int(result.modified_count)
