"""Importing transcripts: each conversation into a session with its chat, once.

A run can end at any point, and two can go on at once. The ids of a session, its
chat and its messages follow from the user and the conversation (``Identity``), so
whoever makes them makes the same ones, and the database refuses the second. What
a run that stopped has left half done, the next one completes.
"""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from commands.transcripts.mapping import (
    Conversation,
    Identity,
    NotAConversation,
    conversation_keys,
    numbered,
    to_transcript,
)
from commands.transcripts.reading import Record
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.limits import MAX_APPEND_BYTES
from documents.aggregates.chats.lost import in_words
from documents.aggregates.chats.packed import pack
from documents.aggregates.chats.repetition import digest, original_digest
from documents.aggregates.chats.transcripts import read_message
from documents.aggregates.sessions.create import MadeByImport, NewIds
from documents.database import DuplicateKeyError, bson_bytes
from documents.json_values import JsonObject, Unstorable, canonical_json, pointer_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatHead, StoredMessage
from documents.shapes.errors.chats import ChatClosed, ChatMissing, MessageIdTaken
from documents.shapes.errors.sessions import SessionMissing
from documents.shapes.sessions import SessionStatus, UserSession
from services.chat_answers import ChatConflict
from services.errors import InvalidArgument, ServiceError
from services.messages import MessageService
from services.sessions import NewSession, SessionService
from services.strict_json import parse_json
from services.wiring import Services

__all__ = ["Imported", "Outcome", "import_transcripts"]

TRIES = 20
_REASON_CHARACTERS = 500
_BATCH_BYTES = 4 * 1024 * 1024
# What a stored message has beside content and metadata, with room to spare.
_BODY_BYTES = 1024
_IN_ONE_LINE = re.compile(r": line 1 column (\d+) \(char \d+\)$")


class Outcome(StrEnum):
    """What became of a conversation."""

    NEW = "new"
    CONTINUED = "continued"
    UNCHANGED = "unchanged"
    BROKEN = "broken"


@dataclass(frozen=True)
class Imported:
    """The outcome for the conversation with this number; ``reason`` for a broken one."""

    number: int
    outcome: Outcome
    messages_added: int = 0
    reason: str | None = None


class _Broken(Exception):
    """The conversation cannot be imported; the message says why."""


class _Closed(Exception):
    """The chat takes no messages."""


async def import_transcripts(
    services: Services,
    user_id: str,
    records: Iterable[Record],
    *,
    keep: SessionStatus | None = None,
    page_size: int = 500,
) -> AsyncIterator[Imported]:
    """Import conversations in order, and tell of each when it is stored.

    What is stored already is read ``page_size`` messages at a time.

    Their sessions get the status ``keep``, which no sweep changes, and have it until
    somebody uses them; without it they are active, and age from the import on.

    A broken one stores nothing and does not stop the rest. Raises the driver's
    errors; running it again then adds what is missing.
    """
    importer = _Importer(services, user_id, keep, page_size)
    for record in records:
        try:
            yield await importer.import_record(record)
        except _Broken as error:
            yield Imported(record.number, Outcome.BROKEN, reason=_one_line(str(error)))


@dataclass
class _Importer:
    services: Services
    user_id: str
    keep: SessionStatus | None
    page_size: int
    # How often each content without an id was seen: two equal conversations of one file
    # are two. The one thing that grows with the file, by about 100 bytes for each of them.
    _seen: dict[bytes, int] = field(default_factory=dict)

    async def import_record(self, record: Record) -> Imported:
        """Import one conversation. Raises _Broken."""
        conversation = self._checked(record)
        identity = Identity.of(self.user_id, conversation, self._occurrence(conversation))
        # One time for all that is written: what an import does is no activity of a user.
        now = self.services.sessions.clock()
        sessions = replace(self.services.sessions, clock=lambda: now)
        # The files of what it names do not come with it: as it is, it is nothing to refuse.
        attachments = replace(self.services.messages.attachments, refuses=False)
        messages = replace(self.services.messages, clock=lambda: now, attachments=attachments)
        added = 0
        made = False
        furthest = -1
        tries = 0
        while tries < TRIES:
            tries += 1
            head = await self._existing(conversation, identity)
            ours = True
            session_id: PydanticObjectId | None = identity.session_id
            try:
                if head is None:
                    await self._make(sessions, conversation, identity)
                    made = True
                    chat_id, stored = identity.chat_id, 0
                else:
                    chat_id, session_id = head.id, head.session_id
                    stored = await self._stored(chat_id, conversation)
                    if stored < len(conversation.messages):
                        ours = session_id is not None and await sessions.import_more(
                            self.user_id, session_id, self.keep
                        )
                if stored > furthest:
                    furthest, tries = stored, 0
                for batch in self._batches(conversation, stored + 1):
                    added += await self._append(messages, chat_id, batch)
                if session_id is not None and (self.keep is not None or head is not None):
                    await sessions.end_import(self.user_id, session_id, self.keep)
            except DuplicateKeyError:
                # Another import made it just now; or it was deleted and is not removed yet.
                await self.services.sessions.finish_removal(identity.session_id)
            except _Closed:
                # By another import, that was done with it, or else by its user.
                if not ours:
                    raise _Broken(
                        "messages of it are missing, and its session is completed or archived"
                    ) from None
            except (MessageIdTaken, ChatMissing, SessionMissing):
                continue
            else:
                return Imported(record.number, _outcome(made, added), added)
        raise _Broken("others kept changing its chat; import it again")

    def _checked(self, record: Record) -> Conversation:
        """The conversation, whose every message can be stored. Raises _Broken."""
        if record.fault is not None:
            raise _Broken(record.fault)
        try:
            conversation = Conversation.of(parse_json(record.text.strip()))
            limits = self.services.messages.limits
            limits.check_session_metadata(conversation.keys, "")
            for number, message in enumerate(numbered(conversation.messages, 1)):
                limits.check_message(message.body(), f"/messages/{number}", metadata_at="")
                if _weight(message) > MAX_APPEND_BYTES:
                    raise _Broken(f"/messages/{number} weighs more than {MAX_APPEND_BYTES} bytes")
        except (ServiceError, Unstorable, NotAConversation) as error:
            raise _Broken(_reason(error)) from None
        return conversation

    def _occurrence(self, conversation: Conversation) -> int:
        if conversation.has_id:
            return 0
        digest = conversation.content_digest()[:16]
        occurrence = self._seen.get(digest, 0)
        self._seen[digest] = occurrence + 1
        return occurrence

    async def _existing(self, conversation: Conversation, identity: Identity) -> ChatHead | None:
        """The chat that holds the conversation: imported before, or exported from here."""
        for chat_id in (conversation.given_object_id(), identity.chat_id):
            if chat_id is not None:
                try:
                    return await self.services.chats.get_chat(self.user_id, chat_id)
                except ChatMissing:
                    continue
        return None

    async def _make(
        self, sessions: SessionService, conversation: Conversation, identity: Identity
    ) -> None:
        await sessions.create_session(
            self.user_id,
            NewSession(
                name=identity.name,
                session_metadata=conversation.keys,
                imported=MadeByImport(self.keep),
            ),
            NewIds(identity.session_id, identity.chat_id),
        )

    async def _stored(self, chat_id: PydanticObjectId, conversation: Conversation) -> int:
        """How many of the messages the chat holds already. Raises _Broken where it differs."""
        expected = conversation.messages
        last = 0
        session = None
        while True:
            page = await self.services.messages.get_messages_after(
                self.user_id, chat_id, last, limit=self.page_size
            )
            if last == 0:
                session = await self._session(page.head)
                _compare_keys(conversation, conversation_keys(session, chat_id))
            for stored in page.messages:
                last = stored["sequence_order"]
                if last > len(expected):
                    # The conversation has gone on here.
                    return len(expected)
                if not _is_same(stored, expected[last - 1], last, session):
                    raise _Broken(_differs(conversation, f"/messages/{last - 1}"))
            if page.lost:
                raise _Broken(f"of its chat the messages {in_words(page.lost)} are lost")
            if not page.has_after:
                return last

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
            weight += _weight(message)
            full = len(batch) >= self.services.messages.limits.append_messages
            if batch and (full or weight > _BATCH_BYTES):
                yield batch
                batch, weight = [], _weight(message)
            batch.append(message)
        if batch:
            yield batch

    async def _append(
        self, messages: MessageService, chat_id: PydanticObjectId, batch: list[NewMessage]
    ) -> int:
        """Append the messages, and say how many were added: none if they were there.

        Raises _Closed.
        """
        try:
            appended = await messages.add_message(self.user_id, chat_id, batch)
        except ChatConflict as error:
            if not isinstance(error.refusal, ChatClosed):
                raise
            raise _Closed from None
        return len(batch) if appended.created else 0


def _outcome(made: bool, added: int) -> Outcome:
    if made:
        return Outcome.NEW
    return Outcome.CONTINUED if added else Outcome.UNCHANGED


def _compare_keys(conversation: Conversation, stored: JsonObject) -> None:
    """Raise _Broken unless the conversation's keys are stored as they are."""
    for key, value in conversation.keys.items():
        if key not in stored or canonical_json(stored[key]) != canonical_json(value):
            raise _Broken(_differs(conversation, pointer_of((key,))))


def _weight(message: NewMessage) -> int:
    return bson_bytes(message.body()) + _BODY_BYTES


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


def _one_line(reason: str) -> str:
    """A reason as a terminal can show it: it may name keys and ids of the file's."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in reason)
    return shown if len(shown) <= _REASON_CHARACTERS else f"{shown[:_REASON_CHARACTERS]} ..."


def _differs(conversation: Conversation, pointer: str) -> str:
    name = canonical_json(conversation.keys.get("id")).decode()
    return f"the conversation {name} is stored already and differs from this one at {pointer}"


def _reason(error: ServiceError | Unstorable | NotAConversation) -> str:
    """One line that says what is wrong, and where."""
    if isinstance(error, Unstorable):
        return f"{error.reason} at {error.pointer or 'the top'}"
    # The number of the line is told beside this.
    detail = _IN_ONE_LINE.sub(r" at column \1", str(error))
    if isinstance(error, InvalidArgument) and error.pointer:
        return f"{detail} at {error.pointer}"
    return detail
