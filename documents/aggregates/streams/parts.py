"""Moving the older events of a stream out of its document.

Two commands, and a stop between them harms nobody: the events are copied into a part,
which no reader counts yet; then one update of the stream takes them out and moves
``moved`` past them. ``(stream_id, first)`` is unique, and an event never changes, so of
two who move the same one writes the part, and either takes out just what it holds.
"""

from datetime import datetime

from documents.aggregates.streams.damage import counts, damage
from documents.database import DuplicateKeyError, collection_of, committed_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.streams import MessageStream, MessageStreamPart

MAX_HELD_BYTES = 64 * 1024
"""What the events in a stream's own document weigh before they are moved, as JSON."""


async def move_older(stream_id: PydanticObjectId, *, now: datetime) -> bool:
    """Move all events that the stream's document holds just now; whether that was done.

    Safe to call at any time, from any number of processes.
    """
    # Only what a majority has may be copied: a part stays, whatever a failover takes back.
    stream = await committed_in(MessageStream).find_one({"_id": stream_id})
    if stream is None or not stream.get("events") or stream.get("is_written"):
        return False
    if damage(stream) or not isinstance(stream["events"], list):
        # Another hand was at it: whoever reads it says so.
        return False
    first: int = stream["moved"]
    # Copied as they are, whatever was sent meanwhile.
    part = {
        "stream_id": stream_id,
        "chat_id": stream["chat_id"],
        "user_id": stream["user_id"],
        "first": first,
        "next": first + len(stream["events"]),
        "events": stream["events"],
        "bytes": stream["events_bytes"],
        "created_at": now,
        "expires_at": None,
    }
    parts = collection_of(MessageStreamPart)
    try:
        await parts.insert_one(part)
    except DuplicateKeyError:
        other = await committed_in(MessageStreamPart).find_one(
            {"stream_id": stream_id, "first": first}, {"events": 0}
        )
        if other is None or not (counts(other.get("next"), first) and counts(other.get("bytes"))):
            return False
        part = other
    count = part["next"] - first
    taken = await collection_of(MessageStream).update_one(
        {"_id": stream_id, "moved": first, "is_written": False},
        [
            {
                "$set": {
                    "events": {"$slice": ["$events", count, _ALL]},
                    "moved": part["next"],
                    "events_bytes": {"$subtract": ["$events_bytes", part["bytes"]]},
                }
            }
        ],
    )
    if taken.modified_count == 1:
        return True
    gone = await committed_in(MessageStream).find_one({"_id": stream_id}, {"moved": 1})
    if gone is None or gone["moved"] <= first:
        # It was removed under us, or ended with these events in it.
        await parts.delete_one({"_id": part["_id"]})
    return False


_ALL = 2**31 - 1
