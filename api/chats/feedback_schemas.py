"""What the routes of feedback take and answer."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import Path
from pydantic import BaseModel, Field

from api.fields import Body
from documents.aggregates.chats.feedback import StoredFeedback
from documents.shapes.feedback import MAX_COMMENT_CHARACTERS, Rating
from services.pagination import Page

MessageIdPath = Annotated[str, Path(description="the message's id", min_length=1, max_length=64)]


class FeedbackPut(Body):
    """What you think of a message."""

    rating: Rating
    comment: str | None = Field(
        None, max_length=MAX_COMMENT_CHARACTERS, examples=["It found my bag."]
    )


class FeedbackOut(BaseModel):
    """What a user thinks of a message."""

    message_id: str = Field(examples=["msg-7f3a"])
    sequence_order: int = Field(description="the message's number within the chat", ge=1)
    rating: Rating
    comment: str | None
    created_at: datetime = Field(description="when it was first given")
    updated_at: datetime

    @classmethod
    def of(cls, stored: StoredFeedback) -> Self:
        """The JSON of stored feedback."""
        return cls.model_validate(stored)


class FeedbackPage(BaseModel):
    """Feedback in the order of the messages, and where to go on."""

    items: list[FeedbackOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[StoredFeedback]) -> Self:
        """The JSON of a page of feedback."""
        return cls(items=[FeedbackOut.of(each) for each in page.items], next=page.next)
