"""Types of fields that several features' bodies and parameters share."""

import re
from datetime import date
from typing import Annotated, Any, Self, TypeVar

from fastapi import Path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import core_schema
from starlette.convertors import Convertor, register_url_convertor

from api.faults import validate_fields
from documents.shapes.base import MAX_KEY_CHARACTERS, PydanticObjectId
from documents.shapes.transitions import MAX_REASON_CHARACTERS

ID_PATTERN = "^[0-9a-f]{24}$"


class _ObjectIdConvertor(Convertor[str]):
    """``{session_id:objectid}``: what is no id is no such path, as ``/sessions/active`` is not."""

    regex = "[0-9a-f]{24}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("objectid", _ObjectIdConvertor())

Id = Annotated[
    PydanticObjectId,
    WithJsonSchema(
        {"type": "string", "pattern": ID_PATTERN, "examples": ["66f0c0ffee0000000000abcd"]}
    ),
]
"""An ObjectId: 24 hex digits in JSON."""

SessionId = Annotated[Id, Path(description="the session's id")]
MissionId = Annotated[Id, Path(description="the mission's id")]
HopId = Annotated[Id, Path(description="the hop's id")]
StepId = Annotated[Id, Path(description="the tool step's id")]
AssetId = Annotated[Id, Path(description="the asset's id")]
AttachmentId = Annotated[Id, Path(description="the attachment's id")]
ChatId = Annotated[Id, Path(description="the chat's id")]
ConversationId = Annotated[Id, Path(description="the conversation's id: that of the chat")]
StreamId = Annotated[Id, Path(description="the stream's id")]


# A blank in any dialect of regular expressions: they differ in what \s is.
_SOMETHING_TO_READ = r"[^\s\x1c-\x1f\x85\ufeff]"


def _not_blank(name: str) -> str:
    if re.search(_SOMETHING_TO_READ, name) is None:
        raise ValueError("a name is not blank")
    return name


# The pattern says the same to readers of the OpenAPI document.
Name = Annotated[
    str,
    Field(min_length=1, max_length=255, json_schema_extra={"pattern": _SOMETHING_TO_READ}),
    AfterValidator(_not_blank),
]
"""A name or a title: there is something to read in it."""
LongText = Annotated[str, Field(max_length=10_000)]
Sentences = Annotated[
    list[Annotated[str, Field(max_length=1000)]],
    Field(max_length=50, examples=[["Every fare has its source"]]),
]
WhyField = Annotated[
    str | None,
    Field(
        max_length=MAX_REASON_CHARACTERS,
        description="why the status changes, for its log",
        examples=["the customer found it"],
    ),
]

KEY_SCHEMA = {"pattern": r"^[^\x00]*$"}
"""JSON schema of a key of an object that is stored: any text without NUL."""

JSON_VALUE_SCHEMA: dict[str, Any] = {
    "title": "JsonValue",
    "description": "Any JSON that reads back equal: integers of 64 bits, no NUL in a key.",
}
"""The component ``JsonValue`` of the OpenAPI document.

It says in words what a schema made of itself would say: generators of clients drop what
reaches one.
"""

JsonValue = Annotated[Any, WithJsonSchema({"anyOf": [{"$ref": "#/components/schemas/JsonValue"}]})]
"""Any JSON value. It comes back equal."""

FreeObject = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": KEY_SCHEMA,
            "additionalProperties": True,
            "examples": [{"tokens": 12}],
        }
    ),
]
"""A free JSON object. It comes back equal: no key and no value is changed."""

CallerKey = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_KEY_CHARACTERS,
        pattern=r"^[^\x00-\x1f\x7f-\x9f]*$",
        examples=["ticket-4711"],
    ),
]
"""A caller's own key of a session or a chat, without control characters."""

T = TypeVar("T")


class _NotNull:
    """Takes null off the values of ``T | None``; the default is not validated."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        schema = handler(source)
        return schema["schema"] if schema["type"] == "nullable" else schema


Given = Annotated[T | None, _NotNull()]
"""A field that may be left out (None), and whose value is never null."""


def _not_a_dot_segment(message_id: str) -> str:
    # Clients and proxies take these out of a path (RFC 3986, section 5.2.4).
    if message_id in _DOT_SEGMENTS:
        raise ValueError("'.' and '..' cannot stand in a path")
    return message_id


_DOT_SEGMENTS = (".", "..")

MessageId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=r"^[^\x00-\x1f\x7f-\x9f]*$",
        examples=["msg-7f3a"],
        json_schema_extra={"not": {"enum": list(_DOT_SEGMENTS)}},
    ),
    AfterValidator(_not_a_dot_segment),
]
"""A message's id, unique within its chat, without control characters. The client may choose it."""


def _whole(number: object) -> object:
    # 5.0 is an integer of JSON, too; "5" and true are none.
    return int(number) if isinstance(number, float) and number.is_integer() else number


WHOLE = BeforeValidator(_whole)
"""Lets a strict integer be any integer of JSON; the last of its annotations."""


def _calendar_day(text: object) -> object:
    # pydantic also reads a number as seconds since 1970; a slip of the pen is no day.
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("a day is YYYY-MM-DD")
    return text


Day = Annotated[date, BeforeValidator(_calendar_day)]
"""A day of the calendar, YYYY-MM-DD (RFC 3339, full-date)."""


class Body(BaseModel):
    """Base of what a route takes: an unknown field is an error, not silence."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _bound_fields(cls, value: Any, validate: ModelWrapValidatorHandler[Self]) -> Self:
        taken: Self = validate_fields(value, cls.model_fields, validate)
        return taken
