"""Values as the server stores them: their weight, and their extended JSON."""

from typing import Any

from bson import encode, json_util


def extended_json(value: Any) -> str:
    """A BSON value as one line of relaxed extended JSON."""
    return json_util.dumps(value, json_options=json_util.RELAXED_JSON_OPTIONS)


def canonical_json(value: Any) -> str:
    """A BSON value as one line of canonical extended JSON, which keeps each number's type."""
    return json_util.dumps(value, json_options=json_util.CANONICAL_JSON_OPTIONS)


def parse_extended_json(text: str) -> Any:
    """The BSON value that extended JSON stands for. Raises ValueError."""
    return json_util.loads(text)


def bson_bytes(document: dict[str, Any]) -> int:
    """What a document weighs as BSON, in bytes."""
    return len(encode(document))
