"""What can be done with a chat's messages."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from documents.aggregates.chats import append, edits
from documents.aggregates.chats.append import Appended, NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.chats.feedback import forget_comments
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.pages import ChatPage
from documents.aggregates.chats.reader import FoundMessage
from documents.aggregates.chats.versions import NewVersion, Versions
from documents.aggregates.streams.held import HeldMessage
from documents.database import Database, GroupCommit, bson_bytes
from documents.shapes.base import Clock, PydanticObjectId, owned_or_deleted
from documents.shapes.chats import StoredMessage
from documents.shapes.errors.chats import (
    ChatMissing,
    MessageChanged,
    MessageMissing,
    MessageRedacted,
    MessageStreaming,
)
from documents.shapes.errors.quotas import OverQuota
from documents.upkeep import conversion
from services.activity import ActivityRecorder
from services.background import Background
from services.chat_answers import MessageConflict, MessagesWanted, PageOfChat
from services.chat_pages import ChatPages
from services.limits import Limits
from services.message_attachments import MessageAttachments
from services.stored_quota import StoredQuota


@dataclass(frozen=True)
class MessageService:
    """The messages of the caller's chats. Another user's chat is one that does not exist."""

    database: Database
    clock: Clock
    new_id: Callable[[], str]
    limits: Limits
    sealing_limits: SealingLimits
    activity: ActivityRecorder
    background: Background
    hints: ChatHints
    group_commit: GroupCommit
    chat_pages: ChatPages
    attachments: MessageAttachments
    stream_kept: timedelta
    redaction_key: bytes
    stored_quota: StoredQuota | None = None

    async def add_message(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_or_list: NewMessage | list[NewMessage],
        *,
        within: str = "",
        reserved: Sequence[str] = (),
    ) -> Appended:
        """Append messages, all or none; ``within`` is the JSON pointer to where they stand.

        Where the chat has an id that is ``reserved``, nothing is stored: MessageIdTaken.

        Raises ChatMissing, ChatConflict, MessageIdTaken, RepeatedId, AppendTooLarge,
        ChatBusy, OverQuota, OverLimit, InvalidArgument.
        """
        if isinstance(message_or_list, list):
            messages = message_or_list
            self.limits.check_append(len(messages))
            pointers = [f"{within}/{place}" for place in range(len(messages))]
        else:
            messages, pointers = [message_or_list], [within]
        self.limits.check_messages(messages, pointers)
        if self.stored_quota is None:
            return await self._add(user_id, chat_id, messages, pointers, reserved)
        sizes = [bson_bytes(message.body()) for message in messages]
        try:
            async with self.stored_quota.room(user_id, sizes) as room:
                stored = await self._add(user_id, chat_id, messages, pointers, reserved)
                room.is_used = stored.created
        except OverQuota:
            if not await self._is_repeated(user_id, chat_id, messages):
                raise
            # It was stored, or another with its id: there is an answer to that.
            return await self._add(user_id, chat_id, messages, pointers, reserved)
        return stored

    async def _is_repeated(
        self, user_id: str, chat_id: PydanticObjectId, messages: list[NewMessage]
    ) -> bool:
        """Whether the chat has the ids of all these messages."""
        for message in messages:
            if message.id is None:
                return False
            try:
                await self.get_message(user_id, chat_id, message.id)
            except (ChatMissing, MessageMissing):
                return False
        return bool(messages)

    async def _add(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        messages: list[NewMessage],
        pointers: list[str],
        reserved: Sequence[str],
    ) -> Appended:
        now = self.clock()
        if (naming := self.attachments.with_ids(messages)) is not None:
            named = self.attachments.appended(user_id, chat_id, naming, pointers, now)
            async with named as claims:
                stored = await self._append(user_id, chat_id, naming, now, reserved)
                claims.repeated = not stored.created
            return stored
        return await self._append(user_id, chat_id, messages, now, reserved)

    async def _append(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        messages: list[NewMessage],
        now: datetime,
        reserved: Sequence[str],
    ) -> Appended:
        # One after the other they find the end where the one before has left it.
        turn = self.database.turns.turn(("append", user_id, chat_id))
        async with self.chat_pages.conflicts(user_id, chat_id), turn:
            stored = await append.append(
                user_id,
                chat_id,
                messages,
                now=now,
                new_id=self.new_id,
                limits=self.sealing_limits,
                hints=self.hints,
                redaction_key=self.redaction_key,
                group_commit=self.group_commit,
                reserved=reserved,
            )
        self.activity.note(stored.session_id, now, user_id)
        if self.sealing_limits.overdue(stored.tail_messages, stored.tail_bytes):
            await self.chat_pages.seal_now(chat_id, now)
        elif self.sealing_limits.due(stored.tail_messages, stored.tail_bytes):
            self.chat_pages.seal_later(chat_id, now)
        if stored.looked:
            self.background.start(("learn", chat_id), lambda: self.hints.learn(chat_id))
        return stored

    async def get_chat_messages(
        self, user_id: str, chat_id: PydanticObjectId, wanted: MessagesWanted
    ) -> PageOfChat:
        """One page of messages, the newest by default. Raises ChatMissing, InvalidArgument."""
        return await self.chat_pages.get_page(user_id, chat_id, wanted)

    async def get_messages_after(
        self, user_id: str, chat_id: PydanticObjectId, after: int, *, limit: int
    ) -> ChatPage:
        """The messages after a number, for whoever reads a whole chat. Raises ChatMissing."""
        return await self.chat_pages.get_messages_after(user_id, chat_id, after, limit=limit)

    async def get_message(
        self, user_id: str, chat_id: PydanticObjectId, message_id: str
    ) -> StoredMessage:
        """One message. Raises ChatMissing, MessageMissing."""
        return await self.chat_pages.get_message(user_id, chat_id, message_id)

    async def edit_message(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_id: str,
        *,
        changes: MessageChanges,
        revisions: list[int] | None,
    ) -> StoredMessage:
        """Change a message; the edit is marked. Gives back the message as it is now.

        One that is being written is refused, too. Raises ChatMissing, MessageMissing,
        MessageConflict, AppendTooLarge, ChatBusy, OverLimit, InvalidArgument.
        """
        self.limits.check_message(changes.given, "")
        now = self.clock()
        named = self.attachments.edited(user_id, chat_id, message_id, changes, now)
        turn = self._turn(user_id, chat_id, message_id)
        async with self._conflicts(user_id, chat_id, message_id), turn, named:
            edit = partial(
                edits.edit_message,
                self.database,
                user_id,
                chat_id,
                message_id,
                changes=changes,
                revisions=revisions,
                now=now,
                limits=self.sealing_limits,
                allowed=self.limits.check_edited,
                is_packed_chat=conversion.is_packed_chat,
            )
            found = await self._held(user_id, chat_id, message_id, now).edited(edit)
        self.activity.note(found.session_id, now, user_id)
        return found.message

    async def redact_message(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_id: str,
        *,
        revisions: list[int] | None,
    ) -> None:
        """Empty a message for good; its stream ends. Raises ChatMissing, MessageMissing,
        MessageConflict."""
        now = self.clock()
        named = self.attachments.redacted(user_id, chat_id, message_id, now)
        async with self._conflicts(user_id, chat_id, message_id), named:
            redact = partial(
                edits.redact_message,
                self.database,
                user_id,
                chat_id,
                message_id,
                revisions=revisions,
                now=now,
                limits=self.sealing_limits,
                redaction_key=self.redaction_key,
            )
            found = await self._held(user_id, chat_id, message_id, now).redacted(redact)
        await forget_comments(chat_id, message_id)
        self.activity.note(found.session_id, now, user_id)

    async def redact_copy(self, user_id: str, chat_id: PydanticObjectId, message_id: str) -> None:
        """Empty a message that a chat took over from the one it was forked from, also in a chat
        that is deleted and may be restored. No stream writes one. Raises ChatMissing,
        MessageMissing, ChatBusy."""
        now = self.clock()
        async with self.attachments.redacted(user_id, chat_id, message_id, now):
            await edits.redact_message(
                self.database,
                user_id,
                chat_id,
                message_id,
                revisions=None,
                now=now,
                limits=self.sealing_limits,
                redaction_key=self.redaction_key,
                mine=owned_or_deleted,
            )
        await forget_comments(chat_id, message_id)

    async def change_versions(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_id: str,
        *,
        revisions: list[int] | None,
        change: Callable[[Versions], Awaitable[tuple[FoundMessage, bool]]],
        adds: NewVersion | None = None,
    ) -> tuple[StoredMessage, bool]:
        """Do with a message's versions what ``change`` does, which adds ``adds`` if that is given.

        Raises what that raises, MessageConflict in the place of its conflicts, and
        InvalidArgument for content that names no attachment of the chat."""
        now = self.clock()
        versions = Versions(
            self.database,
            user_id,
            chat_id,
            message_id,
            revisions,
            now,
            self.sealing_limits,
            conversion.is_packed_chat,
        )
        is_new = False

        async def changed() -> FoundMessage:
            nonlocal is_new
            found, is_new = await change(versions)
            return found

        async def is_stored() -> bool:
            return adds is not None and await versions.has(adds.id)

        content = None if adds is None else adds.fields.get("content")
        parts = MessageChanges({"content": content} if isinstance(content, list) else {})
        named = self.attachments.edited(
            user_id, chat_id, message_id, parts, now, is_stored=is_stored
        )
        turn = self._turn(user_id, chat_id, message_id)
        async with self._conflicts(user_id, chat_id, message_id), turn, named as claims:
            found = await self._held(user_id, chat_id, message_id, now).edited(changed)
            if claims is not None:
                claims.repeated = not is_new
        self.activity.note(found.session_id, now, user_id)
        return found.message, is_new

    def _turn(
        self, user_id: str, chat_id: PydanticObjectId, message_id: str
    ) -> AbstractAsyncContextManager[bool]:
        """Of many who change one message at once all but one would begin again, and some in
        vain. A redaction waits for nobody."""
        return self.database.turns.turn(("message", user_id, chat_id, message_id))

    def _held(
        self, user_id: str, chat_id: PydanticObjectId, message_id: str, now: datetime
    ) -> HeldMessage:
        return HeldMessage(
            self.database,
            user_id,
            chat_id,
            message_id,
            now,
            kept=self.stream_kept,
            limits=self.sealing_limits,
        )

    @asynccontextmanager
    async def _conflicts(
        self, user_id: str, chat_id: PydanticObjectId, message_id: str
    ) -> AsyncIterator[None]:
        """Raise a conflict with the message as it is now."""
        try:
            async with self.chat_pages.conflicts(user_id, chat_id):
                yield
        except (MessageChanged, MessageRedacted, MessageStreaming) as error:
            message = await self.get_message(user_id, chat_id, message_id)
            raise MessageConflict(error, message) from None
