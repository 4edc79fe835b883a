"""The fields of a message in bodies and answers, and what the OpenAPI document says of them.

What they may hold is checked below the API, where every door passes
(``documents.shapes.messages``): the schemas here say the same to readers.
"""

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from api.fields import KEY_SCHEMA
from documents.shapes.messages import MAX_NAME_CHARACTERS

_TEXT: dict[str, Any] = {"type": "string"}
_TEXT_OR_NULL: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def _object(
    properties: dict[str, Any], required: list[str], description: str | None = None
) -> dict[str, Any]:
    about = {} if description is None else {"description": description}
    return {
        "type": "object",
        **about,
        "properties": properties,
        "required": required,
        "propertyNames": KEY_SCHEMA,
        "additionalProperties": True,
    }


def _part(kind: str, field: str, value: dict[str, Any], description: str) -> dict[str, Any]:
    properties = {"type": {"type": "string", "const": kind}, field: value}
    return _object(properties, ["type", field], description)


_PARTS = {
    "TextPart": _part("text", "text", _TEXT, "A text."),
    "ImageUrlPart": _part(
        "image_url",
        "image_url",
        _object({"url": _TEXT, "detail": _TEXT_OR_NULL}, ["url"]),
        "An image: its address, or a `data:` URL with the image itself.",
    ),
    "InputAudioPart": _part(
        "input_audio",
        "input_audio",
        _object({"data": _TEXT, "format": _TEXT}, ["data", "format"]),
        "A recording, in Base64.",
    ),
    "FilePart": _part(
        "file",
        "file",
        _object(dict.fromkeys(("file_id", "file_data", "filename"), _TEXT_OR_NULL), []),
        "A file: its id, or its bytes as a `data:` URL.",
    ),
    "RefusalPart": _part("refusal", "refusal", _TEXT, "Why the model would not answer."),
}
_KNOWN = [part["properties"]["type"]["const"] for part in _PARTS.values()]
_OTHER_PART = _object(
    {"type": {"type": "string", "not": {"enum": _KNOWN}}},
    ["type"],
    "A part of any other type: kept as it is.",
)


def _refer(*names: str) -> list[dict[str, str]]:
    return [{"$ref": f"#/components/schemas/{name}"} for name in names]


MESSAGE_SCHEMAS: dict[str, dict[str, Any]] = {
    name: {"title": name, **schema}
    for name, schema in {
        **_PARTS,
        "OtherPart": _OTHER_PART,
        "FunctionToolCall": _object(
            {
                "id": _TEXT,
                "type": {"type": "string", "const": "function"},
                "function": _object({"name": _TEXT, "arguments": _TEXT}, ["name", "arguments"]),
            },
            ["id", "type", "function"],
            "A call of a function.",
        ),
        "OtherToolCall": _object(
            {"id": _TEXT, "type": {"type": "string", "not": {"enum": ["function"]}}},
            ["id", "type"],
            "A call of any other type: kept as it is.",
        ),
        "RedactedToolCall": _object(
            {"id": _TEXT, "type": _TEXT, "function": _object({"name": _TEXT}, ["name"])},
            ["id"],
            "What stays of a call where its message was redacted.",
        ),
    }.items()
}
"""The component schemas of parts and tool calls."""

ContentValue = Annotated[
    Any,
    WithJsonSchema(
        {
            "anyOf": [
                _TEXT,
                {"type": "array", "items": {"anyOf": _refer(*_PARTS, "OtherPart")}},
                {"type": "null"},
            ],
            "description": "a text, a list of parts, or null",
        }
    ),
]
"""A message's content. It comes back equal."""


def _calls(*names: str) -> dict[str, Any]:
    calls = {"type": "array", "items": {"anyOf": _refer(*names)}}
    about = "the calls that an assistant's message makes"
    return {"anyOf": [calls, {"type": "null"}], "description": about}


_CALLS = ("FunctionToolCall", "OtherToolCall")
ToolCallList = Annotated[Any, WithJsonSchema(_calls(*_CALLS))]
"""The tool calls that a message is given. They come back equal."""

ShownToolCalls = Annotated[Any, WithJsonSchema(_calls(*_CALLS, "RedactedToolCall"))]
"""The tool calls of a stored message."""

Speaker = Annotated[
    Annotated[str, Field(max_length=MAX_NAME_CHARACTERS)] | None,
    Field(description="who speaks, where a role has several; of a function its name"),
]
CallId = Annotated[str | None, Field(description="the id of the call that this answers")]
PlainText = str | None
