"""The form in which imports of older releases stored a message.

They had nothing but a text for its content, and packed the rest into its metadata. What
did not fit there either was under one key, ``transcript``:

- ``values``: what a key held where the message could not say it (``content: null``, the
  role ``developer``, a key of the message's own named ``transcript``);
- ``absent``: ``content`` where the message had none, and in older data ``role``;
- ``parts``: content that was a list of parts. Their texts were joined by a line's end in
  the content; in their places stand their lengths in characters.

Such a message is read as what it was (``unpack``); ``threadkeep chats convert`` makes it one
of today's.
"""

from typing import Any

from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.transcripts import METADATA, read_message
from documents.json_values import JsonObject
from documents.shapes.chats import Role, StoredMessage
from documents.shapes.messages import BETWEEN_TEXTS, body_fields, is_text, with_text
from documents.shapes.sessions import UserSession

BOOKKEEPING = "transcript"
FORMAT = "openai-chat-completions"

_OWN_KEYS = ("role", "content")
_ROLES = {
    role.value: role for role in (Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.TOOL, Role.STATUS)
}
_NEAREST_ROLES = {"developer": Role.SYSTEM, "function": Role.TOOL}


def imported_id(number: int) -> str:
    """The id of a conversation's message, the first being 1."""
    return f"t-{number:04d}"


def is_packed_session(session: UserSession) -> bool:
    """Whether an import of an older release made it, and nobody has converted it."""
    return not session.from_transcript and is_packed_metadata(session.session_metadata)


def is_packed_metadata(session_metadata: JsonObject) -> bool:
    """Whether metadata have what imports of older releases left there."""
    kept = session_metadata.get(BOOKKEEPING)
    return isinstance(kept, dict) and kept.get("format") == FORMAT


def unpack_metadata(session_metadata: JsonObject) -> JsonObject:
    """Such a session's metadata as the conversation had them."""
    keys = {key: item for key, item in session_metadata.items() if key != BOOKKEEPING}
    values = session_metadata[BOOKKEEPING].get("values")
    return {**keys, **values} if isinstance(values, dict) else keys


def is_packed(stored: StoredMessage) -> bool:
    """Whether a message of such a session is in the older form.

    One of a client's, or one that has been edited into something else, is not.
    """
    metadata = stored[METADATA]
    return (
        stored["id"] == imported_id(stored["sequence_order"])
        and isinstance(stored.get("content"), str)
        and not body_fields(stored)
        and bool(metadata)
        and not any(key in metadata for key in _OWN_KEYS)
        and (BOOKKEEPING not in metadata or _bookkeeping(metadata) is not None)
    )


def unpack(stored: StoredMessage) -> JsonObject:
    """The transcript's message that a packed one stands for.

    Where it was edited since, with the edit: its parts that are no text come back too.
    """
    metadata: JsonObject = stored["message_metadata"]
    kept = _bookkeeping(metadata) or {}
    message: JsonObject = {"role": stored["role"], "content": stored["content"]}
    message |= {key: item for key, item in metadata.items() if key != BOOKKEEPING}
    values, absent = dict(kept.get("values", {})), kept.get("absent", [])
    if stored["content"]:
        # The content of null, of none and of lists without text is empty until it is edited.
        values.pop("content", None)
        absent = [key for key in absent if key != "content"]
    if "parts" in kept:
        message["content"] = _join_parts(stored["content"], kept["parts"])
    message |= values
    for key in absent:
        del message[key]
    return message


def converted(stored: StoredMessage) -> StoredMessage | None:
    """A packed message as today's releases store it, at a revision of its own.

    None where nothing would change, and for one that had no role, which only the older form
    can say.
    """
    if not is_packed(stored) or "role" not in (message := unpack(stored)):
        return None
    body = read_message(message).body()
    if body == {name: stored[name] for name in ("role", "content", "message_metadata")}:
        return None
    kept = {name: value for name, value in stored.items() if name not in (*_OWN_KEYS, METADATA)}
    return {**kept, **body, "revision": stored.get("revision", 1) + 1}


def pack(message: JsonObject, number: int) -> NewMessage:
    """What an older release stored for a transcript's message: to know it again."""
    values: JsonObject = {}
    kept: JsonObject = {}
    said = message["role"]
    role = _ROLES.get(said)
    if role is None:
        values["role"] = said
        role = _NEAREST_ROLES.get(said, Role.STATUS)
    content = message.get("content")
    if not isinstance(content, str) and "content" in message:
        cut = _cut_parts(content)
        if cut is None:
            values["content"] = content
        else:
            content, kept["parts"] = cut
    if BOOKKEEPING in message:
        values[BOOKKEEPING] = message[BOOKKEEPING]
    if values:
        kept["values"] = values
    if "content" not in message:
        kept["absent"] = ["content"]
    metadata = {key: item for key, item in message.items() if key not in (*_OWN_KEYS, BOOKKEEPING)}
    if kept:
        metadata[BOOKKEEPING] = kept
    text = content if isinstance(content, str) else ""
    return NewMessage(role.value, text, metadata, imported_id(number))


def _cut_parts(content: Any) -> tuple[str, list[Any]] | None:
    """The texts of a list of parts, and the list without them; None where that is no gain."""
    if not isinstance(content, list):
        return None
    texts: list[str] = []
    parts: list[Any] = []
    for part in content:
        if isinstance(part, dict) and part.get("type") == "text":
            if not isinstance(part.get("text"), str):
                return None
            texts.append(part["text"])
            part = {**part, "text": len(part["text"])}
        parts.append(part)
    return (BETWEEN_TEXTS.join(texts), parts) if texts else None


def _join_parts(content: str, parts: list[Any]) -> Any:
    """The list of parts with its texts; after an edit the first has the whole text.

    The text alone, where an edit has changed it and there is nothing beside it.
    """
    texts: list[str] = []
    lengths = [part.get("text") for part in parts if is_text(part)]
    if not lengths or not all(isinstance(length, int) and length >= 0 for length in lengths):
        return content
    at = 0
    for length in lengths:
        texts.append(content[at : at + length])
        at += length + len(BETWEEN_TEXTS)
    if BETWEEN_TEXTS.join(texts) == content:
        following = iter(texts)
        return [{**p, "text": next(following)} if is_text(p) else p for p in parts]
    return content if len(lengths) == len(parts) else with_text(parts, content)


def _bookkeeping(metadata: JsonObject) -> JsonObject | None:
    """What ``pack`` kept; None for metadata that are a client's own."""
    kept = metadata.get(BOOKKEEPING)
    if not isinstance(kept, dict) or not kept or not kept.keys() <= {"values", "absent", "parts"}:
        return None
    values, absent = kept.get("values", {}), kept.get("absent", [])
    sound = (
        isinstance(values, dict)
        and values.keys() <= {*_OWN_KEYS, BOOKKEEPING}
        and isinstance(absent, list)
        and all(key in _OWN_KEYS for key in absent)
        and len(set(absent)) == len(absent)
        and isinstance(kept.get("parts", []), list)
    )
    return kept if sound else None
