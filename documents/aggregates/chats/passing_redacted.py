"""Where a chat goes on behind redacted messages, however many these are."""

from typing import Any

from documents.aggregates.chats.limits import MAX_SEQUENCE
from documents.aggregates.chats.reader import run_of
from documents.database import collection_of, name_of, read_snapshot
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.errors.chats import ChatMissing


async def next_not_redacted(
    user_id: str, chat_id: PydanticObjectId, place: int, *, ascending: bool
) -> int | None:
    """The number of the next message above ``place``, or below it, that is not redacted.

    One command, which reads the redacted ones on the server, as of one point in time. Raises
    ChatMissing.
    """
    low, high = (place + 1, MAX_SEQUENCE) if ascending else (1, place - 1)
    bucket, order = run_of(chat_id, low, high, ascending=ascending)
    numbers = {"$gte": low, "$lte": high}
    has_one = {"$elemMatch": {"sequence_order": numbers, "redacted_at": None}}
    fields = {"_id": 0, "number": _nearest(low, high, ascending=ascending)}
    sealed = [
        {"$match": {**bucket, "messages": has_one}},
        {"$sort": dict(order)},
        {"$limit": 1},
        {"$project": fields},
    ]
    pipeline: list[dict[str, Any]] = [
        {"$match": owned(user_id, chat_id)},
        {"$project": {**fields, "is_chat": {"$literal": True}}},
        {"$unionWith": {"coll": name_of(ChatBucket), "pipeline": sealed}},
    ]
    found = await read_snapshot(collection_of(Chat), pipeline)
    if not any("is_chat" in each for each in found):
        # Buckets alone, at most: the chat is another user's, or deleted.
        raise ChatMissing
    there = [each["number"] for each in found if each["number"] is not None]
    return (min if ascending else max)(there, default=None)


def _nearest(low: int, high: int, *, ascending: bool) -> dict[str, Any]:
    number = "$$this.sequence_order"
    is_one = {
        "$and": [
            {"$gte": [number, low]},
            {"$lte": [number, high]},
            {"$eq": [{"$ifNull": ["$$this.redacted_at", None]}, None]},
        ]
    }
    those = {"$filter": {"input": "$messages", "cond": is_one}}
    numbers = {"$map": {"input": those, "in": number}}
    return {"$min" if ascending else "$max": numbers}
