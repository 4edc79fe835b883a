"""The stored shape of a chat: the Chat with its newest messages, and sealed buckets."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from beanie import Document
from pydantic import BaseModel, Field

from documents.shapes.base import MAX_KEY_CHARACTERS, PydanticObjectId, Stored
from documents.shapes.messages import MAX_NAME_CHARACTERS
from documents.shapes.usage import MessageUsage, UsageSums

StoredMessage = dict[str, Any]
"""A ChatMessage as it lies in the database. Pages are read raw: a page of 500
through the model costs more than the query."""


class Role(StrEnum):
    """Who speaks."""

    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"
    DEVELOPER = "developer"
    TOOL = "tool"
    FUNCTION = "function"
    STATUS = "status"


class ChatMessage(BaseModel):
    """A message, embedded in its Chat or, once sealed, in a bucket.

    What it does not have is not stored: an imported one may lack ``content``. What its
    fields hold: ``documents.shapes.messages``. ``as_imported`` is what an import was given
    under ``role`` and ``content`` and they cannot say; ``item`` what one that came as an item
    of the Responses API had and the other fields cannot say.

    ``revision``, ``edited_at`` and ``original_digest`` are there from the first
    edit on; ``redacted_at`` and ``redacted_digest`` from the redaction on, with ``content``
    and ``message_metadata`` empty and of the rest only what pairs a call with its answer.
    ``version_id``, ``version`` (its number), ``versions`` (how many there are), ``version_at``
    and ``version_digest`` (of its first body) are there from the first further version on:
    they are those of the selected one, which the other fields say; ``version_chat_id`` is the
    chat in which it was added, of the first none.
    ``streaming`` and ``stream_id`` are there while a stream has the message in hand: then
    that says what the text is. ``usage_tallied``: its usage was counted when it came, after the
    message itself; ``usage_at`` the time that it was counted at, where that is another than the
    message's.
    """

    id: str
    sequence_order: int
    role: Role
    content: str | list[dict[str, Any]] | None = None
    name: str | None = Field(None, max_length=MAX_NAME_CHARACTERS)
    tool_calls: list[dict[str, Any]] | None = None
    tool_call_id: str | None = None
    refusal: str | None = None
    reasoning: str | None = None
    usage: MessageUsage | None = None
    usage_tallied: bool = False
    usage_at: datetime | None = None
    message_metadata: dict[str, Any] = {}
    as_imported: dict[str, Any] | None = None
    item: dict[str, Any] | None = None
    created_at: datetime
    revision: int = 1
    edited_at: datetime | None = None
    redacted_at: datetime | None = None
    original_digest: str | None = None
    redacted_digest: str | None = None
    version_id: str | None = None
    version: int = 1
    versions: int = 1
    version_at: datetime | None = None
    version_digest: str | None = None
    version_chat_id: PydanticObjectId | None = None
    streaming: bool = False
    stream_id: PydanticObjectId | None = None


class PendingEdit(BaseModel):
    """A sealed message that gets a ``revision`` which its chat's does not show yet."""

    id: str
    revision: int
    noted_at: datetime


class LostRange(BaseModel):
    """The numbers ``first`` to ``last`` of a chat, whose messages are lost."""

    first: int
    last: int


class ForkOrigin(BaseModel):
    """A chat of whose messages another chat has the first, 1 to ``through``, as copies."""

    chat_id: PydanticObjectId
    through: int


class SealedMax(BaseModel):
    """The greatest ids among a chat's messages 1 to ``sequence``, by their order.

    None where there is none of an order. How an append finds an id new without a look
    into the buckets: ``documents.aggregates.chats.sealed_max``.
    """

    sequence: int = 0
    uuid7: str | None = None
    ulid: str | None = None
    other: str | None = None


SealedMarks = Mapping[str, Any]
"""A SealedMax as it lies in the database, where a field may be missing."""


class Chat(Stored):
    """A chat with its newest messages.

    ``messages`` are those after ``sealed_sequence``, in order and without gaps; the
    ones up to it are in ``chat_buckets``. ``last_sequence`` is the newest number
    given out. ``key`` is the caller's own name for the chat: no other that is not
    deleted has it. ``tail_bytes`` is the BSON size of ``messages``. ``edit_count``
    counts the changes to them: a sealing moves only what has not changed since it
    was copied. ``session_id`` is the session that owns the chat; ``closed_at`` is
    set while that session is completed or archived and takes no messages.
    ``counted_sequence`` is how far the analytics have counted; ``counted`` whether that is all
    of it and the session knows when the chat last moved: each write that moves ``updated_at``
    takes it off (``NOT_COUNTED``). ``hiding_step`` counts the steps that hide the tallies and the
    feedback of a deleted chat, or show those of one that was restored; it is 0 once all are shown.
    ``usage_sequence`` is how far they have counted what messages
    cost, and ``usage`` is what all of them cost. ``rested_at`` is when the sweep last abandoned
    or archived the session: an append at that instant runs into this write. ``pending_edits`` are
    the edits of sealed messages that ``revision`` does not show yet; ``lost`` the numbers
    whose messages are gone, as a repair found them. ``changed_sequences`` are the numbers of
    the messages that were changed last, the newest at the end, and ``changed_count`` how many
    changes there ever were: both move with ``revision``
    (``documents.aggregates.chats.changed``). ``sealed_max`` has the greatest ids
    that are sealed, if its ``sequence`` is ``sealed_sequence``; of the messages up to
    there, if not. ``forked_from`` is the chat that this one was forked from; ``origins`` that
    one and those that it was forked from in turn. ``words`` are those of the title and of
    ``messages``, for the search: each write takes them off, and a chat that has rested gets
    them again.
    """

    title: str | None = Field(None, max_length=255)
    key: str | None = Field(None, max_length=MAX_KEY_CHARACTERS)
    context_data: dict[str, Any] = {}
    session_id: PydanticObjectId | None = None
    closed_at: datetime | None = None
    last_sequence: int = 0
    sealed_sequence: int = 0
    tail_bytes: int = 0
    edit_count: int = 0
    counted: bool = False
    counted_sequence: int = 0
    hiding_step: int = 0
    usage_sequence: int = 0
    usage: UsageSums = UsageSums()
    rested_at: datetime | None = None
    pending_edits: list[PendingEdit] = []
    lost: list[LostRange] = []
    changed_sequences: list[int] = []
    changed_count: int = 0
    sealed_max: SealedMax = SealedMax()
    forked_from: ForkOrigin | None = None
    origins: list[ForkOrigin] | None = None
    messages: list[ChatMessage] = []
    words: list[str] | None = None

    class Settings:
        name = "chats"


UNCOUNTED = {"counted": {"$in": [None, False]}}
"""The condition of the chats with messages that are not counted, or whose session does not know
that they moved."""

NOT_COUNTED = {"counted": False}
"""What a write sets that moves a Chat's ``updated_at``. Always the same value: its index changes
with the first one after a count (``documents.aggregates.analytics.tallies``), not with each."""


class ChatHead(BaseModel):
    """A Chat without its messages: what most reads want.

    ``opening`` is the beginning of the text that gives a chat without a title one
    (``documents.aggregates.chats.overview``).
    """

    id: PydanticObjectId = Field(alias="_id")
    user_id: str
    title: str | None = None
    key: str | None = None
    context_data: dict[str, Any]
    session_id: PydanticObjectId | None = None
    closed_at: datetime | None = None
    last_sequence: int
    sealed_sequence: int
    forked_from: ForkOrigin | None = None
    usage: UsageSums = UsageSums()
    revision: int
    created_at: datetime
    updated_at: datetime
    lost: list[LostRange] = []
    opening: str | None = None

    @property
    def message_count(self) -> int:
        """How many messages the chat has; those that are lost do not count."""
        return self.last_sequence - sum(each.last - each.first + 1 for each in self.lost)


HEAD_FIELDS: dict[str, Any] = {
    field.alias or name: 1 for name, field in ChatHead.model_fields.items() if name != "opening"
}
"""The projection of a Chat to its head, without its ``opening``."""


class ChatBucket(Document):
    """A sealed run of a chat's messages, ``first_sequence`` to ``last_sequence``.

    It counts only up to the chat's ``sealed_sequence``: what lies beyond is a copy
    that a sealing has not finished. ``source_edit_count`` is the chat's
    ``edit_count`` when it was copied; ``bytes`` the BSON size of the messages;
    ``words`` those that they have, for the search.
    """

    chat_id: PydanticObjectId
    user_id: str
    first_sequence: int
    last_sequence: int
    source_edit_count: int
    bytes: int
    messages: list[ChatMessage]
    words: list[str] | None = None
    created_at: datetime
    updated_at: datetime

    class Settings:
        name = "chat_buckets"
