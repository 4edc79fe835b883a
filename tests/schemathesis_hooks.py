"""What schemathesis has to know of the API that OpenAPI cannot say.

Requests that it means to be right are made so; those meant to be wrong stay as they are.
"""

from typing import Any

import schemathesis
from schemathesis.generation import GenerationMode

from documents.json_values import INT64_MAX, INT64_MIN

PRODUCER = ("Producer-Id", "Producer-Epoch", "Producer-Seq")
FEEDS = ("/sessions/{session_id}/events", "/chats/{chat_id}/events")
PIPED = {
    "application/x-ndjson": '{"type": "text-delta", "delta": "Once "}\n',
    "text/event-stream": 'data: {"type": "text-delta", "delta": "Once "}\n\n',
}
"""Bodies that are events, line by line."""


@schemathesis.serializer(*PIPED)
def as_it_is(_context: Any, value: Any) -> bytes:
    """A body of lines."""
    return str(value).encode("utf-8", "replace")


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Mend what only the meaning of a request forbids."""
    if case.path in FEEDS and case.query and "Last-Event-ID" in (case.headers or {}):
        # The longest of both are longer than a head may be.
        case.query.pop("after", None)
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    if case.query:
        # Only a page gives a cursor, and a made-up one is rightly refused.
        case.query.pop("cursor", None)
        if case.path in FEEDS:
            # As only a feed's own events give a place in it.
            case.query.pop("after", None)
        # A condition is a path and a value, and a path has keys that can be named.
        for name in ("metadata", "context_data"):
            case.query.pop(name, None)
        if case.path == "/search":
            # There is a word in it.
            case.query["q"] = "bag"
        # A period has at most a thousand buckets.
        if "/analytics" in case.path:
            case.query.pop("from", None)
            case.query.pop("to", None)
            # Which names there are is the time zone database's to say.
            case.query.pop("timezone", None)
        if case.path.endswith("/streams"):
            # They go with a body of events.
            case.query.pop("id", None)
            case.query.pop("lease_seconds", None)
    if case.path.endswith(("/finish", "/lease")):
        # All of them are given, or none.
        for name in PRODUCER:
            case.headers.pop(name, None)
    if case.media_type in PIPED:
        case.body = PIPED[case.media_type]
    if case.path in FEEDS:
        case.headers.pop("Last-Event-ID", None)
    # A header cannot be null, though a parameter that is left out may be.
    # The bytes of an upload have the length they have.
    case.headers.pop("Upload-Length", None)
    for name in ("Last-Event-ID", "Upload-Complete"):
        if case.headers.get(name) in (None, "null"):
            case.headers.pop(name, None)
    # The token is its own user's.
    case.headers.pop("X-Threadkeep-User", None)
    # A key is one request's; another with it is rightly refused.
    case.headers.pop("Idempotency-Key", None)
    if isinstance(case.body, (dict, list)):
        case.body = _storable(case.body)
    if isinstance(case.body, dict):
        if "lease_seconds" in case.body or case.path.endswith("/streams"):
            # Whoever follows it follows it for so long.
            case.body["lease_seconds"] = 2
        if case.path.endswith("/fork"):
            # The chat has so many messages, or has not.
            case.body.pop("through", None)
        if case.path.endswith("/shares"):
            # What is past is rightly refused.
            case.body.pop("expires_at", None)
        if case.body.get("status") != "building_hop":
            case.body.pop("hop_id", None)
        for outcome, field in (("failed", "error_message"), ("completed", "execution_result")):
            if case.path.endswith("/status") and case.body.get("status") != outcome:
                case.body.pop(field, None)
        if "content" in case.body or case.method == "PUT":
            # The content, given or stored, would have to fit.
            case.body.pop("schema_definition", None)
        _mend_schema(case.body.get("schema_definition"))


def _storable(value: Any) -> Any:
    """Free JSON as the description of JsonValue has it: no NUL in a key, integers of 64 bits."""
    if isinstance(value, dict):
        return {key.replace("\0", ""): _storable(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, int):
        return max(INT64_MIN, min(value, INT64_MAX))
    return value


def _mend_schema(schema: Any) -> None:
    """Only an object has fields."""
    if isinstance(schema, dict):
        if schema.get("type") != "object":
            schema.pop("fields", None)
        for field in (schema.get("fields") or {}).values():
            _mend_schema(field)
