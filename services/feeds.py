"""Feeds: all that happens in a session or a chat, told to who follows it.

A feed is level-triggered, as ``changes`` is: what has changed is read from where its reader
stands, once for all readers at the same place, and what is told moves the place. So a
reader has no queue: however slow, he holds one event, and what came meanwhile is in the
next one.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from documents.aggregates.chats import heads, pages
from documents.aggregates.chats.changed import CHANGED_FIELDS, changed_count
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.overview import read_openings
from documents.aggregates.sessions.find import find_committed_session
from documents.aggregates.sessions.recovery import read_mission_standing
from documents.aggregates.streams.read import going_on_in, lay_over
from documents.database import Database, committed_in
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.chats import ChatHead, StoredMessage
from documents.shapes.errors.chats import ChatMissing
from documents.shapes.errors.sessions import SessionMissing
from documents.shapes.streams import StoredStream
from services.changes import Changes
from services.errors import FeedsFull, TooManyFeeds
from services.feed_answers import (
    Bye,
    ByeReason,
    ChatTold,
    FeedLimits,
    MessagesTold,
    MissionTold,
    SessionTold,
    StreamTold,
)
from services.feed_place import FeedPlace, FeedPlaces, KnownStream, streams_in
from services.feed_quota import FeedQuota
from services.streams import HEARTBEAT_SECONDS, StreamService

T = TypeVar("T")

PAGE_MESSAGES = 50
"""How many messages one event has at most."""

RETRY_SECONDS = 1.0
"""When a reading that has failed is tried again."""

READINGS_AT_ONCE = 8
"""How many readings of feeds may be under way: when the server was away all compare at once."""


class OpenFeeds:
    """How many feeds this process has open, and of whom."""

    def __init__(self) -> None:
        self.of_users: Counter[str] = Counter()

    @property
    def number(self) -> int:
        """How many there are."""
        return self.of_users.total()

    @contextmanager
    def hold(self, user_id: str) -> Iterator[None]:
        """Count one more, for the block."""
        self.of_users[user_id] += 1
        try:
            yield
        finally:
            self.of_users[user_id] -= 1
            if not self.of_users[user_id]:
                del self.of_users[user_id]


@dataclass(frozen=True)
class Feed:
    """What one reader follows, and until when his token is good.

    ``session_id`` is None for the feed of a chat. ``place`` is None for who begins with what
    there is now, and for one whose place another release made (``is_unknown``). ``quota_place``
    is its place in the quota, where there is one.
    """

    user_id: str
    session_id: PydanticObjectId | None
    chat_id: PydanticObjectId
    place: FeedPlace | None
    is_unknown: bool
    ends_at: datetime
    quota_place: PydanticObjectId | None = None

    @property
    def thing_id(self) -> PydanticObjectId:
        """The id of what is followed."""
        return self.chat_id if self.session_id is None else self.session_id


@dataclass(frozen=True, eq=False)
class ChatLook:
    """A chat, read for readers who know its messages up to a number.

    ``stored`` has the fields of its head and what ``changed_since`` asks for; ``last`` is the
    number up to which ``told`` leads, and ``has_more`` says that it has more.
    """

    stored: dict[str, Any]
    chat: ChatTold
    told: MessagesTold | None
    streams: dict[PydanticObjectId, KnownStream]
    opened: list[StreamTold]
    last: int
    has_more: bool


@dataclass(frozen=True)
class FeedService:
    """The caller's feeds. Another user's session or chat is one that does not exist."""

    database: Database
    clock: Clock
    chance: Callable[[], float]
    limits: FeedLimits
    sealing_limits: SealingLimits
    changes: Changes
    places: FeedPlaces
    streams: StreamService
    quota: FeedQuota | None = None
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    open_feeds: OpenFeeds = field(default_factory=OpenFeeds)
    _readings: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(READINGS_AT_ONCE)
    )

    async def of_session(
        self, user_id: str, session_id: PydanticObjectId, *, after: str | None, until: datetime
    ) -> Feed:
        """The feed of a session, from a place on, for a caller whose token is good ``until``.

        Raises SessionMissing, UnknownFeedPlace, TooManyFeeds, FeedsFull, OverQuota.
        """
        self.admit(user_id)
        place = self._place(user_id, session_id, after)
        session = await find_committed_session(user_id, session_id)
        if session is None:
            raise SessionMissing
        self.admit(user_id)
        return Feed(
            user_id,
            session_id,
            session.chat_id,
            place,
            is_unknown=after is not None and place is None,
            ends_at=until,
            quota_place=await self._quota_place(user_id),
        )

    async def of_chat(
        self, user_id: str, chat_id: PydanticObjectId, *, after: str | None, until: datetime
    ) -> Feed:
        """The feed of a chat, as ``of_session``. Raises ChatMissing, and the like."""
        self.admit(user_id)
        place = self._place(user_id, chat_id, after)
        await heads.find_committed_head(user_id, chat_id)
        self.admit(user_id)
        return Feed(
            user_id,
            None,
            chat_id,
            place,
            is_unknown=after is not None and place is None,
            ends_at=until,
            quota_place=await self._quota_place(user_id),
        )

    async def _quota_place(self, user_id: str) -> PydanticObjectId | None:
        """A place in the quota over all processes, where there is one. Raises OverQuota."""
        return None if self.quota is None else await self.quota.take(user_id)

    @asynccontextmanager
    async def sending(self, feed: Feed) -> AsyncIterator[None]:
        """Count a feed, for the block, and give its place back at the end."""
        place = feed.quota_place
        with self.open_feeds.hold(feed.user_id):
            if self.quota is None or place is None:
                yield
                return
            self.quota.places.hold(feed.user_id, place)
            try:
                yield
            finally:
                await self.quota.places.let_go(feed.user_id, place)

    def admit(self, user_id: str) -> None:
        """Raise TooManyFeeds or FeedsFull where one more is one too many."""
        if self.open_feeds.of_users[user_id] >= self.limits.of_a_user:
            raise TooManyFeeds(self.limits.of_a_user)
        if self.open_feeds.number >= self.limits.of_the_process:
            raise FeedsFull

    def _place(
        self, user_id: str, thing_id: PydanticObjectId, after: str | None
    ) -> FeedPlace | None:
        if after is None:
            return None
        return self.places.read(after, user_id=user_id, thing_id=thing_id)

    def bye(self, feed: Feed, old_at: datetime) -> Bye | None:
        """Why a feed ends now, at ``old_at`` at the latest; None where it goes on."""
        if self.changes.stopping:
            return Bye(ByeReason.SHUTDOWN)
        now = self.clock()
        if now >= feed.ends_at:
            return Bye(ByeReason.TOKEN)
        return Bye(ByeReason.AGE) if now >= old_at else None

    def wait_seconds(self, ends_at: datetime, *, is_retry: bool) -> float:
        """How long a reader waits for a change before there is something else to do for him."""
        left = (ends_at - self.clock()).total_seconds()
        longest = RETRY_SECONDS if is_retry else self.heartbeat_seconds
        return max(min(longest, left), 0)

    async def bounded(self, work: Callable[[], Awaitable[T]], *, user: str) -> T:
        """What ``work`` reads, in its time and in its turn."""
        async with self._readings:
            with self.database.within_timeout(user=user):
                return await work()

    async def look_at_session(
        self, user_id: str, session_id: PydanticObjectId
    ) -> SessionTold | None:
        """A session; None where it is gone."""
        session = await self.bounded(
            lambda: find_committed_session(user_id, session_id), user=user_id
        )
        return None if session is None else SessionTold(session)

    async def look_at_mission(
        self, user_id: str, mission_id: PydanticObjectId
    ) -> MissionTold | None:
        """A mission; None where it is gone."""
        state = await self.bounded(lambda: read_mission_standing(user_id, mission_id), user=user_id)
        return None if state is None else MissionTold(state)

    async def look_at_chat(
        self, user_id: str, chat_id: PydanticObjectId, after: int
    ) -> ChatLook | None:
        """A chat, for who knows its messages up to number ``after``; None where it is gone."""

        async def read() -> tuple[pages.ChatPage, ChatHead]:
            page = await pages.read_page(
                user_id,
                chat_id,
                after=after,
                limit=PAGE_MESSAGES,
                limits=self.sealing_limits,
                fields=CHANGED_FIELDS,
                read=committed_in,
            )
            await lay_over(page.messages)
            head = ChatHead.model_validate(page.head)
            await read_openings([head], also_own=True)
            return page, head

        try:
            page, head = await self.bounded(read, user=user_id)
        except ChatMissing:
            return None
        streams = streams_in(page.messages)
        names = {each["sequence_order"]: each["id"] for each in page.messages}
        return ChatLook(
            page.head,
            ChatTold(head),
            MessagesTold(page.messages) if page.messages else None,
            streams,
            [
                StreamTold(stream_id, names[each.number], each.number, each.state, each.next)
                for stream_id, each in streams.items()
            ],
            page.last,
            page.has_after,
        )

    async def messages_numbered(
        self, user_id: str, chat_id: PydanticObjectId, numbers: list[int]
    ) -> list[StoredMessage]:
        """The messages of these numbers that there are, as they are now."""

        async def read() -> list[StoredMessage]:
            found: list[StoredMessage] = []
            for number in numbers:
                page = await pages.read_page(
                    user_id,
                    chat_id,
                    after=number - 1,
                    limit=1,
                    limits=self.sealing_limits,
                    read=committed_in,
                )
                found += page.messages
            await lay_over(found)
            return found

        try:
            return await self.bounded(read, user=user_id)
        except ChatMissing:
            return []

    async def going_on_in(self, user_id: str, chat_id: PydanticObjectId) -> list[StoredStream]:
        """The streams of a chat that may go on, without their events."""
        return await self.bounded(lambda: going_on_in(user_id, chat_id), user=user_id)

    async def present(self, user_id: str, chat_id: PydanticObjectId) -> FeedPlace | None:
        """The place of who knows the messages that there are, and nothing else; None where
        the chat is gone."""
        try:
            head = await self.bounded(
                lambda: heads.find_committed_head(user_id, chat_id), user=user_id
            )
        except ChatMissing:
            return None
        return FeedPlace(changes=changed_count(head), last=head["last_sequence"])
