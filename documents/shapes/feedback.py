"""The stored shape of what a user thinks of a message."""

from datetime import datetime
from enum import StrEnum

from beanie import Document
from pydantic import Field

from documents.shapes.base import PydanticObjectId

MAX_COMMENT_CHARACTERS = 10_000


class Rating(StrEnum):
    """Whether a message was any good."""

    UP = "up"
    DOWN = "down"


class MessageFeedback(Document):
    """What a user thinks of a message: one a user.

    ``created_at`` is when it was first given. ``hidden`` while the chat is deleted.
    ``tallied`` is the rating that the figures of the analytics have of it, if any, and
    ``untallied`` is there while that is perhaps another than it should be.
    """

    chat_id: PydanticObjectId
    message_id: str
    sequence_order: int
    user_id: str
    rating: Rating
    comment: str | None = Field(None, max_length=MAX_COMMENT_CHARACTERS)
    hidden: bool = False
    tallied: Rating | None = None
    untallied: PydanticObjectId | None = None
    created_at: datetime
    updated_at: datetime

    class Settings:
        name = "message_feedback"
