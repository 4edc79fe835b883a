"""Front ends that know nothing but what a feed tells them, held against what is stored.

Whatever happens, in whichever process they follow, and wherever they break off and come
back: each message comes once and in order, and they end with everything as it is.
"""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from pydantic import SecretStr

from commands.embedded import EmbeddedServer
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.sessions.change import SessionChanges
from documents.aggregates.streams.write import Producer
from documents.database import Database
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from documents.shapes.streams import StreamState
from services.chat_answers import MessageConflict
from services.feed_answers import (
    ChatTold,
    DeltaTold,
    EndTold,
    MessagesChanged,
    MessagesTold,
    MissionTold,
    Reset,
    SessionTold,
    StreamTold,
)
from services.feed_place import streams_in
from services.feed_reader import FeedReader
from services.sessions import NewSession
from services.settings import Settings
from services.wiring import Services, Wiring, make_services
from tests.machines import on_a_database, walk
from tests.support import CURSOR_KEY, SECRET, SetClock
from tests.template import Template

T = TypeVar("T")
Id = PydanticObjectId

PLACES = st.integers(0, 10_000)


def shown(message: StoredMessage) -> list[Any]:
    """What a front end shows of a message."""
    marks = [message.get("edited_at"), message.get("redacted_at")]
    return [message["id"], message["content"], *marks]


@dataclass
class FrontEnd:
    """Shows a session, by a recovery and what a feed tells after it."""

    user_id: str
    session_id: Id
    services: Services
    session: tuple[int, str] = (0, "")
    title: str | None = None
    hops: dict[str, int] | None = None
    last: int = 0
    messages: dict[int, list[Any]] = field(default_factory=dict)
    streams: dict[Id, tuple[int, int, StreamState]] = field(default_factory=dict)
    place: str = ""
    resets: int = 0
    leaves_after: int | None = None
    following: "asyncio.Task[None] | None" = None
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def refresh(self) -> None:
        """As a reload of the page does."""
        recovered = await self.services.sessions.recover_session(self.user_id, self.session_id)
        found = recovered.found
        self.session = (found.session.revision, found.session.name)
        self.title = recovered.chat.head.title
        self.hops = found.hops if found.mission else None
        self.last = recovered.chat.head.last_sequence
        page = recovered.chat.messages.items
        self.messages = {message["sequence_order"]: shown(message) for message in page}
        self.streams = {
            stream_id: (at.number, at.next, at.state) for stream_id, at in streams_in(page).items()
        }
        self.place = recovered.place

    def follow(self, services: Services) -> None:
        self.services = services
        self.leaves_after = None
        self.following = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        while True:
            feed = await self.services.feeds.of_session(
                self.user_id,
                self.session_id,
                after=self.place,
                until=self.services.feeds.clock() + timedelta(days=1000),
            )
            reader = FeedReader(self.services.feeds, feed)
            events = reader.events()
            try:
                async for event in events:
                    if isinstance(event, Reset):
                        self.resets += 1
                        await self.refresh()
                        break
                    self.place = reader.id()
                    self.take(event)
                    self.moved.set()
                    if self.leaves_after is not None:
                        if self.leaves_after == 0:
                            return
                        self.leaves_after -= 1
            finally:
                await events.aclose()
            self.moved.set()

    async def leave(self) -> None:
        if self.following is not None:
            self.following.cancel()
            await asyncio.gather(self.following, return_exceptions=True)
            self.following = None

    async def reaches(self, number: int) -> None:
        async with asyncio.timeout(60):
            while self.last < number:
                assert self.following is not None
                if self.following.done():
                    self.following.result()
                    self.follow(self.services)
                self.moved.clear()
                moving = asyncio.create_task(self.moved.wait())
                await asyncio.wait([moving, self.following], return_when=asyncio.FIRST_COMPLETED)
                moving.cancel()

    def take(self, event: Any) -> None:
        match event:
            case SessionTold():
                assert event.session.revision > self.session[0]
                self.session = (event.session.revision, event.session.name)
            case ChatTold():
                self.title = event.head.title
            case MissionTold():
                self.hops = event.state.hops
            case MessagesTold():
                for message in event.messages:
                    assert message["sequence_order"] == self.last + 1
                    self.last += 1
                    self.messages[self.last] = shown(message)
            case MessagesChanged():
                for message in event.messages:
                    assert message["sequence_order"] <= self.last
                    self.messages[message["sequence_order"]] = shown(message)
            case StreamTold():
                known = self.streams.get(event.stream_id)
                assert known is None or known[:2] == (event.sequence_order, event.next)
                assert self.messages[event.sequence_order][0] == event.message_id
                self.streams[event.stream_id] = (event.sequence_order, event.next, event.state)
            case DeltaTold():
                number, place, state = self.streams[event.stream_id]
                assert event.batch.first == place
                deltas = "".join(each["delta"] for each in event.batch.events)
                self.messages[number][1] += deltas
                self.streams[event.stream_id] = (number, event.batch.next, state)
            case EndTold():
                number = self.streams.pop(event.stream_id)[0]
                assert event.message["sequence_order"] == number
                self.messages[number] = shown(event.message)


@dataclass
class Written:
    """A stream as its writer knows it."""

    id: Id
    message_id: str
    epoch: int = 0
    seq: int = 0
    state: StreamState = StreamState.STREAMING


class FeedsAgainstAModel(RuleBasedStateMachine):
    runner: asyncio.Runner
    database: Database

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @initialize()
    def a_session(self) -> None:
        async def begin() -> None:
            self.clock = SetClock()
            settings = Settings(
                token_secret=SecretStr(SECRET), bucket_messages=4, max_user_streams=1000
            )
            wiring = Wiring(settings, CURSOR_KEY, self.clock)
            self.processes = [make_services(self.database, wiring) for _ in range(2)]
            self.services = self.processes[0]
            self.user_id = uuid4().hex
            session = await self.services.sessions.create_session(self.user_id, NewSession())
            assert session.id is not None
            self.session_id, self.chat_id = session.id, session.chat_id
            self.mission_id: Id | None = None
            self.streams: list[Written] = []
            self.messages: list[str] = []
            self.front_ends = [
                FrontEnd(self.user_id, session.id, services) for services in self.processes
            ]
            for front_end in self.front_ends:
                await front_end.refresh()
                front_end.follow(front_end.services)

        self.run(begin())

    async def _say(self, *texts: str) -> int:
        appended = await self.services.messages.add_message(
            self.user_id, self.chat_id, [NewMessage("user", text) for text in texts]
        )
        self.messages += [message["id"] for message in appended.messages]
        last: int = appended.messages[-1]["sequence_order"]
        return last

    @rule(number=st.integers(1, 5))
    def append(self, number: int) -> None:
        self.run(self._say(*("a text" for _ in range(number))))

    @precondition(lambda self: self.messages)
    @rule(place=PLACES, text=st.sampled_from(["x", "$y", "another"]))
    def edit(self, place: int, text: str) -> None:
        async def work() -> None:
            name = self.messages[place % len(self.messages)]
            self.clock.advance(seconds=1)
            try:
                await self.services.messages.edit_message(
                    self.user_id,
                    self.chat_id,
                    name,
                    changes=MessageChanges({"content": text}),
                    revisions=None,
                )
            except MessageConflict:
                return
            for each in self.streams:
                if each.message_id == name and each.state == StreamState.INTERRUPTED:
                    each.state = StreamState.FAILED

        self.run(work())

    @precondition(lambda self: self.messages)
    @rule(place=PLACES)
    def redact(self, place: int) -> None:
        name = self.messages[place % len(self.messages)]
        self.run(
            self.services.messages.redact_message(self.user_id, self.chat_id, name, revisions=None)
        )
        self.streams = [each for each in self.streams if each.message_id != name]

    @rule(number=st.integers(0, 1000))
    def rename(self, number: int) -> None:
        changes = SessionChanges(name=f"session {number}")
        self.run(self.services.sessions.update_session(self.user_id, self.session_id, changes))

    @rule(number=st.integers(0, 1000))
    def retitle(self, number: int) -> None:
        changes = {"title": f"chat {number}"}
        self.run(self.services.chats.update_chat_context(self.user_id, self.chat_id, changes, None))

    @rule()
    def go_on_with_the_mission(self) -> None:
        async def work() -> None:
            if self.mission_id is None:
                tree = await self.services.missions.create_mission(self.user_id, {"name": "m"})
                self.mission_id = tree.mission.id
                changes = SessionChanges(mission_id=self.mission_id)
                await self.services.sessions.update_session(self.user_id, self.session_id, changes)
            else:
                await self.services.hops.create_hop(
                    self.user_id, self.mission_id, {"name": "a hop"}
                )

        self.run(work())

    @rule()
    def open_stream(self) -> None:
        async def work() -> None:
            stream, _ = await self.services.streams.open_stream(
                self.user_id,
                self.chat_id,
                message_id=None,
                message_metadata={},
                lease_seconds=15,
            )
            self.streams.append(Written(stream["_id"], stream["message_id"]))
            self.messages.append(stream["message_id"])

        self.run(work())

    def _of(self, place: int, *states: StreamState) -> Written:
        found = [each for each in self.streams if each.state in states]
        return found[place % len(found)]

    def has(*states: StreamState) -> Any:
        return lambda self: any(each.state in states for each in self.streams)

    async def _write(self, stream: Written, texts: Sequence[str]) -> None:
        events = [{"type": "text-delta", "id": "t", "delta": text} for text in texts]
        producer = Producer("writer", stream.epoch, stream.seq)
        await self.services.streams.append_events(self.user_id, stream.id, events, producer)
        stream.seq += 1

    @precondition(has(StreamState.STREAMING))
    @rule(place=PLACES, texts=st.lists(st.sampled_from(["a", "é😀", "$b"]), min_size=1, max_size=3))
    def write(self, place: int, texts: list[str]) -> None:
        self.run(self._write(self._of(place, StreamState.STREAMING), texts))

    @precondition(has(StreamState.STREAMING))
    @rule(place=PLACES, state=st.sampled_from([StreamState.COMPLETE, StreamState.FAILED]))
    def finish(self, place: int, state: StreamState) -> None:
        stream = self._of(place, StreamState.STREAMING)
        producer = Producer("writer", stream.epoch, stream.seq)
        self.run(
            self.services.streams.finish_stream(
                self.user_id,
                stream.id,
                state,
                error=None,
                message_metadata=None,
                producer=producer,
            )
        )
        stream.state = state

    @precondition(has(StreamState.STREAMING, StreamState.INTERRUPTED))
    @rule(place=PLACES)
    def cancel(self, place: int) -> None:
        stream = self._of(place, StreamState.STREAMING, StreamState.INTERRUPTED)
        self.run(self.services.streams.cancel_stream(self.user_id, stream.id))
        stream.state = StreamState.CANCELLED

    @precondition(has(StreamState.STREAMING))
    @rule()
    def all_writers_die(self) -> None:
        self.clock.advance(seconds=16)
        self.run(self.services.streams.reap())
        for stream in self.streams:
            if stream.state == StreamState.STREAMING:
                stream.state = StreamState.INTERRUPTED

    @precondition(has(StreamState.INTERRUPTED))
    @rule(place=PLACES)
    def take_over(self, place: int) -> None:
        stream = self._of(place, StreamState.INTERRUPTED)
        stream.epoch, stream.seq = stream.epoch + 1, 0
        self.run(self._write(stream, ["!"]))
        stream.state = StreamState.STREAMING

    @rule(which=st.integers(0, 1), after=st.none() | st.integers(0, 5))
    def leave(self, which: int, after: int | None) -> None:
        front_end = self.front_ends[which]
        if after is None:
            self.run(front_end.leave())
        else:
            front_end.leaves_after = after

    @rule(which=st.integers(0, 1), process=st.integers(0, 1), refresh=st.booleans())
    def come(self, which: int, process: int, refresh: bool) -> None:
        async def work() -> None:
            front_end = self.front_ends[which]
            await front_end.leave()
            if refresh:
                await front_end.refresh()
            front_end.follow(self.processes[process])

        self.run(work())

    @rule(process=st.integers(0, 1))
    def lose_the_change_stream(self, process: int) -> None:
        async def work() -> None:
            self.processes[process].changes._begun()

        self.run(work())

    @rule()
    def catch_up(self) -> None:
        self.run(self._all_see_what_is_stored())

    async def _all_see_what_is_stored(self) -> None:
        # What is told with the first has been told when the second comes.
        for _ in range(2):
            number = await self._say("the last")
            for front_end in self.front_ends:
                if front_end.following is None:
                    front_end.follow(front_end.services)
                await front_end.reaches(number)
        recovered = await self.services.sessions.recover_session(self.user_id, self.session_id)
        found, page = recovered.found, recovered.chat.messages.items
        stored = {message["sequence_order"]: shown(message) for message in page}
        for front_end in self.front_ends:
            assert front_end.session == (found.session.revision, found.session.name)
            assert front_end.title == recovered.chat.head.title
            assert front_end.hops == (found.hops if found.mission else None)
            assert front_end.last == number
            newest = {n: m for n, m in front_end.messages.items() if n in stored}
            assert newest == {n: m for n, m in stored.items() if n in front_end.messages}
            streaming = streams_in(page)
            for stream_id, at in streaming.items():
                assert front_end.streams[stream_id] == (at.number, at.next, at.state)
            oldest = min(stored)
            going_on = {s for s, at in front_end.streams.items() if at[0] >= oldest}
            assert going_on == set(streaming)

    def teardown(self) -> None:
        async def end() -> None:
            if hasattr(self, "front_ends"):
                try:
                    await self._all_see_what_is_stored()
                finally:
                    for front_end in self.front_ends:
                        await front_end.leave()
                    for services in self.processes:
                        services.changes.stop()
                        await services.background.finish(None)
                for services in self.processes:
                    assert services.changes.followers == 0

        self.run(end())


@pytest.fixture
def machine(
    mongod: EmbeddedServer, template: Template, monkeypatch: pytest.MonkeyPatch
) -> Iterator[type[FeedsAgainstAModel]]:
    monkeypatch.setattr("services.feed_reader.BEHIND_AT_MOST", 12)
    monkeypatch.setattr("services.feeds.PAGE_MESSAGES", 3)
    monkeypatch.setattr("services.feed_reader.CHANGED_AT_ONCE", 2)
    monkeypatch.setattr("documents.aggregates.chats.changed.CHANGES_KEPT", 4)
    with on_a_database(FeedsAgainstAModel, mongod, template) as machine:
        yield machine


@pytest.mark.timeout(300)
def test_front_ends_show_what_is_stored(machine: type[FeedsAgainstAModel]) -> None:
    walk(machine, examples=6, steps=25)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_front_ends_show_what_is_stored_for_long(machine: type[FeedsAgainstAModel]) -> None:
    walk(machine, examples=150, steps=50)
