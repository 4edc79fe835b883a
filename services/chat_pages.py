"""A chat's messages, read as callers want them; sealing and settling what was found due."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from documents.aggregates.chats import heads, pages, pending, reader, sealing
from documents.aggregates.chats.heads import ChatVersion
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.lost import in_words
from documents.aggregates.chats.overview import opening, read_openings
from documents.aggregates.streams.read import lay_over
from documents.database import DatabaseError, error_told
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.chats import ChatHead, StoredMessage
from documents.shapes.errors.chats import ChatChanged, ChatClosed, ChatOwned
from services.background import Background
from services.chat_answers import (
    NEWEST_PAGE,
    ChatConflict,
    ChatWithMessages,
    MessagesWanted,
    PageOfChat,
)
from services.errors import InvalidArgument
from services.pagination import Cursors
from services.work_counts import WorkCounts

log = structlog.get_logger()

_OPENING = {"opening": opening()}


@dataclass(frozen=True)
class ChatPages:
    """Reads the messages of chats, and seals those that have grown long."""

    clock: Clock
    sealing_limits: SealingLimits
    cursors: Cursors
    background: Background
    hints: ChatHints
    counts: WorkCounts = field(default_factory=WorkCounts)

    async def get_page(
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
        page = await self.read(user_id, chat_id, after=after, before=before, limit=limit)
        return self.page_of(user_id, chat_id, page)

    async def get_messages_after(
        self, user_id: str, chat_id: PydanticObjectId, after: int, *, limit: int
    ) -> pages.ChatPage:
        """The messages after a number, for whoever reads a whole chat. Raises ChatMissing."""
        page = await pages.read_page(
            user_id, chat_id, after=after, limit=limit, limits=self.sealing_limits
        )
        await lay_over(page.messages)
        return page

    async def get_message(
        self, user_id: str, chat_id: PydanticObjectId, message_id: str
    ) -> StoredMessage:
        """One message. Raises ChatMissing, MessageMissing."""
        message = (await reader.find_message(user_id, chat_id, message_id)).message
        await lay_over([message])
        return message

    async def read(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int,
        fields: Mapping[str, Any] | None = None,
    ) -> pages.ChatPage:
        """A page, the newest by default; does what a dead writer left. Raises ChatMissing."""
        page = await pages.read_page(
            user_id,
            chat_id,
            after=after,
            before=before,
            limit=limit,
            limits=self.sealing_limits,
            fields=fields,
        )
        await lay_over(page.messages)
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
            self.seal_later(chat_id, self.clock())
        if page.pending:
            now = self.clock()
            self.background.start(
                ("settle", chat_id), lambda: pending.settle_all(user_id, chat_id, now=now)
            )
        return page

    def page_of(self, user_id: str, chat_id: PydanticObjectId, page: pages.ChatPage) -> PageOfChat:
        """The page with the cursors to go on."""

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

    async def get_chat_with_messages(
        self, user_id: str, chat_id: PydanticObjectId
    ) -> ChatWithMessages:
        """A chat with its newest page of messages. Raises ChatMissing."""
        page = await self.read(user_id, chat_id, limit=NEWEST_PAGE, fields=_OPENING)
        return self.with_messages(await _head_of(page), page)

    def with_messages(self, head: ChatHead, page: pages.ChatPage) -> ChatWithMessages:
        """A chat with a page of its messages, and the cursors to go on."""
        return ChatWithMessages(head, self.page_of(head.user_id, head.id, page))

    async def seal_now(self, chat_id: PydanticObjectId, now: datetime) -> None:
        """Seal before going on; what fails is done by a later append."""
        try:
            await self._move(chat_id, now)
        except DatabaseError as error:
            # The messages are stored, and the append has to say so.
            log.warning("not sealed yet", chat=str(chat_id), error=error_told(error))

    def seal_later(self, chat_id: PydanticObjectId, now: datetime) -> None:
        """Seal in the background."""
        self.background.start(("seal", chat_id), lambda: self._seal(chat_id, now))

    async def _seal(self, chat_id: PydanticObjectId, now: datetime) -> None:
        await self._move(chat_id, now)
        if chat_id in self.hints.known_ids:
            await self.hints.learn(chat_id)

    async def _move(self, chat_id: PydanticObjectId, now: datetime) -> None:
        try:
            moved = await sealing.seal(chat_id, now=now, limits=self.sealing_limits)
        except Exception:
            self.counts.sealing_failures += 1
            raise
        self.counts.sealed_messages += moved

    @asynccontextmanager
    async def conflicts(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        versions: list[ChatVersion] | None = None,
    ) -> AsyncIterator[None]:
        """Raise a conflict with what the caller missed.

        The chat as it is now, with the messages after the ones that the caller's
        versions knew, a page at most.
        """
        try:
            yield
        except (ChatChanged, ChatOwned, ChatClosed) as error:
            if not versions:
                head = await heads.find_head(user_id, chat_id)
                raise ChatConflict(error, head, None) from None
            known = max(sequence for _, sequence in versions)
            page = await self.read(
                user_id, chat_id, after=known, limit=NEWEST_PAGE, fields=_OPENING
            )
            now = self.with_messages(await _head_of(page), page)
            raise ChatConflict(error, now.head, now.messages) from None


async def _head_of(page: pages.ChatPage) -> ChatHead:
    head = ChatHead.model_validate(page.head)
    await read_openings([head])
    return head


def _listing(chat_id: PydanticObjectId) -> str:
    return f"messages of {chat_id}"
