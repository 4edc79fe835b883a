"""Reading streams: where one is, its events from a place on, the text so far.

Only what no failover can take back is read: what a reader was shown stays.
"""

from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.chats.reader import find_message
from documents.aggregates.streams.damage import counts, damage, mended
from documents.aggregates.streams.mapping import Answer, is_sound, message_fields
from documents.database import ObjectId, collection_of, committed_in, in_turns
from documents.json_values import plain
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import StoredMessage
from documents.shapes.errors.chats import ChatMissing, MessageMissing
from documents.shapes.errors.streams import StreamDamaged, StreamExpired, StreamMissing
from documents.shapes.streams import (
    MessageStream,
    MessageStreamPart,
    StoredStream,
    StreamEvent,
    StreamState,
)

WITHOUT_EVENTS: dict[str, Any] = {"events": 0}
"""The projection of a stream to all that is small."""


async def find_stream(user_id: str, stream_id: PydanticObjectId) -> StoredStream:
    """A stream of the user without its events, expired or not.

    Raises StreamMissing, StreamDamaged.
    """
    stream = await committed_in(MessageStream).find_one(owned(user_id, stream_id), WITHOUT_EVENTS)
    if stream is not None and check_whole(stream)["sequence_order"] is None:
        # Whoever has seen its message knows of it before its opener does.
        await end_opening(stream)
    return opened(stream)


async def end_opening(stream: StoredStream) -> bool:
    """Give a stream the number of its message, if that is there; whether it is."""
    try:
        found = await find_message(stream["user_id"], stream["chat_id"], stream["message_id"])
    except (ChatMissing, MessageMissing):
        return False
    if found.message.get("stream_id") != stream["_id"]:
        return False
    number = stream["sequence_order"] = found.message["sequence_order"]
    await collection_of(MessageStream).update_one(
        {"_id": stream["_id"], "sequence_order": None}, {"$set": {"sequence_order": number}}
    )
    return True


def check_whole(stream: StoredStream) -> StoredStream:
    """The stream. Raises StreamDamaged where another hand has damaged it, and StreamMissing
    where nobody can say any more whose it is."""
    if not isinstance(stream.get("chat_id"), ObjectId) or not isinstance(
        stream.get("message_id"), str
    ):
        raise StreamMissing
    if damage(stream):
        raise StreamDamaged(stream["_id"])
    return stream


def opened(stream: StoredStream | None) -> StoredStream:
    """A stream that is there, and that its writer was told of. Raises StreamMissing,
    StreamDamaged."""
    if stream is None or check_whole(stream)["sequence_order"] is None:
        raise StreamMissing
    return stream


def check_kept(stream: StoredStream, now: datetime) -> None:
    """Raise StreamExpired where the events of a stream are gone, or about to be."""
    if stream["expires_at"] is not None and stream["expires_at"] <= now:
        raise StreamExpired(stream["chat_id"], stream["message_id"])


async def streaming_in(user_id: str, chat_id: PydanticObjectId) -> StoredStream | None:
    """The newest stream of a chat that is being written, without its events."""
    found = committed_in(MessageStream).find(
        {"chat_id": chat_id, **owned(user_id), "state": StreamState.STREAMING}, WITHOUT_EVENTS
    )
    streams = [stream async for stream in found if _is_open(stream)]
    return max(streams, key=lambda stream: int(stream["sequence_order"]), default=None)


async def going_on_in(user_id: str, chat_id: PydanticObjectId) -> list[StoredStream]:
    """The streams of a chat that are being written, or that a writer may go on with, without
    their events."""
    states = [StreamState.STREAMING, StreamState.INTERRUPTED]
    found = committed_in(MessageStream).find(
        {**owned(user_id), "state": {"$in": states}, "chat_id": chat_id, "is_final": False},
        WITHOUT_EVENTS,
    )
    return [stream async for stream in found if _is_open(stream)]


def _is_open(stream: StoredStream) -> bool:
    return not damage(stream) and stream["sequence_order"] is not None


@dataclass(frozen=True, eq=False)
class EventBatch:
    """Some events of a stream, from ``first`` on, and how the stream stood when they were read.

    ``stored_next`` is the index after all that the stream had then; ``is_final`` says that
    nobody can go on with it.
    """

    first: int
    events: list[StreamEvent]
    state: StreamState
    stored_next: int
    is_final: bool

    @property
    def next(self) -> int:
        """The index after these events."""
        return self.first + len(self.events)

    @property
    def is_last(self) -> bool:
        """Whether there are no more, and more may come."""
        return self.next >= self.stored_next and self.state == StreamState.STREAMING


_READ = {"state", "is_final", "next", "moved", "is_written"}


async def read_events(stream_id: PydanticObjectId, after: int) -> EventBatch | None:
    """The events from index ``after`` on, as many as lie together; None where the stream is gone.

    One command; a second one where they were moved to a part. Raises StreamDamaged.
    """
    # No number that is larger is taken.
    place = {"$min": [_ALL, {"$max": [0, {"$subtract": [after, "$moved"]}]}]}
    sound = {"$and": [{"$isArray": "$events"}, {"$isNumber": "$moved"}]}
    held = {"$cond": [sound, {"$slice": ["$events", place, _ALL]}, []]}
    stream = await committed_in(MessageStream).find_one(
        {"_id": stream_id, "deleted_at": None},
        {
            **dict.fromkeys(_READ, 1),
            "events": held,
        },
    )
    if stream is None:
        return None
    if damage(stream).keys() & _READ:
        raise StreamDamaged(stream_id)
    events, state = stream["events"], StreamState(stream["state"])
    end = stream["next"]
    if after < stream["moved"]:
        # Where it begins is in the index, and the parts follow on each other.
        part = await committed_in(MessageStreamPart).find_one(
            {"stream_id": stream_id, "first": {"$lte": after}}, sort=[("first", -1)]
        )
        if part is None or not counts(part.get("next"), after + 1):
            if stream["is_written"]:
                # It has expired, or was redacted.
                return None
            raise StreamDamaged(stream_id)
        events, end = part.get("events"), part["next"]
        events = events[after - part["first"] :] if isinstance(events, list) else []
    count = max(0, end - after)
    if count and (len(events) != count or not all(map(is_sound, events))):
        raise StreamDamaged(stream_id)
    return EventBatch(after, plain(events[:count]), state, stream["next"], stream["is_final"])


_ALL = 2**31 - 1


async def fold(stream: StoredStream) -> Answer:
    """What all events of a stream make, which was read with those that are not moved."""
    answer = Answer()
    if stream["moved"]:
        parts = in_turns(
            committed_in(MessageStreamPart),
            {"stream_id": stream["_id"], "first": {"$lt": stream["moved"]}},
            {"events": 1},
            sort=[("first", 1)],
        )
        async with aclosing(parts):
            async for part, _ in parts:
                answer.take(part.get("events"))
    answer.take(stream["events"])
    return answer


def is_damaged(stream: StoredStream, answer: Answer) -> bool:
    """Whether some of the events that make the answer are lost, or not what they were."""
    return answer.sound != int(stream["next"])


async def lay_over(messages: Iterable[StoredMessage]) -> None:
    """Give messages that are being written the text that their streams have so far.

    Each that a stream has in hand gets ``streaming``, true or false, and a
    ``stream_version`` that moves with its text; others stay as they are. Asks the
    database only where there is such a message.
    """
    written = {m["stream_id"]: m for m in messages if m.get("stream_id") is not None}
    if not written:
        return
    found = committed_in(MessageStream).find({"_id": {"$in": list(written)}})
    streams = {stream["_id"]: mended(stream) async for stream in found}
    for stream_id, message in written.items():
        stream = streams.get(stream_id)
        if stream is None or stream["is_written"]:
            # Its text was written since the message was read, or the stream was lost.
            await _as_written(message, stream)
        else:
            show(message, stream, await fold(stream))


@dataclass(frozen=True)
class Shown:
    """How far the stream of a message was when its text so far was read."""

    stream_id: PydanticObjectId
    state: StreamState
    next: int


def shown_in(message: StoredMessage) -> Shown | None:
    """How far the stream is that has a message in hand, as ``lay_over`` has shown it."""
    if message.get("stream_id") is None or "stream_version" not in message:
        return None
    _, after, state = message["stream_version"].split("-")
    return Shown(message["stream_id"], StreamState(state), int(after))


def show(message: StoredMessage, stream: StoredStream, answer: Answer) -> None:
    """Give a message the text of its stream, and how that stands."""
    message |= message_fields(stream, answer)
    message["streaming"] = stream["state"] == StreamState.STREAMING
    if stream["is_final"]:
        # As it will be once it is written.
        message.pop("stream_id", None)
        message.pop("streaming", None)
    message["stream_version"] = f"{stream['epoch']}-{stream['next']}-{stream['state']}"


async def _as_written(message: StoredMessage, stream: StoredStream | None) -> None:
    message.pop("stream_id")
    message.pop("streaming", None)
    if stream is not None and stream["bytes"]:
        message |= message_fields(stream, await fold(stream))
