"""What can be done with chats."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from documents.aggregates.chats import heads
from documents.aggregates.chats.heads import ChatVersion
from documents.aggregates.chats.overview import ListedChat
from documents.aggregates.idempotency.once import Once
from documents.aggregates.quotas.chats import ChatQuota
from documents.aggregates.sessions.find import find_chat_of_mission
from documents.aggregates.streams.read import lay_over
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
from services.limits import Limits
from services.listing import Conditions, ListedFields, ListQuery, cursor_after, list_wanted
from services.pagination import Cursors, Page


class ChatStatus(StrEnum):
    """Whether a chat takes messages; that of a completed or archived session is closed."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class ChatFilters:
    """Which chats a list has; ``title`` is in theirs, in capitals or not."""

    status: ChatStatus | None = None
    key: str | None = None
    title: str | None = None
    mission_id: PydanticObjectId | None = None


_LISTED = ListedFields("updated_at", "context_data", "context_data")


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
    quota: ChatQuota | None = None

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

        Of any number who ask at once, one makes it. Raises OverQuota, OverLimit,
        InvalidArgument, and with ``once`` DoneBefore and IdempotencyKeyReused.
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
                if once is None and self.quota is None:
                    return await heads.insert_chat(user_id, **new), True
                head = await heads.insert_chat_once(
                    self.database, user_id, once=once, quota=self.quota, **new
                )
                return head, True
            except ChatKeyTaken:
                # Another made it just now.
                continue

    async def create_chat(
        self, user_id: str, *, title: str | None, context_data: dict[str, Any]
    ) -> ChatHead:
        """Make a chat that no session owns yet. Raises OverLimit, InvalidArgument."""
        return (await self.obtain_chat(user_id, title=title, context_data=context_data))[0]

    async def get_user_chats(
        self, user_id: str, filters: ChatFilters, query: ListQuery
    ) -> Page[ListedChat]:
        """One page of the chats that meet the filters, the newest first.

        Raises InvalidArgument for a bad cursor, or a condition that cannot be.
        """
        conditions = Conditions()
        if filters.key is not None:
            conditions.add_single({"key": filters.key})
        if filters.mission_id is not None:
            chat_id = await find_chat_of_mission(user_id, filters.mission_id)
            conditions.add_single({"_id": chat_id})
        if filters.title is not None:
            conditions.contains("title", filters.title)
        if filters.status is not None:
            is_open = filters.status is ChatStatus.OPEN
            conditions.others.append({"closed_at": None if is_open else {"$ne": None}})
        listing = f"chats {filters} {replace(query, cursor=None, limit=0)}"
        named: Any = {"cursors": self.cursors, "user_id": user_id, "listing": listing}
        wanted = list_wanted(query, conditions, _LISTED, **named)
        found, listed = await heads.list_chats(user_id, wanted)
        await lay_over([each.newest for each in found if each.newest is not None])
        return Page(found, cursor_after(listed, **named))

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
        await removal.remove_chat(self.database, chat_id)
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
