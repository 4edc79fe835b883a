"""Checking content against an asset's ``schema_definition``."""

from collections.abc import Callable
from typing import Any

from documents.json_values import pointer_of
from documents.shapes.errors.workflow import ContentRefused

_CHECKS: dict[str, Callable[[Any], bool]] = {
    "any": lambda _value: True,
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "file": lambda _value: False,
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
    misfit = _misfit(content, schema, is_array=bool(schema.get("is_array")))
    if misfit is not None:
        path, reason = misfit
        raise ContentRefused(at + pointer_of(path), reason)


def _misfit(
    value: Any, schema: dict[str, Any], *, is_array: bool
) -> tuple[tuple[str | int, ...], str] | None:
    """Where the first thing stands that does not fit, and what it must be.

    Calls itself as deep as the schema nests, however deep the content does.
    """
    if is_array:
        if not isinstance(value, list):
            return (), f"must be a list of {schema['type']}"
        for number, item in enumerate(value):
            if (found := _misfit(item, schema, is_array=False)) is not None:
                return (number, *found[0]), found[1]
        return None
    if not _CHECKS[schema["type"]](value):
        return (), f"must be of type {schema['type']}"
    for name, field in (schema.get("fields") or {}).items():
        if name not in value:
            return (name,), "is missing"
        found = _misfit(value[name], field, is_array=bool(field.get("is_array")))
        if found is not None:
            return (name, *found[0]), found[1]
    return None
