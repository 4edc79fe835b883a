"""Which messages of a chat were changed last: what a reader who was away has to read again.

The Chat keeps the numbers of the newest changes, and how many there ever were. Whoever
knows how many there were when he looked last knows which came since, or that there were
more than are kept.
"""

from typing import Any

from documents.shapes.chats import StoredMessage

CHANGES_KEPT = 64

UNTOLD = 0
"""In the place of a number: a change of how a message is kept, not of what it says."""

CHANGED_FIELDS = {"changed_sequences": 1, "changed_count": 1}
"""The projection of a Chat to what ``changed_since`` asks for."""


def note_change(message: StoredMessage, *, told: bool = False) -> dict[str, Any]:
    """The part of the update of a Chat that raises its revision for a changed message.

    One without the mark of an edit, a redaction or a version has the text that its stream said:
    unless it is to be ``told``, nobody has to read it again.
    """
    is_marked = told or any(message.get(name) for name in ("edited_at", "redacted_at", "versions"))
    number = message["sequence_order"] if is_marked else UNTOLD
    return {
        "$push": {"changed_sequences": {"$each": [number], "$slice": -CHANGES_KEPT}},
        "$inc": {"revision": 1, "changed_count": 1},
    }


def note_other_messages() -> dict[str, Any]:
    """The part of the update of a Chat that raises its revision where so many of its messages
    are otherwise stored that whoever knows some of them reads all anew."""
    return {"$set": {"changed_sequences": []}, "$inc": {"revision": 1, "changed_count": 1}}


def changed_since(chat: dict[str, Any], count: int) -> list[int] | None:
    """The numbers of the messages that were changed since there were ``count`` changes,
    in order; None where not all of them are known any more."""
    missed = changed_count(chat) - count
    kept: list[int] = chat.get("changed_sequences") or []
    if missed > len(kept):
        return None
    return sorted(set(kept[len(kept) - max(missed, 0) :]) - {UNTOLD})


def changed_count(chat: dict[str, Any]) -> int:
    """How many changes of messages a Chat counts."""
    return int(chat.get("changed_count", 0))


def head_version(chat: dict[str, Any]) -> int:
    """How often the Chat was changed otherwise: its title, its context."""
    return int(chat["revision"]) - changed_count(chat)
