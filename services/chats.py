"""What can be done with chats and their messages."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from documents.aggregates.chats import append, edits, heads, pages, pending, reader, sealing
from documents.aggregates.chats.append import Appended, NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.chats.heads import ChatVersion
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.lost import in_words
from documents.aggregates.idempotency.once import Once
from documents.database import Database, DatabaseError, GroupCommit
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.chats import ChatHead, StoredMessage
from documents.shapes.errors.chats import (
    ChatChanged,
    ChatClosed,
    ChatKeyTaken,
    ChatOwned,
    MessageChanged,
    MessageRedacted,
)
from documents.upkeep import conversion, removal
from services.activity import ActivityRecorder
from services.background import Background
from services.chat_answers import (
    NEWEST_PAGE,
    ChatConflict,
    ChatWithMessages,
    MessageConflict,
    MessagesWanted,
    PageOfChat,
)
from services.errors import InvalidArgument
from services.limits import Limits
from services.pagination import Cursors, Page

log = structlog.get_logger()


@dataclass(frozen=True)
class ChatService:
    """The caller's chats. Another user's chat is one that does not exist."""

    database: Database
    clock: Clock
    new_id: Callable[[], str]
    limits: Limits
    sealing_limits: SealingLimits
    cursors: Cursors
    activity: ActivityRecorder
    background: Background
    hints: ChatHints
    group_commit: GroupCommit
    redaction_key: bytes

    async def obtain_chat(
        self,
        user_id: str,
        *,
        title: str | None,
        context_data: dict[str, Any],
        key: str | None = None,
        once: Once | None = None,
    ) -> tuple[ChatHead, bool]:
        """The chat that has ``key``, else a new one that no session owns; and whether it is new.

        Of any number who ask at once, one makes it. Raises OverLimit, InvalidArgument, and
        with ``once`` DoneBefore and IdempotencyKeyReused.
        """
        self.limits.check_object(context_data, "/context_data")
        while True:
            if key is not None:
                found = await heads.find_head_by_key(user_id, key, committed=once is not None)
                if found is not None:
                    if once is not None:
                        # This very request may have made it just now.
                        await once.check()
                    return found, False
            new: dict[str, Any] = {
                "title": title,
                "context_data": context_data,
                "now": self.clock(),
                "key": key,
            }
            try:
                if once is None:
                    return await heads.insert_chat(user_id, **new), True
                return await heads.insert_chat_once(self.database, user_id, once=once, **new), True
            except ChatKeyTaken:
                # Another made it just now.
                continue

    async def create_chat(
        self, user_id: str, *, title: str | None, context_data: dict[str, Any]
    ) -> ChatHead:
        """Make a chat that no session owns yet. Raises OverLimit, InvalidArgument."""
        return (await self.obtain_chat(user_id, title=title, context_data=context_data))[0]

    async def get_user_chats(
        self, user_id: str, *, key: str | None, cursor: str | None, limit: int
    ) -> Page[ChatHead]:
        """One page of chats, newest first; with ``key`` the one that has it.

        Raises InvalidArgument for a bad cursor.
        """
        if key is not None:
            if cursor is not None:
                raise InvalidArgument("a key goes without a cursor", parameter="cursor")
            one = await heads.find_head_by_key(user_id, key)
            return Page([] if one is None else [one], None)
        after = None
        if cursor is not None:
            at, last_id = self.cursors.read(cursor, user_id=user_id, listing="chats")
            after = (datetime.fromisoformat(at), PydanticObjectId(last_id))
        found, more = await heads.list_newest_heads(user_id, after=after, limit=limit)
        return self.cursors.page(
            found,
            limit,
            lambda head: [head.created_at.isoformat(), str(head.id)],
            user_id=user_id,
            listing="chats",
            more=more,
        )

    async def get_chat(self, user_id: str, chat_id: PydanticObjectId) -> ChatHead:
        """A chat without its messages. Raises ChatMissing."""
        return await heads.find_head(user_id, chat_id)

    async def get_chat_with_messages(
        self, user_id: str, chat_id: PydanticObjectId
    ) -> ChatWithMessages:
        """A chat with its newest page of messages. Raises ChatMissing."""
        page = await self._read(user_id, chat_id, limit=NEWEST_PAGE)
        return self.with_messages(ChatHead.model_validate(page.head), page)

    def with_messages(self, head: ChatHead, page: pages.ChatPage) -> ChatWithMessages:
        """A chat with a page of its messages, and the cursors to go on."""
        return ChatWithMessages(head, self._page(head.user_id, head.id, page))

    async def update_chat_context(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        changes: dict[str, Any],
        versions: list[ChatVersion] | None,
    ) -> ChatHead:
        """Set ``title`` and ``context_data``, those of them that ``changes`` has.

        Raises ChatMissing, ChatConflict, OverLimit, InvalidArgument.
        """
        self.limits.check_object(changes.get("context_data"), "/context_data")
        now = self.clock()
        async with self._conflicts(user_id, chat_id, versions):
            head = await heads.update_head(user_id, chat_id, changes, versions=versions, now=now)
        self.activity.note(head.session_id, now, user_id)
        return head

    async def delete_chat(
        self, user_id: str, chat_id: PydanticObjectId, versions: list[ChatVersion] | None
    ) -> None:
        """Delete a chat that no session owns. Raises ChatMissing, ChatConflict."""
        async with self._conflicts(user_id, chat_id, versions):
            await heads.mark_deleted(user_id, chat_id, versions=versions, now=self.clock())
        self.background.start(("remove", chat_id), lambda: removal.remove_chat(chat_id))

    async def add_message(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_or_list: NewMessage | list[NewMessage],
    ) -> Appended:
        """Append messages, all or none.

        Raises ChatMissing, ChatConflict, MessageIdTaken, RepeatedId, AppendTooLarge,
        ChatBusy, OverLimit, InvalidArgument.
        """
        if isinstance(message_or_list, list):
            messages = message_or_list
            self.limits.check_append(len(messages))
            self.limits.check_messages(messages, [f"/{place}" for place in range(len(messages))])
        else:
            messages = [message_or_list]
            self.limits.check_messages(messages, [""])
        now = self.clock()
        # One after the other they find the end where the one before has left it.
        turn = self.database.turns.turn(("append", user_id, chat_id))
        async with self._conflicts(user_id, chat_id), turn:
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
            )
        self.activity.note(stored.session_id, now, user_id)
        if self.sealing_limits.overdue(stored.tail_messages, stored.tail_bytes):
            await self._seal_now(chat_id, now)
        elif self.sealing_limits.due(stored.tail_messages, stored.tail_bytes):
            self._seal_later(chat_id, now)
        if stored.looked:
            self.background.start(("learn", chat_id), lambda: self.hints.learn(chat_id))
        return stored

    async def _seal_now(self, chat_id: PydanticObjectId, now: datetime) -> None:
        try:
            await sealing.seal(chat_id, now=now, limits=self.sealing_limits)
        except DatabaseError as error:
            # The messages are stored, and the append has to say so.
            log.warning("not sealed yet", chat=str(chat_id), error=repr(error))

    def _seal_later(self, chat_id: PydanticObjectId, now: datetime) -> None:
        self.background.start(("seal", chat_id), lambda: self._seal(chat_id, now))

    async def _seal(self, chat_id: PydanticObjectId, now: datetime) -> None:
        await sealing.seal(chat_id, now=now, limits=self.sealing_limits)
        if chat_id in self.hints.known_ids:
            await self.hints.learn(chat_id)

    async def get_chat_messages(
        self, user_id: str, chat_id: PydanticObjectId, wanted: MessagesWanted
    ) -> PageOfChat:
        """One page of messages, the newest by default. Raises ChatMissing, InvalidArgument."""
        after, before, limit = wanted.after, wanted.before, wanted.limit
        if wanted.cursor is not None:
            if after is not None or before is not None:
                raise InvalidArgument("a cursor goes alone", parameter="cursor")
            direction, sequence = self.cursors.read(
                wanted.cursor, user_id=user_id, listing=_listing(chat_id)
            )
            after, before = (sequence, None) if direction == "after" else (None, sequence)
        if after is not None and before is not None:
            limit = max(0, min(limit, before - after - 1))
        page = await self._read(user_id, chat_id, after=after, before=before, limit=limit)
        return self._page(user_id, chat_id, page)

    async def get_messages_after(
        self, user_id: str, chat_id: PydanticObjectId, after: int, *, limit: int
    ) -> pages.ChatPage:
        """The messages after a number, for whoever reads a whole chat. Raises ChatMissing."""
        return await pages.read_page(
            user_id, chat_id, after=after, limit=limit, limits=self.sealing_limits
        )

    async def all_chats(self, user_id: str, *, page_size: int = 100) -> AsyncIterator[ChatHead]:
        """Every chat of the user in the order they were made, read ``page_size`` at a time."""
        after = None
        while True:
            found = await heads.list_heads(user_id, after=after, limit=page_size)
            for head in found:
                yield head
            if len(found) < page_size:
                return
            after = (found[-1].created_at, found[-1].id)

    async def _read(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int,
    ) -> pages.ChatPage:
        page = await pages.read_page(
            user_id, chat_id, after=after, before=before, limit=limit, limits=self.sealing_limits
        )
        if page.unrecorded:
            log.error(
                "messages lost",
                chat=str(chat_id),
                lost=in_words(page.lost),
                mend=f"threadkeep chats check --repair {chat_id}",
            )
        tail_messages = page.head["last_sequence"] - page.head["sealed_sequence"]
        if self.sealing_limits.due(tail_messages, page.tail_bytes):
            # A writer died before it sealed.
            self._seal_later(chat_id, self.clock())
        if page.pending:
            now = self.clock()
            self.background.start(
                ("settle", chat_id), lambda: pending.settle_all(user_id, chat_id, now=now)
            )
        return page

    def _page(self, user_id: str, chat_id: PydanticObjectId, page: pages.ChatPage) -> PageOfChat:
        def cursor(direction: str, sequence: int) -> str:
            return self.cursors.make(
                [direction, sequence], user_id=user_id, listing=_listing(chat_id)
            )

        return PageOfChat(
            page.messages,
            previous=cursor("before", page.first) if page.has_before else None,
            next=cursor("after", page.last) if page.has_after else None,
            lost=page.lost,
        )

    async def get_message(
        self, user_id: str, chat_id: PydanticObjectId, message_id: str
    ) -> StoredMessage:
        """One message. Raises ChatMissing, MessageMissing."""
        return (await reader.find_message(user_id, chat_id, message_id)).message

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

        Raises ChatMissing, MessageMissing, MessageConflict, AppendTooLarge, ChatBusy,
        OverLimit, InvalidArgument.
        """
        self.limits.check_message(changes.given, "")
        now = self.clock()
        async with self._conflicts(user_id, chat_id, message_id=message_id):
            found = await edits.edit_message(
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
        """Empty a message for good. Raises ChatMissing, MessageMissing, MessageConflict."""
        now = self.clock()
        async with self._conflicts(user_id, chat_id, message_id=message_id):
            found = await edits.redact_message(
                self.database,
                user_id,
                chat_id,
                message_id,
                revisions=revisions,
                now=now,
                limits=self.sealing_limits,
                redaction_key=self.redaction_key,
            )
        self.activity.note(found.session_id, now, user_id)

    @asynccontextmanager
    async def _conflicts(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        versions: list[ChatVersion] | None = None,
        message_id: str | None = None,
    ) -> AsyncIterator[None]:
        """Raise a conflict with what the caller missed.

        The chat as it is now, with the messages after the ones that the caller's
        versions knew, a page at most; of a message, the message.
        """
        try:
            yield
        except (ChatChanged, ChatOwned, ChatClosed) as error:
            if not versions:
                head = await heads.find_head(user_id, chat_id)
                raise ChatConflict(error, head, None) from None
            known = max(sequence for _, sequence in versions)
            page = await self._read(user_id, chat_id, after=known, limit=NEWEST_PAGE)
            now = self.with_messages(ChatHead.model_validate(page.head), page)
            raise ChatConflict(error, now.head, now.messages) from None
        except (MessageChanged, MessageRedacted) as error:
            assert message_id is not None
            message = await self.get_message(user_id, chat_id, message_id)
            raise MessageConflict(error, message) from None


def _listing(chat_id: PydanticObjectId) -> str:
    return f"messages of {chat_id}"
