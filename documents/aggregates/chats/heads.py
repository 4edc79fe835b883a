"""Chats without their messages: making one, reading one, changing title and context."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from documents.aggregates.chats.changed import CHANGED_FIELDS
from documents.aggregates.chats.overview import (
    ListedChat,
    newest,
    opening,
    read_newest_messages,
    read_openings,
)
from documents.aggregates.chats.search_words import NO_WORDS
from documents.aggregates.idempotency.once import Once, in_transaction_once
from documents.aggregates.listing import Listed, ListWanted, list_documents
from documents.aggregates.quotas.chats import ChatQuota
from documents.database import (
    Database,
    DuplicateKeyError,
    ReturnDocument,
    Transaction,
    collection_of,
    committed_in,
)
from documents.json_values import plain
from documents.shapes.base import PydanticObjectId, deletion_mark, owned
from documents.shapes.chats import HEAD_FIELDS, NOT_COUNTED, Chat, ChatHead
from documents.shapes.errors.chats import ChatChanged, ChatKeyTaken, ChatMissing, ChatOwned

ChatVersion = tuple[int, int]
"""A chat's revision and last_sequence, which its ETag shows."""


def _at_versions(condition: dict[str, Any], versions: list[ChatVersion] | None) -> dict[str, Any]:
    if versions is None:
        return condition
    # An empty $or is an error; a revision of 0 is one that no chat has.
    choices = [{"revision": r, "last_sequence": s} for r, s in versions] or [{"revision": 0}]
    return {**condition, "$or": choices}


HEAD: dict[str, Any] = {**HEAD_FIELDS, "opening": opening()}
"""The projection of a Chat that ``whole_head`` takes."""

HEAD_AND_NEWEST: dict[str, Any] = {**HEAD, "newest": newest()}
"""The projection of Chats that ``listed_chats`` takes."""


async def whole_head(raw: dict[str, Any]) -> ChatHead:
    """The head in a raw document of a chat, with its opening."""
    head = read_head(raw)
    await read_openings([head])
    return head


def read_head(raw: dict[str, Any]) -> ChatHead:
    """The head in a raw document of a chat."""
    raw["context_data"] = plain(raw["context_data"])
    return ChatHead.model_validate(raw)


async def insert_chat(
    user_id: str,
    *,
    title: str | None,
    context_data: dict[str, Any],
    now: datetime,
    key: str | None = None,
) -> ChatHead:
    """Make a chat that no session owns yet. Raises ChatKeyTaken."""
    chat = _new_chat(user_id, title, context_data, key, now)
    try:
        return await _insert(chat, None)
    except DuplicateKeyError as error:
        raise ChatKeyTaken from error


async def insert_chat_once(
    database: Database,
    user_id: str,
    *,
    title: str | None,
    context_data: dict[str, Any],
    now: datetime,
    key: str | None,
    once: Once | None,
    quota: ChatQuota | None = None,
) -> ChatHead:
    """Make a chat once that no session owns yet, where there is room for it.

    Raises ChatKeyTaken, OverQuota, DoneBefore, IdempotencyKeyReused.
    """
    chat = _new_chat(user_id, title, context_data, key, now)

    async def work(transaction: Transaction) -> ChatHead:
        if quota is not None:
            await quota.admit(user_id, transaction)
        return await _insert(chat, transaction)

    if quota is not None:
        await quota.ready(user_id)
    try:
        return await in_transaction_once(database, once, work)
    except DuplicateKeyError as error:
        raise ChatKeyTaken from error


def _new_chat(
    user_id: str,
    title: str | None,
    context_data: dict[str, Any],
    key: str | None,
    now: datetime,
) -> Chat:
    return Chat(
        id=PydanticObjectId(),
        user_id=user_id,
        title=title,
        key=key,
        context_data=context_data,
        created_at=now,
        updated_at=now,
    )


async def _insert(chat: Chat, transaction: Transaction | None) -> ChatHead:
    await chat.insert(session=transaction)
    return ChatHead.model_validate({**chat.model_dump(exclude={"messages"}), "_id": chat.id})


async def find_head_by_key(user_id: str, key: str, *, committed: bool = False) -> ChatHead | None:
    """The user's chat with a key of the caller's own, if there is one; if ``committed``,
    one that was made with all that its transaction made."""
    chats = (committed_in if committed else collection_of)(Chat)
    raw = await chats.find_one({**owned(user_id), "key": key}, HEAD)
    return None if raw is None else await whole_head(raw)


async def find_head(user_id: str, chat_id: PydanticObjectId) -> ChatHead:
    """A chat of the user without its messages. Raises ChatMissing."""
    raw = await collection_of(Chat).find_one(owned(user_id, chat_id), HEAD)
    if raw is None:
        raise ChatMissing
    return await whole_head(raw)


async def find_committed_head(user_id: str, chat_id: PydanticObjectId) -> dict[str, Any]:
    """What a ChatHead has and how many changes its messages had, as no failover can take it
    back. Raises ChatMissing."""
    fields = {**HEAD_FIELDS, **CHANGED_FIELDS}
    raw: dict[str, Any] | None = await committed_in(Chat).find_one(owned(user_id, chat_id), fields)
    if raw is None:
        raise ChatMissing
    raw["context_data"] = plain(raw["context_data"])
    return raw


async def list_chats(user_id: str, wanted: ListWanted) -> tuple[list[ListedChat], Listed]:
    """A page of the user's chats, each with its newest message's beginning."""
    listed = await list_documents(Chat, user_id, wanted, HEAD_AND_NEWEST)
    return await listed_chats(listed.documents), listed


async def find_heads(
    user_id: str, chat_ids: Sequence[PydanticObjectId]
) -> dict[PydanticObjectId, ChatHead]:
    """Those of these chats that are the user's, by their ids."""
    found = collection_of(Chat).find({**owned(user_id), "_id": {"$in": list(chat_ids)}}, HEAD)
    heads = [read_head(raw) async for raw in found]
    await read_openings(heads)
    return {head.id: head for head in heads}


async def find_listed(
    user_id: str, chat_ids: Sequence[PydanticObjectId]
) -> dict[PydanticObjectId, ListedChat]:
    """Those of these chats that are the user's, as a list shows them, by their ids."""
    mine = {**owned(user_id), "_id": {"$in": list(chat_ids)}}
    found = collection_of(Chat).find(mine, HEAD_AND_NEWEST)
    listed = await listed_chats([raw async for raw in found])
    return {each.head.id: each for each in listed}


async def listed_chats(documents: Iterable[dict[str, Any]]) -> list[ListedChat]:
    """Chats that were read with their ``opening`` and their ``newest``, as a list shows them."""
    found = [(read_head(raw), raw["newest"]) for raw in documents]
    await read_openings([head for head, _ in found])
    return await read_newest_messages(found)


async def list_heads(
    user_id: str, *, after: tuple[datetime, PydanticObjectId] | None, limit: int
) -> list[ChatHead]:
    """The user's chats in the order they were made, after a place in that order."""
    condition: dict[str, Any] = owned(user_id)
    if after is not None:
        at, last_id = after
        condition["created_at"] = {"$gte": at}
        condition["$or"] = [{"created_at": {"$gt": at}}, {"_id": {"$gt": last_id}}]
    found = collection_of(Chat).find(condition, HEAD_FIELDS)
    found = found.sort([("created_at", 1), ("_id", 1)]).limit(limit)
    return [read_head(raw) async for raw in found]


async def update_head(
    user_id: str,
    chat_id: PydanticObjectId,
    changes: dict[str, Any],
    *,
    versions: list[ChatVersion] | None,
    now: datetime,
) -> ChatHead:
    """Set ``title`` or ``context_data``, or both. Raises ChatMissing, ChatChanged."""
    raw = await collection_of(Chat).find_one_and_update(
        _at_versions(owned(user_id, chat_id), versions),
        {
            "$set": {**changes, **NOT_COUNTED},
            "$max": {"updated_at": now},
            "$inc": {"revision": 1},
            **NO_WORDS,
        },
        projection=HEAD,
        return_document=ReturnDocument.AFTER,
    )
    if raw is None:
        await find_head(user_id, chat_id)
        raise ChatChanged
    return await whole_head(raw)


async def mark_deleted(
    user_id: str,
    chat_id: PydanticObjectId,
    *,
    versions: list[ChatVersion] | None,
    now: datetime,
) -> None:
    """Delete a chat that no session owns, for every reader at once.

    ``documents.upkeep.removal`` removes what it leaves. Raises ChatMissing, ChatChanged,
    and ChatOwned for a session's chat, which goes only with the session.
    """
    marked = await collection_of(Chat).update_one(
        {**_at_versions(owned(user_id, chat_id), versions), "session_id": None},
        deletion_mark(now),
    )
    if marked.matched_count == 0:
        head = await find_head(user_id, chat_id)
        raise ChatChanged if head.session_id is None else ChatOwned
