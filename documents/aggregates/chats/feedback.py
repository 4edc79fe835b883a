"""What a user thinks of a message: given, changed, taken back; one a user.

A redaction takes the comments on its message with it, since they may quote it, and a
removal all of the chat's feedback. Who gives it at that instant looks at the message once
more afterwards.
"""

from datetime import datetime
from typing import Any

from documents.aggregates.chats.reader import find_message
from documents.database import ReturnDocument, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.chats import ChatMissing, MessageMissing, MessageRedacted
from documents.shapes.feedback import MessageFeedback, Rating

StoredFeedback = dict[str, Any]
"""A MessageFeedback as it lies in the database."""

Place = tuple[int, str]
"""Where feedback stands among a chat's: the number and the id of its message."""


async def put_feedback(
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
        {"$set": said, "$max": {"updated_at": now}, "$setOnInsert": first},
        upsert=True,
        return_document=ReturnDocument.BEFORE,
    )
    try:
        await _readable(user_id, chat_id, message_id)
    except MessageRedacted:
        await forget_comments(chat_id, message_id)
        raise
    except (ChatMissing, MessageMissing):
        await collection_of(MessageFeedback).delete_one(here)
        raise
    if before is None:
        return {**here, **first, **said, "updated_at": now}, True
    return {**before, **said, "updated_at": max(now, before["updated_at"])}, False


async def delete_feedback(user_id: str, chat_id: PydanticObjectId, message_id: str) -> None:
    """Take back what a user thinks of a message, if anything. Raises ChatMissing,
    MessageMissing."""
    await find_message(user_id, chat_id, message_id)
    await collection_of(MessageFeedback).delete_one(
        {"chat_id": chat_id, "message_id": message_id, "user_id": user_id}
    )


async def list_feedback(
    user_id: str, chat_id: PydanticObjectId, *, after: Place | None, limit: int
) -> list[StoredFeedback]:
    """What a user thinks of a chat's messages, in their order, after a place. The caller
    knows that the chat is there."""
    condition: dict[str, Any] = {"chat_id": chat_id, "user_id": user_id}
    if after is not None:
        number, last_id = after
        condition["sequence_order"] = {"$gte": number}
        condition["$or"] = [
            {"sequence_order": {"$gt": number}},
            {"message_id": {"$gt": last_id}},
        ]
    found = collection_of(MessageFeedback).find(condition, limit=limit)
    return [each async for each in found.sort([("sequence_order", 1), ("message_id", 1)])]


async def forget_comments(chat_id: PydanticObjectId, message_id: str) -> None:
    """Take the comments off the feedback on a message that was redacted; the ratings stay."""
    await collection_of(MessageFeedback).update_many(
        {"chat_id": chat_id, "message_id": message_id}, {"$set": {"comment": None}}
    )


async def _readable(user_id: str, chat_id: PydanticObjectId, message_id: str) -> StoredFeedback:
    message = (await find_message(user_id, chat_id, message_id)).message
    if message.get("redacted_at"):
        raise MessageRedacted
    return message
