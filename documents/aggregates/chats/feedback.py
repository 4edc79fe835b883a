"""What a user thinks of a message: one a user. It is given and taken back beside the figures that
are made of it (``documents.aggregates.analytics.giving_feedback``).

A redaction takes the comments on its message with it, since they may quote it, and a
removal all of the chat's feedback.
"""

from typing import Any

from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.feedback import MessageFeedback

StoredFeedback = dict[str, Any]
"""A MessageFeedback as it lies in the database."""

Place = tuple[int, str]
"""Where feedback stands among a chat's: the number and the id of its message."""


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
