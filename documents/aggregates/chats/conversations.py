"""Chats as OpenAI's Conversations routes have them: made with items, and with metadata.

The metadata are those values of ``context_data`` that are texts.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from documents.aggregates.chats.heads import HEAD, read_head, whole_head
from documents.aggregates.chats.limits import MAX_APPEND_BYTES, too_heavy
from documents.aggregates.chats.new_messages import NewMessage, stored_body
from documents.aggregates.chats.overview import opening_among, read_openings
from documents.aggregates.chats.search_words import NO_WORDS_STAGE
from documents.aggregates.idempotency.once import Once, in_transaction_once
from documents.aggregates.quotas.chats import ChatQuota
from documents.database import Database, ReturnDocument, Transaction, bson_bytes, collection_of
from documents.json_values import JsonObject
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import HEAD_FIELDS, NOT_COUNTED, Chat, ChatHead
from documents.shapes.errors.chats import AppendTooLarge, ChatMissing


def metadata_of(head: ChatHead) -> dict[str, str]:
    """The metadata of a chat."""
    return {name: value for name, value in head.context_data.items() if isinstance(value, str)}


async def insert_with_messages(
    database: Database,
    user_id: str,
    *,
    context_data: JsonObject,
    messages: Sequence[NewMessage],
    now: datetime,
    new_id: Callable[[], str],
    once: Once | None,
    quota: ChatQuota | None = None,
) -> ChatHead:
    """Make a chat that no session owns, with its first messages, which cost nothing.

    Raises AppendTooLarge, OverQuota, and with ``once`` DoneBefore and IdempotencyKeyReused.
    """
    bodies = [stored_body(message, message.id_by(new_id), now) for message in messages]
    weight = sum(bson_bytes(body) for body in bodies)
    if weight > MAX_APPEND_BYTES:
        raise AppendTooLarge(too_heavy("the messages weigh", weight))
    for number, body in enumerate(bodies, 1):
        body["sequence_order"] = number
    chat = Chat(
        id=PydanticObjectId(),
        user_id=user_id,
        last_sequence=len(bodies),
        tail_bytes=weight,
        created_at=now,
        updated_at=now,
    )
    stored = {
        **chat.model_dump(exclude={"id", "revision_id", "messages", "context_data"}),
        "_id": chat.id,
        "context_data": context_data,
        "messages": bodies,
    }
    head = read_head({name: stored[name] for name in HEAD_FIELDS if name in stored})
    head.opening = opening_among(bodies)
    await read_openings([head])

    async def work(transaction: Transaction) -> ChatHead:
        if quota is not None:
            await quota.admit(user_id, transaction)
        await collection_of(Chat).insert_one(stored, session=transaction)
        return head

    if quota is not None:
        await quota.ready(user_id)
    elif once is None:
        await collection_of(Chat).insert_one(stored)
        return head
    return await in_transaction_once(database, once, work)


async def replace_metadata(
    user_id: str, chat_id: PydanticObjectId, metadata: dict[str, str], *, now: datetime
) -> ChatHead:
    """Give a chat other metadata; what else its ``context_data`` has, stays. Raises ChatMissing."""
    others = {
        "$filter": {
            "input": {"$objectToArray": "$context_data"},
            "cond": {"$ne": [{"$type": "$$this.v"}, "string"]},
        }
    }
    raw: dict[str, Any] | None = await collection_of(Chat).find_one_and_update(
        owned(user_id, chat_id),
        [
            {
                "$set": {
                    "context_data": {
                        "$mergeObjects": [{"$arrayToObject": others}, {"$literal": metadata}]
                    },
                    "revision": {"$add": ["$revision", 1]},
                    "updated_at": {"$max": ["$updated_at", now]},
                    **NOT_COUNTED,
                }
            },
            NO_WORDS_STAGE,
        ],
        projection=HEAD,
        return_document=ReturnDocument.AFTER,
    )
    if raw is None:
        raise ChatMissing
    return await whole_head(raw)
