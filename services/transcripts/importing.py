"""Importing transcripts: each conversation into a session with its chat, once.

A run can end at any point, and two can go on at once. The ids of a session, its
chat and its messages follow from the user and the conversation (``Identity``), so
whoever makes them makes the same ones, and the database refuses the second. What
a run that stopped has left half done, the next one completes.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace

from documents.aggregates.chats.heads import find_head_by_key
from documents.aggregates.chats.limits import MAX_APPEND_BYTES
from documents.aggregates.sessions.create import MadeByImport, NewIds
from documents.database import DuplicateKeyError
from documents.json_values import Unstorable, canonical_json
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatHead
from documents.shapes.errors.chats import (
    ChatKeyTaken,
    ChatMissing,
    ForkTooDeep,
    ForkTooLong,
    MessageIdTaken,
)
from documents.shapes.errors.sessions import SessionMissing
from services.errors import ServiceError
from services.formats.conversations import Branch
from services.messages import MessageService
from services.sessions import NewSession, SessionService
from services.strict_json import ValueCount, parse_json
from services.transcripts.attaching import Attaching, Files, FoundFile, NoFiles, placed
from services.transcripts.fitting import fitted
from services.transcripts.grouping import conversations
from services.transcripts.mapping import Conversation, Identity, NotRecognised, numbered
from services.transcripts.outcomes import Imported, ImportOptions, Outcome
from services.transcripts.reading import Record
from services.transcripts.reasons import check_says, one_line, reason_of
from services.transcripts.storing import (
    Closed,
    Differs,
    ImportedInto,
    StoredConversation,
    named,
    weight_of,
)

__all__ = ["ImportedInto", "import_transcripts"]

TRIES = 20
_BESIDE = ThreadPoolExecutor(1, thread_name_prefix="import")
"""One thread reads for all imports: several would keep the event loop waiting several times."""
_BESIDE_BYTES = 16 * 1024
"""A longer conversation is read beside the event loop and not on it."""


class _Broken(Exception):
    """The conversation cannot be imported; the message says why."""


async def import_transcripts(
    services: ImportedInto,
    user_id: str,
    records: Iterable[Record],
    options: ImportOptions | None = None,
    files: Files | None = None,
) -> AsyncGenerator[Imported]:
    """Import conversations in order, and tell of each when it is stored.

    ``files`` are those that came with them. A broken one stores nothing and does not stop the
    rest. Raises the driver's errors; running it again then adds what is missing.
    """
    options = options or ImportOptions()
    importer = _Importer(services, user_id, options, files or NoFiles())
    following = conversations(records, options.most_bytes)
    loop = asyncio.get_running_loop()
    while (record := await loop.run_in_executor(_BESIDE, next, following, None)) is not None:
        try:
            yield await importer.import_record(record)
        except _Broken as error:
            yield Imported(record.number, Outcome.BROKEN, reason=one_line(str(error)))


@dataclass(frozen=True)
class _Checked:
    """A conversation that can be stored, the files that it names, and what is not kept of it."""

    conversation: Conversation
    found: dict[str, FoundFile]
    notes: list[str]

    def on(self, chat_id: PydanticObjectId, path: int = 0) -> Conversation:
        """The conversation as one of its paths is in a chat."""
        messages = self.conversation.paths[path].messages
        return replace(self.conversation, messages=placed(messages, chat_id, self.found))

    def branch_on(
        self, branch: Branch, chat_id: PydanticObjectId, fork_id: PydanticObjectId
    ) -> Conversation:
        """One of its branches as it is in a fork of a chat: what they share names that chat's."""
        shared = placed(branch.messages[: branch.shared], chat_id, self.found)
        own = placed(branch.messages[branch.shared :], fork_id, self.found)
        return replace(self.conversation, messages=[*shared, *own])


@dataclass
class _Importer:
    services: ImportedInto
    user_id: str
    options: ImportOptions
    files: Files
    # How often each content without an id was seen: two equal conversations of one file
    # are two. The one thing that grows with the file, by about 100 bytes for each of them.
    _seen: dict[bytes, int] = field(default_factory=dict)

    async def import_record(self, record: Record) -> Imported:
        """Import one conversation. Raises _Broken."""
        if len(record.text) > _BESIDE_BYTES:
            loop = asyncio.get_running_loop()
            checked, identity = await loop.run_in_executor(_BESIDE, self._known, record)
        else:
            checked, identity = self._known(record)
        conversation = checked.conversation
        if self.options.is_dry:
            return await self._foreseen(record.number, checked, identity)
        # One time for all that is written: what an import does is no activity of a user.
        now = self.services.sessions.clock()
        sessions = replace(self.services.sessions, clock=lambda: now)
        # The files of what it names may not come with it: as it is, it is nothing to refuse.
        attachments = replace(self.services.messages.attachments, refuses=False)
        messages = replace(self.services.messages, clock=lambda: now, attachments=attachments)
        stores = self._stored(messages, checked)
        added = 0
        made = False
        furthest = -1
        tries = 0
        keep = self.options.keep
        while tries < TRIES:
            tries += 1
            head = await self._existing(conversation, identity)
            ours = True
            session_id: PydanticObjectId | None = identity.session_id
            try:
                path = 0
                if head is None:
                    await self._make(sessions, conversation, identity)
                    made = True
                    chat_id, stored = identity.chat_id, 0
                else:
                    chat_id, session_id = head.id, head.session_id
                    checked, path, stored = await self._place(stores, chat_id, checked)
                    conversation = checked.conversation
                    if stored < len(conversation.paths[path].messages):
                        ours = session_id is not None and await sessions.import_more(
                            self.user_id, session_id, keep
                        )
                if stored > furthest:
                    furthest, tries = stored, 0
                added += await stores.append(chat_id, checked.on(chat_id, path), stored)
                forks, more = await self._branches(stores, chat_id, checked, path)
                if session_id is not None and (keep is not None or head is not None):
                    await sessions.end_import(self.user_id, session_id, keep)
            except DuplicateKeyError:
                # Another import made it just now; or it was deleted and is not removed yet.
                await self.services.sessions.finish_removal(identity.session_id)
            except Closed:
                # By another import, that was done with it, or else by its user.
                if not ours:
                    raise _Broken(
                        "messages of it are missing, and its session is completed or archived"
                    ) from None
            except Differs as error:
                raise _Broken(str(error)) from None
            except (MessageIdTaken, ChatMissing, SessionMissing):
                continue
            else:
                checked.notes.extend(stores.notes)
                outcome = Outcome.NEW if made else Outcome.CONTINUED
                place = session_id, chat_id
                return self._told(record.number, checked, outcome, place, (added + more, forks))
        raise _Broken("others kept changing its chat; import it again")

    def _told(
        self,
        number: int,
        checked: _Checked,
        outcome: Outcome,
        place: tuple[PydanticObjectId | None, PydanticObjectId],
        counts: tuple[int, int],
    ) -> Imported:
        """What became of a conversation: the ids of its session and its chat, and how many
        messages and forks were added."""
        added, forks = counts
        if outcome is not Outcome.NEW and not added:
            outcome = Outcome.UNCHANGED
        told = named(checked.conversation)
        title = None if told is None else one_line(told)
        lines = tuple(one_line(note) for note in checked.notes)
        return Imported(number, outcome, added, None, title, forks, lines, *place)

    def _known(self, record: Record) -> tuple[_Checked, Identity]:
        """What a conversation is, and whose. Raises _Broken."""
        most = self.options.most_values
        if most is not None:
            count = ValueCount()
            count.add(record.text)
            if count.values > most:
                raise _Broken(
                    f"more than {most} JSON values; `threadkeep transcripts import` takes them"
                )
        checked = self._checked(record)
        conversation = checked.conversation
        return checked, Identity.of(self.user_id, conversation, self._occurrence(conversation))

    def _checked(self, record: Record) -> _Checked:
        """The conversation, whose every message can be stored. Raises _Broken."""
        if record.fault is not None:
            raise _Broken(record.fault)
        told = ""
        attaching = Attaching(self.files)
        limits = self.services.messages.limits
        notes: list[str] = []
        try:
            conversation = Conversation.of(parse_json(record.text.strip()), self.options.form)
            if conversation.read is not None:
                if (name := named(conversation)) is not None:
                    told = f"the conversation {canonical_json(name).decode()}: "
                read = fitted(conversation.read, limits, attaching)
                as_given, notes = conversation.as_given, read.notes
                conversation = replace(Conversation.of_read(read), as_given=as_given)
            limits.check_session_metadata(conversation.keys, "")
            checked: set[int] = set()
            for path in conversation.paths:
                for number, message in enumerate(numbered(path.messages, 1)):
                    if id(path.messages[number]) in checked:
                        continue
                    checked.add(id(path.messages[number]))
                    limits.check_message(message.body(), f"/messages/{number}", metadata_at="")
                    if weight_of(message) > MAX_APPEND_BYTES:
                        raise _Broken(
                            f"{told}/messages/{number} weighs more than {MAX_APPEND_BYTES} bytes"
                        )
            check_says(conversation)
        except (ServiceError, Unstorable, NotRecognised) as error:
            raise _Broken(told + reason_of(error)) from None
        if notes and self.options.is_whole:
            raise _Broken(f"{told}not whole: {'; '.join(notes)}")
        return _Checked(conversation, attaching.found, notes)

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
                imported=MadeByImport(self.options.keep, identity.title),
            ),
            NewIds(identity.session_id, identity.chat_id),
        )

    async def _place(
        self, stores: StoredConversation, chat_id: PydanticObjectId, checked: _Checked
    ) -> tuple[_Checked, int, int]:
        """Which path of the conversation the chat holds, and how many messages of it.

        What was current when it was imported need not be now, and a chat that was exported from
        here may look like another form. Raises Differs.
        """
        refused: Differs | None = None
        for path in range(len(checked.conversation.paths)):
            try:
                return checked, path, await stores.count(chat_id, checked.on(chat_id, path))
            except Differs as error:
                refused = refused or error
        if (given := checked.conversation.as_given) is not None:
            with suppress(Differs):
                return _Checked(given, {}, []), 0, await stores.count(chat_id, given)
        assert refused is not None, "a conversation has a path"
        raise refused

    async def _branches(
        self, stores: StoredConversation, chat_id: PydanticObjectId, checked: _Checked, path: int
    ) -> tuple[int, int]:
        """Keep the other paths as forks of the chat; how many are new, and of their messages."""
        if checked.conversation.read is None:
            return 0, 0
        forks = added = 0
        for branch in checked.conversation.read.branches(path):
            try:
                fork, is_new = await self.services.forks.fork_chat(
                    self.user_id,
                    chat_id,
                    through=branch.shared,
                    with_session=False,
                    key=self._key_of(chat_id, branch),
                )
                expected = checked.branch_on(branch, chat_id, fork.id)
                stored = await stores.count(fork.id, expected)
                added += await stores.append(fork.id, expected, stored)
                forks += is_new
            except (Differs, ChatKeyTaken, ForkTooDeep, ForkTooLong) as error:
                stores.note(f"the branch {branch.id!r}: {error}")
        return forks, added

    def _key_of(self, chat_id: PydanticObjectId, branch: Branch) -> str:
        named_by = canonical_json([self.user_id, str(chat_id), branch.id])
        return f"import-{hashlib.sha256(named_by).hexdigest()[:32]}"

    def _stored(self, messages: MessageService, checked: _Checked) -> StoredConversation:
        page_size = self.options.page_size
        return StoredConversation(
            self.services, self.user_id, messages, checked.found, page_size=page_size
        )

    async def _foreseen(self, number: int, checked: _Checked, identity: Identity) -> Imported:
        """What importing a conversation would do, as far as it is to be seen now."""
        stores = self._stored(self.services.messages, checked)
        head = await self._existing(checked.conversation, identity)
        path = stored = forks = 0
        try:
            if head is not None:
                checked, path, stored = await self._place(stores, head.id, checked)
        except Differs as error:
            raise _Broken(str(error)) from None
        chat_id = identity.chat_id if head is None else head.id
        added = len(checked.conversation.paths[path].messages) - stored
        read = checked.conversation.read
        for branch in [] if read is None else read.branches(path):
            fork = None
            if head is not None:
                fork = await find_head_by_key(self.user_id, self._key_of(chat_id, branch))
            forks += fork is None
            have = branch.shared if fork is None else fork.last_sequence
            added += max(0, len(branch.messages) - have)
        outcome = Outcome.NEW if head is None else Outcome.CONTINUED
        session_id = identity.session_id if head is None else head.session_id
        return self._told(number, checked, outcome, (session_id, chat_id), (added, forks))
