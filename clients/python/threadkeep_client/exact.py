"""A framework's own form of a message, beside what the message says to everybody.

The own form stands in a message as a part of a type of its own. What the message says in words
is not stored twice: the own form names it by its number.
"""

from collections.abc import Sequence
from typing import Any

from threadkeep_client.models import MessageOut, TextPart

_TEXT, _OBJECT = "~text", "~object"


def message_of(
    kind: str, own: Any, role: str, texts: Sequence[str], **fields: Any
) -> dict[str, Any]:
    """A message to append: its texts, and its own form as the part of this type.

    ``fields`` are those of MessageCreate; those that are None are left out.
    """
    parts: list[Any] = [{"type": "text", "text": text} for text in texts]
    parts.append({"type": kind, "message": _folded(own, list(texts))})
    told = {name: value for name, value in fields.items() if value is not None}
    return {"role": role, "content": parts, **told}


def has_own(kind: str, message: MessageOut) -> bool:
    """Whether the message has an own form of this type."""
    return _part_of(kind, message) is not None


def own_in(kind: str, message: MessageOut) -> Any:
    """The own form of a message, with what the message says today, where that was edited."""
    part = _part_of(kind, message)
    return None if part is None else _unfolded(part.get("message"), _texts(message))


def text_of(message: MessageOut) -> str:
    """The words of a message: its content where that is a text, else its texts, a line each."""
    return message.content if isinstance(message.content, str) else "\n".join(_texts(message))


def _part_of(kind: str, message: MessageOut) -> dict[str, Any] | None:
    for part in message.content if isinstance(message.content, list) else ():
        if part.type == kind:
            # No part of the API's own has this type: its members are JSON as they came.
            return part.model_extra or {}
    return None


def _texts(message: MessageOut) -> list[str]:
    parts = message.content if isinstance(message.content, list) else []
    return [part.text for part in parts if isinstance(part, TextPart)]


def _folded(value: Any, texts: list[str]) -> Any:
    if isinstance(value, str) and value in texts:
        return {_TEXT: texts.index(value)}
    if isinstance(value, dict):
        members = {key: _folded(each, texts) for key, each in value.items()}
        return {_OBJECT: members} if _TEXT in value or _OBJECT in value else members
    if isinstance(value, list):
        return [_folded(each, texts) for each in value]
    return value


def _unfolded(value: Any, texts: list[str]) -> Any:
    if isinstance(value, dict):
        if set(value) == {_TEXT}:
            # An edit may have joined several texts to one.
            number = value[_TEXT]
            return texts[number] if number < len(texts) else ""
        members = value[_OBJECT] if set(value) == {_OBJECT} else value
        return {key: _unfolded(each, texts) for key, each in members.items()}
    if isinstance(value, list):
        return [_unfolded(each, texts) for each in value]
    return value
