"""Checking content against an asset's ``schema_definition``."""

from collections.abc import Callable
from typing import Any

from documents.json_values import pointer_of
from documents.workflow.errors import ContentRefused

_CHECKS: dict[str, Callable[[Any], bool]] = {
    "any": lambda value: True,
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "file": lambda value: False,
}

FILE_TYPES = frozenset({"any", "file"})
"""The types that an uploaded file of any media type fits."""


def check_content(content: Any, schema: dict[str, Any] | None, at: str = "") -> None:
    """Raise ContentRefused unless ``content`` fits ``schema``; with None anything does.

    ``at`` is the JSON pointer of the content itself.

    A declared field must be there; what is not declared may be there too.
    """
    if schema is None:
        return
    waiting: list[tuple[tuple[str | int, ...], Any, dict[str, Any], bool]] = [
        ((), content, schema, bool(schema.get("is_array")))
    ]
    while waiting:
        path, value, expected, is_array = waiting.pop()
        if is_array:
            if not isinstance(value, list):
                raise ContentRefused(at + pointer_of(path), f"must be a list of {expected['type']}")
            waiting.extend(((*path, n), item, expected, False) for n, item in enumerate(value))
            continue
        if not _CHECKS[expected["type"]](value):
            raise ContentRefused(at + pointer_of(path), f"must be of type {expected['type']}")
        for name, field in (expected.get("fields") or {}).items():
            if name not in value:
                raise ContentRefused(at + pointer_of((*path, name)), "is missing")
            waiting.append(((*path, name), value[name], field, bool(field.get("is_array"))))
