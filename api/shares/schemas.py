"""What the routes of shares take and answer."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    Field,
    model_serializer,
)
from pydantic import SerializerFunctionWrapHandler as Serialize

from api.entities import LostMessages
from api.fields import WHOLE, Body, Given, Id
from api.message_fields import CallId, ContentValue, PlainText, ShownToolCalls, Speaker
from documents.aggregates.chats.shares import StoredShare
from documents.shapes.chats import Role, StoredMessage
from documents.shapes.messages import OPTIONAL_FIELDS
from services.pagination import Page
from services.shares import SharedMessages

MAX_THROUGH = 2**53 - 1

Through = Annotated[int, Field(ge=0, le=MAX_THROUGH, strict=True), WHOLE]


def _written_out(value: object) -> object:
    # pydantic also reads a number as seconds since 1970; a slip of the pen is no time.
    if value is not None and not (isinstance(value, str) and _TIME.match(value)):
        raise ValueError("a time is written as in 2026-04-01T00:00:00Z")
    return value


def _storable(value: datetime) -> datetime:
    try:
        value = value.astimezone(UTC)
    except OverflowError:
        raise ValueError("beyond the calendar") from None
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")
Instant = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_storable)]
"""A time with its zone (RFC 3339), to the millisecond."""


class ShareCreate(Body):
    """What to share of a chat, and until when."""

    through: Given[Through] = Field(
        None,
        description="the number of the last message that is shared, which may be yet to come; "
        "the newest one's where it is left out",
    )
    expires_at: Instant | None = Field(
        None, description="when the link ends; never, but by its revocation, without it"
    )


class ShareOut(BaseModel):
    """A share of a chat."""

    id: Id
    chat_id: Id
    through: int = Field(description="the number of the last message that is shared")
    expires_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, share: StoredShare) -> Self:
        """The JSON of a stored share."""
        return cls.model_validate({**share, "id": share["_id"]})


class ShareMade(ShareOut):
    """A share that was just made, with its token: it is told only here."""

    token: str = Field(description="who has it reads what is shared; only its hash is stored")
    path: str = Field(description="of the page to read, at this service")

    @classmethod
    def made(cls, share: StoredShare, token: str) -> Self:
        """The JSON of a share that was just made."""
        return cls.model_validate(
            {**share, "id": share["_id"], "token": token, "path": f"/shared/{token}"}
        )


class SharePage(BaseModel):
    """Shares of a chat, newest first, and where to go on."""

    items: list[ShareOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[StoredShare]) -> Self:
        """The JSON of a page of shares."""
        return cls(items=[ShareOut.of(share) for share in page.items], next=page.next)


class SharedMessage(BaseModel):
    """A message as a share shows it: without its metadata and what it cost."""

    id: str = Field(examples=["msg-7f3a"])
    sequence_order: int = Field(ge=1)
    role: Role
    content: ContentValue = Field(None, examples=["Where is my bag?"])
    name: Speaker = None
    tool_calls: ShownToolCalls = None
    tool_call_id: CallId = None
    refusal: PlainText = None
    reasoning: PlainText = None
    created_at: datetime
    edited_at: datetime | None = None
    redacted_at: datetime | None = None

    @classmethod
    def of(cls, message: StoredMessage) -> Self:
        """The JSON of a stored message."""
        return cls.model_validate(message)

    @model_serializer(mode="wrap")
    def _what_it_has(self, serialize: Serialize) -> dict[str, Any]:
        shown: dict[str, Any] = serialize(self)
        for name in OPTIONAL_FIELDS:
            if name not in self.model_fields_set:
                shown.pop(name, None)
        return shown


class SharedChat(BaseModel):
    """A part of a shared chat: messages in ascending order, and where to go on."""

    title: str | None
    through: int = Field(description="the number of the last message that is shared")
    expires_at: datetime | None = Field(description="when the link ends")
    items: list[SharedMessage]
    lost: list[LostMessages] = Field(
        description="the numbers within this page whose messages are lost, as a rule none"
    )
    next: int | None = Field(description="the number to go on `after`; null at the end")

    @classmethod
    def of(cls, shared: SharedMessages) -> Self:
        """The JSON of a page of a shared chat."""
        return cls(
            title=shared.title,
            through=shared.through,
            expires_at=shared.expires_at,
            items=[SharedMessage.of(message) for message in shared.messages],
            lost=[LostMessages.model_validate(each) for each in shared.lost],
            next=shared.next,
        )
