"""The buckets of a chat: where one stands, what is only a copy, and what is a stray."""

from typing import Any

from documents.database import ObjectId, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatBucket

NAMES_OF_MESSAGES = {
    "first_sequence": 1,
    "last_sequence": 1,
    "messages.id": 1,
    "messages.sequence_order": 1,
}
"""The projection that ``is_copy`` asks for."""


def is_copy(bucket: dict[str, Any], chat: dict[str, Any]) -> bool:
    """Whether the Chat itself still has every message that the bucket has."""
    try:
        held = {(message["id"], message["sequence_order"]) for message in chat["messages"]}
        return all((m["id"], m["sequence_order"]) in held for m in bucket["messages"])
    except (KeyError, TypeError):
        return False


def place_of(bucket: dict[str, Any]) -> dict[str, Any]:
    """The filter that finds a bucket by its chat and its first number."""
    return {"chat_id": bucket["chat_id"], "first_sequence": bucket["first_sequence"]}


async def stray_of(chat_id: PydanticObjectId) -> ObjectId | None:
    """The one bucket of a chat that is gone: a copy, made as the chat was removed.

    None where there are more: they are the messages of a chat that was lost, or is
    yet to be restored from a backup, and nobody may throw those away.
    """
    buckets = collection_of(ChatBucket).find({"chat_id": chat_id}, {"_id": 1}).limit(2)
    found = [bucket["_id"] async for bucket in buckets]
    return found[0] if len(found) == 1 else None
