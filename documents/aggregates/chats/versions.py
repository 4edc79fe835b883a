"""Versions of a message: adding one, selecting another, reading them.

The message is what its selected version says, so whoever reads a chat, exports or recovers it
needs to know nothing of versions; the others lie apart (``version_archive``). To select is a
change of the message like an edit: it raises the revisions of the message and its chat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from documents.aggregates.chats.edits import PackedChat, change_by, refuse_streaming
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.packed import converted
from documents.aggregates.chats.reader import FoundMessage, find_message
from documents.aggregates.chats.repetition import digest, original_digest
from documents.aggregates.chats.version_archive import (
    BODY,
    OF_VERSION,
    StoredVersion,
    archive,
    find_archived,
    forget_versions,
    list_archived,
    selected_id,
    version_digest,
    version_of,
)
from documents.database import Database
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from documents.shapes.errors.chats import (
    ChatMissing,
    MessageIdTaken,
    MessageRedacted,
    TooManyVersions,
    VersionMissing,
)

MAX_VERSIONS = 100
"""How many versions a message may have, the first included."""


@dataclass(frozen=True)
class NewVersion:
    """What a message is to say in a further version; its role and the call that it answers
    stay. ``fields`` are the content, the metadata, and the optional fields and the usage where
    it has them."""

    id: str
    fields: Mapping[str, Any]

    def body_for(self, message: StoredMessage) -> dict[str, Any]:
        """Its fields as they are stored in this message."""
        kept = {name: message[name] for name in ("tool_call_id",) if name in message}
        return {"content": "", "message_metadata": {}, **self.fields, **kept}


@dataclass
class _Switch:
    """One change of what is selected; ``is_new`` says whether a version was added."""

    user_id: str
    chat_id: PydanticObjectId
    is_packed_chat: PackedChat | None = None
    is_new: bool = field(default=False, init=False)

    async def current(self, found: FoundMessage) -> StoredMessage:
        """The message in today's form. Raises MessageRedacted, MessageStreaming."""
        message = found.message
        if message.get("redacted_at"):
            raise MessageRedacted
        refuse_streaming(message)
        if self.is_packed_chat is not None:
            today = converted(message)
            if today is not None and await self.is_packed_chat(found.session_id):
                return today
        return message

    async def put(
        self, message: StoredMessage, body: Mapping[str, Any], marks: Mapping[str, Any]
    ) -> StoredMessage:
        """The message with another version selected; what it said is archived."""
        await archive(self.user_id, self.chat_id, version_of(message), version_digest(message))
        kept = {k: v for k, v in message.items() if k not in (*OF_VERSION, "edited_at")}
        return {**kept, **body, **marks, "original_digest": original_digest(message)}


@dataclass
class _First(_Switch):
    """Marks a message as one of versions, before anything of it is archived: so that a
    redaction empties what is archived at that instant, too."""

    async def of(self, found: FoundMessage) -> StoredMessage | None:
        message = await self.current(found)
        if "versions" in message:
            return None
        return {**message, "version_id": message["id"], "version": 1, "versions": 1}


@dataclass
class _Adding(_Switch):
    new: NewVersion = field(kw_only=True)
    now: datetime = field(kw_only=True)

    async def of(self, found: FoundMessage) -> StoredMessage | None:
        self.is_new = False
        message = await self.current(found)
        body = self.new.body_for(message)
        added = digest({"role": message["role"], **body})
        if (known := await self._known(message)) is not None:
            if added != known:
                raise MessageIdTaken([self.new.id])
            return None
        count: int = message.get("versions", 1)
        if count >= MAX_VERSIONS:
            raise TooManyVersions(f"the message has {count} versions, and may have no more")
        marks = {
            "version_id": self.new.id,
            "version": count + 1,
            "versions": count + 1,
            "version_at": self.now,
            "version_digest": added,
            "version_chat_id": self.chat_id,
        }
        changed = await self.put(message, body, marks)
        self.is_new = True
        return changed

    async def _known(self, message: StoredMessage) -> str | None:
        """The digest of the version that was added with this id."""
        if selected_id(message) == self.new.id:
            return version_digest(message)
        known = await find_archived(self.chat_id, message["id"], self.new.id)
        return None if known is None else str(known["digest"])


@dataclass
class _Selecting(_Switch):
    version_id: str = field(kw_only=True)

    async def of(self, found: FoundMessage) -> StoredMessage | None:
        message = await self.current(found)
        if selected_id(message) == self.version_id:
            return None
        version = await find_archived(self.chat_id, message["id"], self.version_id)
        if version is None:
            raise VersionMissing
        body = {name: version[name] for name in OF_VERSION if name in version}
        marks = {
            "version_id": version["version_id"],
            "version": version["number"],
            "version_at": version["created_at"],
            "version_digest": version["digest"],
        }
        if version["edited_at"] is not None:
            marks["edited_at"] = version["edited_at"]
        return await self.put(message, body, marks)


@dataclass(frozen=True)
class Versions:
    """The versions of one message of a user; ``revisions`` are those at which it may be changed."""

    database: Database
    user_id: str
    chat_id: PydanticObjectId
    message_id: str
    revisions: list[int] | None
    now: datetime
    limits: SealingLimits
    is_packed_chat: PackedChat | None = None

    async def add(self, new: NewVersion) -> tuple[FoundMessage, bool]:
        """Add a version and select it, once by its id; the message, and whether it is new.

        One that was added before stays as it is, selected or not. Raises ChatMissing,
        MessageMissing, MessageRedacted, MessageStreaming, MessageChanged, MessageIdTaken
        where the id is another version's, TooManyVersions, AppendTooLarge, ChatBusy.
        """
        of_this = (self.user_id, self.chat_id, self.is_packed_chat)
        marked = await self._change(_First(*of_this), self.revisions)
        revisions = None if self.revisions is None else [marked.message.get("revision", 1)]
        adding = _Adding(*of_this, new=new, now=self.now)
        return await self._change(adding, revisions), adding.is_new

    async def has(self, version_id: str) -> bool:
        """Whether the message has a version with this id. Raises ChatMissing, MessageMissing."""
        message = (await find_message(self.user_id, self.chat_id, self.message_id)).message
        if selected_id(message) == version_id:
            return True
        return await find_archived(self.chat_id, self.message_id, version_id) is not None

    async def select(self, version_id: str) -> FoundMessage:
        """Let the message say what it says in a version; the message as it is then.

        Raises VersionMissing, and what ``add`` raises but MessageIdTaken and TooManyVersions.
        """
        selecting = _Selecting(
            self.user_id, self.chat_id, self.is_packed_chat, version_id=version_id
        )
        return await self._change(selecting, self.revisions)

    async def _change(
        self, switch: _First | _Adding | _Selecting, revisions: list[int] | None
    ) -> FoundMessage:
        try:
            return await change_by(
                self.database,
                self.user_id,
                self.chat_id,
                self.message_id,
                switch,
                revisions,
                self.now,
                self.limits,
            )
        except ChatMissing:
            # What was archived for it may have come after its removal.
            await forget_versions(self.chat_id)
            raise


async def list_versions(
    user_id: str, chat_id: PydanticObjectId, message_id: str, *, after: int, limit: int
) -> tuple[StoredMessage, list[StoredVersion], bool]:
    """A message, its versions from a number on, in order, and whether there are more.

    Of a redacted one none says anything. Raises ChatMissing, MessageMissing.
    """
    message = (await find_message(user_id, chat_id, message_id)).message
    others = await list_archived(chat_id, message, after=after, limit=limit + 1)
    found = [*others, version_of(message)] if message.get("version", 1) > after else others
    found = sorted(found, key=lambda version: int(version["number"]))
    if message.get("redacted_at"):
        found = [_emptied(version, message["redacted_at"]) for version in found]
    return message, found[:limit], len(found) > limit


def _emptied(version: StoredVersion, at: datetime) -> StoredVersion:
    kept = {name: value for name, value in version.items() if name not in BODY}
    return {**kept, "content": "", "message_metadata": {}, "redacted_at": at}
