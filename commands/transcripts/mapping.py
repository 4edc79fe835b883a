"""What a transcript's conversation is as a session with its chat, and back.

``role`` and ``content`` become the ChatMessage's own; a message's other keys
stand in its ``message_metadata`` as they are, and a conversation's other keys in
``session_metadata``. What would not come back from that is kept under one key,
``transcript``:

- ``values``: what a key held where the ChatMessage cannot say it (``content: null``,
  the role ``developer``, a key of the message's own named ``transcript``);
- ``absent``: ``content`` where the message had none, and in older data ``role``;
- ``parts``: content that was a list of parts. The texts are joined in the
  ChatMessage's content; in their places stand their lengths in characters.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from documents.aggregates.chats.append import NewMessage
from documents.json_values import JsonObject, canonical_json
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Role, StoredMessage

__all__ = [
    "BOOKKEEPING",
    "Conversation",
    "NotAConversation",
    "conversation_keys",
    "message_id",
    "to_new_message",
    "to_transcript",
]

BOOKKEEPING = "transcript"
FORMAT = "openai-chat-completions"
MAX_NAME_CHARACTERS = 255

_ROLES = {role.value: role for role in Role}
_NEAREST_ROLES = {"developer": Role.SYSTEM, "function": Role.TOOL}
_OWN_KEYS = ("role", "content")
_BETWEEN_PARTS = "\n"
_OBJECT_ID = re.compile("[0-9a-f]{24}")


class NotAConversation(ValueError):
    """JSON that is no conversation in the OpenAI chat-completions form."""


@dataclass(frozen=True)
class Conversation:
    """A conversation of a transcript: ``keys`` are all of it but ``messages``."""

    keys: JsonObject
    messages: list[JsonObject]

    @classmethod
    def of(cls, value: Any) -> "Conversation":
        """The conversation in parsed JSON. Raises NotAConversation."""
        if not isinstance(value, dict):
            raise NotAConversation("not an object")
        messages = value.get("messages")
        if not isinstance(messages, list):
            raise NotAConversation("there is no list of messages under `messages`")
        for place, message in enumerate(messages):
            if not isinstance(message, dict):
                raise NotAConversation(f"/messages/{place} is not an object")
            role = message.get("role")
            if not isinstance(role, str) or not role:
                raise NotAConversation(f"{_named(value)}message {place + 1} has no role")
        return cls({key: item for key, item in value.items() if key != "messages"}, messages)

    @property
    def has_id(self) -> bool:
        """Whether it has an id of its own; ``null`` is none."""
        return self.keys.get("id") is not None

    @property
    def session_metadata(self) -> JsonObject:
        """The metadata of its session."""
        metadata = {key: item for key, item in self.keys.items() if key != BOOKKEEPING}
        kept: JsonObject = {"format": FORMAT}
        if BOOKKEEPING in self.keys:
            kept["values"] = {BOOKKEEPING: self.keys[BOOKKEEPING]}
        return {**metadata, BOOKKEEPING: kept}

    def content_digest(self) -> bytes:
        """The same for equal JSON only, message by message in bounded memory."""
        whole = hashlib.sha256(canonical_json(self.keys))
        for message in self.messages:
            whole.update(hashlib.sha256(canonical_json(message)).digest())
        return whole.digest()

    def given_object_id(self) -> PydanticObjectId | None:
        """Its id, where it is spelled like one of ours: an export names chats so."""
        given = self.keys.get("id")
        if isinstance(given, str) and _OBJECT_ID.fullmatch(given):
            return PydanticObjectId(given)
        return None


def _named(value: JsonObject) -> str:
    given = value.get("id")
    return "" if given is None else f"the conversation {canonical_json(given).decode()}: "


@dataclass(frozen=True)
class Identity:
    """The ids of the session and the chat of one conversation of one user.

    They follow from the user and the conversation's id (or, without one, its
    content and how often the file had that before), so every run of every import
    means the same session.
    """

    session_id: PydanticObjectId
    chat_id: PydanticObjectId
    name: str

    @classmethod
    def of(cls, user_id: str, conversation: Conversation, occurrence: int = 0) -> "Identity":
        """The identity of a user's conversation."""
        given = conversation.keys.get("id")
        if conversation.has_id:
            key = ["id", given]
            name = given if isinstance(given, str) else canonical_json(given).decode()
        else:
            digest = conversation.content_digest().hex()
            key = ["content", digest, occurrence]
            name = f"Transcript {digest[:12]}"

        def derived(what: str) -> PydanticObjectId:
            return PydanticObjectId(
                hashlib.sha256(canonical_json([what, user_id, *key])).digest()[:12]
            )

        shown = name[:MAX_NAME_CHARACTERS]
        return cls(derived("session"), derived("chat"), shown if shown.strip() else "Transcript")


def message_id(number: int) -> str:
    """The id of a conversation's message, the first being 1."""
    return f"t-{number:04d}"


def to_new_message(message: JsonObject, number: int) -> NewMessage:
    """The ChatMessage to store for a transcript's message."""
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
    return NewMessage(role.value, text, metadata, message_id(number))


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
    return (_BETWEEN_PARTS.join(texts), parts) if texts else None


def _join_parts(content: str, parts: list[Any]) -> list[Any] | None:
    """The list of parts with its texts; None when an edit has given content another length."""
    joined: list[Any] = []
    at = 0
    texts = 0
    for part in parts:
        if isinstance(part, dict) and part.get("type") == "text":
            length = part.get("text")
            if not isinstance(length, int) or length < 0:
                return None
            at += len(_BETWEEN_PARTS) if texts else 0
            part = {**part, "text": content[at : at + length]}
            at += length
            texts += 1
        joined.append(part)
    return joined if at == len(content) and texts else None


def to_transcript(stored: StoredMessage) -> JsonObject:
    """The transcript's message for a stored one.

    An imported one comes back equal; where it was edited since, with the edit. Of
    one that clients made, metadata that would hide its role or content stand
    under ``message_metadata``.
    """
    metadata: JsonObject = stored["message_metadata"]
    message: JsonObject = {"role": stored["role"], "content": stored["content"]}
    if any(key in metadata for key in _OWN_KEYS):
        return {**message, "message_metadata": metadata}
    kept = _message_bookkeeping(metadata)
    message |= {key: item for key, item in metadata.items() if kept is None or key != BOOKKEEPING}
    if kept is None:
        return message
    values = dict(kept.get("values", {}))
    absent = kept.get("absent", [])
    if stored["content"]:
        # The content of null, of none and of lists without text is empty until it is edited.
        values.pop("content", None)
        absent = [key for key in absent if key != "content"]
    if "parts" in kept and (joined := _join_parts(stored["content"], kept["parts"])) is not None:
        message["content"] = joined
    message |= values
    for key in absent:
        del message[key]
    return message


def _message_bookkeeping(metadata: JsonObject) -> JsonObject | None:
    """What ``to_new_message`` kept; None for metadata that are a client's own."""
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


def conversation_keys(session_metadata: JsonObject | None, chat_id: PydanticObjectId) -> JsonObject:
    """The keys of a stored conversation beside its messages.

    An imported one's are as they were. Others have their chat's id as ``id``;
    metadata that would hide ``id`` or ``messages`` stand under ``session_metadata``.
    """
    metadata = session_metadata or {}
    kept = metadata.get(BOOKKEEPING)
    imported = isinstance(kept, dict) and kept.get("format") == FORMAT
    if "messages" in metadata or (not imported and "id" in metadata):
        return {"id": str(chat_id), "session_metadata": metadata}
    if not imported:
        return {"id": str(chat_id), **metadata}
    assert isinstance(kept, dict)
    keys = {key: item for key, item in metadata.items() if key != BOOKKEEPING}
    values = kept.get("values")
    return {**keys, **values} if isinstance(values, dict) else keys


def numbered(messages: list[JsonObject], start: int) -> Iterator[NewMessage]:
    """The messages from the one with number ``start`` on, as they are to be stored."""
    for number in range(start, len(messages) + 1):
        yield to_new_message(messages[number - 1], number)
