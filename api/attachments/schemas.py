"""What the routes of attachments answer."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from api.fields import Id
from documents.shapes.attachments import StoredAttachment
from services.attachments import AttachmentState
from services.pagination import Page


class AttachmentOut(BaseModel):
    """An attachment of a chat, without its bytes."""

    id: Id = Field(description="what a part's `file_id` names")
    chat_id: Id
    name: str | None = Field(description="the file's name, where it was sent", examples=["bag.jpg"])
    media_type: str = Field(examples=["image/jpeg"])
    bytes: int = Field(description="how many are stored")
    sha256: str | None = Field(description="of its bytes, in hex; null until it is complete")
    complete: bool = Field(description="whether its upload is; messages name it from then on")
    url: str = Field(
        description="the path of its bytes, which a part's `image_url` may have as its URL"
    )
    created_at: datetime

    @classmethod
    def of(cls, state: AttachmentState) -> Self:
        """The JSON of an attachment, or of an upload."""
        stored = state.attachment
        complete = stored["is_complete"]
        return cls(
            id=stored["attachment_id"],
            chat_id=stored["chat_id"],
            name=stored["name"],
            media_type=stored["media_type"],
            bytes=state.length,
            sha256=stored["sha256"] if complete else None,
            complete=complete,
            url=f"{path_of(stored)}/content",
            created_at=stored["created_at"],
        )


def path_of(stored: StoredAttachment) -> str:
    """The path of an attachment."""
    return f"/chats/{stored['chat_id']}/attachments/{stored['attachment_id']}"


class AttachmentList(BaseModel):
    """Attachments of a chat, newest first, and where to go on."""

    items: list[AttachmentOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[StoredAttachment]) -> Self:
        """The JSON of a page of complete attachments."""
        states = [AttachmentState(stored, stored["bytes"]) for stored in page.items]
        return cls(items=[AttachmentOut.of(state) for state in states], next=page.next)
