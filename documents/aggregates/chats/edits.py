"""Changing one message: an edit, which is marked, and a redaction, which keeps its number."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from documents.aggregates.chats.buckets import halves
from documents.aggregates.chats.changed import note_change
from documents.aggregates.chats.limits import (
    MAX_APPEND_BYTES,
    MAX_BUCKET_BYTES,
    MAX_TAIL_BYTES,
    SealingLimits,
    too_heavy,
)
from documents.aggregates.chats.packed import converted
from documents.aggregates.chats.pending import note, settle
from documents.aggregates.chats.reader import FoundMessage, find_message
from documents.aggregates.chats.redaction import redacted
from documents.aggregates.chats.repetition import digest, original_digest
from documents.aggregates.chats.sealing import fence, seal
from documents.aggregates.chats.search_words import NO_WORDS
from documents.aggregates.chats.version_archive import forget_versions, redact_archived
from documents.database import (
    Database,
    Transaction,
    bson_bytes,
    collection_of,
    committed_in,
)
from documents.shapes.base import Owned, PydanticObjectId, owned
from documents.shapes.chats import Chat, ChatBucket, StoredMessage
from documents.shapes.errors.chats import (
    AppendTooLarge,
    ChatBusy,
    MessageChanged,
    MessageRedacted,
    MessageStreaming,
)
from documents.shapes.messages import AS_IMPORTED, OPTIONAL_FIELDS, with_text

TRIES = 20

Change = Callable[[StoredMessage], StoredMessage | None]
PackedChat = Callable[[PydanticObjectId | None], Awaitable[bool]]
"""Whether an import of an older release made the session of this id."""


class MessageChange(Protocol):
    """How a message is changed."""

    async def of(self, found: FoundMessage) -> StoredMessage | None:
        """The message after the change; None for one that is to stay as it is. May be asked
        several times."""
        ...


@dataclass(frozen=True)
class Changing:
    """Makes of a message what a function makes of it."""

    change: Change
    is_packed_chat: PackedChat | None = None

    async def of(self, found: FoundMessage) -> StoredMessage | None:
        """The message after the change."""
        if self.is_packed_chat is not None:
            today = converted(found.message)
            if today is not None and await self.is_packed_chat(found.session_id):
                return self.change(today)
        return self.change(found.message)


@dataclass(frozen=True)
class MessageChanges:
    """What an edit makes of a message.

    ``fields`` are the new values of ``content``, ``message_metadata`` and the optional
    fields, which None takes off. ``text`` is to be the plain text: parts that are no text
    stay (``documents.shapes.messages.with_text``).
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    text: str | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The new values, the text as content."""
        return {**self.fields, **({} if self.text is None else {"content": self.text})}

    def of(self, message: StoredMessage) -> StoredMessage:
        """The message after the edit, but for its marks."""
        edited = dict(message)
        for name, value in self.fields.items():
            if value is None and name in OPTIONAL_FIELDS:
                edited.pop(name, None)
            else:
                edited[name] = value
        if self.text is not None:
            edited["content"] = with_text(message.get("content"), self.text)
        if self.text is not None or "content" in self.fields:
            # What the import was given there is no more.
            kept = {k: v for k, v in message.get(AS_IMPORTED, {}).items() if k != "content"}
            edited.pop(AS_IMPORTED, None)
            edited |= {AS_IMPORTED: kept} if kept else {}
        return edited


async def edit_message(
    database: Database,
    user_id: str,
    chat_id: PydanticObjectId,
    message_id: str,
    *,
    changes: MessageChanges,
    revisions: list[int] | None,
    now: datetime,
    limits: SealingLimits,
    allowed: Callable[[StoredMessage, StoredMessage], None] | None = None,
    is_packed_chat: PackedChat | None = None,
) -> FoundMessage:
    """Change a message, wherever it lies; ``allowed`` may raise for what would become of it.

    With ``is_packed_chat`` a message that an older release imported is first made one of
    today's (``documents.aggregates.chats.packed``).

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
        refuse_streaming(message)
        edited = changes.of(message)
        before = digest(message)
        if digest(edited) == before:
            return None
        if allowed is not None:
            allowed(message, edited)
        edited["original_digest"] = message.get("original_digest") or before
        edited["edited_at"] = now
        return edited

    changing = Changing(change, is_packed_chat)
    return await change_by(database, user_id, chat_id, message_id, changing, revisions, now, limits)


async def redact_message(
    database: Database,
    user_id: str,
    chat_id: PydanticObjectId,
    message_id: str,
    *,
    revisions: list[int] | None,
    now: datetime,
    limits: SealingLimits,
    redaction_key: bytes,
    mine: Owned = owned,
) -> FoundMessage:
    """Empty a message for good; its id and number stay taken.

    What stays of it: ``documents.aggregates.chats.redaction``. The copy of it that a
    sealing which was stopped may have left goes too.
    A message that is redacted already stays as it is.

    Raises ChatMissing, MessageMissing, MessageStreaming, MessageChanged, ChatBusy.
    """

    def change(message: StoredMessage) -> StoredMessage | None:
        refuse_streaming(message)
        if message.get("redacted_at"):
            return None
        return redacted(message, body_digest=original_digest(message), key=redaction_key, now=now)

    changing = Changing(change)
    found = await change_by(
        database, user_id, chat_id, message_id, changing, revisions, now, limits, mine
    )
    if await redact_archived(user_id, chat_id, found.message, now):
        # The chat may have been removed meanwhile, its versions before this one.
        await forget_versions(chat_id)
    if not found.sealed:
        chat = await committed_in(Chat).find_one(
            mine(user_id, chat_id), {"sealed_sequence": 1, "edit_count": 1}
        )
        if chat is not None:
            sealed, edit_count = chat["sealed_sequence"], chat["edit_count"]
            await fence(chat_id, user_id, sealed=sealed, edit_count=edit_count, now=now)
    return found


def refuse_streaming(message: StoredMessage) -> None:
    """Raise MessageStreaming for a message that a stream has in hand."""
    if message.get("stream_id") is not None:
        raise MessageStreaming


async def change_message(
    database: Database,
    user_id: str,
    chat_id: PydanticObjectId,
    message_id: str,
    change: Change,
    *,
    now: datetime,
    limits: SealingLimits,
) -> FoundMessage:
    """Make of a message what ``change`` makes of it, wherever it lies; None leaves it.

    ``change`` may be asked several times. Raises what it raises, and ChatMissing,
    MessageMissing, AppendTooLarge, ChatBusy.
    """
    changing = Changing(change)
    return await change_by(database, user_id, chat_id, message_id, changing, None, now, limits)


async def change_by(
    database: Database,
    user_id: str,
    chat_id: PydanticObjectId,
    message_id: str,
    changing: MessageChange,
    revisions: list[int] | None,
    now: datetime,
    limits: SealingLimits,
    mine: Owned = owned,
) -> FoundMessage:
    """Change a message, wherever it lies, at one of these revisions; the message as it is then.

    Raises what ``changing`` raises, and ChatMissing, MessageMissing, MessageChanged,
    AppendTooLarge, ChatBusy.
    """
    for _ in range(TRIES):
        found = await find_message(user_id, chat_id, message_id, mine=mine)
        if found.pending:
            await settle(user_id, chat_id, found.message, now=now, mine=mine)
        revision = found.message.get("revision", 1)
        if revisions is not None and revision not in revisions:
            raise MessageChanged
        changed = await changing.of(found)
        if changed is None:
            return found
        changed["revision"] = revision + 1
        weight = bson_bytes(changed)
        if weight > MAX_APPEND_BYTES:
            raise AppendTooLarge(too_heavy("the message weighs", weight))
        growth = weight - bson_bytes(found.message)
        write = _write_sealed if found.sealed else _write_tail
        if await write(mine, user_id, chat_id, found.message, changed, growth, now):
            return FoundMessage(changed, found.sealed, found.session_id)
        if growth > 0 and found.sealed:
            await split_if_full(database, chat_id, message_id, growth, now)
        elif growth > 0:
            room = MAX_TAIL_BYTES - growth
            await seal(chat_id, now=now, limits=limits, tail_bytes_at_most=room)
    raise ChatBusy


def _unchanged(message: StoredMessage) -> dict[str, Any]:
    """The element, if nobody has changed it since it was read."""
    revision = (
        {"revision": message["revision"]}
        if "revision" in message
        else {"revision": {"$exists": False}}
    )
    return {"$elemMatch": {"id": message["id"], **revision}}


async def _write_tail(
    mine: Owned,
    user_id: str,
    chat_id: PydanticObjectId,
    message: StoredMessage,
    changed: StoredMessage,
    growth: int,
    now: datetime,
) -> bool:
    noted = note_change(changed)
    result = await collection_of(Chat).update_one(
        {
            **mine(user_id, chat_id),
            "messages": _unchanged(message),
            "tail_bytes": {"$lte": MAX_TAIL_BYTES - growth},
        },
        {
            **noted,
            "$set": {"messages.$": changed},
            "$inc": {"tail_bytes": growth, "edit_count": 1, **noted["$inc"]},
            "$max": {"updated_at": now},
            **NO_WORDS,
        },
    )
    return result.modified_count == 1


async def _write_sealed(
    mine: Owned,
    user_id: str,
    chat_id: PydanticObjectId,
    message: StoredMessage,
    changed: StoredMessage,
    growth: int,
    now: datetime,
) -> bool:
    await note(user_id, chat_id, changed["id"], changed["revision"], now=now, mine=mine)
    result = await collection_of(ChatBucket).update_one(
        {
            "chat_id": chat_id,
            "messages": _unchanged(message),
            "bytes": {"$lte": MAX_BUCKET_BYTES - growth},
        },
        {
            "$set": {"messages.$": changed, "updated_at": now},
            "$inc": {"bytes": growth},
            **NO_WORDS,
        },
    )
    if result.modified_count != 1:
        return False
    await settle(user_id, chat_id, changed, now=now, mine=mine)
    return True


async def split_if_full(
    database: Database, chat_id: PydanticObjectId, message_id: str, growth: int, now: datetime
) -> None:
    """Make two buckets of one that has no room for a message to grow so much, in one step."""

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
