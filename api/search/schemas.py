"""What the search answers."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.fields import Id
from documents.aggregates.chats.overview import shown_title
from documents.shapes.chats import Role
from services.pagination import Page
from services.search import FoundText


class SnippetPiece(BaseModel):
    """A part of a text."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    marked: bool = Field(description="whether it is what was looked for")


class SearchHitOut(BaseModel):
    """A message or a title that matches."""

    chat_id: Id
    session_id: Id | None = Field(description="the session that owns the chat")
    title: str | None = Field(description="the chat's, as the chat shows it")
    message_id: str | None = Field(description="null where the title matches")
    sequence_order: int | None = Field(description="the message's number in its chat")
    role: Role | None
    created_at: datetime = Field(description="of the message; of a title, when the chat was made")
    score: float = Field(description="how well it matches; of this search only")
    snippet: list[SnippetPiece] = Field(
        description="the text around what was looked for, in pieces: together they are plain text"
    )

    @classmethod
    def of(cls, found: FoundText) -> Self:
        """The JSON of a hit."""
        message = found.hit.message or {}
        return cls(
            chat_id=found.chat.id,
            session_id=found.chat.session_id,
            title=shown_title(found.chat)[0],
            message_id=message.get("id"),
            sequence_order=message.get("sequence_order"),
            role=message.get("role"),
            created_at=found.hit.at,
            score=found.hit.score,
            snippet=[SnippetPiece.model_validate(piece) for piece in found.snippet],
        )


class SearchPage(BaseModel):
    """What was found, the best first, and where to go on."""

    items: list[SearchHitOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[FoundText]) -> Self:
        """The JSON of a page of hits."""
        return cls(items=[SearchHitOut.of(each) for each in page.items], next=page.next)
