"""Making what was read of another form fit to be stored, and saying what does not."""

from dataclasses import replace
from typing import Any

from documents.aggregates.chats.transcripts import read_message
from documents.json_values import JsonObject, Unstorable, check_storable, json_bytes
from services.formats.conversations import Path, ReadConversation
from services.limits import Limits
from services.transcripts.attaching import Attaching

_KEPT = frozenset({"id", "created_at", "updated_at", "model", "title"})
"""What is left out last of what does not fit."""


def fitted(read: ReadConversation, limits: Limits, attaching: Attaching) -> ReadConversation:
    """The conversation with its files as attachments, and without what is over the limits of
    metadata: that is noted, and so are files that are not there."""
    notes = list(read.notes)
    keys = _cut(read.keys, limits, notes, "of the conversation")
    made: dict[int, JsonObject] = {}
    paths = []
    for path in read.paths:
        messages = []
        for number, message in enumerate(path.messages, 1):
            known = made.get(id(message))
            if known is None:
                known = _fitted_message(attaching.message(message), limits, notes, number)
                made[id(message)] = known
            messages.append(known)
        paths.append(Path(path.ids, messages))
    notes += [f"the file {name!r} is not there" for name in attaching.missing]
    return replace(read, keys=keys, paths=paths, notes=notes)


def _fitted_message(
    message: JsonObject, limits: Limits, notes: list[str], number: int
) -> JsonObject:
    metadata = read_message(message).message_metadata
    if not metadata or (
        json_bytes(metadata) <= limits.metadata_bytes and _is_storable(metadata, limits)
    ):
        return message
    others = {name: value for name, value in message.items() if name not in metadata}
    return others | _cut(metadata, limits, notes, f"of message {number}")


def _cut(values: JsonObject, limits: Limits, notes: list[str], whose: str) -> JsonObject:
    kept = dict(values)
    for name, value in values.items():
        # A level stands for the object itself.
        if not _is_storable({name: value}, limits):
            del kept[name]
            notes.append(f"{name!r} {whose} is nested too deep or cannot be stored")
    size = json_bytes(kept)
    for name in sorted(kept, key=lambda each: (each in _KEPT, -json_bytes(kept[each]))):
        if size <= limits.metadata_bytes:
            break
        notes.append(f"{name!r} {whose} has {json_bytes(kept[name])} bytes")
        del kept[name]
        size = json_bytes(kept)
    return kept


def _is_storable(value: Any, limits: Limits) -> bool:
    try:
        check_storable(value, limits.metadata_levels)
    except Unstorable:
        return False
    return True
