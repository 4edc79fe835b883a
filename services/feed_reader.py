"""One reader of a feed: where he stands, and what he is told next."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Iterator
from dataclasses import replace
from typing import TypeVar

import structlog

from documents.aggregates.chats.changed import changed_count, changed_since, head_version
from documents.database import DatabaseError, error_told, is_unavailable
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat
from documents.shapes.errors.chats import ChatBusy
from documents.shapes.errors.streams import StreamDamaged
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession
from documents.shapes.streams import MessageStream, StreamState
from services.changes import FollowedPart, Following
from services.feed_answers import (
    Bye,
    DeltaTold,
    EndTold,
    FeedEvent,
    FeedGone,
    MessagesChanged,
    Reset,
    StreamTold,
)
from services.feed_place import FeedPlace, KnownStream, streams_in, untold
from services.feeds import ChatLook, Feed, FeedService
from services.stream_answers import Heartbeat

log = structlog.get_logger()

BEHIND_AT_MOST = 256
"""How many messages a reader may be behind; whoever is further reads everything anew."""

AGE_VARIES = 0.2
"""By how much of it the age of feeds differs: readers that came at once come back one by one."""

CHANGED_AT_ONCE = 8
"""How many changed messages one event has at most."""
_LAST = (FeedGone, Reset, Bye)
T = TypeVar("T")


class _Behind(Exception):
    """What the reader has missed cannot be told."""


class _Gone(Exception):
    """What the reader follows is gone."""


class FeedReader:
    """Tells one reader what happens; ``place`` is what he knows by the last event.

    A look reads what is due, and notes in order what is to be told and the place after it.
    """

    def __init__(self, feeds: FeedService, feed: Feed) -> None:
        self._feeds = feeds
        self._feed = feed
        self._following = Following(feeds.changes)
        self.place = self._ahead = feed.place or FeedPlace()
        self._noted: list[tuple[FeedPlace, FeedEvent]] = []
        self._is_fresh = feed.place is None
        self._is_first = True
        self._has_failed = False
        self._names: dict[PydanticObjectId, str] = {}
        self._mission: FollowedPart | None = None
        self._mission_id: PydanticObjectId | None = None
        self._streams: dict[PydanticObjectId, FollowedPart] = {}
        self._old_at = feeds.clock() + feeds.limits.age * (1 - AGE_VARIES * feeds.chance())

    def id(self) -> str:
        """The text of the place, for the reader to come back with."""
        feed = self._feed
        return self._feeds.places.make(self.place, user_id=feed.user_id, thing_id=feed.thing_id)

    async def events(self) -> AsyncGenerator[FeedEvent | Heartbeat, None]:
        """What happens, until the feed ends. Each message comes once and in order, and only
        what no failover can take back."""
        feed = self._feed
        try:
            # Follow first, then read: what comes in between is found by the next look.
            self._chat = FollowedPart(self._following.add(Chat, feed.chat_id))
            self._session: FollowedPart | None = None
            if feed.session_id is not None:
                self._session = FollowedPart(self._following.add(UserSession, feed.session_id))
            self._follow_mission(self.place.mission_id)
            for stream_id in self.place.streams:
                self._follow_stream(stream_id)
            await self._feeds.changes.ready()
            ends_at = min(feed.ends_at, self._old_at)
            while (bye := self._feeds.bye(feed, self._old_at)) is None:
                self._following.begin()
                has_more = await self._look()
                for event in self._told():
                    yield event
                    if isinstance(event, _LAST):
                        return
                if not has_more and not await self._following.changed(
                    self._feeds.wait_seconds(ends_at, is_retry=self._has_failed)
                ):
                    yield Heartbeat()
            yield bye
        finally:
            self._following.close()

    def _told(self) -> Iterator[FeedEvent]:
        noted, self._noted = self._noted, []
        for place, event in noted:
            self.place = place
            yield event

    async def _look(self) -> bool:
        """Note what is to be told now; whether there is more."""
        self._has_failed = False
        try:
            try:
                return await self._look_at_all()
            except _Behind:
                await self._begin_anew()
                self._note(Reset())
        except _Gone:
            self._note(FeedGone())
        except DatabaseError as error:
            if not is_unavailable(error):
                raise
            # Away for a while: whoever waits goes on waiting.
            log.debug("feed not read", thing=str(self._feed.thing_id), error=error_told(error))
            self._has_failed = True
        except ChatBusy:
            self._has_failed = True
        return False

    async def _look_at_all(self) -> bool:
        if self._feed.is_unknown:
            raise _Behind
        if self._is_fresh:
            await self._begin_anew()
            self._is_fresh = False
        if self._session is not None and self._session.is_due:
            await self._look_at_session(self._session)
        if self._mission is not None and self._mission.is_due:
            await self._look_at_mission(self._mission)
        if self._chat.is_due and await self._look_at_chat():
            return True
        if self._is_first:
            await self._look_for_streams()
        for stream_id, part in list(self._streams.items()):
            if part.is_due:
                await self._look_at_stream(stream_id, part)
        self._is_first = False
        return False

    def _note(self, event: FeedEvent) -> None:
        self._noted.append((self._ahead, event))

    async def _begin_anew(self) -> None:
        """Stand where everything is to be told as it is, but for the messages."""
        feed = self._feed
        place = await self._feeds.present(feed.user_id, feed.chat_id)
        if place is None:
            raise _Gone
        self._ahead = place

    async def _read(
        self,
        part: FollowedPart,
        key: Hashable,
        work: Callable[[], Awaitable[T]],
        is_older: Callable[[T], bool] = lambda _: False,
    ) -> T:
        """What is stored, read once for all; ``is_older`` says that it is not what the reader
        has seen elsewhere."""
        found = await part.watched.read(key, work)
        if self._is_first and is_older(found):
            # Read before he came: this process has not been told of it yet.
            part.watched.forget(key)
            found = await part.watched.read(key, work)
            if is_older(found):
                raise _Behind
        return found

    async def _look_at_session(self, part: FollowedPart) -> None:
        feed, version = self._feed, part.watched.version
        assert feed.session_id is not None
        session_id, known = feed.session_id, self._ahead.session
        told = await self._read(
            part,
            "feed",
            lambda: self._feeds.look_at_session(feed.user_id, session_id),
            lambda found: found is not None and found.session.revision < known,
        )
        if told is None:
            raise _Gone
        session = told.session
        if session.revision > known:
            self._ahead = replace(self._ahead, session=session.revision)
            if session.mission_id != self._ahead.mission_id:
                self._ahead = replace(
                    self._ahead, mission_id=session.mission_id, mission_revision=0
                )
            self._note(told)
        self._follow_mission(session.mission_id)
        part.seen = version

    async def _look_at_mission(self, part: FollowedPart) -> None:
        feed, version, known = self._feed, part.watched.version, self._ahead.mission_revision
        mission_id = self._mission_id
        assert mission_id is not None
        told = await self._read(
            part,
            "feed",
            lambda: self._feeds.look_at_mission(feed.user_id, mission_id),
            lambda found: found is not None and found.state.mission.revision < known,
        )
        # Without one it goes with its session, which says so.
        if told is not None and told.state.mission.revision > known:
            self._ahead = replace(self._ahead, mission_revision=told.state.mission.revision)
            self._note(told)
        part.seen = version

    async def _look_at_chat(self) -> bool:
        """Note what is new in the chat, a page at most; whether there is more."""
        feed, part, ahead = self._feed, self._chat, self._ahead
        version = part.watched.version

        def is_older(found: ChatLook | None) -> bool:
            return found is not None and (
                found.stored["last_sequence"] < ahead.last
                or changed_count(found.stored) < ahead.changes
                or head_version(found.stored) < ahead.head
            )

        look = await self._read(
            part,
            ("feed", ahead.last),
            lambda: self._feeds.look_at_chat(feed.user_id, feed.chat_id, ahead.last),
            is_older,
        )
        if look is None:
            raise _Gone
        changed = changed_since(look.stored, ahead.changes)
        if changed is None or look.stored["last_sequence"] - ahead.last > BEHIND_AT_MOST:
            raise _Behind
        events = await self._changes_of([number for number in changed if number <= ahead.last])
        for event in events[:-1]:
            self._note(event)
        self._ahead = replace(self._ahead, changes=max(ahead.changes, changed_count(look.stored)))
        for event in events[-1:]:
            self._note(event)
        if look.last > ahead.last:
            self._ahead = replace(
                self._ahead, last=look.last, streams={**self._ahead.streams, **untold(look.streams)}
            )
            if look.told is not None:
                self._note(look.told)
        for opened in look.opened:
            self._names[opened.stream_id] = opened.message_id
            self._follow_stream(opened.stream_id)
            self._move(opened.stream_id, look.streams[opened.stream_id])
            self._note(opened)
        if head_version(look.stored) > ahead.head:
            self._ahead = replace(self._ahead, head=head_version(look.stored))
            self._note(look.chat)
        if not look.has_more:
            part.seen = version
        return look.has_more

    async def _changes_of(self, numbers: list[int]) -> list[MessagesChanged]:
        parts = [
            await self._changed(self._chat, numbers[start : start + CHANGED_AT_ONCE])
            for start in range(0, len(numbers), CHANGED_AT_ONCE)
        ]
        return [part for part in parts if part.messages]

    async def _changed(self, part: FollowedPart, numbers: list[int]) -> MessagesChanged:
        feed = self._feed

        async def read() -> MessagesChanged:
            return MessagesChanged(
                await self._feeds.messages_numbered(feed.user_id, feed.chat_id, numbers)
            )

        return await part.watched.read(("changed", *numbers), read)

    async def _look_for_streams(self) -> None:
        """Follow the streams that go on in messages which the reader may have, and tell what
        those have so far where he does not follow them yet."""
        feed = self._feed
        going_on = await self._chat.watched.read(
            "going on", lambda: self._feeds.going_on_in(feed.user_id, feed.chat_id)
        )
        for stream in going_on:
            number = stream["sequence_order"]
            self._names[stream["_id"]] = stream["message_id"]
            if stream["_id"] in self._ahead.streams or number > self._ahead.last:
                continue
            changed = await self._changed(self._chat, [number])
            streams = streams_in(changed.messages)
            if not streams:
                continue
            self._ahead = replace(self._ahead, streams={**self._ahead.streams, **untold(streams)})
            self._note(changed)
            for stream_id, at in streams.items():
                self._follow_stream(stream_id)
                self._move(stream_id, at)
                self._note(StreamTold(stream_id, stream["message_id"], number, at.state, at.next))

    async def _look_at_stream(self, stream_id: PydanticObjectId, part: FollowedPart) -> None:
        try:
            await self._look_at_events(stream_id, part)
        except StreamDamaged:
            await self._feeds.streams.end_damaged(stream_id)
            await self._note_end(stream_id, part, StreamState.FAILED)

    async def _look_at_events(self, stream_id: PydanticObjectId, part: FollowedPart) -> None:
        while True:
            version, place = part.watched.version, self._ahead.streams[stream_id]
            after = place.next
            batch = await self._feeds.streams.batch(stream_id, after, part.watched)
            if batch is None:
                await self._note_end(stream_id, part, None)
                return
            if batch.stored_next < after:
                if not self._is_first:
                    raise _Behind
                part.watched.forget(after)
                again = await self._feeds.streams.batch(stream_id, after, part.watched)
                if again is not None and again.stored_next < after:
                    raise _Behind
                continue
            if not place.is_told:
                # He broke off between the message and its stream; how that ended says its end.
                name = await self._name_of(stream_id, place.number)
                state = place.state if batch.is_final else batch.state
                self._move(stream_id, place := replace(place, state=state, is_told=True))
                self._note(StreamTold(stream_id, name, place.number, state, after))
            if batch.events:
                place = replace(place, next=batch.next)
                self._move(stream_id, place)
                self._note(DeltaTold(stream_id, batch))
                if batch.next < batch.stored_next:
                    continue
            if batch.is_final:
                await self._note_end(stream_id, part, batch.state)
                return
            if batch.state != place.state:
                name = await self._name_of(stream_id, place.number)
                place = replace(place, state=batch.state)
                self._move(stream_id, place)
                self._note(StreamTold(stream_id, name, place.number, place.state, place.next))
            part.seen = version
            return

    async def _note_end(
        self, stream_id: PydanticObjectId, part: FollowedPart, state: StreamState | None
    ) -> None:
        feed, number = self._feed, self._ahead.streams[stream_id].number

        async def read() -> EndTold | None:
            found = await self._feeds.messages_numbered(feed.user_id, feed.chat_id, [number])
            return EndTold(stream_id, state, found[0]) if found else None

        told = await part.watched.read(("feed end", state), read)
        streams = {each: at for each, at in self._ahead.streams.items() if each != stream_id}
        self._ahead = replace(self._ahead, streams=streams)
        self._following.drop(MessageStream, stream_id)
        self._names.pop(stream_id, None)
        del self._streams[stream_id]
        if told is not None:
            self._note(told)

    def _move(self, stream_id: PydanticObjectId, place: KnownStream) -> None:
        self._ahead = replace(self._ahead, streams={**self._ahead.streams, stream_id: place})

    async def _name_of(self, stream_id: PydanticObjectId, number: int) -> str:
        """The id of a stream's message."""
        if stream_id not in self._names:
            changed = await self._changed(self._streams[stream_id], [number])
            if not changed.messages:
                raise _Behind
            self._names[stream_id] = changed.messages[0]["id"]
        return self._names[stream_id]

    def _follow_stream(self, stream_id: PydanticObjectId) -> None:
        if stream_id not in self._streams:
            self._streams[stream_id] = FollowedPart(self._following.add(MessageStream, stream_id))

    def _follow_mission(self, mission_id: PydanticObjectId | None) -> None:
        if mission_id == self._mission_id:
            return
        if self._mission_id is not None:
            self._following.drop(Mission, self._mission_id)
        self._mission_id, self._mission = mission_id, None
        if mission_id is not None:
            self._mission = FollowedPart(self._following.add(Mission, mission_id))
