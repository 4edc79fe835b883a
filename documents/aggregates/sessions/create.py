"""Making a session, with its chat and its mission."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beanie import Link

from documents.aggregates.idempotency.once import Once, in_transaction_once
from documents.aggregates.quotas.chats import ChatQuota
from documents.aggregates.sessions.find import NEWEST_ACTIVITY, to_resume
from documents.database import (
    Database,
    DuplicateKeyError,
    ReturnDocument,
    Transaction,
    collection_of,
    duplicate_of,
)
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat
from documents.shapes.errors.sessions import (
    MissionCompleted,
    ReferenceMissing,
    ReferenceTaken,
    SessionKeyTaken,
)
from documents.shapes.missions import Mission, MissionStatus
from documents.shapes.sessions import (
    UNUSED_MARKS,
    SessionCounter,
    SessionStatus,
    UserSession,
    read_session,
    reference,
    untallied,
)


@dataclass(frozen=True)
class NewIds:
    """The ids of a session and its chat, for one who must be able to name them beforehand."""

    session_id: PydanticObjectId
    chat_id: PydanticObjectId


@dataclass(frozen=True)
class MadeByImport:
    """A session is made by an import, which is to give it ``kept_status`` in the end; its chat
    has the ``title``."""

    kept_status: SessionStatus | None = None
    title: str | None = None


async def next_session_number(user_id: str, transaction: Transaction | None = None) -> int:
    """The number of the user's next session. Two callers never get the same.

    Of two transactions that take a number of one user at once, one starts again.
    """
    counter = await collection_of(SessionCounter).find_one_and_update(
        {"_id": user_id},
        {"$inc": {"sessions": 1}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=transaction,
    )
    assert counter is not None
    return int(counter["sessions"])


async def insert_session(
    database: Database,
    user_id: str,
    *,
    name: str,
    session_metadata: dict[str, Any],
    chat_id: PydanticObjectId | None,
    mission_id: PydanticObjectId | None,
    now: datetime,
    key: str | None = None,
    new_ids: NewIds | None = None,
    imported: MadeByImport | None = None,
    once: Once | None = None,
    quota: ChatQuota | None = None,
) -> UserSession:
    """Make a session with a new chat or the given one, in one step.

    Raises ReferenceMissing, ReferenceTaken and MissionCompleted for the chat or the mission,
    SessionKeyTaken, OverQuota where there is no room for a new chat, DuplicateKeyError when one
    of ``new_ids`` is in use, and what ``in_transaction_once`` does.
    """
    new_ids = new_ids or NewIds(PydanticObjectId(), PydanticObjectId())
    session_id, made_chat = new_ids.session_id, new_ids.chat_id

    async def work(transaction: Transaction) -> UserSession:
        if chat_id is None:
            if quota is not None:
                await quota.admit(user_id, transaction)
            title = None if imported is None else imported.title
            await _insert_chat(user_id, made_chat, session_id, now, transaction, title)
        else:
            await take(Chat, "chat", user_id, chat_id, session_id, now, transaction)
        if mission_id is not None:
            await take(Mission, "mission", user_id, mission_id, session_id, now, transaction)
        session = new_session(
            user_id,
            session_id,
            name=name,
            session_metadata=session_metadata,
            chat_id=chat_id or made_chat,
            mission_id=mission_id,
            now=now,
        )
        session.key = key
        if imported is not None:
            session.imported_at, session.kept_status = now, imported.kept_status
            session.from_transcript = True
        await session.insert(session=transaction)
        return session

    if quota is not None and chat_id is None:
        await quota.ready(user_id)
    try:
        return await in_transaction_once(database, once, work)
    except DuplicateKeyError as error:
        if "key" in duplicate_of(error):
            raise SessionKeyTaken from error
        raise


async def resume_session(
    database: Database,
    user_id: str,
    *,
    name: str | None,
    session_metadata: dict[str, Any],
    now: datetime,
    quota: ChatQuota | None = None,
) -> tuple[UserSession, bool]:
    """The user's most recent active session, touched; else a new one, and True.

    ``name`` and ``session_metadata`` are those of a new one. However many callers
    ask at once, at most one session is made: each takes the user's next number in
    the transaction that looks for an active session and makes one, and of two that
    take it at once the server lets one begin again, which then sees the other's. Raises
    OverQuota where there is no room for a new chat.
    """
    session_id = PydanticObjectId()
    chat_id = PydanticObjectId()

    async def work(transaction: Transaction) -> UserSession:
        number = await next_session_number(user_id, transaction)
        if await _touch_active(user_id, now, transaction) is not None:
            # Undone: the number stays free, and the touch is made again outside.
            raise _OtherWasFirst
        if quota is not None:
            await quota.admit(user_id, transaction)
        await _insert_chat(user_id, chat_id, session_id, now, transaction)
        session = new_session(
            user_id,
            session_id,
            name=name or f"Session {number}",
            session_metadata=session_metadata,
            chat_id=chat_id,
            mission_id=None,
            now=now,
        )
        await session.insert(session=transaction)
        return session

    while True:
        session = await _touch_active(user_id, now, None)
        if session is not None:
            return session, False
        if quota is not None:
            await quota.ready(user_id)
        try:
            return await database.in_transaction(work), True
        except (_OtherWasFirst, DuplicateKeyError):
            # The second: two that make a user's very first counter at once.
            continue


class _OtherWasFirst(Exception):
    """An active session came into being meanwhile."""


async def _touch_active(
    user_id: str, now: datetime, transaction: Transaction | None
) -> UserSession | None:
    for condition in to_resume(user_id):
        raw = await collection_of(UserSession).find_one_and_update(
            condition,
            {
                "$max": {"last_activity_at": now, "updated_at": now},
                "$set": {**dict.fromkeys(UNUSED_MARKS), **untallied()},
            },
            sort=NEWEST_ACTIVITY,
            return_document=ReturnDocument.AFTER,
            session=transaction,
        )
        if raw is not None:
            return read_session(raw)
    return None


async def _insert_chat(
    user_id: str,
    chat_id: PydanticObjectId,
    session_id: PydanticObjectId,
    now: datetime,
    transaction: Transaction,
    title: str | None = None,
) -> None:
    chat = Chat(
        id=chat_id,
        user_id=user_id,
        title=title,
        session_id=session_id,
        created_at=now,
        updated_at=now,
    )
    await chat.insert(session=transaction)


def new_session(
    user_id: str,
    session_id: PydanticObjectId,
    *,
    name: str,
    session_metadata: dict[str, Any],
    chat_id: PydanticObjectId,
    mission_id: PydanticObjectId | None,
    now: datetime,
) -> UserSession:
    """A session of a chat and perhaps a mission, which is not stored yet."""
    return UserSession(
        id=session_id,
        user_id=user_id,
        name=name,
        status_changed_at=now,
        chat=Link(reference(Chat, chat_id), Chat),
        mission=None if mission_id is None else Link(reference(Mission, mission_id), Mission),
        session_metadata=session_metadata,
        last_activity_at=now,
        created_at=now,
        updated_at=now,
        **untallied(),
    )


async def take(
    model: type[Chat] | type[Mission],
    entity: str,
    user_id: str,
    document_id: PydanticObjectId,
    session_id: PydanticObjectId,
    now: datetime,
    transaction: Transaction,
) -> None:
    """Make a chat or a mission the session's own, if no other session has it.

    Raises ReferenceMissing, ReferenceTaken, and MissionCompleted for one that is not the
    session's already.
    """
    free: dict[str, Any] = {"session_id": None}
    if model is Mission:
        free["status"] = {"$ne": MissionStatus.COMPLETED}
    taken = await collection_of(model).update_one(
        {**owned(user_id, document_id), "$or": [free, {"session_id": session_id}]},
        {
            "$set": {"session_id": session_id},
            "$max": {"updated_at": now},
            "$inc": {"revision": 1},
        },
        session=transaction,
    )
    if taken.matched_count:
        return
    there = await collection_of(model).find_one(
        owned(user_id, document_id), {"session_id": 1}, session=transaction
    )
    if there is None:
        raise ReferenceMissing(entity)
    if there["session_id"] is None:
        raise MissionCompleted
    raise ReferenceTaken(entity, there["session_id"])
