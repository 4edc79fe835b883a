"""A conversation of a transcript in its chat: how much of it is there, and adding the rest."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from documents.aggregates.attachments.uploading import NewAttachment
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.lost import in_words
from documents.aggregates.chats.packed import pack
from documents.aggregates.chats.repetition import digest, original_digest
from documents.aggregates.chats.transcripts import read_message
from documents.database import bson_bytes
from documents.json_values import JsonObject, canonical_json, pointer_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatHead, StoredMessage
from documents.shapes.errors.attachments import AttachmentError
from documents.shapes.errors.chats import ChatClosed
from documents.shapes.sessions import UserSession
from services.attachments import AttachmentService, UploadBody
from services.chat_answers import ChatConflict
from services.chats import ChatService
from services.forks import ForkService
from services.messages import MessageService
from services.sessions import SessionService
from services.transcripts.attaching import FoundFile, attachments_in
from services.transcripts.mapping import (
    Conversation,
    conversation_keys,
    numbered,
    to_transcript,
)

_BATCH_BYTES = 4 * 1024 * 1024
_FILE_PART_BYTES = 256 * 1024
# What a stored message has beside content and metadata, with room to spare.
_BODY_BYTES = 1024


class ImportedInto(Protocol):
    """The services that an import stores with."""

    @property
    def sessions(self) -> SessionService:
        """Sessions."""

    @property
    def chats(self) -> ChatService:
        """Chats."""

    @property
    def messages(self) -> MessageService:
        """Messages."""

    @property
    def forks(self) -> ForkService:
        """Forks."""

    @property
    def attachments(self) -> AttachmentService:
        """Attachments."""


class Differs(Exception):
    """What a chat holds is not the conversation; the message says where."""


class Closed(Exception):
    """The chat takes no messages."""


def named(conversation: Conversation) -> str | None:
    """What a conversation is called: its title, else its id."""
    if conversation.title is not None:
        return conversation.title
    given = conversation.keys.get("id")
    return given if given is None or isinstance(given, str) else canonical_json(given).decode()


def weight_of(message: NewMessage) -> int:
    """What a message weighs in an append, or a little more."""
    return bson_bytes(message.body()) + _BODY_BYTES


@dataclass
class StoredConversation:
    """Stores one conversation's messages with ``messages``, and the files of ``found`` that
    they name. ``notes`` say what could not be kept."""

    services: ImportedInto
    user_id: str
    messages: MessageService
    found: dict[str, FoundFile]
    page_size: int
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Say that something could not be kept, once."""
        if text not in self.notes:
            self.notes.append(text)

    async def count(self, chat_id: PydanticObjectId, conversation: Conversation) -> int:
        """How many of the messages the chat holds already. Raises Differs, ChatMissing."""
        expected = conversation.messages
        last = 0
        session = None
        while True:
            page = await self.services.messages.get_messages_after(
                self.user_id, chat_id, last, limit=self.page_size
            )
            if last == 0:
                session = await self._session(page.head)
                if conversation.read is None:
                    # Of another form they change from one export to the next.
                    _compare_keys(conversation, conversation_keys(session, chat_id))
            for stored in page.messages:
                last = stored["sequence_order"]
                if last > len(expected):
                    # The conversation has gone on here.
                    return len(expected)
                if not _is_same(stored, expected[last - 1], last, session):
                    raise Differs(_differs(conversation, f"/messages/{last - 1}"))
            if page.lost:
                raise Differs(f"of its chat the messages {in_words(page.lost)} are lost")
            if not page.has_after:
                return last

    async def append(
        self, chat_id: PydanticObjectId, conversation: Conversation, stored: int
    ) -> int:
        """Add the messages after the first ``stored``, and say how many were added: none of
        those that are there. Raises Closed, MessageIdTaken, ChatMissing."""
        added = 0
        for batch in self._batches(conversation, stored + 1):
            await self._upload(chat_id, batch)
            added += await self._append(chat_id, batch)
        return added

    async def _session(self, head: JsonObject) -> UserSession | None:
        """The session of a chat, where it has one."""
        session_id = ChatHead.model_validate(head).session_id
        if session_id is None:
            return None
        return await self.services.sessions.get_session(self.user_id, session_id)

    def _batches(self, conversation: Conversation, start: int) -> Iterator[list[NewMessage]]:
        batch: list[NewMessage] = []
        weight = 0
        for message in numbered(conversation.messages, start):
            weight += weight_of(message)
            full = len(batch) >= self.services.messages.limits.append_messages
            if batch and (full or weight > _BATCH_BYTES):
                yield batch
                batch, weight = [], weight_of(message)
            batch.append(message)
        if batch:
            yield batch

    async def _append(self, chat_id: PydanticObjectId, batch: list[NewMessage]) -> int:
        try:
            appended = await self.messages.add_message(self.user_id, chat_id, batch)
        except ChatConflict as error:
            if not isinstance(error.refusal, ChatClosed):
                raise
            raise Closed from None
        return len(batch) if appended.created else 0

    async def _upload(self, chat_id: PydanticObjectId, batch: list[NewMessage]) -> None:
        """Let the chat have the files that messages name, before they do."""
        for message in batch:
            for attachment_id in attachments_in({"content": message.content}, self.found):
                file = self.found[str(attachment_id)]
                new = NewAttachment(
                    file.media_type,
                    file.name,
                    key=f"import-{attachment_id}",
                    attachment_id=attachment_id,
                )
                try:
                    await self.services.attachments.obtain(
                        self.user_id, chat_id, new, UploadBody(_bytes_of(file))
                    )
                except (AttachmentError, OSError) as error:
                    called = file.name or str(attachment_id)
                    self.note(f"the file {called!r}: {error or type(error).__name__}")


async def _bytes_of(file: FoundFile) -> AsyncIterator[bytes]:
    with file.open() as stream:
        while part := stream.read(_FILE_PART_BYTES):
            yield part


def _compare_keys(conversation: Conversation, stored: JsonObject) -> None:
    """Raise Differs unless the conversation's keys are stored as they are."""
    for key, value in conversation.keys.items():
        if key not in stored or canonical_json(stored[key]) != canonical_json(value):
            raise Differs(_differs(conversation, pointer_of((key,))))


def _is_same(
    stored: StoredMessage, expected: JsonObject, number: int, session: UserSession | None
) -> bool:
    """Whether a stored message is the transcript's, edited or redacted since or not.

    It may be one that an older release imported.
    """
    if stored.get("redacted_at"):
        return True
    known = original_digest(stored)
    if digest(read_message(expected).body()) == known:
        return True
    if digest(pack(expected, number).body()) == known:
        return True
    return canonical_json(to_transcript(stored, session)) == canonical_json(expected)


def _differs(conversation: Conversation, pointer: str) -> str:
    name = canonical_json(conversation.keys.get("id")).decode()
    return f"the conversation {name} is stored already and differs from this one at {pointer}"
