"""Which fields of a stored Chat or bucket nothing else can be told without."""

from typing import Any

from documents.aggregates.chats.lost import recorded_in

_CHAT = {
    "user_id": str,
    "last_sequence": int,
    "sealed_sequence": int,
    "edit_count": int,
    "messages": list,
}
_BUCKET = {
    "first_sequence": int,
    "last_sequence": int,
    "source_edit_count": int,
    "messages": list,
}


def wrong_of_chat(chat: dict[str, Any]) -> list[str]:
    """The fields of a Chat that are missing or no such values."""
    return _wrong(chat, _CHAT) or _wrong_record(chat)


def wrong_of_bucket(bucket: dict[str, Any]) -> list[str]:
    """The fields of a bucket that are missing or no such values."""
    return _wrong(bucket, _BUCKET)


def _wrong(document: dict[str, Any], fields: dict[str, type]) -> list[str]:
    """The fields that are missing or of another type; messages that are no documents."""
    wrong = [name for name, kind in fields.items() if not isinstance(document.get(name), kind)]
    if not wrong and not all(isinstance(message, dict) for message in document["messages"]):
        wrong.append("messages")
    return wrong


def _wrong_record(chat: dict[str, Any]) -> list[str]:
    """The record of what is lost, where it is none."""
    try:
        recorded_in(chat)
    except (TypeError, ValueError):
        return ["lost"]
    return []
