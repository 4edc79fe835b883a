"""Chats of any length, written in bulk as the engine would have left them."""

import random
from datetime import timedelta
from typing import Any

from documents.database import ObjectId, bson_bytes, collection_of
from documents.shapes.base import PydanticObjectId, utc_now
from documents.shapes.chats import Chat, ChatBucket, StoredMessage

CONTENT = "x" * 400
BEGINNING = utc_now() - timedelta(days=1)


def message_id(chat_id: PydanticObjectId, number: int) -> str:
    """The id of a preloaded message: 32 hex digits in no order."""
    return f"{random.Random(f'{chat_id}/{number}').getrandbits(128):032x}"


def a_message(chat_id: PydanticObjectId, number: int) -> StoredMessage:
    """A preloaded message as it is stored."""
    return {
        "id": message_id(chat_id, number),
        "sequence_order": number,
        "role": "user",
        "content": CONTENT,
        "message_metadata": {},
        "created_at": BEGINNING,
    }


async def preload(user_id: str, length: int, piece: int) -> PydanticObjectId:
    """A chat of ``length`` messages; all but its newest ``piece`` or so in full buckets."""
    chat_id = PydanticObjectId()
    sealed = max(0, (length - piece) // piece * piece)
    common = {"user_id": user_id, "created_at": BEGINNING, "updated_at": BEGINNING}
    waiting: list[dict[str, Any]] = []
    for first in range(1, sealed + 1, piece):
        messages = [a_message(chat_id, number) for number in range(first, first + piece)]
        bucket = {
            "_id": ObjectId(),
            "chat_id": chat_id,
            "first_sequence": first,
            "last_sequence": first + piece - 1,
            "source_edit_count": 0,
            "bytes": sum(bson_bytes(message) for message in messages),
            "messages": messages,
            **common,
        }
        waiting.append(bucket)
        if len(waiting) * piece >= 10_000:
            await collection_of(ChatBucket).insert_many(waiting, ordered=False)
            waiting = []
    if waiting:
        await collection_of(ChatBucket).insert_many(waiting, ordered=False)
    tail = [a_message(chat_id, number) for number in range(sealed + 1, length + 1)]
    chat = Chat(user_id=user_id, created_at=BEGINNING, updated_at=BEGINNING).model_dump(
        exclude={"id", "revision_id"}
    )
    chat |= {
        "_id": chat_id,
        "last_sequence": length,
        "sealed_sequence": sealed,
        "tail_bytes": sum(bson_bytes(message) for message in tail),
        "messages": tail,
    }
    await collection_of(Chat).insert_one(chat)
    return chat_id
