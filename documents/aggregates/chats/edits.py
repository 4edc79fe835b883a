"""Changing one message: an edit, which is marked, and a redaction, which keeps its number."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from documents.aggregates.chats.append import digest
from documents.aggregates.chats.buckets import halves
from documents.aggregates.chats.limits import (
    MAX_APPEND_BYTES,
    MAX_BUCKET_BYTES,
    MAX_TAIL_BYTES,
    SealingLimits,
)
from documents.aggregates.chats.pending import note, settle
from documents.aggregates.chats.reader import FoundMessage, find_message
from documents.aggregates.chats.sealing import fence, seal
from documents.database import (
    Database,
    Transaction,
    bson_bytes,
    collection_of,
    committed_in,
)
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat, ChatBucket, StoredMessage
from documents.shapes.errors.chats import (
    AppendTooLarge,
    ChatBusy,
    MessageChanged,
    MessageRedacted,
    MessageStreaming,
)

TRIES = 20

Change = Callable[[StoredMessage], StoredMessage | None]


async def edit_message(
    database: Database,
    user_id: str,
    chat_id: PydanticObjectId,
    message_id: str,
    *,
    content: str | None = None,
    message_metadata: dict[str, Any] | None = None,
    revisions: list[int] | None,
    now: datetime,
    limits: SealingLimits,
) -> FoundMessage:
    """Change a message's content, its metadata, or both, wherever it lies.

    The edit leaves its mark: ``edited_at``, a higher ``revision``, and the digest
    of the first body, so that a late retry of the append is still known as one.
    A message that is what it shall become stays as it is: the retry of an edit is
    no second one.

    Raises ChatMissing, MessageMissing, MessageRedacted, MessageStreaming,
    MessageChanged, AppendTooLarge, ChatBusy.
    """

    def change(message: StoredMessage) -> StoredMessage | None:
        if message.get("redacted_at"):
            raise MessageRedacted
        _refuse_streaming(message)
        edited = dict(message)
        edited["content"] = message["content"] if content is None else content
        if message_metadata is not None:
            edited["message_metadata"] = message_metadata
        if _body_of(edited) == _body_of(message):
            return None
        if edited.get("original_digest") is None:
            edited["original_digest"] = _body_of(message)
        edited["edited_at"] = now
        return edited

    return await change_message(
        database, user_id, chat_id, message_id, change, revisions=revisions, now=now, limits=limits
    )


async def redact_message(
    database: Database,
    user_id: str,
    chat_id: PydanticObjectId,
    message_id: str,
    *,
    revisions: list[int] | None,
    now: datetime,
    limits: SealingLimits,
) -> FoundMessage:
    """Empty a message for good; its id and number stay taken.

    The digest of its body goes too: a short text could be guessed from it. So does
    the copy of it that a sealing which was stopped may have left.
    A message that is redacted already stays as it is.

    Raises ChatMissing, MessageMissing, MessageStreaming, MessageChanged, ChatBusy.
    """

    def change(message: StoredMessage) -> StoredMessage | None:
        _refuse_streaming(message)
        if message.get("redacted_at"):
            return None
        redacted = {**message, "content": "", "message_metadata": {}, "redacted_at": now}
        redacted.pop("original_digest", None)
        return redacted

    found = await change_message(
        database, user_id, chat_id, message_id, change, revisions=revisions, now=now, limits=limits
    )
    if not found.sealed:
        chat = await committed_in(Chat).find_one(
            owned(user_id, chat_id), {"sealed_sequence": 1, "edit_count": 1}
        )
        if chat is not None:
            sealed, edit_count = chat["sealed_sequence"], chat["edit_count"]
            await fence(chat_id, user_id, sealed=sealed, edit_count=edit_count, now=now)
    return found


def _refuse_streaming(message: StoredMessage) -> None:
    if message.get("stream_id") is not None:
        raise MessageStreaming


async def change_message(
    database: Database,
    user_id: str,
    chat_id: PydanticObjectId,
    message_id: str,
    change: Change,
    *,
    revisions: list[int] | None = None,
    now: datetime,
    limits: SealingLimits,
) -> FoundMessage:
    """Make of a message what ``change`` makes of it, wherever it lies; None leaves it.

    ``change`` may be asked several times. Raises what it raises, and ChatMissing,
    MessageMissing, MessageChanged, AppendTooLarge, ChatBusy.
    """
    for _ in range(TRIES):
        found = await find_message(user_id, chat_id, message_id)
        if found.pending:
            await settle(user_id, chat_id, found.message, now=now)
        revision = found.message.get("revision", 1)
        if revisions is not None and revision not in revisions:
            raise MessageChanged
        changed = change(found.message)
        if changed is None:
            return found
        changed["revision"] = revision + 1
        weight = bson_bytes(changed)
        if weight > MAX_APPEND_BYTES:
            raise AppendTooLarge(f"the message weighs {weight} bytes, {MAX_APPEND_BYTES} at most")
        growth = weight - bson_bytes(found.message)
        write = _write_sealed if found.sealed else _write_tail
        if await write(user_id, chat_id, found.message, changed, growth, now):
            return FoundMessage(changed, found.sealed, found.session_id)
        if growth > 0 and found.sealed:
            await _split_if_full(database, chat_id, message_id, growth, now)
        elif growth > 0:
            room = MAX_TAIL_BYTES - growth
            await seal(chat_id, now=now, limits=limits, tail_bytes_at_most=room)
    raise ChatBusy


def _body_of(message: StoredMessage) -> str:
    return digest(message["role"], message["content"], message["message_metadata"])


def _unchanged(message: StoredMessage) -> dict[str, Any]:
    """The element, if nobody has changed it since it was read."""
    revision = (
        {"revision": message["revision"]}
        if "revision" in message
        else {"revision": {"$exists": False}}
    )
    return {"$elemMatch": {"id": message["id"], **revision}}


async def _write_tail(
    user_id: str,
    chat_id: PydanticObjectId,
    message: StoredMessage,
    changed: StoredMessage,
    growth: int,
    now: datetime,
) -> bool:
    result = await collection_of(Chat).update_one(
        {
            **owned(user_id, chat_id),
            "messages": _unchanged(message),
            "tail_bytes": {"$lte": MAX_TAIL_BYTES - growth},
        },
        {
            "$set": {"messages.$": changed},
            "$inc": {"tail_bytes": growth, "edit_count": 1, "revision": 1},
            "$max": {"updated_at": now},
        },
    )
    return result.modified_count == 1


async def _write_sealed(
    user_id: str,
    chat_id: PydanticObjectId,
    message: StoredMessage,
    changed: StoredMessage,
    growth: int,
    now: datetime,
) -> bool:
    await note(user_id, chat_id, changed["id"], changed["revision"], now=now)
    result = await collection_of(ChatBucket).update_one(
        {
            "chat_id": chat_id,
            "messages": _unchanged(message),
            "bytes": {"$lte": MAX_BUCKET_BYTES - growth},
        },
        {"$set": {"messages.$": changed, "updated_at": now}, "$inc": {"bytes": growth}},
    )
    if result.modified_count != 1:
        return False
    await settle(user_id, chat_id, changed, now=now)
    return True


async def _split_if_full(
    database: Database, chat_id: PydanticObjectId, message_id: str, growth: int, now: datetime
) -> None:
    """Make two buckets of one that has no room for an edit, in one step."""

    async def work(transaction: Transaction) -> None:
        buckets = collection_of(ChatBucket)
        bucket = await buckets.find_one(
            {"chat_id": chat_id, "messages.id": message_id}, session=transaction
        )
        if bucket is None or bucket["bytes"] + growth <= MAX_BUCKET_BYTES:
            return
        for half in halves(bucket, now=now):
            place = {"_id": half["_id"]}
            await buckets.replace_one(place, half, upsert=True, session=transaction)

    await database.in_transaction(work)
