"""Writing a stream: a writer's requests, each taken once and in order.

What a request counts for is decided as the Durable Streams protocol has it
(https://github.com/durable-streams/durable-streams/blob/main/PROTOCOL.md, section 5.2.1), in
the condition of the one update that stores it. A stream has one writer at a time: of two,
the one with the higher epoch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from documents.aggregates.streams.mapping import text_bytes
from documents.aggregates.streams.parts import MAX_HELD_BYTES, move_older
from documents.aggregates.streams.read import WITHOUT_EVENTS, opened
from documents.database import ReturnDocument, collection_of, committed_in
from documents.json_values import json_bytes
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.errors.chats import ChatBusy
from documents.shapes.errors.streams import (
    EpochNotBegun,
    SequenceGap,
    StaleEpoch,
    StreamDamaged,
    StreamEnded,
    StreamTooLarge,
)
from documents.shapes.streams import MessageStream, StoredStream, StreamEvent, StreamState

TRIES = 20

MAX_STREAM_BYTES = 4 * 1024 * 1024
"""What all events of a stream weigh as JSON: its message takes no more, and fits into a chat."""


@dataclass(frozen=True)
class Producer:
    """Who sends a request, and the how manyeth of his epoch it is, from 0."""

    id: str
    epoch: int
    seq: int


@dataclass(frozen=True)
class Written:
    """Where the stream stands after a request; ``repeated`` where it was taken before."""

    next: int
    state: StreamState
    epoch: int
    seq: int
    repeated: bool = False


async def append_events(
    user_id: str,
    stream_id: PydanticObjectId,
    events: Sequence[StreamEvent],
    producer: Producer,
    *,
    now: datetime,
    max_text_bytes: int,
) -> Written:
    """Store the events of one request, all or none, and prolong the writer's lease.

    A writer with a higher epoch takes the stream over, an interrupted one as well.

    Raises StreamMissing, StaleEpoch, EpochNotBegun, SequenceGap, StreamEnded, StreamDamaged
    and StreamTooLarge; ChatBusy when others win every try.
    """
    weight, text = sum(json_bytes(event) for event in events), text_bytes(events)
    room = {
        "bytes": {"$lte": MAX_STREAM_BYTES - weight},
        "text_bytes": {"$lte": max_text_bytes - text},
    }
    for _ in range(TRIES):
        after = await collection_of(MessageStream).find_one_and_update(
            {**owned(user_id, stream_id), **room, **turn_of(producer), **_IS_WHOLE},
            [
                {
                    "$set": {
                        # A user's values are data: a bare "$user_id" would be an expression.
                        "events": {"$concatArrays": ["$events", {"$literal": list(events)}]},
                        "next": {"$add": ["$next", len(events)]},
                        "bytes": {"$add": ["$bytes", weight]},
                        "events_bytes": {"$add": ["$events_bytes", weight]},
                        "text_bytes": {"$add": ["$text_bytes", text]},
                        "lease_until": {
                            "$add": [now, {"$multiply": ["$lease_seconds", 1000]}],
                        },
                        **taken_by(producer),
                        **_GOES_ON,
                    }
                }
            ],
            projection={"next": 1, "events_bytes": 1},
            return_document=ReturnDocument.AFTER,
        )
        if after is not None:
            if after["events_bytes"] > MAX_HELD_BYTES:
                await move_older(stream_id, now=now)
            return Written(after["next"], StreamState.STREAMING, producer.epoch, producer.seq)
        seen = await refused(user_id, stream_id, producer)
        if seen is not None:
            return repeated(seen)
        await _check_room(user_id, stream_id, weight, text, max_text_bytes)
    raise ChatBusy


_IS_WHOLE: dict[str, Any] = {
    "events": {"$type": "array"},
    **{name: {"$type": "number"} for name in ("next", "events_bytes", "lease_seconds")},
}
"""That another hand has left what the update computes with."""

_GOES_ON: dict[str, Any] = {
    "state": StreamState.STREAMING,
    "error": None,
    "ended_at": None,
    "expires_at": None,
}
"""What a stream has that is written, also where it was interrupted before."""


def turn_of(producer: Producer) -> dict[str, Any]:
    """The condition of a stream at which it is this request's turn."""
    goes_on = {
        "state": StreamState.STREAMING,
        "producer_id": producer.id,
        "epoch": producer.epoch,
        "seq": producer.seq - 1,
    }
    if producer.seq != 0:
        return {"sequence_order": {"$ne": None}, **goes_on}
    return {
        "sequence_order": {"$ne": None},
        "is_final": False,
        "$or": [
            # The first of all, in the epoch that the opening gave or a later one.
            {
                "state": StreamState.STREAMING,
                "producer_id": None,
                "epoch": {"$lte": producer.epoch},
            },
            {
                "state": {"$in": [StreamState.STREAMING, StreamState.INTERRUPTED]},
                "epoch": {"$lt": producer.epoch},
            },
        ],
    }


def taken_by(producer: Producer) -> dict[str, Any]:
    """What the stream notes of a request that it has taken, for a pipeline."""
    return {
        "producer_id": {"$literal": producer.id},
        "epoch": producer.epoch,
        "seq": producer.seq,
    }


async def refused(
    user_id: str, stream_id: PydanticObjectId, producer: Producer
) -> StoredStream | None:
    """Why it was not this request's turn: raises that.

    Gives the stream where the request was taken before; None where nothing is in its way
    any more. Raises StreamMissing, StaleEpoch, EpochNotBegun, SequenceGap and StreamEnded.
    """
    stream = opened(
        await committed_in(MessageStream).find_one(owned(user_id, stream_id), WITHOUT_EVENTS)
    )
    epoch, seq, state = stream["epoch"], stream["seq"], StreamState(stream["state"])
    holder = stream["producer_id"]
    if producer.epoch < epoch or (producer.epoch == epoch and holder not in (None, producer.id)):
        raise StaleEpoch(epoch)
    begins = producer.epoch > epoch or holder is None
    if not begins and producer.seq <= seq:
        return stream
    ended = state != StreamState.STREAMING
    can_take_over = producer.epoch > epoch and not stream["is_final"]
    if ended and not can_take_over:
        raise StreamEnded(state, stream["next"])
    if producer.epoch > epoch and producer.seq != 0:
        raise EpochNotBegun(producer.seq)
    expected = 0 if begins else seq + 1
    if producer.seq > expected:
        raise SequenceGap(expected, producer.seq)
    return None


def repeated(stream: StoredStream) -> Written:
    """The answer to a request that was taken before."""
    state = StreamState(stream["state"])
    return Written(stream["next"], state, stream["epoch"], stream["seq"], repeated=True)


async def _check_room(
    user_id: str, stream_id: PydanticObjectId, weight: int, text: int, max_text_bytes: int
) -> None:
    held = await committed_in(MessageStream).find_one(
        owned(user_id, stream_id),
        {"bytes": 1, "text_bytes": 1, "is_array": {"$isArray": "$events"}},
    )
    if held is None:
        return
    if not held["is_array"]:
        raise StreamDamaged(stream_id)
    if held["text_bytes"] + text > max_text_bytes:
        raise StreamTooLarge(f"the text would have more than {max_text_bytes} bytes")
    if held["bytes"] + weight > MAX_STREAM_BYTES:
        raise StreamTooLarge(f"the events would have more than {MAX_STREAM_BYTES} bytes")


async def prolong(
    user_id: str,
    stream_id: PydanticObjectId,
    *,
    lease_seconds: float | None,
    writer: tuple[str, int] | None,
    now: datetime,
) -> StoredStream:
    """Prolong the lease of the writer, by as much as the opening said or once ``lease_seconds``.

    ``writer`` is his id and epoch: where another has the stream, it is not prolonged.
    Raises StreamMissing, StaleEpoch, StreamEnded; ChatBusy when others win every try.
    """
    for _ in range(TRIES):
        stream = opened(
            await committed_in(MessageStream).find_one(owned(user_id, stream_id), WITHOUT_EVENTS)
        )
        if writer is not None:
            producer_id, epoch = writer
            holder = stream["producer_id"]
            if epoch < stream["epoch"] or (
                epoch == stream["epoch"] and holder not in (None, producer_id)
            ):
                raise StaleEpoch(stream["epoch"])
        if stream["state"] != StreamState.STREAMING:
            raise StreamEnded(StreamState(stream["state"]), stream["next"])
        seconds = lease_seconds or stream["lease_seconds"]
        after: StoredStream | None = await collection_of(MessageStream).find_one_and_update(
            {
                **owned(user_id, stream_id),
                "state": StreamState.STREAMING,
                "epoch": stream["epoch"],
                "producer_id": stream["producer_id"],
            },
            {"$max": {"lease_until": now + timedelta(seconds=seconds)}},
            projection=WITHOUT_EVENTS,
            return_document=ReturnDocument.AFTER,
        )
        if after is not None:
            return after
    raise ChatBusy
