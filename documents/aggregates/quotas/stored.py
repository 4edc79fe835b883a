"""How many bytes a user has stored: in messages, attachments and checkpoints.

Attachments and checkpoints have counts that are exact. What messages have is counted from the
chats and their buckets now and then, and each append is added before it is made; so between two
counts it is never less than was appended, and what was deleted, edited or streamed shows with
the next one. One counts at a time, by a token: what is added meanwhile stays added, and so does
what was added before and has not settled: it is perhaps not stored yet.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from documents.database import (
    Collection,
    DuplicateKeyError,
    ReturnDocument,
    collection_of,
    hastily_in,
)
from documents.shapes.attachments import AttachmentUsage
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.checkpoints import CheckpointUsage
from documents.shapes.quotas import UserQuota

COUNTING_LASTS = timedelta(minutes=5)
"""After how long another may count, where one that does has died."""

SETTLING = timedelta(seconds=10)
"""After twice that what was added and has not settled never will, as its process died: an append
has ``database_timeout_seconds``, 5 as a rule."""

_SPAN = {"$ifNull": ["$unsettled.span", -1]}
_ADDED = {"$ifNull": ["$unsettled.bytes", 0]}
_BEFORE = {"$ifNull": ["$unsettled.before", 0]}
_STORED = {"$ifNull": ["$message_bytes", 0]}


@dataclass(frozen=True)
class BytesOfUser:
    """How many bytes a user has stored, and when those of his messages were last counted."""

    messages: int
    others: int
    counted_at: datetime | None

    @property
    def total(self) -> int:
        """All of them."""
        return self.messages + self.others


async def add_bytes(user_id: str, more: int, *, now: datetime) -> BytesOfUser:
    """Add so many bytes to those of a user's messages before they are stored; all that he has
    then."""
    quotas = hastily_in(UserQuota)
    span = _span_of(now)
    added: list[Any] = [{"$lte": [_SPAN, span - 1]}, more, {"$add": [_ADDED, more]}]
    before: list[Any] = [
        {"$eq": [_SPAN, span - 1]},
        _ADDED,
        {"$cond": [{"$gte": [_SPAN, span]}, _BEFORE, 0]},
    ]
    # The spans never go back, whichever clock is behind.
    unsettled: dict[str, Any] = {"span": {"$max": [_SPAN, span]}, "bytes": {"$cond": added}}
    unsettled["before"] = {"$cond": before}
    change = [{"$set": {"unsettled": unsettled, "message_bytes": {"$add": [_STORED, more]}}}]
    asked: dict[str, Any] = {"upsert": True, "return_document": ReturnDocument.AFTER}
    try:
        found = await quotas.find_one_and_update({"_id": user_id}, change, **asked)
    except DuplicateKeyError:
        # Another made it just now.
        found = await quotas.find_one_and_update({"_id": user_id}, change, **asked)
    assert found is not None
    others = 0
    for model in (AttachmentUsage, CheckpointUsage):
        usage = await collection_of(model).find_one({"_id": user_id}, {"bytes": 1})
        others += usage["bytes"] if usage else 0
    return BytesOfUser(found["message_bytes"], others, found.get("bytes_counted_at"))


async def settle_bytes(user_id: str, more: int, *, added_at: datetime, is_stored: bool) -> None:
    """Say what became of bytes that were added at that time: the next count finds them, or they
    are taken off."""
    span = _span_of(added_at)
    taken_off = {"message_bytes": {"$subtract": [_STORED, more]}}
    later = {"$eq": [_SPAN, span + 1]}
    unsettled = {
        "unsettled.bytes": {
            "$cond": [{"$eq": [_SPAN, span]}, {"$subtract": [_ADDED, more]}, _ADDED]
        },
        "unsettled.before": {"$cond": [later, {"$subtract": [_BEFORE, more]}, _BEFORE]},
    }
    await hastily_in(UserQuota).update_one(
        {"_id": user_id},
        [{"$set": unsettled if is_stored else {**unsettled, **taken_off}}],
    )


def _span_of(now: datetime) -> int:
    return int(now.timestamp() // SETTLING.total_seconds())


async def count_bytes(user_id: str, *, now: datetime) -> bool:
    """Count a user's messages anew, unless somebody does; whether that was done."""
    quotas, token, span = collection_of(UserQuota), PydanticObjectId(), _span_of(now)
    since_before = {"$cond": [{"$eq": [_SPAN, span - 1]}, _ADDED, 0]}
    unsettled = {"$cond": [{"$gte": [_SPAN, span]}, {"$add": [_ADDED, _BEFORE]}, since_before]}
    nobody = {"$or": [{"counting": None}, {"counting.since": {"$lte": now - COUNTING_LASTS}}]}
    begun = await quotas.find_one_and_update(
        {"_id": user_id, **nobody},
        [
            {
                "$set": {
                    "counting": {
                        "token": token,
                        "since": now,
                        "begun_with": {"$subtract": [_STORED, unsettled]},
                    }
                }
            }
        ],
    )
    if begun is None:
        return False
    found = await _sum(collection_of(Chat), owned(user_id), "$tail_bytes")
    found += await _sum(collection_of(ChatBucket), {"user_id": user_id}, "$bytes")
    # What was not settled as it began, and what was added since, is on top of what is found.
    added = {"$subtract": [_STORED, "$counting.begun_with"]}
    done = await quotas.update_one(
        {"_id": user_id, "counting.token": token},
        [
            {
                "$set": {
                    "message_bytes": {"$add": [found, added]},
                    "bytes_counted_at": now,
                    "counting": None,
                }
            }
        ],
    )
    return bool(done.matched_count)


async def _sum(collection: Collection, condition: dict[str, Any], value: str) -> int:
    pipeline = [{"$match": condition}, {"$group": {"_id": None, "bytes": {"$sum": value}}}]
    async for found in collection.aggregate(pipeline):
        return int(found["bytes"])
    return 0
