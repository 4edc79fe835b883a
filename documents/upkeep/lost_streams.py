"""Messages that name a stream which is gone: a restored backup, or another hand.

Readers show such a message as it is stored, but look for its stream each time.
"""

from typing import Any

from documents.aggregates.chats.search_words import NO_WORDS_STAGE
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket, StoredMessage
from documents.shapes.streams import MessageStream


class NamedStreams:
    """The streams that a chat's messages name, each with the message's number."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def see(self, message: StoredMessage) -> None:
        """Take in the next message."""
        if message.get("stream_id") is not None:
            self._numbers[message["stream_id"]] = message["sequence_order"]

    async def lost(self) -> list[int]:
        """The numbers of the messages whose streams are gone."""
        if not self._numbers:
            return []
        named = {"_id": {"$in": list(self._numbers)}}
        async for stream in collection_of(MessageStream).find(named, {"_id": 1}):
            self._numbers.pop(stream["_id"], None)
        return sorted(self._numbers.values())


async def forget_stream(chat_id: PydanticObjectId, number: int) -> bool:
    """Let the message of this number name no stream; whether it was one whose stream is gone.

    Its text stays as it is stored.
    """
    element = {"$elemMatch": {"sequence_order": number, "stream_id": {"$ne": None}}}
    for model, place, bytes_name, count in (
        (Chat, {"_id": chat_id}, "tail_bytes", {"edit_count": {"$add": ["$edit_count", 1]}}),
        (
            ChatBucket,
            {"chat_id": chat_id, "last_sequence": {"$gte": number}},
            "bytes",
            {"updated_at": "$$NOW"},
        ),
    ):
        found = await collection_of(model).find_one(
            {**place, "messages": element}, {"messages": element}
        )
        if found is None:
            continue
        stream_id = found["messages"][0]["stream_id"]
        if await collection_of(MessageStream).find_one({"_id": stream_id}, {"_id": 1}) is not None:
            return False
        named = {"_id": found["_id"], "messages.stream_id": stream_id}
        changed = await collection_of(model).update_one(
            named,
            [
                {"$set": {"messages": _without(stream_id)}},
                {"$set": {bytes_name: _BYTES, **count}},
                NO_WORDS_STAGE,
            ],
        )
        return changed.modified_count == 1
    return False


def _without(stream_id: Any) -> dict[str, Any]:
    bare: Any = "$$this"
    for name in ("streaming", "stream_id"):
        bare = {"$unsetField": {"field": name, "input": bare}}
    names_it = {"$eq": ["$$this.stream_id", {"$literal": stream_id}]}
    return {"$map": {"input": "$messages", "in": {"$cond": [names_it, bare, "$$this"]}}}


_BYTES = {"$sum": {"$map": {"input": "$messages", "in": {"$bsonSize": "$$this"}}}}
