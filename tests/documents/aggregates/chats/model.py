"""What edits and redactions make of a message, by the list that the engine is held against."""

from typing import Any

from documents.aggregates.chats.edits import MessageChanges
from documents.shapes.messages import MESSAGE_FIELDS, text_of, with_text


def seen(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stored messages by their ids and their bodies alone."""
    names = ("id", *MESSAGE_FIELDS, "message_metadata")
    return [{name: m[name] for name in names if name in m} for m in messages]


def edit(message: dict[str, Any], changes: MessageChanges) -> None:
    """Make the edit in the list's message."""
    for name, value in changes.fields.items():
        if value is None and name != "content":
            message.pop(name, None)
        else:
            message[name] = value
    if changes.text is None:
        return
    before = _others(message.get("content"))
    message["content"] = with_text(message.get("content"), changes.text)
    assert text_of(message) == changes.text
    assert _others(message["content"]) == before


def _others(content: Any) -> list[dict[str, Any]]:
    """The parts that are no text."""
    parts = content if isinstance(content, list) else []
    return [part for part in parts if part["type"] != "text"]


def redacted(message: dict[str, Any]) -> dict[str, Any]:
    """What stays of a message: what pairs a call with its answer."""
    metadata: dict[str, Any] = message["message_metadata"]
    kept = {"id": message["id"], "role": message["role"], "content": "", "message_metadata": {}}
    if message.get("tool_calls"):
        kept["tool_calls"] = [{"id": "c1", "type": "function", "function": {"name": "f"}}]
    elif "tool_calls" in metadata and message.get("tool_calls") is None:
        kept["tool_calls"] = [{"id": "c1"}]
    if "tool_call_id" in message:
        kept["tool_call_id"] = message["tool_call_id"]
    return kept
