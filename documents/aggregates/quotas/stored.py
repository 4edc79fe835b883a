"""How many bytes a user has stored: in messages, attachments and checkpoints.

Attachments and checkpoints have counts that are exact. What messages have is counted from the
chats and their buckets now and then, and each append is added before it is made; so between two
counts it is never less than was appended, and what was deleted, edited or streamed shows with
the next one. One counts at a time, by a token: what is added meanwhile stays added.
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


async def add_bytes(user_id: str, more: int) -> BytesOfUser:
    """Add so many bytes to those of a user's messages, or take them off; all that he has then."""
    quotas = hastily_in(UserQuota)
    change = {"$inc": {"message_bytes": more}}
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


async def count_bytes(user_id: str, *, now: datetime) -> bool:
    """Count a user's messages anew, unless somebody does; whether that was done."""
    quotas, token = collection_of(UserQuota), PydanticObjectId()
    nobody = {"$or": [{"counting": None}, {"counting.since": {"$lte": now - COUNTING_LASTS}}]}
    begun = await quotas.find_one_and_update(
        {"_id": user_id, **nobody},
        [
            {
                "$set": {
                    "counting": {
                        "token": token,
                        "since": now,
                        "begun_with": {"$ifNull": ["$message_bytes", 0]},
                    }
                }
            }
        ],
    )
    if begun is None:
        return False
    found = await _sum(collection_of(Chat), owned(user_id), "$tail_bytes")
    found += await _sum(collection_of(ChatBucket), {"user_id": user_id}, "$bytes")
    # What was added since it began is on top of what is found.
    added = {"$subtract": [{"$ifNull": ["$message_bytes", 0]}, "$counting.begun_with"]}
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
