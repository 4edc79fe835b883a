"""What can be done with chats."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.chats import heads
from documents.aggregates.chats.heads import ChatVersion
from documents.aggregates.idempotency.once import Once
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.chats import ChatHead
from documents.shapes.errors.chats import ChatKeyTaken
from documents.upkeep import removal
from documents.upkeep.unnamed_attachments import remove_unheld_files
from services.activity import ActivityRecorder
from services.background import Background
from services.chat_answers import ChatWithMessages
from services.chat_pages import ChatPages
from services.errors import InvalidArgument
from services.limits import Limits
from services.pagination import Cursors, Page


@dataclass(frozen=True)
class ChatService:
    """The caller's chats. Another user's chat is one that does not exist."""

    database: Database
    clock: Clock
    limits: Limits
    cursors: Cursors
    activity: ActivityRecorder
    background: Background
    chat_pages: ChatPages

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
        return await self.chat_pages.get_chat_with_messages(user_id, chat_id)

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
        async with self.chat_pages.conflicts(user_id, chat_id, versions):
            head = await heads.update_head(user_id, chat_id, changes, versions=versions, now=now)
        self.activity.note(head.session_id, now, user_id)
        return head

    async def delete_chat(
        self, user_id: str, chat_id: PydanticObjectId, versions: list[ChatVersion] | None
    ) -> None:
        """Delete a chat that no session owns. Raises ChatMissing, ChatConflict."""
        async with self.chat_pages.conflicts(user_id, chat_id, versions):
            await heads.mark_deleted(user_id, chat_id, versions=versions, now=self.clock())
        self.background.start(("remove", chat_id), lambda: self._remove(chat_id))

    async def _remove(self, chat_id: PydanticObjectId) -> None:
        await removal.remove_chat(chat_id)
        await remove_unheld_files(self.database, self.clock())

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
