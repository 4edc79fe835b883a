"""What can be done with streams: messages while they are written."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from documents.aggregates.chats import heads
from documents.aggregates.chats.append import Appended, NewMessage
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.reader import find_message
from documents.aggregates.quotas.streams import StreamQuota
from documents.aggregates.streams import end, open, read, write
from documents.aggregates.streams.damage import damage, mended
from documents.aggregates.streams.mapping import REQUIRED
from documents.aggregates.streams.read import EventBatch
from documents.aggregates.streams.reap import reap
from documents.aggregates.streams.write import Producer, Written
from documents.database import Database, DatabaseError, committed_in, error_told, is_unavailable
from documents.json_values import json_bytes
from documents.shapes.base import Clock, PydanticObjectId, owned
from documents.shapes.chats import StoredMessage
from documents.shapes.errors.chats import ChatBusy, ChatMissing, MessageMissing
from documents.shapes.errors.streams import StreamDamaged
from documents.shapes.streams import MessageStream, StoredStream, StreamEvent, StreamState
from services.changes import Changes, Watched
from services.errors import InvalidArgument, OverLimit
from services.limits import Limits
from services.messages import MessageService
from services.stream_answers import (
    MAX_EVENT_BYTES,
    MAX_TYPE_CHARACTERS,
    Heartbeat,
    StreamEnd,
    StreamGone,
    StreamLimits,
    StreamSnapshot,
    check_event_count,
)

T = TypeVar("T")

log = structlog.get_logger()

HEARTBEAT_SECONDS = 15.0

Told = StreamSnapshot | EventBatch | StreamEnd | StreamGone | Heartbeat
"""What a reader of a stream is told."""


@dataclass(frozen=True)
class StreamService:
    """The caller's streams. Another user's stream is one that does not exist."""

    database: Database
    clock: Clock
    new_id: Callable[[], str]
    limits: Limits
    stream_limits: StreamLimits
    sealing_limits: SealingLimits
    messages: MessageService
    changes: Changes
    quota: StreamQuota
    heartbeat_seconds: float = HEARTBEAT_SECONDS

    async def open_stream(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        *,
        message_id: str | None,
        message_metadata: dict[str, Any],
        lease_seconds: float,
    ) -> tuple[StoredStream, bool]:
        """The stream of a new, empty message at the chat's end; and whether it is new.

        With the id of a message that a stream writes or wrote, that stream. Raises
        ChatMissing, ChatConflict, MessageIdTaken, ChatBusy, OverQuota, OverLimit,
        InvalidArgument.
        """
        self.limits.check_object(message_metadata, "/message_metadata")

        async def append(message: NewMessage) -> Appended:
            return await self.messages.add_message(user_id, chat_id, message)

        name = message_id or self.new_id()
        return await self._not_damaged(
            lambda: open.open_stream(
                user_id,
                chat_id,
                name,
                message_metadata=message_metadata,
                lease_seconds=lease_seconds,
                now=self.clock(),
                append=append,
                quota=self.quota,
            )
        )

    async def get_stream(self, user_id: str, stream_id: PydanticObjectId) -> StoredStream:
        """A stream without its events. Raises StreamMissing."""
        return await self._not_damaged(lambda: read.find_stream(user_id, stream_id))

    async def append_events(
        self,
        user_id: str,
        stream_id: PydanticObjectId,
        events: Sequence[StreamEvent],
        producer: Producer,
    ) -> Written:
        """Store the events of one request of the stream's writer, all or none.

        Raises StreamMissing, StaleEpoch, EpochNotBegun, SequenceGap, StreamEnded,
        StreamTooLarge, ChatBusy, OverLimit, InvalidArgument.
        """
        self.check_events(events)
        written = await self._not_damaged(
            lambda: write.append_events(
                user_id,
                stream_id,
                events,
                producer,
                now=self.clock(),
                max_text_bytes=self.stream_limits.text_bytes,
            )
        )
        if not written.repeated:
            self.changes.touch(MessageStream, stream_id)
        return written

    def check_events(self, events: Sequence[StreamEvent]) -> None:
        """Raise OverLimit or InvalidArgument for events that no request may have."""
        check_event_count(len(events))
        size = 0
        for place, event in enumerate(events):
            _check_event(event, f"/{place}")
            self.limits.check_levels(event, f"/{place}")
            size += json_bytes(event)
        if size > MAX_EVENT_BYTES:
            raise OverLimit(f"the events have {size} bytes; {MAX_EVENT_BYTES} at most")

    async def prolong_lease(
        self,
        user_id: str,
        stream_id: PydanticObjectId,
        *,
        lease_seconds: float | None,
        writer: tuple[str, int] | None,
    ) -> StoredStream:
        """Let the writer be silent for longer. Raises StreamMissing, StaleEpoch, StreamEnded."""
        return await self._not_damaged(
            lambda: write.prolong(
                user_id, stream_id, lease_seconds=lease_seconds, writer=writer, now=self.clock()
            )
        )

    async def finish_stream(
        self,
        user_id: str,
        stream_id: PydanticObjectId,
        state: StreamState,
        *,
        error: str | None,
        message_metadata: dict[str, Any] | None,
        usage: dict[str, Any] | None = None,
        producer: Producer | None,
    ) -> StoredMessage:
        """End a stream as its writer says, and give back the message.

        Raises StreamMissing, StaleEpoch, EpochNotBegun, SequenceGap, StreamEnded, ChatBusy,
        OverLimit, InvalidArgument.
        """
        self.limits.check_object(message_metadata, "/message_metadata")
        self.limits.check_usage(usage)
        await self._not_damaged(
            lambda: end.finish(
                user_id,
                stream_id,
                state,
                error=error,
                message_metadata=message_metadata,
                usage=usage,
                producer=producer,
                now=self.clock(),
            )
        )
        return await self._ended(user_id, stream_id)

    async def cancel_stream(
        self,
        user_id: str,
        stream_id: PydanticObjectId,
        *,
        usage: dict[str, Any] | None = None,
    ) -> StoredMessage:
        """Stop a stream, whoever writes it, and give back the message.

        Raises StreamMissing, StreamEnded, ChatBusy.
        """
        await self._not_damaged(
            lambda: end.cancel(user_id, stream_id, now=self.clock(), usage=usage)
        )
        return await self._ended(user_id, stream_id)

    async def end_damaged(self, stream_id: PydanticObjectId) -> bool:
        """End a stream that another hand has damaged, with what can be read; whether that was
        done."""
        with self.database.within_timeout(thing=str(stream_id)):
            if not await end.end_damaged(stream_id, now=self.clock()):
                return False
        self.changes.touch(MessageStream, stream_id)
        log.warning("stream damaged", stream=str(stream_id))
        return True

    async def _not_damaged(self, work: Callable[[], Awaitable[T]]) -> T:
        """What ``work`` gives, once more where it has come upon a damaged stream, which has
        ended then. Raises ChatBusy where it is damaged again."""
        try:
            return await work()
        except StreamDamaged as error:
            await self.end_damaged(error.stream_id)
        try:
            return await work()
        except StreamDamaged:
            raise ChatBusy from None

    async def _ended(self, user_id: str, stream_id: PydanticObjectId) -> StoredMessage:
        now = self.clock()
        self.changes.touch(MessageStream, stream_id)
        await end.write_message(
            self.database,
            stream_id,
            now=now,
            kept=self.stream_limits.kept,
            limits=self.sealing_limits,
        )
        stream = await read.find_stream(user_id, stream_id)
        found = await find_message(user_id, stream["chat_id"], stream["message_id"])
        self.messages.activity.note(found.session_id, now, user_id)
        await read.lay_over([found.message])
        return found.message

    async def reap(self) -> int:
        """Do what is due with the streams whose lease is over; how many there were."""
        return await reap(
            self.database,
            now=self.clock(),
            kept=self.stream_limits.kept,
            limits=self.sealing_limits,
        )

    async def to_follow(self, user_id: str, stream_id: PydanticObjectId) -> StoredStream:
        """A stream whose events can be read. Raises StreamMissing, StreamExpired."""
        stream = await self.get_stream(user_id, stream_id)
        read.check_kept(stream, self.clock())
        return stream

    async def streaming_in(self, user_id: str, chat_id: PydanticObjectId) -> StoredStream | None:
        """The newest stream of a chat that is being written. Raises ChatMissing."""
        await heads.find_head(user_id, chat_id)
        return await read.streaming_in(user_id, chat_id)

    async def follow(
        self, user_id: str, stream_id: PydanticObjectId, after: int | None
    ) -> AsyncIterator[Told]:
        """The events of a stream from index ``after`` on, as they come, until it ends.

        Without an index, or with one that the stream has not reached, the message so far
        comes first. Each event comes once and in order, and only once it is durable.
        """
        # Follow first, then read: what comes in between is found by the next reading.
        with self.changes.follow(MessageStream, stream_id) as watched:
            await self.changes.ready()
            place = after
            while not self.changes.stopping:
                version = watched.version
                told = await self._told(user_id, stream_id, place, watched)
                if told is not None:
                    yield told
                if isinstance(told, (StreamEnd, StreamGone)):
                    return
                if isinstance(told, (StreamSnapshot, EventBatch)):
                    place = told.next
                    if not told.is_last:
                        continue
                if not await watched.changed(version, self.heartbeat_seconds):
                    yield Heartbeat()
                    # It looks by itself now and then, whatever it is told.
                    watched.forget(place)

    async def _told(
        self, user_id: str, stream_id: PydanticObjectId, place: int | None, watched: Watched
    ) -> Told | None:
        """What a reader at ``place`` is told now; None where he has to wait."""

        async def snapshot() -> StreamSnapshot | StreamGone:
            return await watched.read(None, lambda: self._snapshot(user_id, stream_id))

        try:
            if place is None:
                return await snapshot()
            try:
                batch = await self.batch(stream_id, place, watched)
            except StreamDamaged:
                await self.end_damaged(stream_id)
                return await snapshot()
            if batch is None:
                return StreamGone()
            if batch.events:
                return batch
            if batch.stored_next < place:
                return await snapshot()
            if batch.state == StreamState.STREAMING:
                return None
            last = await snapshot()
        except DatabaseError as error:
            if not is_unavailable(error):
                raise
            # Away for a while: whoever waits goes on waiting.
            log.warning("stream not read", stream=str(stream_id), error=error_told(error))
            return None
        if isinstance(last, StreamGone):
            return last
        if last.next == place and last.state != StreamState.STREAMING:
            return StreamEnd(last.state, last.message, last.next)
        # Another writer has gone on with it since.
        watched.forget(place)
        watched.forget(None)
        return await self._told(user_id, stream_id, place, watched)

    async def batch(
        self, stream_id: PydanticObjectId, place: int, watched: Watched
    ) -> EventBatch | None:
        """The events of a stream from ``place`` on, read once for all who follow it; None
        where it is gone. Raises StreamDamaged."""
        return await watched.read(place, lambda: self._batch(stream_id, place))

    async def _batch(self, stream_id: PydanticObjectId, place: int) -> EventBatch | None:
        with self.database.within_timeout(thing=str(stream_id)):
            return await read.read_events(stream_id, place)

    async def _snapshot(
        self, user_id: str, stream_id: PydanticObjectId
    ) -> StreamSnapshot | StreamGone:
        with self.database.within_timeout(thing=str(stream_id)):
            stream = await committed_in(MessageStream).find_one(owned(user_id, stream_id))
            if stream is None:
                return StreamGone()
            if damage(stream):
                if await self.end_damaged(stream_id):
                    return await self._snapshot(user_id, stream_id)
                stream = mended(stream)
            try:
                found = await find_message(user_id, stream["chat_id"], stream["message_id"])
            except (ChatMissing, MessageMissing):
                return StreamGone()
            if found.message.get("stream_id") == stream_id:
                answer = await read.fold(stream)
                if read.is_damaged(stream, answer) and stream["state"] != StreamState.FAILED:
                    await self.end_damaged(stream_id)
                    return await self._snapshot(user_id, stream_id)
                read.show(found.message, stream, answer)
            state = StreamState(stream["state"])
            return StreamSnapshot(found.message, stream["next"], state)


def _check_event(event: Any, pointer: str) -> None:
    if not isinstance(event, dict):
        raise InvalidArgument("an event is an object", pointer=pointer)
    kind = event.get("type")
    if not isinstance(kind, str) or not 0 < len(kind) <= MAX_TYPE_CHARACTERS:
        reason = f"a text of 1 to {MAX_TYPE_CHARACTERS} characters"
        raise InvalidArgument(reason, pointer=f"{pointer}/type")
    for name, expected in REQUIRED.get(kind, {}).items():
        if name not in event:
            raise InvalidArgument(f"a {kind} has this", pointer=f"{pointer}/{name}")
        if not isinstance(event[name], expected):
            raise InvalidArgument("a text", pointer=f"{pointer}/{name}")
