"""The JSON of the entities that more than one feature answers with."""

from datetime import datetime
from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from api.fields import FreeObject, Id, JsonValue
from api.message_fields import CallId, ContentValue, PlainText, ShownToolCalls, Speaker
from api.usage_fields import UsageTotalOut, UsageValue
from documents.aggregates.assets.representation import value_representation
from documents.aggregates.chats.overview import ListedChat, shown_title
from documents.shapes.assets import AssetHead, AssetRole, AssetScope
from documents.shapes.chats import ChatHead, Role, StoredMessage
from documents.shapes.messages import SHOWN_FIELDS, VERSION_FIELDS, text_of
from documents.shapes.overviews import PREVIEW_CHARACTERS, shortened
from documents.shapes.state_tables import AssetStatus, MissionStatus
from documents.shapes.usage import UsageTotal
from services.pagination import Page


def schema_of_fields(core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    """The JSON schema of a model's fields: one whose serializer passes them on is said to
    answer anything."""
    schema: Any = core_schema
    while schema["type"] != "model":
        schema = schema["schema"]
    return handler({key: value for key, value in schema.items() if key != "serialization"})


class MessageOut(BaseModel):
    """A message of a chat."""

    id: str = Field(examples=["msg-7f3a"])
    sequence_order: int = Field(description="1, 2, 3 … within the chat, without gaps", ge=1)
    role: Role
    content: ContentValue = Field(examples=["Where is my bag?"])
    name: Speaker = None
    tool_calls: ShownToolCalls = None
    tool_call_id: CallId = None
    refusal: PlainText = None
    reasoning: PlainText = None
    usage: UsageValue = None
    message_metadata: FreeObject
    created_at: datetime
    edited_at: datetime | None = Field(None, description="when it was last edited")
    redacted_at: datetime | None = Field(
        None, description="when it was emptied for good; its number stays taken"
    )
    version_id: str | None = Field(
        None, description="the version that is selected, which all of this says; there with more"
    )
    version: int = Field(1, description="its number: 1, 2, 3 … in the order they were added", ge=1)
    versions: int = Field(1, description="how many there are", ge=1)
    streaming: bool = Field(
        False, description="whether it is being written: its text grows; there with `stream_id`"
    )
    stream_id: Id | None = Field(
        None,
        description="the stream that has it in hand; it may be interrupted",
    )

    @model_validator(mode="before")
    @classmethod
    def _with_content(cls, stored: Any) -> Any:
        # An imported message may lack one.
        return {"content": None, **stored} if isinstance(stored, dict) else stored

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return schema_of_fields(core_schema, handler)

    @model_serializer(mode="wrap")
    def _what_it_has(self, serialize: SerializerFunctionWrapHandler) -> Any:
        shown = serialize(self)
        for name in (*SHOWN_FIELDS, *VERSION_FIELDS, "streaming", "stream_id"):
            if name not in self.model_fields_set:
                shown.pop(name, None)
        return shown


class LostMessages(BaseModel):
    """A range of sequence numbers whose messages the database has lost."""

    model_config = ConfigDict(from_attributes=True)

    first: int
    last: int


class MessagePage(BaseModel):
    """Messages in ascending order, and where to go on."""

    model_config = ConfigDict(from_attributes=True)

    items: list[MessageOut]
    lost: list[LostMessages] = Field(
        description="the numbers within this page whose messages are lost, as a rule none: the "
        "rest is served, and no other message gets these numbers"
    )
    previous: str | None = Field(description="cursor to older messages; null at the beginning")
    next: str | None = Field(description="cursor to newer messages; null at the end")


class ForkedFrom(BaseModel):
    """What a chat was forked from."""

    model_config = ConfigDict(from_attributes=True)

    chat_id: Id
    through: int = Field(description="the number of the last message that was copied")


class ChatOut(BaseModel):
    """A chat. ``messages`` is its newest page, where it was asked for."""

    model_config = ConfigDict(from_attributes=True)

    id: Id
    user_id: str
    key: str | None = Field(description="your own name for it")
    title: str | None = Field(
        description="the one it was given, else the beginning of its first user's text; null "
        "where there is neither"
    )
    title_derived: bool = Field(
        description="whether the title is from the messages: it changes with them"
    )
    context_data: FreeObject
    session_id: Id | None = Field(description="the session that owns it")
    last_sequence: int = Field(description="the number of the newest message; 0 when empty")
    forked_from: ForkedFrom | None = Field(
        description="the chat whose messages it begins with, which may be gone; null for most"
    )
    message_count: int = Field(description="how many messages it has, redacted ones too")
    created_at: datetime
    updated_at: datetime
    usage: UsageTotalOut = Field(description="what all its messages cost that said so")
    messages: MessagePage | None = None

    @classmethod
    def of(cls, head: ChatHead, messages: Page[StoredMessage] | None = None) -> Self:
        """The JSON of a chat, with a page of its messages where it was read."""
        chat = cls.model_validate(_chat_fields(head))
        if messages is not None:
            chat.messages = MessagePage.model_validate(messages)
        return chat


class PreviewOut(BaseModel):
    """The beginning of a chat's newest message, on one line."""

    message_id: str
    sequence_order: int
    role: Role
    text: str = Field(
        description="160 characters at most, cut at a word's end; empty where the message has "
        "no text or is redacted"
    )
    created_at: datetime

    @classmethod
    def of(cls, message: StoredMessage) -> Self:
        """The JSON of the beginning of a message."""
        return cls(
            message_id=message["id"],
            sequence_order=message["sequence_order"],
            role=message["role"],
            text=shortened(text_of(message), PREVIEW_CHARACTERS),
            created_at=message["created_at"],
        )

    @classmethod
    def of_chat(cls, listed: ListedChat) -> Self | None:
        """The JSON of the beginning of a chat's newest message."""
        return None if listed.newest is None else cls.of(listed.newest)


class ChatListed(ChatOut):
    """A chat, as a list shows it."""

    preview: PreviewOut | None = Field(description="its newest message; null when empty")

    @classmethod
    def of_listed(cls, listed: ListedChat) -> Self:
        """The JSON of a chat in a list."""
        return cls.model_validate(
            {**_chat_fields(listed.head), "preview": PreviewOut.of_chat(listed)}
        )


class ChatList(BaseModel):
    """Chats, the newest first, and where to go on."""

    items: list[ChatListed]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[ListedChat]) -> Self:
        """The JSON of a page of chats."""
        return cls(items=[ChatListed.of_listed(each) for each in page.items], next=page.next)


def _chat_fields(head: ChatHead) -> dict[str, Any]:
    title, derived = shown_title(head)
    return {
        **head.model_dump(exclude={"title", "opening", "lost", "usage"}),
        "title": title,
        "title_derived": derived,
        "message_count": head.message_count,
        "usage": UsageTotal.of(head.usage.model_dump()),
    }


class MissionOut(BaseModel):
    """A mission, as its session shows it."""

    model_config = ConfigDict(from_attributes=True)

    id: Id
    user_id: str
    name: str
    description: str | None
    goal: str | None
    success_criteria: list[str]
    status: MissionStatus
    session_id: Id | None = Field(description="the session that refers to it")
    current_hop_id: Id | None = Field(
        description="the hop that it is at; of a finished mission the one it ended with"
    )
    mission_metadata: FreeObject
    created_at: datetime
    updated_at: datetime


class AssetHeadOut(BaseModel):
    """An asset, as its mission or hop shows it."""

    id: Id
    name: str
    subtype: str | None
    scope_type: AssetScope
    scope_id: Id
    status: AssetStatus
    role: AssetRole
    value_representation: JsonValue = Field(
        description="the content itself when it has less than 1 KB, else a sentence about it; "
        "null without content"
    )
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, head: AssetHead) -> Self:
        """The JSON of an asset's head."""
        return cls(
            **head.model_dump(exclude={"content_summary"}),
            value_representation=value_representation(head.content_summary),
        )
