"""Deleting: marked in one step and invisible at once, then removed in bounded steps.

The marked document that owns the rest goes last, so a removal that stops anywhere
is found again and finished. What is marked can be restored until its removal
begins: ``removing_at`` on the session decides between the two, so that of a restore
and a removal at once one wins and the other does nothing.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

from documents.aggregates.analytics.tallies import TALLIES
from documents.aggregates.assets.files import BUCKET
from documents.aggregates.chats.buckets import stray_of
from documents.database import (
    Database,
    DuplicateKeyError,
    Transaction,
    collection_of,
)
from documents.parts import BEING_DELETED, Part, Removed, remove_in_steps, remove_parts, weigh
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.errors.sessions import SessionChanged, SessionMissing
from documents.shapes.errors.workflow import NameTaken
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission, read_mission
from documents.shapes.sessions import UserSession, read_session
from documents.shapes.state_tables import MISSION
from documents.upkeep import mission_parts as workflow


async def mark_session_deleted(
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
    mark = workflow.deletion_mark(now)

    async def work(transaction: Transaction) -> None:
        condition = {**owned(user_id, session_id), **(only_if or {})}
        if revisions is not None:
            condition["revision"] = {"$in": revisions}
        sessions = collection_of(UserSession)
        session = await sessions.find_one_and_update(condition, mark, session=transaction)
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

    One transaction bears it: a mission has a bounded number of hops and assets, and
    the tallies of a chat are a quarter of an hour each.
    """
    chats = collection_of(Chat)
    new = mark["$set"]["deleted_at"]
    # The chat's updated_at stays: it says when the conversation last moved.
    await chats.update_one(
        {"_id": session["chat"].id, "deleted_at": deleted_at},
        {"$set": {"deleted_at": new}, "$inc": {"revision": 1}},
        session=transaction,
    )
    await chats.database[TALLIES].update_many(
        {"chat_id": session["chat"].id}, {"$set": {"hidden": new is not None}}, session=transaction
    )
    if session["mission"] is None:
        return
    mission_id = session["mission"].id
    await collection_of(Mission).update_one(
        {"_id": mission_id, "deleted_at": deleted_at}, mark, session=transaction
    )
    for model in (Hop, Asset):
        await collection_of(model).update_many(
            {"mission_id": mission_id, "deleted_at": deleted_at}, mark, session=transaction
        )


async def restore_session(
    database: Database, user_id: str, session_id: PydanticObjectId, *, now: datetime
) -> UserSession:
    """Undo the deletion of a session and of all that went with it. It counts as activity.

    One that is not deleted is given back as it is. Raises SessionMissing when there
    is none, or its removal has begun; NameTaken, with the other mission, when its own
    is not finished and another has its name by now.
    """

    async def work(transaction: Transaction) -> UserSession:
        sessions = collection_of(UserSession)
        restorable = {
            "_id": session_id,
            "user_id": user_id,
            "deleted_at": BEING_DELETED,
            "removing_at": None,
        }
        before = await sessions.find_one(restorable, session=transaction)
        if before is None:
            # Not deleted, or no longer: the retry of a restore is no error.
            alive = await sessions.find_one(owned(user_id, session_id), session=transaction)
            if alive is None:
                raise SessionMissing
            return read_session(alive)
        # The session was read in this transaction: if a removal takes it now, this
        # write meets that one's, and the transaction begins again. Its periods begin
        # anew, or the next sweep would delete again what it had deleted.
        await sessions.update_one(
            {"_id": session_id},
            {
                "$set": {"deleted_at": None, "status_changed_at": now},
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
        after = await sessions.find_one({"_id": session_id}, session=transaction)
        assert after is not None
        return read_session(after)

    try:
        return await database.in_transaction(work)
    except DuplicateKeyError as error:
        raise NameTaken(await _namesake(user_id, session_id)) from error


async def _namesake(user_id: str, session_id: PydanticObjectId) -> Mission | None:
    """The mission that has the name of a deleted session's own, if it still has it."""
    missions = collection_of(Mission)
    deleted = await collection_of(UserSession).find_one({"_id": session_id}, {"mission": 1})
    own = deleted and await missions.find_one({"_id": deleted["mission"].id}, {"name": 1})
    found = own and await missions.find_one(
        {**owned(user_id), "name": own["name"], "status": {"$in": MISSION.unfinished()}}
    )
    return read_mission(found) if found else None


async def remove_session(
    session_id: PydanticObjectId, *, deleted_before: datetime | None = None
) -> Removed:
    """Remove what a deleted session left, in steps; the session itself last.

    With ``deleted_before`` only if it was deleted by then, or its removal has begun.
    From the first step on it cannot be restored.
    """
    removed = Removed()
    sessions = collection_of(UserSession)
    due = {"deleted_at": BEING_DELETED} if deleted_before is None else removal_due(deleted_before)
    taken = await sessions.update_one(
        {"_id": session_id, **due}, {"$currentDate": {"removing_at": True}}
    )
    session = await sessions.find_one({"_id": session_id, "removing_at": BEING_DELETED})
    if taken.matched_count == 0 or session is None:
        return removed
    await _remove(await parts_of(session, BEING_DELETED), removed)
    return removed


async def remove_chat(chat_id: PydanticObjectId) -> Removed:
    """Remove what a deleted chat left, in steps; the chat itself last."""
    removed = Removed()
    chats = collection_of(Chat)
    if await chats.find_one({"_id": chat_id, "deleted_at": BEING_DELETED}, {"_id": 1}) is None:
        return removed
    await _remove(_parts_of_chat(chat_id, BEING_DELETED), removed)
    return removed


async def parts_of(session: dict[str, Any], deleted: dict[str, Any] | None) -> list[Part]:
    """All that a session consists of, in the order in which it is removed.

    ``deleted`` is what ``deleted_at`` of the marked documents must be.
    """
    marked = {} if deleted is None else {"deleted_at": deleted}
    parts = _parts_of_chat(session["chat"].id, deleted)
    if session["mission"] is not None:
        parts += await workflow.parts_of_mission(session["mission"].id, marked)
    return [*parts, (collection_of(UserSession), {"_id": session["_id"], **marked})]


def _parts_of_chat(chat_id: PydanticObjectId, deleted: dict[str, Any] | None) -> list[Part]:
    marked = {} if deleted is None else {"deleted_at": deleted}
    return [
        (collection_of(ChatBucket), {"chat_id": chat_id}),
        (collection_of(Chat).database[TALLIES], {"chat_id": chat_id}),
        (collection_of(Chat), {"_id": chat_id, **marked}),
    ]


async def _remove(parts: list[Part], removed: Removed) -> None:
    for collection, condition in parts:
        removed.add(await remove_in_steps(collection, condition))
        if collection.name == collection_of(Chat).name:
            # Its buckets once more: a sealing that had begun may have written one
            # meanwhile. One that writes later finds the Chat gone, and takes it back.
            again = {"chat_id": condition["_id"]}
            removed.add(await remove_in_steps(collection_of(ChatBucket), again))


async def weigh_chat(chat_id: PydanticObjectId) -> Removed:
    """What the removal of a deleted chat would take away."""
    return await weigh(_parts_of_chat(chat_id, None))


async def deleted_sessions(deleted_before: datetime) -> AsyncIterator[PydanticObjectId]:
    """The sessions that were deleted by then or whose removal has begun, and is not finished."""
    async for session in collection_of(UserSession).find(removal_due(deleted_before), {"_id": 1}):
        yield session["_id"]


def removal_due(deleted_before: datetime) -> dict[str, Any]:
    """The condition of the sessions that ``deleted_sessions`` gives."""
    return {
        "deleted_at": BEING_DELETED,
        "$or": [{"deleted_at": {"$lte": deleted_before}}, {"removing_at": BEING_DELETED}],
    }


async def deleted_chats() -> AsyncIterator[PydanticObjectId]:
    """The deleted chats of no session whose removal is not finished."""
    condition = {"deleted_at": BEING_DELETED, "session_id": None}
    async for chat in collection_of(Chat).find(condition, {"_id": 1}):
        yield chat["_id"]


async def remove_leftovers(
    *,
    deleted_before: datetime,
    on_removed: Callable[[], None] = lambda: None,
) -> tuple[int, Removed]:
    """Finish every removal that is due: how many this one finished, and what it took away."""
    count, removed = 0, Removed()
    # All ids first: a cursor that waits for long removals is closed by the server.
    for session_id in [found async for found in deleted_sessions(deleted_before)]:
        session = await remove_session(session_id, deleted_before=deleted_before)
        count += session.documents[collection_of(UserSession).name]
        removed.add(session)
        on_removed()
    for chat_id in [found async for found in deleted_chats()]:
        chat = await remove_chat(chat_id)
        count += chat.documents[collection_of(Chat).name]
        removed.add(chat)
        on_removed()
    others, taken = await workflow.remove_leftovers(deleted_before)
    removed.add(taken)
    return count + others, removed


_ORPHANS = (
    ("chat_buckets", "chat_id", "first_sequence", "chats"),
    (f"{BUCKET}.chunks", "files_id", "n", f"{BUCKET}.files"),
)
"""Pieces: their collection, what they are pieces of, their place in it; and its collection."""


async def remove_orphans() -> Removed:
    """Remove what ``orphans`` finds."""
    return await remove_parts([part async for part in orphans()])


async def orphans() -> AsyncIterator[Part]:
    """A stray bucket whose chat is gone, and chunks whose file is.

    There are some only where a process died in the midst of writing them at the very
    moment when another removed the whole. Who writes pieces first has a day for it.
    Several buckets of one chat are left alone: `threadkeep chats check` tells of them.
    """
    database = collection_of(Chat).database
    for pieces, whole_id, place, wholes in _ORPHANS:
        pipeline: list[dict[str, Any]] = [
            {"$sort": {whole_id: 1, place: 1}},
            {"$group": {"_id": f"${whole_id}", "first": {"$first": "$_id"}}},
            {
                "$lookup": {
                    "from": wholes,
                    "localField": "_id",
                    "foreignField": "_id",
                    "pipeline": [{"$project": {"_id": 1}}],
                    "as": "whole",
                }
            },
            {"$match": {"whole": [], "$expr": {"$lt": [{"$toDate": "$first"}, _A_DAY_AGO]}}},
        ]
        async for orphan in database[pieces].aggregate(pipeline):
            if wholes != "chats":
                yield database[pieces], {whole_id: orphan["_id"]}
            elif (stray := await stray_of(orphan["_id"])) is not None:
                yield database[pieces], {"_id": stray}


_A_DAY_AGO = {"$dateSubtract": {"startDate": "$$NOW", "unit": "day", "amount": 1}}
