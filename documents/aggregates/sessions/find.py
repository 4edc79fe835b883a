"""Finding sessions."""

from datetime import datetime
from typing import Any

from documents.aggregates.chats.heads import find_listed
from documents.aggregates.chats.overview import ListedChat
from documents.aggregates.listing import Listed, ListPlace, ListWanted, list_documents
from documents.database import collection_of, committed_in, list_within_bytes
from documents.parts import BEING_DELETED
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.errors.sessions import SessionMissing
from documents.shapes.sessions import SessionStatus, UserSession, read_session


async def find_session(user_id: str, session_id: PydanticObjectId) -> UserSession:
    """One session of the user. Raises SessionMissing."""
    raw = await collection_of(UserSession).find_one(owned(user_id, session_id))
    if raw is None:
        raise SessionMissing
    return read_session(raw)


async def find_committed_session(user_id: str, session_id: PydanticObjectId) -> UserSession | None:
    """One session of the user without its log, as no failover can take it back."""
    raw = await committed_in(UserSession).find_one(owned(user_id, session_id), {"transitions": 0})
    return None if raw is None else read_session(raw)


async def find_active_session(user_id: str) -> UserSession:
    """The user's most recent active session, the one to resume.

    Raises SessionMissing when there is none.
    """
    for condition in to_resume(user_id):
        raw = await collection_of(UserSession).find_one(condition, sort=NEWEST_ACTIVITY)
        if raw is not None:
            return read_session(raw)
    raise SessionMissing


async def find_session_by_key(
    user_id: str, key: str, *, committed: bool = False
) -> UserSession | None:
    """The user's session with a key of the caller's own, if there is one; if ``committed``,
    one that was made with all that its transaction made."""
    sessions = (committed_in if committed else collection_of)(UserSession)
    raw = await sessions.find_one({**owned(user_id), "key": key})
    return None if raw is None else read_session(raw)


NEWEST_ACTIVITY = [("last_activity_at", -1), ("_id", -1)]


def to_resume(user_id: str) -> list[dict[str, Any]]:
    """The filters of the sessions to resume: what an earlier one finds goes before.

    Active ones that somebody has used; then those that an import made and nobody has.
    """
    active = {**owned(user_id), "status": SessionStatus.ACTIVE}
    return [{**active, "imported_at": None}, active]


async def list_sessions(
    user_id: str, wanted: ListWanted
) -> tuple[list[tuple[UserSession, ListedChat | None]], Listed]:
    """A page of the user's sessions, each with its chat as a list shows it."""
    listed = await list_documents(UserSession, user_id, wanted)
    sessions = [read_session(raw) for raw in listed.documents]
    chats = await find_listed(user_id, [session.chat_id for session in sessions])
    return [(session, chats.get(session.chat_id)) for session in sessions], listed


async def list_deleted_sessions(
    user_id: str, *, deleted_after: datetime, after: ListPlace | None, limit: int
) -> tuple[list[UserSession], bool]:
    """The user's sessions that were deleted after a time and whose removal has not begun, the
    last deleted first. And whether there are more."""
    condition: dict[str, Any] = {
        "user_id": user_id,
        "deleted_at": {**BEING_DELETED, "$gt": deleted_after},
        "removing_at": None,
    }
    if after is not None:
        condition["deleted_at"]["$lte"] = after.at
        condition["$or"] = [{"deleted_at": {"$lt": after.at}}, {"_id": {"$lt": after.id}}]
    found, more = await list_within_bytes(
        collection_of(UserSession),
        condition,
        {"transitions": 0},
        sort=[("deleted_at", -1), ("_id", -1)],
        limit=limit,
    )
    return [read_session(raw) for raw in found], more


async def find_chat_of_mission(
    user_id: str, mission_id: PydanticObjectId
) -> PydanticObjectId | None:
    """The chat of the session that refers to a mission; None without one."""
    raw = await collection_of(UserSession).find_one(
        {**owned(user_id), **of_mission(mission_id)}, {"chat": 1}
    )
    return None if raw is None else PydanticObjectId(raw["chat"].id)


def of_mission(mission_id: PydanticObjectId) -> dict[str, Any]:
    """The condition of the session that refers to a mission."""
    return {"mission.$id": mission_id}
