"""Deleting a session with all it owns, in one step and for every reader at once; and bringing
one back.

What is marked can be restored until its removal begins: ``removing_at`` on the session
decides between the two, so that of a restore and a removal at once one wins and the
other does nothing.
"""

from datetime import datetime
from typing import Any

from documents.aggregates.chats.heads import find_head_by_key
from documents.aggregates.sessions.change import SessionChanges, change_session
from documents.aggregates.sessions.find import find_session_by_key
from documents.aggregates.sessions.namesake import namesake
from documents.database import (
    Database,
    DuplicateKeyError,
    Transaction,
    collection_of,
    duplicate_of,
)
from documents.parts import BEING_DELETED
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId, deletion_mark, owned, owned_or_deleted
from documents.shapes.chats import NOT_COUNTED, Chat
from documents.shapes.errors.chats import ChatKeyTaken
from documents.shapes.errors.sessions import SessionChanged, SessionKeyTaken, SessionMissing
from documents.shapes.errors.workflow import NameTaken
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission
from documents.shapes.sessions import (
    UNUSED_MARKS,
    SessionStatus,
    UserSession,
    read_session,
    untallied,
)
from documents.shapes.streams import MessageStream


async def delete_session(
    database: Database,
    user_id: str,
    session_id: PydanticObjectId,
    *,
    revisions: list[int] | None,
    now: datetime,
    only_if: dict[str, Any] | None = None,
) -> None:
    """Delete a session with its chat and its mission, for every reader at once.

    ``only_if`` is a further condition on the session. Raises SessionMissing,
    SessionChanged.
    """
    mark = deletion_mark(now)
    marked = {**mark, "$set": {**mark["$set"], **untallied()}}

    async def work(transaction: Transaction) -> None:
        condition = {**owned(user_id, session_id), **(only_if or {})}
        if revisions is not None:
            condition["revision"] = {"$in": revisions}
        sessions = collection_of(UserSession)
        session = await sessions.find_one_and_update(condition, marked, session=transaction)
        if session is None:
            raw = await sessions.find_one(owned(user_id, session_id), session=transaction)
            raise SessionMissing if raw is None else SessionChanged(read_session(raw))
        await _mark_owned(session, None, mark, transaction)

    await database.in_transaction(work)


async def _mark_owned(
    session: dict[str, Any],
    deleted_at: datetime | None,
    mark: dict[str, Any],
    transaction: Transaction,
) -> None:
    """Mark or unmark what a session owns and what has this ``deleted_at``.

    One transaction bears it: a mission has a bounded number of hops and assets. The tallies and
    the feedback of the chat are hidden, or shown, as it is counted the next time
    (``documents.aggregates.analytics.hiding``).
    """
    chats = collection_of(Chat)
    user_id = session["user_id"]
    new = mark["$set"]["deleted_at"]
    # The chat's updated_at stays: it says when the conversation last moved.
    await chats.update_one(
        {"_id": session["chat"].id, "user_id": user_id, "deleted_at": deleted_at},
        {
            "$set": {"deleted_at": new, **NOT_COUNTED},
            "$inc": {"revision": 1, "hiding_step": 1},
        },
        session=transaction,
    )
    await collection_of(MessageStream).update_many(
        {"chat_id": session["chat"].id}, {"$set": {"deleted_at": new}}, session=transaction
    )
    if session["mission"] is None:
        return
    mission_id = session["mission"].id
    await collection_of(Mission).update_one(
        {"_id": mission_id, "user_id": user_id, "deleted_at": deleted_at},
        {**mark, "$set": {**mark["$set"], **untallied()}},
        session=transaction,
    )
    for model in (Hop, Asset):
        await collection_of(model).update_many(
            {"user_id": user_id, "mission_id": mission_id, "deleted_at": deleted_at},
            mark,
            session=transaction,
        )


async def restore_session(
    database: Database,
    user_id: str,
    session_id: PydanticObjectId,
    *,
    now: datetime,
    deleted_after: datetime | None = None,
) -> UserSession:
    """Bring a session back: a deleted one with all that went with it, as it was; one that
    is abandoned, completed or archived to ``active``. It counts as activity.

    An active one is given back as it is. Raises SessionMissing when there is none, it was
    not ``deleted_after`` that time, or its removal has begun; NameTaken, with the other
    mission, when its own is not finished and another has its name by now; SessionKeyTaken
    and ChatKeyTaken, when another has the key of the session or its chat by now;
    MissionCompleted for one that is not deleted and whose mission is completed.
    """

    async def work(transaction: Transaction) -> UserSession:
        sessions = collection_of(UserSession)
        restorable = {
            "_id": session_id,
            "user_id": user_id,
            "deleted_at": {
                **BEING_DELETED,
                **({} if deleted_after is None else {"$gt": deleted_after}),
            },
            "removing_at": None,
        }
        before = await sessions.find_one(restorable, session=transaction)
        if before is None:
            alive = await sessions.find_one(owned(user_id, session_id), session=transaction)
            if alive is None:
                raise SessionMissing
            if alive["status"] == SessionStatus.ACTIVE:
                # As it is after a restore: the retry of one is no error.
                return read_session(alive)
            again = SessionChanges(status=SessionStatus.ACTIVE, reason="restored")
            return await change_session(user_id, session_id, again, now, transaction)
        # The session was read in this transaction: if a removal takes it now, this
        # write meets that one's, and the transaction begins again. Its periods begin
        # anew, or the next sweep would delete again what it had deleted.
        await sessions.update_one(
            owned_or_deleted(user_id, session_id),
            {
                "$set": {
                    "deleted_at": None,
                    "status_changed_at": now,
                    **untallied(),
                    **dict.fromkeys(UNUSED_MARKS),
                },
                "$max": {"updated_at": now, "last_activity_at": now},
                "$inc": {"revision": 1},
            },
            session=transaction,
        )
        unmark = {
            "$set": {"deleted_at": None},
            "$max": {"updated_at": now},
            "$inc": {"revision": 1},
        }
        # What was deleted by itself, earlier, stays deleted.
        await _mark_owned(before, before["deleted_at"], unmark, transaction)
        after = await sessions.find_one(owned(user_id, session_id), session=transaction)
        assert after is not None
        return read_session(after)

    try:
        return await database.in_transaction(work)
    except DuplicateKeyError as error:
        if "key" in duplicate_of(error):
            raise await _key_taken(user_id, session_id) from error
        raise NameTaken(await namesake(user_id, error)) from error


async def _key_taken(user_id: str, session_id: PydanticObjectId) -> SessionKeyTaken | ChatKeyTaken:
    """Whose key a deleted session, or else its chat, can no longer have."""
    session = await collection_of(UserSession).find_one(
        {"_id": session_id, "user_id": user_id}, {"key": 1, "chat": 1}
    )
    if session and session.get("key"):
        holder = await find_session_by_key(user_id, session["key"])
        if holder is not None:
            return SessionKeyTaken(holder)
    chat = session and await collection_of(Chat).find_one(
        owned_or_deleted(user_id, session["chat"].id), {"key": 1}
    )
    if chat and chat.get("key"):
        return ChatKeyTaken(await find_head_by_key(user_id, chat["key"]))
    return SessionKeyTaken()
