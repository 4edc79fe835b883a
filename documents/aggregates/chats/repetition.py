"""Whether an append repeats one that was stored."""

import hashlib
from collections.abc import Mapping
from typing import Any

from documents.aggregates.chats.redaction import is_repetition
from documents.json_values import canonical_json
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from documents.shapes.messages import body_fields, plain_message


def digest(body: Mapping[str, Any]) -> str:
    """What tells whether two bodies of a message are equal JSON.

    Of one that has no more than releases before the optional fields knew, it is theirs.
    """
    metadata, others = body["message_metadata"], body_fields(body)
    if "content" in body and not others:
        told: Any = [body["role"], body["content"], metadata]
    else:
        content = {"content": body["content"]} if "content" in body else {}
        told = {"role": body["role"], **content, **others, "message_metadata": metadata}
    return hashlib.sha256(canonical_json(told)).hexdigest()


def original_digest(stored: StoredMessage) -> str:
    """The digest of the body that a message was appended with."""
    return stored.get("original_digest") or digest(plain_message(dict(stored)))


def same_body(
    body: Mapping[str, Any],
    stored: StoredMessage,
    redaction_key: bytes | None,
    *,
    stream_id: PydanticObjectId | None,
) -> bool:
    """Whether ``stored`` was appended with this body, whatever edits have made of it since.

    What a stream writes has no body yet: of it only the stream's own append is a repetition.
    """
    if stream_id is not None or stored.get("stream_id") is not None:
        return bool(stream_id == stored.get("stream_id"))
    if stored.get("redacted_at"):
        return is_repetition(stored, digest(body), redaction_key)
    return original_digest(stored) == digest(body)
