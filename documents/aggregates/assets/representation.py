"""How an asset's content is shown where the content itself is left out."""

from typing import Any

import orjson

WHOLE_BYTES = 1024
"""Content whose JSON has fewer bytes stands for itself."""

_ITEMS = 3
_TEXT_CHARACTERS = 150
_PREVIEW_CHARACTERS = 500
_FIELDS = 20


def summarize(content: Any, json_text: bytes) -> dict[str, Any]:
    """The ``content_summary`` of inline content, whose compact JSON is ``json_text``.

    It stays under 2 KB or so, whatever the content.
    """
    summary: dict[str, Any] = {"bytes": len(json_text), "type": _type_of(content)}
    if len(json_text) < WHOLE_BYTES:
        return {**summary, "value": content}
    if isinstance(content, list):
        return {**summary, "length": len(content), "preview": _preview(content)}
    if isinstance(content, dict):
        names = [_cut(name, 60) for name in list(content)[:_FIELDS]]
        return {**summary, "length": len(content), "fields": names}
    return {**summary, "length": len(content), "preview": content[:_TEXT_CHARACTERS]}


def summarize_file(size: int, media_type: str) -> dict[str, Any]:
    """The ``content_summary`` of content that was uploaded as a file."""
    return {"bytes": size, "type": "file", "media_type": media_type}


def value_representation(summary: dict[str, Any]) -> Any:
    """What stands for the content: itself when it is small, else a sentence about it."""
    if not summary:
        return None
    if "value" in summary:
        return summary["value"]
    kind, length = summary["type"], summary.get("length", 0)
    if kind == "array":
        return f"Array of {length} items, preview: {summary['preview']}"
    if kind == "object":
        more = ", …" if length > len(summary["fields"]) else ""
        return f"Object with {length} fields: [{', '.join(summary['fields'])}{more}]"
    if kind == "file":
        return f"File ({summary['bytes']} bytes, {summary['media_type']})"
    return f"Text ({length} chars): {summary['preview']}…"


def _type_of(content: Any) -> str:
    if isinstance(content, dict):
        return "object"
    if isinstance(content, list):
        return "array"
    if isinstance(content, str):
        return "text"
    return "value"


def _preview(items: list[Any]) -> str:
    return _cut(orjson.dumps(items[:_ITEMS]).decode(), _PREVIEW_CHARACTERS)


def _cut(text: str, characters: int) -> str:
    return text if len(text) <= characters else text[:characters] + "…"
