"""What OpenAI's routes take and answer."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from api.faults import Each
from api.fields import KEY_SCHEMA, Body
from documents.aggregates.chats.conversations import metadata_of
from documents.aggregates.chats.items import ITEM_ROLES
from documents.shapes.chats import ChatHead
from services.conversations import MAX_ITEMS, ItemPage

_TEXT = {"type": "string"}
_MESSAGE = {"const": "message", "type": "string"}


def _item(title: str, description: str, properties: dict[str, Any], *required: str) -> Any:
    return {
        "title": title,
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(required),
        "propertyNames": KEY_SCHEMA,
        "additionalProperties": True,
    }


ITEM_SCHEMAS: dict[str, dict[str, Any]] = {
    "MessageItem": _item(
        "MessageItem",
        "A message.",
        {
            "type": _MESSAGE,
            "role": {"type": "string", "enum": list(ITEM_ROLES)},
            "content": {
                "anyOf": [
                    _TEXT,
                    {
                        "type": "array",
                        "items": _item("ItemPart", "A part.", {"type": _TEXT}, "type"),
                    },
                ]
            },
        },
        "role",
        "content",
    ),
    "OtherItem": _item(
        "OtherItem",
        "An item of any other type: a call, its output, reasoning, and whatever else there is.",
        {"type": {"type": "string", "minLength": 1, "not": {"enum": ["message"]}}},
        "type",
    ),
}
"""The component schemas of items."""

ItemIn = Annotated[
    dict[str, Any],
    WithJsonSchema({"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in ITEM_SCHEMAS]}),
]
"""An item that is given. It comes back equal, with an `id`."""

Metadata = Annotated[
    dict[
        Annotated[str, Field(max_length=64)],
        Annotated[str, Field(max_length=512)],
    ],
    Each(max_length=16),
    Field(
        description="up to 16 texts of 512 characters at most, under names of 64 at most",
        json_schema_extra={"maxProperties": 16},
        examples=[{"topic": "a lost bag"}],
    ),
]
Items = Annotated[
    list[ItemIn],
    Each(max_length=MAX_ITEMS),
    Field(json_schema_extra={"maxItems": MAX_ITEMS}),
]


class ConversationCreate(Body):
    """A conversation to make."""

    items: Items | None = Field(None, description=f"the first items, {MAX_ITEMS} at most")
    metadata: Metadata | None = None


class ConversationUpdate(Body):
    """What to change."""

    metadata: Metadata | None = Field(description="takes the place of all there were")


class ItemsCreate(Body):
    """Items to add, of which all are stored or none."""

    items: Annotated[Items, Field(min_length=1)]


class ConversationOut(BaseModel):
    """A conversation: a chat, without its messages."""

    id: str = Field(description="the chat's id")
    object: Literal["conversation"] = "conversation"
    created_at: int = Field(description="seconds since 1970")
    metadata: dict[str, str] = Field(
        description="those values of the chat's `context_data` that are texts"
    )

    @classmethod
    def of(cls, head: ChatHead) -> Self:
        """The conversation that a chat is."""
        return cls(
            id=str(head.id),
            created_at=int(head.created_at.timestamp()),
            metadata=metadata_of(head),
        )


class ConversationDeleted(BaseModel):
    """A conversation that is no more."""

    id: str
    object: Literal["conversation.deleted"] = "conversation.deleted"
    deleted: Literal[True] = True


class ItemOut(BaseModel):
    """An item, as it was given; one that came as a message of a chat, in OpenAI's form."""

    model_config = ConfigDict(extra="allow")

    id: str
    type: str


class ItemList(BaseModel):
    """Items, and whether there are more after the last of them."""

    object: Literal["list"] = "list"
    data: list[ItemOut]
    first_id: str | None
    last_id: str | None
    has_more: bool


def item_list(page: ItemPage) -> dict[str, Any]:
    """The JSON of an ItemList."""
    ids = [item["id"] for item in page.items] or [None]
    return {
        "object": "list",
        "data": page.items,
        "first_id": ids[0],
        "last_id": ids[-1],
        "has_more": page.has_more,
    }
