"""Giving feedback on a message, and taking it back: one a user.

Who gives it at the instant of a redaction or a removal looks at the message once more afterwards.
"""

from datetime import datetime
from typing import Any

from documents.aggregates.analytics.releasing import release_feedback
from documents.aggregates.chats.feedback import StoredFeedback, forget_comments
from documents.aggregates.chats.reader import find_message
from documents.database import Database, ReturnDocument, Transaction, collection_of
from documents.shapes.base import PydanticObjectId, untallied
from documents.shapes.errors.chats import ChatMissing, MessageMissing, MessageRedacted
from documents.shapes.feedback import MessageFeedback, Rating


async def put_feedback(
    database: Database,
    user_id: str,
    chat_id: PydanticObjectId,
    message_id: str,
    *,
    rating: Rating,
    comment: str | None,
    now: datetime,
) -> tuple[StoredFeedback, bool]:
    """Set what a user thinks of a message; and whether it is the first time.

    Raises ChatMissing, MessageMissing, MessageRedacted.
    """
    message = await _readable(user_id, chat_id, message_id)
    here = {"chat_id": chat_id, "message_id": message_id, "user_id": user_id}
    said = {"rating": rating.value, "comment": comment}
    first = {"sequence_order": message["sequence_order"], "hidden": False, "created_at": now}
    before: StoredFeedback | None = await collection_of(MessageFeedback).find_one_and_update(
        here,
        {"$set": {**said, **untallied()}, "$max": {"updated_at": now}, "$setOnInsert": first},
        upsert=True,
        return_document=ReturnDocument.BEFORE,
    )
    try:
        await _readable(user_id, chat_id, message_id)
    except MessageRedacted:
        await forget_comments(chat_id, message_id)
        raise
    except (ChatMissing, MessageMissing):
        await _take_back(database, here)
        raise
    if before is None:
        return {**here, **first, **said, "updated_at": now}, True
    return {**before, **said, "updated_at": max(now, before["updated_at"])}, False


async def delete_feedback(
    database: Database, user_id: str, chat_id: PydanticObjectId, message_id: str
) -> None:
    """Take back what a user thinks of a message, if anything. Raises ChatMissing,
    MessageMissing."""
    await find_message(user_id, chat_id, message_id)
    await _take_back(database, {"chat_id": chat_id, "message_id": message_id, "user_id": user_id})


async def _take_back(database: Database, here: dict[str, Any]) -> None:
    """Delete it, and take it off the figures, in one step."""
    collection = collection_of(MessageFeedback, database)

    async def work(transaction: Transaction) -> None:
        found = await collection.find_one(here, {"_id": 1}, session=transaction)
        if found is not None:
            await release_feedback(database, [found["_id"]], transaction)
            await collection.delete_one({"_id": found["_id"]}, session=transaction)

    await database.in_transaction(work)


async def _readable(user_id: str, chat_id: PydanticObjectId, message_id: str) -> StoredFeedback:
    message = (await find_message(user_id, chat_id, message_id)).message
    if message.get("redacted_at"):
        raise MessageRedacted
    return message
