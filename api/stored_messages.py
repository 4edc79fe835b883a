"""The JSON of stored messages, without a model for each of them.

A page of 20 messages costs a model 30 µs to make, and as many to write; this costs 15 in
all. What it writes is what ``MessageOut`` and ``MessagePage`` would, byte for byte.
"""

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from pydantic import BaseModel

from api.entities import MessageOut, MessagePage
from documents.shapes.chats import StoredMessage
from documents.shapes.messages import VERSION_FIELDS, shown_fields
from services.chat_answers import PageOfChat

_OPTIONS = orjson.OPT_UTC_Z


def message_json(message: StoredMessage) -> bytes:
    """One message, as ``MessageOut`` shows it."""
    return _json(lambda: _shown(message), lambda: MessageOut.model_validate(message))


def page_json(page: PageOfChat) -> bytes:
    """A page of messages, as ``MessagePage`` shows it."""
    return _json(
        lambda: {
            "items": [_shown(message) for message in page.items],
            "lost": [{"first": each.first, "last": each.last} for each in page.lost],
            "previous": page.previous,
            "next": page.next,
        },
        lambda: MessagePage.model_validate(page),
    )


def list_json(messages: Sequence[StoredMessage]) -> bytes:
    """The messages of one append, as ``MessageList`` shows them."""
    return b'{"items":[' + b",".join(message_json(message) for message in messages) + b"]}"


_NEVER_EDITED = ("id", "sequence_order", "role", "content", "message_metadata", "created_at")
"""The fields of most messages, in the order in which they are stored and shown."""


def _shown(message: StoredMessage) -> dict[str, Any]:
    if tuple(message) == _NEVER_EDITED:
        return {**message, "edited_at": None, "redacted_at": None}
    shown = {
        "id": message["id"],
        "sequence_order": message["sequence_order"],
        "role": message["role"],
        "content": message.get("content"),
        **shown_fields(message),
        "message_metadata": message["message_metadata"],
        "created_at": message["created_at"],
        "edited_at": message.get("edited_at"),
        "redacted_at": message.get("redacted_at"),
    }
    shown |= {name: message[name] for name in VERSION_FIELDS if name in message}
    if "streaming" in message:
        shown["streaming"] = message["streaming"]
    if "stream_id" in message:
        shown["stream_id"] = str(message["stream_id"])
    return shown


def _json(shown: Callable[[], dict[str, Any]], model: Callable[[], BaseModel]) -> bytes:
    try:
        return orjson.dumps(shown(), option=_OPTIONS)
    except (KeyError, TypeError):
        # Not as the service stores it: another hand wrote it, and the model says what is wrong.
        return model().model_dump_json().encode()
