"""Chats of any length, written in bulk as the engine would have left them."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from documents.aggregates.chats.buckets import make_bucket, messages_bytes
from documents.aggregates.chats.sealed_max import greatest
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId, utc_now
from documents.shapes.chats import Chat, ChatBucket, StoredMessage

CONTENT = "x" * 400
BEGINNING = utc_now() - timedelta(days=1)


def message_id(chat_id: PydanticObjectId, number: int) -> str:
    """The id of a preloaded message: 32 hex digits in no order."""
    return f"{random.Random(f'{chat_id}/{number}').getrandbits(128):032x}"


def a_message(chat_id: PydanticObjectId, number: int, made_id: str | None = None) -> StoredMessage:
    """A preloaded message as it is stored."""
    return {
        "id": made_id or message_id(chat_id, number),
        "sequence_order": number,
        "role": "user",
        "content": CONTENT,
        "message_metadata": {},
        "created_at": BEGINNING,
    }


async def preload(
    user_id: str, length: int, piece: int, id_of: Callable[[int], str] | None = None
) -> PydanticObjectId:
    """A chat of ``length`` messages; all but its newest ``piece`` or so in full buckets.

    ``id_of`` gives the id of a message's number; without it they are in no order.
    """
    chat_id = PydanticObjectId()
    ranks: dict[str, str] = {}

    def message(number: int) -> StoredMessage:
        return a_message(chat_id, number, None if id_of is None else id_of(number))

    sealed = max(0, (length - piece) // piece * piece)
    waiting: list[dict[str, Any]] = []
    for first in range(1, sealed + 1, piece):
        messages = [message(number) for number in range(first, first + piece)]
        ranks = greatest([*(each["id"] for each in messages), *ranks.values()])
        waiting.append(make_bucket(chat_id, user_id, messages, source_edit_count=0, now=BEGINNING))
        if len(waiting) * piece >= 10_000:
            await collection_of(ChatBucket).insert_many(waiting, ordered=False)
            waiting = []
    if waiting:
        await collection_of(ChatBucket).insert_many(waiting, ordered=False)
    tail = [message(number) for number in range(sealed + 1, length + 1)]
    chat = Chat(user_id=user_id, created_at=BEGINNING, updated_at=BEGINNING).model_dump(
        exclude={"id", "revision_id"}
    )
    chat |= {
        "_id": chat_id,
        "last_sequence": length,
        "sealed_sequence": sealed,
        "sealed_max": {"sequence": sealed, **ranks},
        "tail_bytes": messages_bytes(tail),
        "messages": tail,
    }
    await collection_of(Chat).insert_one(chat)
    return chat_id
