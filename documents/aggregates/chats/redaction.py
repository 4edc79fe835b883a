"""What stays of a redacted message, and how a repetition of its append is still known."""

import hmac
from datetime import datetime
from typing import Any

from documents.aggregates.chats.tool_calls import call_id_answered, calls_made
from documents.shapes.chats import StoredMessage
from documents.shapes.messages import AS_IMPORTED, ITEM, OPTIONAL_FIELDS

_GONE = (*OPTIONAL_FIELDS, AS_IMPORTED, ITEM, "original_digest", "version_digest")


def redacted(
    message: StoredMessage, *, body_digest: str, key: bytes, now: datetime
) -> StoredMessage:
    """The message without what it said.

    Of a tool call its id, its type and its name stay, and of an answer the id
    of the call: what pairs the two. The digest of the body would tell a short text to
    whoever guesses it, so it is kept only under a ``key`` that is not in the database.
    """
    kept = {name: value for name, value in message.items() if name not in _GONE}
    kept |= {"content": "", "message_metadata": {}, "redacted_at": now}
    if calls := [_name_of(call) for call in calls_made(message)]:
        kept["tool_calls"] = calls
    if (answered := call_id_answered(message)) is not None:
        kept["tool_call_id"] = answered
    kept["redacted_digest"] = keyed(body_digest, key)
    return kept


def keyed(body_digest: str, key: bytes) -> str:
    """What is kept of the digest of a redacted body: its HMAC-SHA256."""
    return hmac.digest(key, body_digest.encode(), "sha256").hex()


def is_repetition(message: StoredMessage, body_digest: str, key: bytes | None) -> bool:
    """Whether a redacted message was appended with a body of this digest.

    False too where the key is another than at the redaction. One that an older release
    redacted has no digest: its id alone says that it was stored.
    """
    kept = message.get("redacted_digest")
    if kept is None:
        return True
    return key is not None and hmac.compare_digest(kept, keyed(body_digest, key))


def _name_of(call: dict[str, Any]) -> dict[str, Any]:
    """Of a call its id, its type and its name, which stands in what is named after the type."""
    kept = ("id", "type", "name")
    named: dict[str, Any] = {name: call[name] for name in kept if isinstance(call.get(name), str)}
    for kind in {"function", str(named.get("type"))} - set(kept):
        said = call.get(kind)
        if isinstance(said, dict) and isinstance(said.get("name"), str):
            named[kind] = {"name": said["name"]}
    return named
