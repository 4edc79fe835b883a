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
    """

    chat_id: PydanticObjectId
    message_id: str
    sequence_order: int
    user_id: str
    rating: Rating
    comment: str | None = Field(None, max_length=MAX_COMMENT_CHARACTERS)
    hidden: bool = False
    created_at: datetime
    updated_at: datetime

    class Settings:
        name = "message_feedback"
