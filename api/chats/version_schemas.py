"""What the routes of a message's versions take and answer."""

from datetime import datetime
from typing import Any, Self

from pydantic import (
    BaseModel,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from api.entities import schema_of_fields
from api.fields import Body, FreeObject, MessageId
from api.message_fields import (
    CallId,
    ContentValue,
    PlainText,
    ShownToolCalls,
    Speaker,
    ToolCallList,
)
from api.usage_fields import UsageValue
from documents.shapes.messages import SHOWN_FIELDS
from services.pagination import Page
from services.versions import ShownVersion


class VersionCreate(Body):
    """A version of a message to add; its role, and the call that it answers, are the message's."""

    id: MessageId | None = Field(
        None,
        description="Choose one and a retry adds nothing twice. The first version's is the "
        "message's own id.",
    )
    content: ContentValue = Field("", examples=["Where is my suitcase?"])
    name: Speaker = None
    tool_calls: ToolCallList = None
    refusal: PlainText = None
    reasoning: PlainText = None
    usage: UsageValue = None
    message_metadata: FreeObject = {}

    def fields(self) -> dict[str, Any]:
        """The message's fields in this version, those that it has."""
        given = self.model_fields_set - {"id"}
        return {name: getattr(self, name) for name in given | {"content", "message_metadata"}}


class VersionChoice(Body):
    """Which version a message is to say."""

    id: MessageId


class VersionOut(BaseModel):
    """What a message says in one of its versions."""

    id: str = Field(examples=["v-2"])
    version: int = Field(description="its number: 1, 2, 3 … in the order they were added", ge=1)
    is_selected: bool = Field(description="whether it is what the message says now")
    content: ContentValue
    name: Speaker = None
    tool_calls: ShownToolCalls = None
    tool_call_id: CallId = None
    refusal: PlainText = None
    reasoning: PlainText = None
    usage: UsageValue = None
    message_metadata: FreeObject
    created_at: datetime
    edited_at: datetime | None
    redacted_at: datetime | None

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return schema_of_fields(core_schema, handler)

    @model_serializer(mode="wrap")
    def _what_it_has(self, serialize: SerializerFunctionWrapHandler) -> Any:
        shown = serialize(self)
        for name in SHOWN_FIELDS:
            if name not in self.model_fields_set:
                shown.pop(name, None)
        return shown

    @classmethod
    def of(cls, shown: ShownVersion) -> Self:
        """The JSON of a version."""
        version = shown.version
        return cls.model_validate(
            {
                "content": None,
                **version,
                "id": version["version_id"],
                "version": version["number"],
                "is_selected": shown.is_selected,
                "edited_at": version.get("edited_at"),
                "redacted_at": version.get("redacted_at"),
            }
        )


class VersionPage(BaseModel):
    """Versions of a message, in the order they were added, and where to go on."""

    items: list[VersionOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[ShownVersion]) -> Self:
        """The JSON of a page of versions."""
        return cls(items=[VersionOut.of(shown) for shown in page.items], next=page.next)
