"""Streams with their usual arguments filled in, for tests."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from documents.aggregates.chats.append import Appended, NewMessage
from documents.aggregates.streams import end, open, reap, write
from documents.aggregates.streams.read import find_stream, lay_over, read_events
from documents.aggregates.streams.write import Producer, Written
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from documents.shapes.streams import MessageStream, StoredStream, StreamEvent, StreamState
from tests.documents.aggregates.chats.engine import Engine

KEPT = timedelta(hours=1)
MAX_TEXT = 1_000_000


def said(*deltas: str) -> list[StreamEvent]:
    """Events that add to the text."""
    return [{"type": "text-delta", "id": "t1", "delta": delta} for delta in deltas]


@dataclass
class Writer:
    """One writer of a stream, which counts its requests."""

    chat: Engine
    stream_id: PydanticObjectId
    id: str = "writer"
    epoch: int = 0
    seq: int = 0

    def producer(self, seq: int | None = None) -> Producer:
        return Producer(self.id, self.epoch, self.seq if seq is None else seq)

    async def write(self, *events: StreamEvent, seq: int | None = None) -> Written:
        written = await write.append_events(
            self.chat.user_id,
            self.stream_id,
            events,
            self.producer(seq),
            now=self.chat.now,
            max_text_bytes=MAX_TEXT,
        )
        self.seq = max(self.seq, written.seq + 1)
        return written

    async def say(self, *deltas: str) -> Written:
        return await self.write(*said(*deltas))

    async def finish(
        self, state: StreamState = StreamState.COMPLETE, *, seq: int | None = None, **options: Any
    ) -> StoredMessage:
        await end.finish(
            self.chat.user_id,
            self.stream_id,
            state,
            producer=self.producer(seq),
            now=self.chat.now,
            **{"error": None, "message_metadata": None, **options},
        )
        await write_out(self.chat, self.stream_id)
        return await message_of(self.chat, self.stream_id)


async def write_out(chat: Engine, stream_id: PydanticObjectId) -> None:
    await end.write_message(chat.database, stream_id, now=chat.now, kept=KEPT, limits=chat.limits)


async def opened(
    chat: Engine,
    message_id: str = "m-1",
    *,
    lease_seconds: float = 15,
    append: Callable[[NewMessage], Awaitable[Appended]] | None = None,
    **metadata: Any,
) -> StoredStream:
    """A stream of a chat, made or found."""

    stream, _ = await open.open_stream(
        chat.user_id,
        chat.chat_id,
        message_id,
        message_metadata=metadata,
        lease_seconds=lease_seconds,
        now=chat.now,
        append=append or chat.append,
    )
    return stream


async def a_writer(chat: Engine, message_id: str = "m-1", **options: Any) -> Writer:
    """A writer of a new stream."""
    stream = await opened(chat, message_id, **options)
    return Writer(chat, stream["_id"], epoch=stream["epoch"])


async def message_of(chat: Engine, stream_id: PydanticObjectId) -> StoredMessage:
    """What every reader is shown."""
    stream = await find_stream(chat.user_id, stream_id)
    return await end.message_of(chat.user_id, stream)


async def page_of(chat: Engine) -> list[StoredMessage]:
    """All messages, as a page shows them."""
    messages = await chat.upward()
    await lay_over(messages)
    return messages


async def events_of(stream_id: PydanticObjectId, after: int = 0) -> list[StreamEvent]:
    """All events from a place on, as a reader gets them."""
    events: list[StreamEvent] = []
    while True:
        batch = await read_events(stream_id, after + len(events))
        assert batch is not None
        events += batch.events
        if batch.next >= batch.stored_next:
            return events


async def cancel(chat: Engine, stream_id: PydanticObjectId) -> StoredMessage:
    await end.cancel(chat.user_id, stream_id, now=chat.now)
    await write_out(chat, stream_id)
    return await message_of(chat, stream_id)


async def reaped(chat: Engine) -> int:
    return await reap.reap(chat.database, now=chat.now, kept=KEPT, limits=chat.limits)


async def raw_stream(stream_id: PydanticObjectId) -> StoredStream:
    stream: StoredStream | None = await collection_of(MessageStream).find_one({"_id": stream_id})
    assert stream is not None
    return stream


@dataclass
class Told:
    """What a writer was told was stored."""

    events: list[StreamEvent] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(e["delta"] for e in self.events if e["type"] == "text-delta")
