"""Removing what was deleted, in bounded steps.

The marked document that owns the rest goes last, so a removal that stops anywhere
is found again and finished.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any

from beanie import Document

from documents.aggregates.analytics.releasing import RELEASES
from documents.aggregates.assets import files
from documents.aggregates.attachments.releasing import remove_attachments_of
from documents.database import Database, Transaction, collection_of, name_of
from documents.pacing import paced
from documents.parts import (
    BEING_DELETED,
    DOCUMENTS_A_STEP,
    Part,
    Removed,
    remove_in_steps,
    remove_parts,
    weigh,
)
from documents.shapes.assets import Asset
from documents.shapes.attachments import Attachment
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.daily_figures import MissionTally, SessionTally
from documents.shapes.erasures import Erasure
from documents.shapes.feedback import MessageFeedback
from documents.shapes.hops import Hop
from documents.shapes.message_tallies import MessageTally
from documents.shapes.message_versions import MessageVersion
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession
from documents.shapes.shares import ChatShare
from documents.shapes.streams import MessageStream, MessageStreamPart
from documents.shapes.usage import UsageTally

_MARKED = {"deleted_at": BEING_DELETED}


async def remove_session(
    database: Database, session_id: PydanticObjectId, *, deleted_before: datetime | None = None
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
    await _remove(database, await parts_of(session, BEING_DELETED), removed)
    return removed


async def remove_chat(database: Database, chat_id: PydanticObjectId) -> Removed:
    """Remove what a deleted chat left, in steps; the chat itself last."""
    removed = Removed()
    chats = collection_of(Chat)
    if await chats.find_one({"_id": chat_id, "deleted_at": BEING_DELETED}, {"_id": 1}) is None:
        return removed
    await _remove(database, _parts_of_chat(chat_id, BEING_DELETED), removed)
    return removed


async def parts_of(session: dict[str, Any], deleted: dict[str, Any] | None) -> list[Part]:
    """All that a session consists of, in the order in which it is removed.

    ``deleted`` is what ``deleted_at`` of the marked documents must be.
    """
    marked = {} if deleted is None else {"deleted_at": deleted}
    parts = _parts_of_chat(session["chat"].id, deleted)
    if session["mission"] is not None:
        parts += await _parts_of_mission(session["mission"].id, session["user_id"], marked)
    parts.append((collection_of(SessionTally), {"_id": session["_id"]}))
    return [*parts, (collection_of(UserSession), {"_id": session["_id"], **marked})]


def _parts_of_chat(chat_id: PydanticObjectId, deleted: dict[str, Any] | None) -> list[Part]:
    marked = {} if deleted is None else {"deleted_at": deleted}
    return [
        (collection_of(Attachment), {"chat_id": chat_id}),
        (collection_of(ChatBucket), {"chat_id": chat_id}),
        (collection_of(MessageVersion), {"chat_id": chat_id}),
        (collection_of(MessageTally), {"chat_id": chat_id}),
        (collection_of(UsageTally), {"chat_id": chat_id}),
        (collection_of(MessageFeedback), {"chat_id": chat_id}),
        (collection_of(ChatShare), {"chat_id": chat_id}),
        (collection_of(MessageStreamPart), {"chat_id": chat_id}),
        (collection_of(MessageStream), {"chat_id": chat_id}),
        (collection_of(Chat), {"_id": chat_id, **marked}),
    ]


async def _remove(database: Database, parts: list[Part], removed: Removed) -> None:
    for collection, condition in parts:
        if collection.name == name_of(Attachment):
            # Each lets go of its file; the sweep, or whoever asks first, removes those.
            gone = await remove_attachments_of(condition["chat_id"])
            removed.add(Removed(Counter({collection.name: gone})))
            continue
        if collection.name in _RELEASED:
            removed.add(await remove_released(database, _RELEASED[collection.name], condition))
            continue
        removed.add(await remove_in_steps(collection, condition))
        if collection.name == collection_of(Chat).name:
            # Its buckets and versions once more: a sealing or a redaction that had begun may
            # have written one meanwhile. One that writes later finds the Chat gone, and takes
            # it back.
            again = {"chat_id": condition["_id"]}
            for model in (ChatBucket, MessageVersion):
                removed.add(await remove_in_steps(collection_of(model), again))


_RELEASED = {name_of(model): model for model in RELEASES}


async def remove_released(
    database: Database, model: type[Document], condition: dict[str, Any]
) -> Removed:
    """Remove documents of which figures are made, in steps, and take them off these."""
    removed = Removed()
    while taken := await _release_some(database, model, condition):
        removed.add(taken)
    return removed


async def _release_some(
    database: Database, model: type[Document], condition: dict[str, Any]
) -> Removed | None:
    """Remove some documents of which figures are made, and take them off these; None if there
    are none."""
    collection = collection_of(model, database)

    async def work(transaction: Transaction) -> Removed | None:
        weighed: list[dict[str, Any]] = [
            {"$match": condition},
            {"$limit": DOCUMENTS_A_STEP},
            {"$project": {"bytes": {"$bsonSize": "$$ROOT"}}},
        ]
        found = [each async for each in collection.aggregate(weighed, session=transaction)]
        if not found:
            return None
        ids = [each["_id"] for each in found]
        await RELEASES[model](database, ids, transaction)
        await collection.delete_many({"_id": {"$in": ids}}, session=transaction)
        return Removed(Counter({collection.name: len(ids)}), sum(each["bytes"] for each in found))

    async with paced():
        return await database.in_transaction(work)


async def weigh_chat(chat_id: PydanticObjectId) -> Removed:
    """What the removal of a deleted chat would take away."""
    return await weigh(_parts_of_chat(chat_id, None))


async def deleted_sessions(deleted_before: datetime) -> AsyncIterator[PydanticObjectId]:
    """The sessions that were deleted by then or whose removal has begun, and is not finished."""
    # Two queries: with one, the index gives all that are deleted and still kept, too.
    due = {"deleted_at": {**BEING_DELETED, "$lte": deleted_before}}
    begun = {"removing_at": BEING_DELETED, "deleted_at": {"$gt": deleted_before}}
    others = await not_being_erased()
    for condition in (due, begun):
        async for session in collection_of(UserSession).find({**condition, **others}, {"_id": 1}):
            yield session["_id"]


def removal_due(deleted_before: datetime) -> dict[str, Any]:
    """The condition of the sessions that ``deleted_sessions`` gives."""
    return {
        "deleted_at": BEING_DELETED,
        "$or": [{"deleted_at": {"$lte": deleted_before}}, {"removing_at": BEING_DELETED}],
    }


async def deleted_chats() -> AsyncIterator[PydanticObjectId]:
    """The deleted chats of no session whose removal is not finished."""
    condition = {"deleted_at": BEING_DELETED, "session_id": None, **await not_being_erased()}
    async for chat in collection_of(Chat).find(condition, {"_id": 1}):
        yield chat["_id"]


async def remove_leftovers(
    database: Database,
    *,
    deleted_before: datetime,
    on_removed: Callable[[], None] = lambda: None,
) -> tuple[int, Removed]:
    """Finish every removal that is due: how many this one finished, and what it took away."""
    count, removed = 0, Removed()
    # All ids first: a cursor that waits for long removals is closed by the server.
    for session_id in [found async for found in deleted_sessions(deleted_before)]:
        session = await remove_session(database, session_id, deleted_before=deleted_before)
        count += session.documents[collection_of(UserSession).name]
        removed.add(session)
        on_removed()
    for chat_id in [found async for found in deleted_chats()]:
        chat = await remove_chat(database, chat_id)
        count += chat.documents[collection_of(Chat).name]
        removed.add(chat)
        on_removed()
    others, taken = await _remove_workflows(database, deleted_before)
    removed.add(taken)
    return count + others, removed


async def remove_mission(
    database: Database, mission_id: PydanticObjectId, marked: dict[str, Any] = _MARKED
) -> Removed:
    """Remove what a deleted mission left, in steps; the mission itself last.

    ``marked`` is the condition of what is deleted for long enough; so of the other two.
    """
    here = {"_id": mission_id, **marked}
    mission = await collection_of(Mission).find_one(here, {"user_id": 1})
    if mission is None:
        return Removed()
    removed = Removed()
    parts = await _parts_of_mission(mission_id, mission["user_id"], marked)
    await _remove(database, parts, removed)
    return removed


async def remove_hop(hop_id: PydanticObjectId, marked: dict[str, Any] = _MARKED) -> Removed:
    """Remove what a deleted hop left, in steps; the hop itself last."""
    return await remove_parts(await _parts_of_hop(hop_id, marked))


async def remove_asset(asset_id: PydanticObjectId, marked: dict[str, Any] = _MARKED) -> Removed:
    """Remove a deleted asset and its content."""
    return await remove_parts(await _parts_of_asset(asset_id, marked))


async def _parts_of_mission(
    mission_id: PydanticObjectId, user_id: str, marked: dict[str, Any]
) -> list[Part]:
    """All that a mission consists of and that is ``marked``, in the order of its removal."""
    owned_by_it = {"user_id": user_id, "mission_id": mission_id, **marked}
    return [
        *await _parts_of_assets(owned_by_it),
        (collection_of(Hop), owned_by_it),
        (collection_of(MissionTally), {"_id": mission_id}),
        (collection_of(Mission), {"_id": mission_id, **marked}),
    ]


async def _parts_of_hop(hop_id: PydanticObjectId, marked: dict[str, Any]) -> list[Part]:
    return [
        *await _parts_of_assets({"scope_id": hop_id, **marked}),
        (collection_of(Hop), {"_id": hop_id, **marked}),
    ]


async def _parts_of_asset(asset_id: PydanticObjectId, marked: dict[str, Any]) -> list[Part]:
    return await _parts_of_assets({"_id": asset_id, **marked})


async def _parts_of_assets(condition: dict[str, Any]) -> list[Part]:
    assets = collection_of(Asset)
    file_ids = await assets.distinct("content_facts.file_id", condition)
    return [
        *files.STORE.parts_of([file_id for file_id in file_ids if file_id is not None]),
        (assets, condition),
    ]


async def _remove_workflows(database: Database, deleted_before: datetime) -> tuple[int, Removed]:
    """Finish every removal of a mission, hop or asset that was deleted by then."""
    count, removed = 0, Removed()
    kinds: tuple[tuple[type[Mission] | type[Hop] | type[Asset], Callable[..., Any]], ...] = (
        (Mission, partial(remove_mission, database)),
        (Hop, remove_hop),
        (Asset, remove_asset),
    )
    for model, remove in kinds:
        for found in await _deleted(model, deleted_before):
            # Restored and deleted again since, it is kept for its time.
            taken = await remove(found["_id"], _marked_by(deleted_before))
            count += taken.documents[collection_of(model).name]
            removed.add(taken)
    return count, removed


async def deleted_workflows(
    deleted_before: datetime, *, beside: Collection[PydanticObjectId]
) -> AsyncIterator[list[Part]]:
    """The parts of each mission, hop or asset that was deleted by then, once.

    ``beside`` are missions that go before, with their sessions.
    """
    gone = set(beside)
    for mission in await _deleted(Mission, deleted_before):
        if mission["_id"] not in gone:
            gone.add(mission["_id"])
            yield await _parts_of_mission(mission["_id"], mission["user_id"], _MARKED)
    for hop in await _deleted(Hop, deleted_before):
        if hop["mission_id"] not in gone:
            gone.add(hop["_id"])
            yield await _parts_of_hop(hop["_id"], _MARKED)
    for asset in await _deleted(Asset, deleted_before):
        if gone.isdisjoint((asset["mission_id"], asset["scope_id"])):
            yield await _parts_of_asset(asset["_id"], _MARKED)


async def _deleted(
    model: type[Mission] | type[Hop] | type[Asset], deleted_before: datetime
) -> list[dict[str, Any]]:
    # All of them first: a cursor that waits for long removals is closed by the server.
    fields = {"user_id": 1, "mission_id": 1, "scope_id": 1}
    due = {**_marked_by(deleted_before), **await not_being_erased()}
    return [found async for found in collection_of(model).find(due, fields)]


async def not_being_erased() -> dict[str, Any]:
    """The condition of what is of no user who is just being erased: whose receipt counts it."""
    found = collection_of(Erasure).find({}, {"_id": 1}).sort("_id", 1)
    users = [erasure["_id"] async for erasure in found]
    return {"user_id": {"$nin": users}} if users else {}


def _marked_by(deleted_before: datetime) -> dict[str, Any]:
    return {"deleted_at": {"$type": "date", "$lte": deleted_before}}
