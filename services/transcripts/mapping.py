"""What a transcript's conversation is as a session with its chat, and back.

Its keys but ``messages`` are the session's metadata, as they are; of each message see
``documents.aggregates.chats.transcripts``.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.packed import (
    imported_id,
    is_packed,
    is_packed_session,
    unpack,
    unpack_metadata,
)
from documents.aggregates.chats.transcripts import read_message, write_message
from documents.json_values import JsonObject, canonical_json
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from documents.shapes.sessions import UserSession
from services.formats.conversations import NotRecognised, Path, ReadConversation
from services.formats.recognition import read_as_given, read_conversation

__all__ = [
    "Conversation",
    "Identity",
    "NotRecognised",
    "conversation_keys",
    "numbered",
    "to_transcript",
]

MAX_NAME_CHARACTERS = 255

_OBJECT_ID = re.compile("[0-9a-f]{24}")


@dataclass(frozen=True)
class Conversation:
    """A conversation of a transcript: ``keys`` are all of it but ``messages``.

    ``read`` is what was read of one in another form, with its other paths; ``unsaid`` the
    number of a message of one in this form that says nothing, though there is something in it.
    ``as_given`` is one in another form as a chat may have it that nobody converted.
    """

    keys: JsonObject
    messages: list[JsonObject]
    title: str | None = None
    read: ReadConversation | None = None
    unsaid: int | None = None
    as_given: "Conversation | None" = None

    @classmethod
    def of(cls, value: Any, form: str | None = None) -> "Conversation":
        """The conversation in parsed JSON, of a form with this name, else of the one that shows.

        Raises NotRecognised.
        """
        made = cls.of_read(read_conversation(value, form))
        if made.read is None or form is not None:
            return made
        given = read_as_given(value)
        return made if given is None else replace(made, as_given=cls.of_read(given))

    @classmethod
    def of_read(cls, read: ReadConversation) -> "Conversation":
        """The conversation that was read."""
        return cls(read.keys, read.messages, read.name, None if read.given else read, read.unsaid)

    @property
    def paths(self) -> list[Path]:
        """The ways through it, the current one first."""
        return [Path([], self.messages)] if self.read is None else self.read.paths

    @property
    def has_id(self) -> bool:
        """Whether it has an id of its own; ``null`` is none."""
        return self.keys.get("id") is not None

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
    title: str | None = None

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
        if conversation.title is not None:
            name = conversation.title

        def derived(what: str) -> PydanticObjectId:
            return PydanticObjectId(
                hashlib.sha256(canonical_json([what, user_id, *key])).digest()[:12]
            )

        shown = name[:MAX_NAME_CHARACTERS]
        return cls(
            derived("session"),
            derived("chat"),
            shown if shown.strip() else "Transcript",
            None if conversation.title is None else shown,
        )


def conversation_keys(session: UserSession | None, chat_id: PydanticObjectId) -> JsonObject:
    """The keys of a stored conversation beside its messages.

    An imported one's are as they were. Others have their chat's id as ``id``;
    metadata that would hide ``id`` or ``messages`` stand under ``session_metadata``.
    """
    metadata = {} if session is None else session.session_metadata
    imported = session is not None and bool(session.from_transcript)
    if session is not None and is_packed_session(session):
        metadata, imported = unpack_metadata(metadata), True
    if "messages" in metadata or (not imported and "id" in metadata):
        return {"id": str(chat_id), "session_metadata": metadata}
    return metadata if imported else {"id": str(chat_id), **metadata}


def to_transcript(stored: StoredMessage, session: UserSession | None) -> JsonObject:
    """The transcript's message for a stored one of a session's chat."""
    if session is not None and is_packed_session(session) and is_packed(stored):
        return unpack(stored)
    return write_message(stored)


def numbered(messages: list[JsonObject], start: int) -> Iterator[NewMessage]:
    """The messages from the one with number ``start`` on, as they are to be stored."""
    for number in range(start, len(messages) + 1):
        yield read_message(messages[number - 1], imported_id(number))
