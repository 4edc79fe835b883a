"""Changing one message: an edit, which is marked, and a redaction, which keeps its number."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from documents.aggregates.chats.limits import (
    MAX_APPEND_BYTES,
    MAX_TAIL_BYTES,
    SealingLimits,
    too_heavy,
)
from documents.aggregates.chats.message_writes import MessageWrite, split_if_full
from documents.aggregates.chats.packed import converted
from documents.aggregates.chats.pending import settle
from documents.aggregates.chats.reader import FoundMessage, find_message
from documents.aggregates.chats.redaction import redacted
from documents.aggregates.chats.repetition import digest, original_digest
from documents.aggregates.chats.sealing import fence, seal
from documents.aggregates.chats.usage_tallies import changes_usage
from documents.aggregates.chats.version_archive import forget_versions, redact_archived
from documents.database import Database, bson_bytes, committed_in
from documents.shapes.base import Owned, PydanticObjectId, owned
from documents.shapes.chats import Chat, StoredMessage
from documents.shapes.errors.chats import (
    AppendTooLarge,
    ChatBusy,
    MessageChanged,
    MessageRedacted,
    MessageStreaming,
)
from documents.shapes.messages import AS_IMPORTED, ITEM, SHOWN_FIELDS, with_text
from documents.shapes.usage import USAGE

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


_SAID_BY_ITEMS = frozenset({"content", "tool_calls", "refusal", "reasoning"})


@dataclass(frozen=True)
class MessageChanges:
    """What an edit makes of a message.

    ``fields`` are the new values of ``content``, ``message_metadata``, the optional fields and
    the usage, all of which but the first two None takes off. ``text`` is to be the plain text:
    parts that are no text stay (``documents.shapes.messages.with_text``).
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
            if value is None and name in SHOWN_FIELDS:
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
        if self.text is not None or _SAID_BY_ITEMS & self.fields.keys():
            edited.pop(ITEM, None)
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

    The edit leaves its mark: ``edited_at``, unless it is only of the usage, a higher
    ``revision``, and the digest of the first body, so that a late retry of the append is
    still known as one.
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
        if not _is_of_usage_alone(message, edited):
            edited["edited_at"] = now
        return edited

    changing = Changing(change, is_packed_chat)
    return await change_by(database, user_id, chat_id, message_id, changing, revisions, now, limits)


def _is_of_usage_alone(message: StoredMessage, edited: StoredMessage) -> bool:
    used = message.get(USAGE)
    if edited.get(USAGE) == used:
        return False
    return digest({**message, USAGE: used}) == digest({**edited, USAGE: used})


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
        if is_counted := changes_usage(found.message, changed):
            changed["usage_tallied"] = True
        weight = bson_bytes(changed)
        if weight > MAX_APPEND_BYTES:
            raise AppendTooLarge(too_heavy("the message weighs", weight))
        growth = weight - bson_bytes(found.message)
        write = MessageWrite(user_id, chat_id, found.message, changed, growth, now, mine)
        if is_counted:
            written = await write.counted(database, sealed=found.sealed)
        else:
            written = await (write.in_bucket() if found.sealed else write.in_chat())
        if written:
            return FoundMessage(changed, found.sealed, found.session_id)
        if growth > 0 and found.sealed:
            await split_if_full(database, chat_id, message_id, growth, now)
        elif growth > 0:
            room = MAX_TAIL_BYTES - growth
            await seal(chat_id, now=now, limits=limits, tail_bytes_at_most=room)
    raise ChatBusy
