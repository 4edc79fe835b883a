"""What the routes of chats and messages take and answer."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from api.entities import MessageOut
from api.faults import Each
from api.fields import Body, CallerKey, FreeObject, Given, MessageId, Name
from api.idempotency import message_id
from api.message_fields import CallId, ContentValue, PlainText, Speaker, ToolCallList
from api.usage_fields import UsageValue
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.shapes.chats import Role
from documents.shapes.messages import SHOWN_FIELDS

MAX_SEQUENCE = 2**53 - 1
"""The largest integer that every JSON reader keeps exact (RFC 8259, section 6)."""


class ChatCreate(Body):
    """A chat to make."""

    title: Name | None = None
    context_data: FreeObject = {}
    key: CallerKey | None = Field(
        None, description="your own name for it: where a chat of yours has it, that is the answer"
    )


class ChatUpdate(Body):
    """What to change; a field that is not given stays as it is."""

    title: Name | None = Field(None, description="null takes the title off")
    context_data: Given[FreeObject] = Field(None, description="replaces the whole object")


class ForkCreate(Body):
    """A fork to make of a chat."""

    through: Given[Annotated[int, Field(ge=1, le=MAX_SEQUENCE)]] = Field(
        None, description="the number of the last message to copy; all there are when not given"
    )
    session: bool = Field(False, description="whether it gets a session of its own")
    key: CallerKey | None = Field(
        None,
        description="your own name for what is made, the session where there is one, else the "
        "chat: where a fork of this chat has it, that is the answer",
    )


class MessageCreate(Body):
    """A message to append."""

    id: MessageId | None = Field(
        None,
        description="Choose one and a retry stores nothing twice: the same id and body is "
        "answered as it was stored, the same id with another body is refused.",
    )
    role: Role
    content: ContentValue = Field("", examples=["Where is my bag?"])
    name: Speaker = None
    tool_calls: ToolCallList = None
    tool_call_id: CallId = None
    refusal: PlainText = None
    reasoning: PlainText = None
    usage: UsageValue = None
    message_metadata: FreeObject = {}

    def new_message(self, made_id: str | None) -> NewMessage:
        """The message to append; ``made_id`` is its id where the client has chosen none."""
        given = self.model_fields_set
        return NewMessage(
            self.role.value,
            self.content,
            self.message_metadata,
            self.id or made_id,
            {name: getattr(self, name) for name in SHOWN_FIELDS if name in given},
        )


class MessageUpdate(Body):
    """What to change of a message; a field that is not given stays as it is."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["content", "text"]}})

    content: ContentValue = Field(None, description="replaces all of it: a text, null, or parts")
    text: Given[str] = Field(
        None,
        description="replaces the plain text, and keeps every part that is no text: the first "
        "text part gets it, the others go. Without `content`",
    )
    name: Speaker = Field(None, description="null takes it off")
    tool_calls: ToolCallList = Field(None, description="replaces the list; null takes it off")
    refusal: PlainText = Field(None, description="null takes it off")
    reasoning: PlainText = Field(None, description="null takes it off")
    usage: UsageValue = Field(
        None,
        description="what it cost, of the selected version; replaces the whole object, and the "
        "sums move with it. By itself it is no edit. null takes it off",
    )
    message_metadata: Given[FreeObject] = Field(None, description="replaces the whole object")

    @model_validator(mode="after")
    def _one_text(self) -> Self:
        if self.text is not None and "content" in self.model_fields_set:
            raise ValueError("`text` goes without `content`")
        return self

    def changes(self) -> MessageChanges:
        """What the edit makes of the message."""
        fields = {name: getattr(self, name) for name in self.model_fields_set - {"text"}}
        return MessageChanges(fields, self.text)


class MessageList(BaseModel):
    """The messages of one append, in order."""

    items: list[MessageOut]


def _one_or_many(value: Any) -> str:
    return "many" if isinstance(value, list) else "one"


OneOrMany = Annotated[
    Annotated[MessageCreate, Tag("one")]
    | Annotated[list[MessageCreate], Field(min_length=1), Each(), Tag("many")],
    Discriminator(_one_or_many),
]
"""One message, or a list of which all are stored or none."""


def new_messages(body: OneOrMany, key: str | None) -> NewMessage | list[NewMessage]:
    """The messages to append; with an Idempotency-Key, each with an id."""

    def at(place: int, message: MessageCreate) -> NewMessage:
        return message.new_message(None if key is None else message_id(key, place))

    if isinstance(body, list):
        return [at(place, message) for place, message in enumerate(body)]
    return at(0, body)
