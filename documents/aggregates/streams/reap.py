"""What is done with streams whose time is over, by any process that serves.

Each step is one conditional update, so it does no harm when several do the same.
"""

from datetime import datetime, timedelta

from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.streams.damage import damage
from documents.aggregates.streams.end import (
    close_interrupted,
    end_damaged,
    give_up,
    write_message,
)
from documents.aggregates.streams.read import WITHOUT_EVENTS, end_opening
from documents.database import Database, collection_of, is_unavailable
from documents.shapes.streams import MessageStream, MessageStreamPart, StoredStream, StreamState

STREAMS_A_STEP = 100
_RESTS_FOR = timedelta(minutes=1)


async def reap(database: Database, *, now: datetime, kept: timedelta, limits: SealingLimits) -> int:
    """Do what is due with the streams whose lease is over; how many there were.

    A writer that was silent for so long is taken for dead, and its stream ends as
    interrupted, with its text. What had ended is written into its message, and what had
    expired is emptied.

    One that cannot be seen to, or not yet, is let rest for a while, so that it keeps nobody
    waiting. When all have been seen to, what went wrong with the first of these is raised.
    """
    found = collection_of(MessageStream).find(
        {"lease_until": {"$type": "date", "$lte": now}, "deleted_at": None}, WITHOUT_EVENTS
    )
    due = [stream async for stream in found.limit(STREAMS_A_STEP)]
    failure: Exception | None = None
    for stream in due:
        try:
            await _see_to(database, stream, now, kept, limits)
        except Exception as error:
            if is_unavailable(error):
                raise
            failure = failure or error
        # Nothing, where it was seen to.
        await collection_of(MessageStream).update_one(
            {"_id": stream["_id"], "lease_until": stream["lease_until"]},
            {"$set": {"lease_until": now + _RESTS_FOR}},
        )
    if failure is not None:
        raise failure
    return len(due)


async def _see_to(
    database: Database,
    stream: StoredStream,
    now: datetime,
    kept: timedelta,
    limits: SealingLimits,
) -> None:
    stream_id = stream["_id"]
    if damage(stream):
        # It is written into its message when its turn comes next.
        await end_damaged(stream_id, now=now)
        return
    if stream["sequence_order"] is None and not await end_opening(stream):
        # Its opener has left it, and its message is not there.
        unopened = {"_id": stream_id, "sequence_order": None, "lease_until": {"$lte": now}}
        await collection_of(MessageStream).delete_one(unopened)
        return
    if stream["is_written"]:
        await _empty(stream, now)
        return
    if stream["state"] == StreamState.STREAMING:
        await give_up(stream_id, now=now, kept=kept)
    elif stream["state"] == StreamState.INTERRUPTED and not stream["is_final"]:
        await close_interrupted(stream_id, now=now)
    await write_message(database, stream_id, now=now, kept=kept, limits=limits)


async def _empty(stream: StoredStream, now: datetime) -> None:
    """Take the events out of a stream that has expired; its name stays for a day."""
    await collection_of(MessageStreamPart).delete_many({"stream_id": stream["_id"]})
    await collection_of(MessageStream).update_one(
        {"_id": stream["_id"], "is_written": True, "expires_at": {"$lte": now}},
        {
            "$set": {
                "events": [],
                "moved": stream["next"],
                "events_bytes": 0,
                "bytes": 0,
                "lease_until": None,
            }
        },
    )
