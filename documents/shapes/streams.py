"""The stored shape of a stream: a message while it is written, event by event."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from beanie import Document

from documents.shapes.base import PydanticObjectId
from documents.shapes.usage import MessageUsage

StreamEvent = dict[str, Any]
"""An event as its writer sent it: an object whose ``type`` says what it is, by the names of
the AI SDK's UI message stream (https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol)."""

StoredStream = dict[str, Any]
"""A MessageStream as it lies in the database: read raw, as messages are."""


NAME_KEPT = timedelta(days=1)
"""How long after its end and its events a stream is known to have been there."""


class StreamState(StrEnum):
    """How far a stream is. All but ``streaming`` are ends; ``interrupted`` can be gone on from."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


class MessageStream(Document):
    """The stream of one message, which is empty until the stream has ended.

    While it is there, it and not the message says what the text is. ``next`` is the
    index of the next event: those from ``moved`` on are ``events``, and older ones lie in
    MessageStreamPart. ``events_bytes`` is what ``events`` weigh as JSON, ``bytes`` what all
    do, and ``text_bytes`` what the text weighs as UTF-8.

    ``producer_id``, ``epoch`` and ``seq`` are those of the last request of its writer.
    ``sequence_order`` is the message's; None while it is being opened. ``has_place`` is False
    while it waits for the last place that its user has for open streams, and True once it got it;
    None where there was room enough.

    ``final_metadata`` and ``final_usage`` are what its end gave the message.

    ``is_final`` from an end that nobody can go on from; ``is_written`` once the message
    has the text for good. ``lease_until`` is until when whoever has it in hand may be
    silent: the writer while it streams, then who writes the text into the message, then
    who reads; after that the reaper does what is to be done. From ``expires_at`` on it is
    a name without events: a day later the server removes it.
    """

    user_id: str
    chat_id: PydanticObjectId
    message_id: str
    sequence_order: int | None = None
    has_place: bool | None = None
    message_metadata: dict[str, Any] = {}
    state: StreamState = StreamState.STREAMING
    producer_id: str | None = None
    epoch: int = 0
    seq: int = -1
    next: int = 0
    moved: int = 0
    events: list[StreamEvent] = []
    events_bytes: int = 0
    bytes: int = 0
    text_bytes: int = 0
    lease_seconds: float
    lease_until: datetime | None
    error: str | None = None
    final_metadata: dict[str, Any] | None = None
    final_usage: MessageUsage | None = None
    is_final: bool = False
    is_written: bool = False
    created_at: datetime
    ended_at: datetime | None = None
    expires_at: datetime | None = None
    deleted_at: datetime | None = None

    class Settings:
        name = "message_streams"


class MessageStreamPart(Document):
    """Older events of a stream, ``first`` to ``next`` (not included); never changed.

    Counts only up to the stream's ``moved``. The server removes it after ``expires_at``.
    """

    stream_id: PydanticObjectId
    chat_id: PydanticObjectId
    user_id: str
    first: int
    next: int
    events: list[StreamEvent]
    bytes: int
    created_at: datetime
    expires_at: datetime | None = None

    class Settings:
        name = "message_stream_parts"
