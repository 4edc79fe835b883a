"""Streams against plain lists of what was acknowledged, whatever fails meanwhile."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from commands.embedded import EmbeddedServer
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.streams import parts
from documents.aggregates.streams.parts import move_older
from documents.database import Database, DatabaseError
from documents.shapes.errors.streams import SequenceGap, StaleEpoch, StreamEnded
from documents.shapes.streams import StreamEvent, StreamState
from documents.upkeep.check import check_chat
from tests.documents.aggregates.chats.engine import Engine
from tests.documents.aggregates.chats.engine import said as message
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE, failing
from tests.documents.aggregates.streams.writing import (
    Writer,
    a_writer,
    cancel,
    events_of,
    message_of,
    page_of,
    reaped,
    said,
)
from tests.machines import on_a_database, walk
from tests.template import Template

T = TypeVar("T")

LIMITS = st.builds(SealingLimits, st.integers(1, 4), st.sampled_from([1, 700, 100_000]))
FAULTS = st.sampled_from([NOT_DONE, DONE])
DELTAS = st.lists(st.sampled_from(["a", "$x", "é😀", "long " * 40, ""]), min_size=1, max_size=4)
ENDS = st.sampled_from([StreamState.COMPLETE, StreamState.FAILED])


@dataclass
class Known:
    """What one stream must be: ``first`` is the writer that has it, ``zombies`` had it."""

    writer: Writer
    place: int
    events: list[StreamEvent] = field(default_factory=list)
    state: StreamState = StreamState.STREAMING
    resumable: bool = True
    lease_until: float = 15
    zombies: list[Writer] = field(default_factory=list)

    @property
    def content(self) -> str:
        return "".join(event["delta"] for event in self.events)

    @property
    def is_open(self) -> bool:
        return self.state == StreamState.STREAMING


class AgainstAModel(RuleBasedStateMachine):
    runner: asyncio.Runner
    database: Database
    patch: pytest.MonkeyPatch

    @initialize(limits=LIMITS, held=st.sampled_from([50, 64 * 1024]))
    def a_chat(self, limits: SealingLimits, held: int) -> None:
        self.patch.setattr(parts, "MAX_HELD_BYTES", held)
        self.patch.setattr("documents.aggregates.streams.write.MAX_HELD_BYTES", held)
        self.chat = self.run(Engine.made(self.database, user_id=uuid4().hex, limits=limits))
        self.began = self.chat.now
        self.contents: list[str] = []
        self.streams: list[Known] = []

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def in_spite_of(
        self, work: Callable[[], Coroutine[Any, Any, T]], after: int, fault: dict[str, Any] | None
    ) -> T:
        """Do it while the database fails, and then once more as whoever is not told would."""

        async def fail_then_repeat() -> T:
            if fault is not None:
                async with failing(self.database, after=after, fault=fault):
                    with suppress(DatabaseError):
                        return await work()
            return await work()

        return self.run(fail_then_repeat())

    @property
    def elapsed(self) -> float:
        return (self.chat.now - self.began).total_seconds()

    def a_stream(self, data: st.DataObject, *states: StreamState) -> Known:
        return data.draw(
            st.sampled_from([s for s in self.streams if not states or s.state in states]),
            label="stream",
        )

    def has(*states: StreamState) -> Callable[[Any], bool]:
        return lambda self: any(not states or s.state in states for s in self.streams)

    def has_taken(self, known: Known, *deltas: str) -> None:
        known.events += said(*deltas)
        known.lease_until = self.elapsed + 15

    @precondition(lambda self: len(self.streams) < 6)
    @rule(after=st.integers(0, 5), fault=st.none() | FAULTS)
    def open(self, after: int, fault: dict[str, Any] | None) -> None:
        message_id = f"m-{len(self.contents)}"
        writer = self.in_spite_of(lambda: a_writer(self.chat, message_id), after, fault)
        self.streams.append(Known(writer, len(self.contents), lease_until=self.elapsed + 15))
        self.contents.append("")

    @precondition(has(StreamState.STREAMING))
    @rule(data=st.data(), deltas=DELTAS, after=st.integers(0, 4), fault=st.none() | FAULTS)
    def say(
        self, data: st.DataObject, deltas: list[str], after: int, fault: dict[str, Any] | None
    ) -> None:
        known = self.a_stream(data, StreamState.STREAMING)
        writer, seq = known.writer, known.writer.seq
        written = self.in_spite_of(lambda: writer.write(*said(*deltas), seq=seq), after, fault)
        self.has_taken(known, *deltas)
        assert written.next == len(known.events)

    @precondition(has(StreamState.STREAMING))
    @rule(data=st.data(), state=ENDS, after=st.integers(0, 6), fault=st.none() | FAULTS)
    def finish(
        self, data: st.DataObject, state: StreamState, after: int, fault: dict[str, Any] | None
    ) -> None:
        known = self.a_stream(data, StreamState.STREAMING)
        seq = known.writer.seq
        shown = self.in_spite_of(lambda: known.writer.finish(state, seq=seq), after, fault)
        known.writer.seq += 1
        known.state, known.resumable = state, False
        assert shown["content"] == known.content

    @precondition(has(StreamState.STREAMING, StreamState.INTERRUPTED))
    @rule(data=st.data(), after=st.integers(0, 6), fault=st.none() | FAULTS)
    def cancel(self, data: st.DataObject, after: int, fault: dict[str, Any] | None) -> None:
        known = self.a_stream(data, StreamState.STREAMING, StreamState.INTERRUPTED)
        if not known.resumable:
            return
        self.in_spite_of(lambda: cancel(self.chat, known.writer.stream_id), after, fault)
        known.state, known.resumable = StreamState.CANCELLED, False

    @precondition(has(StreamState.STREAMING, StreamState.INTERRUPTED))
    @rule(data=st.data(), deltas=DELTAS, after=st.integers(0, 4), fault=st.none() | FAULTS)
    def take_over(
        self, data: st.DataObject, deltas: list[str], after: int, fault: dict[str, Any] | None
    ) -> None:
        known = self.a_stream(data, StreamState.STREAMING, StreamState.INTERRUPTED)
        if not known.resumable:
            return
        before = known.writer
        heir = Writer(self.chat, before.stream_id, f"w-{before.epoch + 1}", before.epoch + 1)
        self.in_spite_of(lambda: heir.write(*said(*deltas), seq=0), after, fault)
        known.zombies.append(before)
        known.writer, known.state = heir, StreamState.STREAMING
        self.has_taken(known, *deltas)

    @precondition(has())
    @rule(data=st.data())
    def what_does_not_fit_is_refused(self, data: st.DataObject) -> None:
        known = self.a_stream(data)
        for zombie in known.zombies:
            with pytest.raises(StaleEpoch):
                self.run(zombie.say("zombie"))
        writer = known.writer
        if writer.seq > 0:
            assert self.run(writer.write(*said("again"), seq=writer.seq - 1)).repeated
        if known.is_open:
            with pytest.raises(SequenceGap):
                self.run(writer.write(*said("gap"), seq=writer.seq + 1))
        else:
            with pytest.raises(StreamEnded):
                self.run(writer.write(*said("late"), seq=writer.seq))

    @rule(seconds=st.sampled_from([1, 14, 15, 3000, 3600]))
    def time_passes(self, seconds: float) -> None:
        self.chat.now += timedelta(seconds=seconds)

    @rule(after=st.integers(0, 8), fault=st.none() | FAULTS)
    def the_reaper_comes(self, after: int, fault: dict[str, Any] | None) -> None:
        self.in_spite_of(lambda: reaped(self.chat), after, fault)
        for known in self.streams:
            if known.is_open and known.lease_until <= self.elapsed:
                known.state = StreamState.INTERRUPTED
                known.lease_until = self.elapsed + 3600
            elif (
                known.state == StreamState.INTERRUPTED
                and known.resumable
                and known.lease_until <= self.elapsed
            ):
                known.resumable = False

    @rule(content=st.sampled_from(["hello", "long " * 60]))
    def append(self, content: str) -> None:
        self.run(self.chat.append(message(content)))
        self.contents.append(content)

    @rule(limits=LIMITS, after=st.integers(0, 8), fault=st.none() | FAULTS)
    def seal(self, limits: SealingLimits, after: int, fault: dict[str, Any] | None) -> None:
        self.in_spite_of(lambda: self.chat.seal(limits), after, fault)

    @precondition(has())
    @rule(data=st.data(), after=st.integers(0, 4), fault=st.none() | FAULTS)
    def move(self, data: st.DataObject, after: int, fault: dict[str, Any] | None) -> None:
        known = self.a_stream(data)
        stream_id, now = known.writer.stream_id, self.chat.now
        self.in_spite_of(lambda: move_older(stream_id, now=now), after, fault)

    @precondition(has(StreamState.STREAMING))
    @rule(data=st.data(), deltas=DELTAS, limits=LIMITS)
    def all_at_once(self, data: st.DataObject, deltas: list[str], limits: SealingLimits) -> None:
        known = self.a_stream(data, StreamState.STREAMING)
        writer, seq, stream_id = known.writer, known.writer.seq, known.writer.stream_id

        async def at_once() -> list[Any]:
            return await asyncio.gather(
                *(writer.write(*said(*deltas), seq=seq) for _ in range(2)),
                cancel(self.chat, stream_id),
                move_older(stream_id, now=self.chat.now),
                self.chat.seal(limits),
                self.chat.seal(),
                return_exceptions=True,
            )

        first, second, *others = self.run(at_once())
        assert not [each for each in others if isinstance(each, BaseException)]
        stored = [not isinstance(each, StreamEnded) for each in (first, second)]
        if any(stored):
            # Whoever was first; the other was told that it is there.
            self.has_taken(known, *deltas)
            writer.seq = seq + 1
        known.state, known.resumable = StreamState.CANCELLED, False

    @invariant()
    def everything_is_as_it_was_told(self) -> None:
        if not hasattr(self, "chat"):
            return
        messages = self.run(page_of(self.chat))
        assert [m["sequence_order"] for m in messages] == list(range(1, len(messages) + 1))
        expected = list(self.contents)
        for known in self.streams:
            expected[known.place] = known.content
            shown = messages[known.place]
            assert shown.get("streaming", False) == known.is_open
            ended_well = known.is_open or known.state == StreamState.COMPLETE
            told = None if ended_well else known.state
            assert shown["message_metadata"].get("finish_reason") == told
            assert "edited_at" not in shown
        assert [m["content"] for m in messages] == expected

    def teardown(self) -> None:
        if hasattr(self, "chat"):
            self.run(self.all_ends_well())

    async def all_ends_well(self) -> None:
        """What is left open ends by itself; then every message has its text, and no flag."""
        for known in self.streams:
            stream_id = known.writer.stream_id
            if known.state == StreamState.STREAMING:
                assert await events_of(stream_id) == known.events
        for _ in range(4):
            self.chat.now += timedelta(hours=1)
            await reaped(self.chat)
        messages = await self.chat.upward()
        for known in self.streams:
            stored = messages[known.place]
            assert stored["content"] == known.content
            assert not {"streaming", "stream_id"} & stored.keys()
            assert (await message_of(self.chat, known.writer.stream_id))["content"] == known.content
        checked = await check_chat(self.chat.chat_id, now=self.chat.now)
        assert checked is not None
        assert checked.findings == []


@pytest.fixture
def machine(
    mongod: EmbeddedServer, template: Template, monkeypatch: pytest.MonkeyPatch
) -> Iterator[type[AgainstAModel]]:
    with on_a_database(AgainstAModel, mongod, template, patch=monkeypatch) as machine:
        yield machine


def test_streams_hold_what_was_acknowledged(machine: type[AgainstAModel]) -> None:
    walk(machine, examples=10, steps=25)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_streams_hold_what_was_acknowledged_for_long(machine: type[AgainstAModel]) -> None:
    walk(machine, examples=200, steps=50)
