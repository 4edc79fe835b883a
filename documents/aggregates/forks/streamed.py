"""Messages of a fork that a stream had in hand in its source, at that moment.

The source's stream goes on; the fork has the message as it was by then, ended: its text, and
where the stream was not complete, ``finish_reason`` ``interrupted`` in its metadata.
"""

from datetime import datetime
from typing import Any

from documents.aggregates.chats.limits import MAX_BUCKET_BYTES
from documents.aggregates.chats.message_writes import split_if_full
from documents.aggregates.chats.search_words import NO_WORDS
from documents.aggregates.streams.damage import mended
from documents.aggregates.streams.mapping import message_fields
from documents.aggregates.streams.read import fold
from documents.database import Database, Transaction, bson_bytes, collection_of, committed_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatBucket, StoredMessage
from documents.shapes.errors.chats import ChatBusy
from documents.shapes.streams import MessageStream, StoredStream, StreamState

TRIES = 20


async def streams_in_hand(
    chat_id: PydanticObjectId, through: int, moment: Transaction
) -> dict[PydanticObjectId, StoredStream]:
    """The streams, by their ids, that have one of a chat's first messages in hand."""
    found = committed_in(MessageStream).find(
        {"chat_id": chat_id, "is_written": {"$ne": True}}, session=moment
    )
    streams = [mended(stream) async for stream in found]
    return {s["_id"]: s for s in streams if (s["sequence_order"] or 0) <= through}


async def ended(message: StoredMessage, stream: StoredStream | None) -> StoredMessage:
    """The message as its stream has it by now, in no stream's hand."""
    kept = {k: v for k, v in message.items() if k not in ("streaming", "stream_id")}
    if stream is None:
        return kept
    state = stream["state"]
    if state == StreamState.STREAMING:
        state = StreamState.INTERRUPTED
    return {**kept, **message_fields({**stream, "state": state}, await fold(stream))}


async def end_sealed(
    database: Database, fork_id: PydanticObjectId, stream: StoredStream, now: datetime
) -> None:
    """Let go of a stream's message in the buckets of a fork, if it is there."""
    for _ in range(TRIES):
        held: dict[str, Any] = {
            "$elemMatch": {"id": stream["message_id"], "stream_id": stream["_id"]}
        }
        here = {"chat_id": fork_id, "messages.id": stream["message_id"], "messages": held}
        bucket = await committed_in(ChatBucket).find_one(here, {"messages": held})
        if bucket is None:
            return
        (message,) = bucket["messages"]
        changed = await ended(message, stream)
        growth = bson_bytes(changed) - bson_bytes(message)
        result = await collection_of(ChatBucket).update_one(
            {**here, "bytes": {"$lte": MAX_BUCKET_BYTES - growth}},
            {
                "$set": {"messages.$": changed, "updated_at": now},
                "$inc": {"bytes": growth},
                **NO_WORDS,
            },
        )
        if result.modified_count == 1:
            return
        await split_if_full(database, fork_id, stream["message_id"], growth, now)
    raise ChatBusy
