"""Buckets whose chat is gone, or is a fork that was never finished."""

from collections.abc import AsyncIterator
from datetime import datetime

from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatBucket
from documents.upkeep.fork_check import begun_forks
from documents.upkeep.orphans import BUCKETS


async def orphan_buckets(not_since: datetime) -> AsyncIterator[tuple[PydanticObjectId, int]]:
    """The chats that are gone though they have buckets, none of them from a time on, and how many.

    Those of a fork that is being made are its own.
    """
    buckets = collection_of(ChatBucket)
    begun = await begun_forks()
    async for gone in BUCKETS.without_whole():
        if gone["_id"] in begun:
            continue
        young = {"chat_id": gone["_id"], "updated_at": {"$gte": not_since}}
        if await buckets.find_one(young, {"_id": 1}) is None:
            yield gone["_id"], await buckets.count_documents({"chat_id": gone["_id"]})
