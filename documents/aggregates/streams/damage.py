"""What another hand has damaged in a stored stream, and what stands in its place.

Its events are judged where they are read.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from documents.shapes.streams import StoredStream, StreamState
from documents.shapes.usage import check_usage

DAMAGED = "its stored events are damaged"
"""What a stream that ended for it says of itself."""

_MAX_COUNT = 2**53 - 1
_MAX_LEASE_SECONDS = 86_400
_LEASE_SECONDS = 15.0


def counts(value: object, least: int = 0) -> bool:
    """Whether a stored value is a number that counts something."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= _MAX_COUNT


def _may_be(kind: type) -> Callable[[Any], bool]:
    return lambda value: value is None or isinstance(value, kind)


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kind)


def _is_lease(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and 0 < value <= _MAX_LEASE_SECONDS


_FIELDS: dict[str, tuple[Callable[[Any], bool], Any]] = {
    "sequence_order": (lambda value: value is None or counts(value, 1), None),
    "message_metadata": (_is(dict), {}),
    "state": (lambda value: value in list(StreamState), StreamState.FAILED),
    "producer_id": (_may_be(str), None),
    "epoch": (counts, 0),
    "seq": (lambda value: counts(value, -1), -1),
    "next": (counts, 0),
    "moved": (counts, 0),
    "events_bytes": (counts, 0),
    "bytes": (counts, 0),
    "text_bytes": (counts, 0),
    "lease_seconds": (_is_lease, _LEASE_SECONDS),
    "lease_until": (_may_be(datetime), None),
    "error": (_may_be(str), None),
    "final_metadata": (_may_be(dict), None),
    "final_usage": (lambda value: check_usage(value) is None, None),
    "is_final": (_is(bool), True),
    "is_written": (_is(bool), False),
    "created_at": (_is(datetime), None),
    "ended_at": (_may_be(datetime), None),
    "expires_at": (_may_be(datetime), None),
}
"""What each field of a stream is, and what takes its place where it is not."""


def damage(stream: StoredStream) -> dict[str, Any]:
    """What takes the place of the fields that no writer has stored so; nothing, where all
    are as they must be."""
    found = {
        name: otherwise
        for name, (is_sound, otherwise) in _FIELDS.items()
        if name not in stream or not is_sound(stream[name])
    }
    if stream.get("is_written") is True and stream.get("expires_at") is None:
        # It has an end, or it would stay for ever.
        found["expires_at"] = None
    if found.keys() & {"next", "moved"}:
        events = stream.get("events")
        held = len(events) if isinstance(events, list) else 0
        if "next" not in found:
            found["moved"] = max(0, stream["next"] - held)
        else:
            found["next"] = held + (found["moved"] if "moved" in found else stream["moved"])
    return found


def mended(stream: StoredStream) -> StoredStream:
    """The stream as it is, if it is whole; otherwise as it will be once it has ended for its
    damage."""
    found = damage(stream)
    if not found:
        return stream
    whole = {**stream, **found}
    whole.setdefault("events", [])
    if not whole["is_written"]:
        whole |= {"state": StreamState.FAILED, "is_final": True, "error": DAMAGED}
    return whole
