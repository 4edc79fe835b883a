"""Ending a stream, and writing its text into the message.

A stream ends in one update of its own document: from then on every reader is shown the
message as it ended, for while the message names its stream, the stream says what the text
is (``read.lay_over``). Then the text is written into the message, wherever it lies, and
only then may the stream's events go. A stop in between loses nothing: the reaper, or
whoever asks next, goes on. No transaction spans the two: one whose process is killed would
hold the chat, and every append to it, for a minute.
"""

from datetime import datetime, timedelta
from typing import Any

from documents.aggregates.chats.edits import change_message
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.reader import find_message
from documents.aggregates.chats.usage_tallies import add_one, incremented
from documents.aggregates.streams.damage import DAMAGED, damage
from documents.aggregates.streams.mapping import message_fields
from documents.aggregates.streams.read import (
    WITHOUT_EVENTS,
    check_whole,
    find_stream,
    fold,
    is_damaged,
    lay_over,
    opened,
)
from documents.aggregates.streams.write import (
    TRIES,
    Producer,
    refused,
    taken_by,
    turn_of,
)
from documents.database import Database, Transaction, collection_of, committed_in
from documents.json_values import canonical_json, plain
from documents.shapes.base import PydanticObjectId, owned, owned_or_deleted
from documents.shapes.chats import Chat, StoredMessage
from documents.shapes.errors.chats import ChatBusy, ChatMissing, MessageMissing
from documents.shapes.errors.streams import SequenceGap, StreamEnded
from documents.shapes.streams import MessageStream, MessageStreamPart, StoredStream, StreamState
from documents.shapes.usage import USAGE

WRITTEN_WITHIN = timedelta(seconds=10)
"""How long who has ended a stream has to write its text; then the reaper does."""

GOING_ON = (StreamState.STREAMING, StreamState.INTERRUPTED)


async def finish(
    user_id: str,
    stream_id: PydanticObjectId,
    state: StreamState,
    *,
    error: str | None,
    message_metadata: dict[str, Any] | None,
    usage: dict[str, Any] | None = None,
    producer: Producer | None,
    now: datetime,
) -> None:
    """End a stream as its writer says; once.

    Raises StreamMissing, StaleEpoch, EpochNotBegun, SequenceGap, and StreamEnded where it
    has ended otherwise; ChatBusy when others win every try.
    """
    ended = {
        **_ended(state, now),
        "error": {"$literal": error},
        "final_metadata": {"$literal": message_metadata},
        "final_usage": {"$literal": usage},
    }
    turn: dict[str, Any] = {"state": StreamState.STREAMING, "sequence_order": {"$ne": None}}
    if producer is not None:
        turn = turn_of(producer)
        ended |= taken_by(producer)
    for _ in range(TRIES):
        result = await collection_of(MessageStream).update_one(
            {**owned(user_id, stream_id), **turn}, [{"$set": ended}]
        )
        if result.modified_count == 1:
            return
        if producer is None:
            seen = await _small(user_id, stream_id)
            if seen["state"] == StreamState.STREAMING:
                continue
        else:
            found = await refused(user_id, stream_id, producer)
            if found is None:
                continue
            seen = found
        if producer is not None and seen["state"] == StreamState.STREAMING:
            # The number is that of a request with events.
            raise SequenceGap(seen["seq"] + 1, producer.seq)
        if seen["state"] != state:
            raise StreamEnded(StreamState(seen["state"]), seen["next"])
        return
    raise ChatBusy


async def cancel(
    user_id: str,
    stream_id: PydanticObjectId,
    *,
    now: datetime,
    usage: dict[str, Any] | None = None,
) -> None:
    """End a stream with what it has, whoever writes it; once. ``usage`` is what it has cost.

    Raises StreamMissing, StreamEnded where it has ended otherwise, and ChatBusy.
    """
    for _ in range(TRIES):
        result = await collection_of(MessageStream).update_one(
            {
                **owned(user_id, stream_id),
                "sequence_order": {"$ne": None},
                "state": {"$in": GOING_ON},
                "is_final": False,
            },
            {"$set": {**_ended(StreamState.CANCELLED, now), "final_usage": usage}},
        )
        if result.modified_count == 1:
            return
        seen = await find_stream(user_id, stream_id)
        if seen["state"] == StreamState.CANCELLED:
            return
        if seen["is_final"]:
            raise StreamEnded(StreamState(seen["state"]), seen["next"])
        # It was only just opened, or gone on with.
    raise ChatBusy


async def _small(user_id: str, stream_id: PydanticObjectId) -> StoredStream:
    return opened(
        await committed_in(MessageStream).find_one(owned(user_id, stream_id), WITHOUT_EVENTS)
    )


def _ended(state: StreamState, now: datetime) -> dict[str, Any]:
    return {
        "state": state,
        "is_final": True,
        "ended_at": now,
        "lease_until": now + WRITTEN_WITHIN,
    }


async def give_up(stream_id: PydanticObjectId, *, now: datetime, kept: timedelta) -> bool:
    """End a stream as interrupted whose writer has been silent for longer than its lease.

    For as long as it is ``kept`` another writer may go on with it.
    """
    result = await collection_of(MessageStream).update_one(
        {
            "_id": stream_id,
            "state": StreamState.STREAMING,
            "sequence_order": {"$ne": None},
            "lease_until": {"$lte": now},
        },
        {
            "$set": {
                "state": StreamState.INTERRUPTED,
                "ended_at": now,
                "lease_until": now + kept,
                "expires_at": None,
            }
        },
    )
    return result.modified_count == 1


async def close_interrupted(stream_id: PydanticObjectId, *, now: datetime) -> None:
    """Let nobody go on any more with a stream that was interrupted."""
    await collection_of(MessageStream).update_one(
        {"_id": stream_id, "state": StreamState.INTERRUPTED, "is_final": False},
        {"$set": {"is_final": True, "lease_until": now + WRITTEN_WITHIN}},
    )


async def end_damaged(stream_id: PydanticObjectId, *, now: datetime) -> bool:
    """End a stream as failed that another hand has damaged, and make it whole; whether it was
    done.

    Nobody goes on with it: where its text would go on, nobody could say. One whose text is
    written already ends as it did.
    """
    stream = await committed_in(MessageStream).find_one({"_id": stream_id})
    if stream is None:
        return False
    fields, is_written = damage(stream), stream.get("is_written") is True
    if not fields and (is_written or stream["state"] == StreamState.FAILED):
        return False
    # Unless another has seen to it, or a writer was faster.
    seen = {name: stream[name] for name in ("next", "moved", "state") if name not in fields}
    seen["is_written"] = is_written if "is_written" not in fields else {"$not": {"$type": "bool"}}
    if is_written:
        over_at = now if "expires_at" in fields else stream["expires_at"]
        fields |= {"is_final": True, "expires_at": over_at, "lease_until": over_at}
    else:
        fields |= {**_ended(StreamState.FAILED, now), "error": DAMAGED}
    if "created_at" in fields:
        fields["created_at"] = now
    result = await collection_of(MessageStream).update_one(
        {"_id": stream_id, **seen}, {"$set": fields}
    )
    return result.modified_count == 1


async def write_message(
    database: Database,
    stream_id: PydanticObjectId,
    *,
    now: datetime,
    kept: timedelta,
    limits: SealingLimits,
) -> None:
    """Write the text of a stream that has ended into its message; once, and no edit.

    Safe to call at any time, from any number of processes. The message of one that was
    interrupted goes on naming its stream, until nobody can go on with that any more.
    Raises ChatBusy.
    """
    stream = await committed_in(MessageStream).find_one({"_id": stream_id})
    if stream is not None and damage(stream):
        await end_damaged(stream_id, now=now)
        stream = await committed_in(MessageStream).find_one({"_id": stream_id})
    if stream is None or damage(stream):
        return
    if stream["is_written"] or stream["state"] == StreamState.STREAMING:
        return
    if stream["sequence_order"] is None:
        return
    answer = await fold(stream)
    if is_damaged(stream, answer) and stream["state"] != StreamState.FAILED:
        await end_damaged(stream_id, now=now)
        stream = await committed_in(MessageStream).find_one({"_id": stream_id}, WITHOUT_EVENTS)
        if stream is None or check_whole(stream)["is_written"]:
            return
    fields = message_fields(stream, answer)
    is_final: bool = stream["is_final"]

    def change(message: StoredMessage) -> StoredMessage | None:
        if message.get("stream_id") != stream_id:
            # It was written, and may have been edited since.
            return None
        changed = {**message, **fields}
        if is_final:
            for name in ("streaming", "stream_id"):
                changed.pop(name, None)
        elif _body(changed) == _body(message):
            return None
        return changed

    try:
        await change_message(
            database,
            stream["user_id"],
            stream["chat_id"],
            stream["message_id"],
            change,
            now=now,
            limits=limits,
        )
    except ChatMissing:
        # Deleted: it may be restored, with its streams.
        return
    except MessageMissing:
        # Lost, as a bucket may be: nothing can be written any more.
        pass
    if is_final:
        await _note_written(database, stream, expires_at=now + kept)


def _body(message: StoredMessage) -> bytes:
    body = [message.get(name) for name in ("content", "tool_calls", "reasoning")]
    return canonical_json([*plain(body), plain(message["message_metadata"])])


async def _note_written(database: Database, stream: StoredStream, *, expires_at: datetime) -> None:
    stream_id = stream["_id"]
    unwritten = {"_id": stream_id, "is_final": True, "is_written": False}
    written = {"$set": {"is_written": True, "expires_at": expires_at, "lease_until": expires_at}}
    if stream.get("final_usage") is None:
        await collection_of(MessageStream).update_one(unwritten, written)
    else:
        await _count_usage(database, stream, unwritten, written)
    # From now on no part is added. Without this the reaper removes them.
    await collection_of(MessageStreamPart).update_many(
        {"stream_id": stream_id}, {"$set": {"expires_at": expires_at}}
    )


async def _count_usage(
    database: Database, stream: StoredStream, unwritten: dict[str, Any], written: dict[str, Any]
) -> None:
    """Note that the message is written, and count what it cost; both, once, or neither.

    The chat is held no longer than two writes take, as when its messages are counted.
    """
    usage, chat_id, user_id = stream["final_usage"], stream["chat_id"], stream["user_id"]

    async def work(transaction: Transaction) -> None:
        noted = await collection_of(MessageStream).update_one(
            unwritten, written, session=transaction
        )
        if noted.modified_count == 0:
            return
        # One that is deleted meanwhile may be restored, and then it is not asked for again.
        chat = await collection_of(Chat).find_one_and_update(
            owned_or_deleted(user_id, chat_id),
            {"$inc": {**incremented([{USAGE: usage}]), "revision": 1}},
            projection={"deleted_at": 1},
            session=transaction,
        )
        if chat is not None:
            hidden = chat["deleted_at"] is not None
            at = stream["ended_at"]
            await add_one(chat_id, user_id, usage, at, transaction, hidden=hidden)

    await database.in_transaction(work)


async def message_of(user_id: str, stream: StoredStream) -> StoredMessage:
    """The message of a stream, with the text so far. Raises ChatMissing, MessageMissing."""
    found = await find_message(user_id, stream["chat_id"], stream["message_id"])
    await lay_over([found.message])
    return found.message
