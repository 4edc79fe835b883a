"""A message as transcripts in OpenAI's chat-completions form have it, and as it is stored.

What is a field of a stored message is stored as that; the other keys are its metadata, as
they are. What role and content cannot say stands beside them (``as_imported``).
"""

from collections.abc import Mapping
from typing import Any

from documents.aggregates.chats.append import NewMessage
from documents.json_values import JsonObject
from documents.shapes.chats import Role, StoredMessage
from documents.shapes.messages import (
    AS_IMPORTED,
    ITEM,
    SHOWN_FIELDS,
    Content,
    FieldRefused,
    check_content,
    check_optional,
    shown_fields,
)

METADATA = "message_metadata"

_ROLES = {role.value: role for role in Role}
_ALWAYS = frozenset({"role", "content"})
_FIELDS = (*SHOWN_FIELDS, ITEM)


def read_message(message: JsonObject, message_id: str | None = None) -> NewMessage:
    """The message to store for a transcript's, which has a role."""
    as_imported: JsonObject = {}
    role = _ROLES.get(message["role"])
    if role is None:
        as_imported["role"] = message["role"]
        role = Role.STATUS
    content = message.get("content")
    if not _is_content(content):
        as_imported["content"] = content
        content = _nearest(content)
    fields = {k: v for k, v in message.items() if k in _FIELDS and _is_field(k, v)}
    metadata = {k: v for k, v in message.items() if k not in _ALWAYS and k not in fields}
    if metadata.keys() == {METADATA} and _is_wrapped(metadata[METADATA], fields):
        metadata = metadata[METADATA]
    if as_imported:
        fields[AS_IMPORTED] = as_imported
    return NewMessage(
        role.value, content, metadata, message_id, fields, no_content="content" not in message
    )


def write_message(stored: StoredMessage) -> JsonObject:
    """The transcript's message for a stored one: what ``read_message`` was given, if edits
    have not changed it.

    Metadata stand beside the fields, or, where one would hide a field, under a key of
    their own.
    """
    metadata: JsonObject = stored[METADATA]
    fields = shown_fields(stored)
    if ITEM in stored:
        fields[ITEM] = stored[ITEM]
    message: JsonObject = {"role": stored["role"]}
    if "content" in stored:
        message["content"] = stored["content"]
    message |= fields
    message |= {METADATA: metadata} if _is_wrapped(metadata, fields) else metadata
    message |= stored.get(AS_IMPORTED, {})
    return message


def _is_wrapped(metadata: Any, fields: Mapping[str, Any]) -> bool:
    """Whether these metadata of a message that has these optional fields stand by themselves.

    So do those that would else be taken for such.
    """
    while isinstance(metadata, dict):
        if any(key in _ALWAYS or key in fields for key in metadata):
            return True
        if metadata.keys() != {METADATA}:
            return False
        metadata = metadata[METADATA]
    return False


def _is_content(value: Any) -> bool:
    try:
        check_content(value)
    except FieldRefused:
        return False
    return True


def _is_field(name: str, value: Any) -> bool:
    try:
        check_optional(name, value)
    except FieldRefused:
        return False
    return True


def _nearest(content: Any) -> Content:
    """What a reader gets to see of content that is none: of a list, its parts and texts."""
    if not isinstance(content, list):
        return ""
    parts = [{"type": "text", "text": x} if isinstance(x, str) else x for x in content]
    return [part for part in parts if _is_content([part])]
