"""What a message says: its content, and the fields beside it that it may have.

They are those of OpenAI's Chat Completions, kept as they were given
(https://platform.openai.com/docs/api-reference/chat/create). Each is stored only where
the message has it. One rule for every door: HTTP, import, export.
"""

from collections.abc import Mapping
from typing import Any

from documents.json_values import plain
from documents.shapes.usage import USAGE, check_usage

Content = str | list[dict[str, Any]] | None
"""A text, a list of parts (objects with a ``type``), or nothing."""

MAX_NAME_CHARACTERS = 255
OPTIONAL_FIELDS = ("name", "tool_calls", "tool_call_id", "refusal", "reasoning")
"""What a message may have beside its role, its content and its metadata."""

VERSION_FIELDS = ("version_id", "version", "versions")
"""What a message of several versions shows of them: which it says, and how many there are."""
SHOWN_FIELDS = (*OPTIONAL_FIELDS, USAGE)
"""What is shown of a message beside those where it has it."""

MESSAGE_FIELDS = ("role", "content", *OPTIONAL_FIELDS)
"""The keys of a message in OpenAI's form that are fields of a stored message."""

AS_IMPORTED = "as_imported"
"""The field of what an import was given and a message cannot say: ``role``, ``content``."""

ITEM = "item"
"""The field of what an item of the Responses API has and its message cannot say, one of
``beside``, the keys that have no place in the message, and ``given``, all of the item."""

ITEM_BESIDE, ITEM_GIVEN = "beside", "given"

BETWEEN_TEXTS = "\n"
"""What stands between the text parts of a message in its plain text."""

_BODY_FIELDS = (*SHOWN_FIELDS, AS_IMPORTED, ITEM)
_FREE_FIELDS = ("content", "tool_calls", "message_metadata", AS_IMPORTED, ITEM)
_NULL = type(None)

# What a part of each known type must have: the field's type, or, of an object, the types of
# the fields in it. Other keys are kept. Those that may be left out are in _MAY_LACK.
_PARTS: dict[str, dict[str, Any]] = {
    "text": {"text": (str,)},
    "refusal": {"refusal": (str,)},
    "image_url": {"image_url": {"url": (str,), "detail": (str, _NULL)}},
    "input_audio": {"input_audio": {"data": (str,), "format": (str,)}},
    "file": {
        "file": {"file_id": (str, _NULL), "file_data": (str, _NULL), "filename": (str, _NULL)}
    },
}
_MAY_LACK = frozenset({"detail", "file_id", "file_data", "filename"})
_FUNCTION = {"function": {"name": (str,), "arguments": (str,)}}
_NAMES = {str: "a string", _NULL: "null"}
_Fault = tuple[tuple[str, ...], str]


class FieldRefused(ValueError):
    """A field of a message has another form; ``path`` leads to the value at fault."""

    def __init__(self, path: tuple[str | int, ...], reason: str) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason


def check_content(content: object) -> None:
    """Raise FieldRefused unless it is a string, null, or a list of parts in OpenAI's form.

    A part of a type that is not known here is any object with a ``type``.
    """
    if content is None or isinstance(content, str):
        return
    if not isinstance(content, list):
        raise FieldRefused(("content",), "content is a string, null, or a list of parts")
    for place, part in enumerate(content):
        if (fault := _fault_of_part(part)) is not None:
            raise FieldRefused(("content", place, *fault[0]), fault[1])


def is_part(part: object) -> bool:
    """Whether ``check_content`` takes it as a part."""
    return _fault_of_part(part) is None


def _fault_of_part(part: object) -> _Fault | None:
    if not isinstance(part, dict):
        return (), "a part is an object"
    kind = part.get("type")
    if kind == "text" and isinstance(part.get("text"), str):
        # Nearly all are, and there may be tens of thousands.
        return None
    if not isinstance(kind, str):
        return (), "a part has a `type`, which is a string"
    return _fault_in(part, _PARTS[kind]) if kind in _PARTS else None


def check_optional(name: str, value: object) -> None:
    """Raise FieldRefused unless it is a value that the optional field of this name may have."""
    if name == ITEM:
        _check_item(value)
    elif value is None:
        return
    elif name == "tool_calls":
        _check_calls(value)
    elif name == USAGE:
        if (wrong := check_usage(value)) is not None:
            raise FieldRefused((USAGE, *wrong[0]), wrong[1])
    elif not isinstance(value, str):
        raise FieldRefused((name,), "a string or null")
    elif name == "name" and len(value) > MAX_NAME_CHARACTERS:
        raise FieldRefused((name,), f"a name has {MAX_NAME_CHARACTERS} characters at most")


def _check_calls(calls: object) -> None:
    if not isinstance(calls, list):
        raise FieldRefused(("tool_calls",), "a list of tool calls or null")
    for place, call in enumerate(calls):
        path = ("tool_calls", place)
        if not isinstance(call, dict):
            raise FieldRefused(path, "a tool call is an object")
        for key in ("id", "type"):
            if not isinstance(call.get(key), str):
                raise FieldRefused(path, f"a tool call has an `{key}`, which is a string")
        fault = _fault_in(call, _FUNCTION) if call["type"] == "function" else None
        if fault is not None:
            raise FieldRefused((*path, *fault[0]), fault[1])


def _check_item(value: object) -> None:
    for name in (ITEM_BESIDE, ITEM_GIVEN):
        if isinstance(value, dict) and value.keys() == {name}:
            inner = value[name]
            if isinstance(inner, dict) and isinstance(inner.get("type"), str):
                return
    raise FieldRefused((ITEM,), "what an item has and its message cannot say")


def _fault_in(value: Mapping[str, Any], fields: Mapping[str, Any]) -> _Fault | None:
    """The path to what has another form than these fields, and what is wrong with it."""
    for name, kinds in fields.items():
        if name not in value:
            if name not in _MAY_LACK:
                return (), f"`{name}` is missing"
            continue
        inner = value[name]
        if isinstance(kinds, dict):
            if not isinstance(inner, dict):
                return (name,), "is an object"
            if (fault := _fault_in(inner, kinds)) is not None:
                return (name, *fault[0]), fault[1]
        elif not isinstance(inner, kinds):
            told = " or ".join(_NAMES[kind] for kind in kinds)
            return (name,), f"is {told}"
    return None


def text_of(message: Mapping[str, Any]) -> str:
    """A message's plain text, for titles, previews and search.

    Its content where that is a string; of parts the texts, a line each; else nothing.
    """
    content = message.get("content")
    if isinstance(content, str):
        return content
    # As it is stored the driver may have read a part as a database reference.
    content = plain(content)
    return BETWEEN_TEXTS.join(part["text"] for part in content or () if is_text(part))


def with_text(content: Content, text: str) -> Content:
    """Content whose plain text is another; every part that is no text stays.

    The first text part gets the text, and the others go; where there is none, it comes first.
    """
    if not isinstance(content, list):
        return text
    parts: list[dict[str, Any]] = []
    placed = False
    for part in content:
        if not is_text(part):
            parts.append(part)
        elif not placed:
            placed = True
            parts.append({**part, "text": text})
    return parts if placed else [{"type": "text", "text": text}, *parts]


def is_text(part: Any) -> bool:
    """Whether a part of content is text."""
    return isinstance(part, dict) and part.get("type") == "text"


def body_fields(message: Mapping[str, Any]) -> dict[str, Any]:
    """What makes the body of a message beside its role, content and metadata."""
    return {name: message[name] for name in _BODY_FIELDS if name in message}


def shown_fields(message: Mapping[str, Any]) -> dict[str, Any]:
    """The optional fields that a message has."""
    return {name: message[name] for name in SHOWN_FIELDS if name in message}


def plain_message(message: dict[str, Any]) -> dict[str, Any]:
    """A stored message with its free JSON as it was given; changes it, and gives it back."""
    for name in _FREE_FIELDS:
        if name in message:
            message[name] = plain(message[name])
    return message
