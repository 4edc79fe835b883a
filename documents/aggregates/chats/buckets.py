"""The buckets of a chat: making one, and what of them is only a copy or a stray.

A bucket beyond the Chat's ``sealed_sequence`` is a copy that no reader counts. An
empty one is a guard: a redaction put it where a copy may have the old text.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from documents.database import (
    Cursor,
    DuplicateKeyError,
    ObjectId,
    bson_bytes,
    collection_of,
)
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatBucket, StoredMessage

NO_GUARD: dict[str, Any] = {"messages": {"$ne": []}}
"""The condition of a bucket that is no guard."""

NAMES_OF_MESSAGES = {
    "first_sequence": 1,
    "last_sequence": 1,
    "messages.id": 1,
    "messages.sequence_order": 1,
}
"""The projection that ``is_copy`` asks for."""


def make_bucket(
    chat_id: PydanticObjectId,
    user_id: str,
    messages: list[StoredMessage],
    *,
    source_edit_count: int,
    now: datetime,
) -> dict[str, Any]:
    """A bucket of messages, at least one and in order, as they were at an ``edit_count``."""
    return {
        "chat_id": chat_id,
        "user_id": user_id,
        "source_edit_count": source_edit_count,
        **_contents(messages),
        "created_at": now,
        "updated_at": now,
    }


def make_guard(
    chat_id: PydanticObjectId, user_id: str, *, sealed: int, edit_count: int, now: datetime
) -> dict[str, Any]:
    """The guard of a chat that is sealed so far, against copies from before an edit."""
    return {
        "chat_id": chat_id,
        "user_id": user_id,
        "source_edit_count": edit_count - 1,
        "first_sequence": sealed + 1,
        "last_sequence": sealed + 1,
        "bytes": 0,
        "messages": [],
        "created_at": now,
        "updated_at": now,
    }


def halves(bucket: dict[str, Any], *, now: datetime) -> list[dict[str, Any]]:
    """Two buckets of a stored one, the older in its place; none where it has one message."""
    messages: list[StoredMessage] = bucket["messages"]
    middle = len(messages) // 2
    if middle == 0:
        return []
    changed = {**bucket, "updated_at": now}
    changed.pop("words", None)
    return [
        {**changed, **_contents(messages[:middle])},
        {**changed, **_contents(messages[middle:]), "_id": ObjectId()},
    ]


def _contents(messages: list[StoredMessage]) -> dict[str, Any]:
    return {
        "first_sequence": messages[0]["sequence_order"],
        "last_sequence": messages[-1]["sequence_order"],
        "bytes": messages_bytes(messages),
        "messages": messages,
    }


def messages_bytes(messages: Iterable[StoredMessage]) -> int:
    """What messages weigh as BSON, in bytes: ``bytes`` of a bucket, ``tail_bytes`` of a Chat."""
    return sum(bson_bytes(message) for message in messages)


def place_of(bucket: dict[str, Any]) -> dict[str, Any]:
    """The filter that finds a bucket by its chat and its first number."""
    return {"chat_id": bucket["chat_id"], "first_sequence": bucket["first_sequence"]}


async def put_bucket(bucket: dict[str, Any], *, edit_count: int) -> bool:
    """Write a copy or a guard, in place of one from before the chat's ``edit_count``.

    False where a later one stands: that stays.
    """
    older = {**place_of(bucket), "source_edit_count": {"$lt": edit_count}}
    try:
        await collection_of(ChatBucket).replace_one(older, bucket, upsert=True)
    except DuplicateKeyError:
        return False
    return True


def copies_of(chat_id: PydanticObjectId, *, sealed: int, not_since: datetime) -> Cursor:
    """The copies of a chat that is sealed so far, written before ``not_since``: whatever
    stands there and is no guard, with ``NAMES_OF_MESSAGES``."""
    return collection_of(ChatBucket).find(
        {
            "chat_id": chat_id,
            "first_sequence": {"$gt": sealed},
            "updated_at": {"$lt": not_since},
            **NO_GUARD,
        },
        NAMES_OF_MESSAGES,
    )


def is_copy(bucket: dict[str, Any], chat: dict[str, Any]) -> bool:
    """Whether the Chat itself still has every message that the bucket has."""
    try:
        held = {(message["id"], message["sequence_order"]) for message in chat["messages"]}
        return all((m["id"], m["sequence_order"]) in held for m in bucket["messages"])
    except (KeyError, TypeError):
        return False


async def stray_of(chat_id: PydanticObjectId) -> ObjectId | None:
    """The one bucket of a chat that is gone: a copy, made as the chat was removed.

    None where there are more: they are the messages of a chat that was lost, or is
    yet to be restored from a backup, and nobody may throw those away.
    """
    buckets = collection_of(ChatBucket).find({"chat_id": chat_id}, {"_id": 1}).limit(2)
    found = [bucket["_id"] async for bucket in buckets]
    return found[0] if len(found) == 1 else None
