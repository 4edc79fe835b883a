"""The engine against a plain list, whatever is done to it and whatever fails meanwhile."""

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from commands.embedded import EmbeddedServer
from documents.aggregates.chats import sealing
from documents.aggregates.chats.append import Appended, NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.chats.limits import MAX_PAGE_BYTES, ChatHints, SealingLimits
from documents.aggregates.chats.sealed_max import catch_up, greatest
from documents.database import Database, DatabaseError, committed_in
from documents.shapes.chats import Chat
from documents.shapes.errors.chats import MessageIdTaken, MessageRedacted
from tests.documents.aggregates.chats import model
from tests.documents.aggregates.chats.backups import Backup
from tests.documents.aggregates.chats.engine import Engine, end_pages_at
from tests.documents.aggregates.chats.faults import failing
from tests.documents.aggregates.chats.ids import dashed, ulid, uuid7
from tests.documents.aggregates.chats.model import seen
from tests.documents.aggregates.chats.older_release import go_on_without_max, seal_without_max
from tests.documents.aggregates.chats.strategies import CHANGES, FAULTS, LIMITS, LISTS
from tests.machines import on_a_database, walk
from tests.template import Template

T = TypeVar("T")


class AgainstAList(RuleBasedStateMachine):
    """``self.stored`` is what the chat must hold: each message by its id and its body."""

    runner: asyncio.Runner
    database: Database
    patch: pytest.MonkeyPatch

    snapshots = Bundle("snapshots")

    @initialize(limits=LIMITS, small_pages=st.booleans())
    def a_chat(self, limits: SealingLimits, small_pages: bool) -> None:
        self.small_pages = small_pages
        self.stored: list[dict[str, Any]] = []
        self.bodies: dict[str, NewMessage] = {}
        self.erased: set[str] = set()
        end_pages_at(400 if small_pages else MAX_PAGE_BYTES, self.patch)
        user_id = uuid.uuid4().hex
        self.chat = self.run(Engine.made(self.database, user_id=user_id, limits=limits))
        self.other_hints = ChatHints()
        self.backup: Backup | None = None
        self.restored = 0
        self.latest = 20

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def known(self, messages: list[NewMessage]) -> list[str]:
        return [m.id for m in messages if m.id in self.bodies]

    def note(self, messages: list[NewMessage], answer: Appended) -> None:
        """The answer to an append that stored something must follow what is there."""
        assert answer.created
        for message, stored in zip(messages, answer.messages, strict=True):
            assert stored["sequence_order"] == len(self.stored) + 1
            assert message.id in (None, stored["id"])
            self.bodies[stored["id"]] = message
            self.stored.append({"id": stored["id"], **message.body()})

    def find(self, message_id: str) -> dict[str, Any]:
        return next(message for message in self.stored if message["id"] == message_id)

    def again(self, message_id: str) -> NewMessage:
        return replace(self.bodies[message_id], id=message_id)

    def a_message(self, data: st.DataObject) -> dict[str, Any]:
        return data.draw(st.sampled_from(self.stored), label="message")

    @rule(messages=LISTS)
    def append(self, messages: list[NewMessage]) -> None:
        if self.known(messages):
            return
        self.note(messages, self.run(self.chat.append(*messages)))

    @rule(of=st.sampled_from([uuid7, dashed, ulid]), late=st.integers(0, 3))
    def append_in_the_order_of_time(self, of: Callable[[int], str], late: int) -> None:
        """And its retry at once."""
        self.latest += 4
        message = NewMessage("user", "in time", {}, of(self.latest - late))
        self.note([message], self.run(self.chat.append(message)))
        assert not self.run(self.chat.append(message)).created

    @rule(messages=LISTS, after=st.integers(0, 5), fault=FAULTS)
    def append_fails_and_is_repeated(
        self, messages: list[NewMessage], after: int, fault: dict[str, Any]
    ) -> None:
        messages = [m for m in messages if m.id]
        if not messages or self.known(messages):
            return

        async def fail_then_repeat() -> Appended:
            first = None
            async with failing(self.database, after=after, fault=fault):
                with suppress(DatabaseError):
                    first = await self.chat.append(*messages)
            again = await self.chat.append(*messages)
            assert first is None or not again.created
            return Appended(again.messages, True, None, 0, 0)

        self.note(messages, self.run(fail_then_repeat()))

    @precondition(lambda self: self.bodies)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        ids = data.draw(st.lists(st.sampled_from(sorted(self.bodies)), min_size=1, unique=True))
        answer = self.run(self.chat.append(*map(self.again, ids)))
        assert not answer.created
        for message_id, stored in zip(ids, answer.messages, strict=True):
            assert self.stored[stored["sequence_order"] - 1]["id"] == message_id
            assert seen([stored]) == [self.find(message_id)]

    @precondition(lambda self: self.bodies)
    @rule(data=st.data(), new=st.booleans())
    def use_an_id_again(self, data: st.DataObject, new: bool) -> None:
        message_id = data.draw(st.sampled_from(sorted(self.bodies)))
        body = self.again(message_id)
        messages = [
            data.draw(
                st.sampled_from(
                    [
                        replace(body, content=f"{body.content}!", no_content=False),
                        replace(body, others={**body.others, "reasoning": "another"}),
                        replace(body, no_content=not body.no_content),
                    ]
                )
            )
        ]
        if new:
            messages = [self.again(message_id), NewMessage("user", "new", {}, None)]
        with pytest.raises(MessageIdTaken):
            self.run(self.chat.append(*messages))

    @precondition(lambda self: self.stored)
    @rule(data=st.data(), changes=CHANGES)
    def edit(self, data: st.DataObject, changes: MessageChanges) -> None:
        message = self.a_message(data)
        work = self.chat.change(message["id"], changes)
        if message["id"] in self.erased:
            with pytest.raises(MessageRedacted):
                self.run(work)
            return
        self.run(work)
        model.edit(message, changes)

    @precondition(lambda self: self.stored)
    @rule(data=st.data(), after=st.integers(0, 4), fault=FAULTS)
    def redact(self, data: st.DataObject, after: int, fault: dict[str, Any]) -> None:
        message = self.a_message(data)

        async def fail_then_repeat() -> None:
            async with failing(self.database, after=after, fault=fault):
                with suppress(DatabaseError):
                    await self.chat.redact(message["id"])
            await self.chat.redact(message["id"])

        self.run(fail_then_repeat())
        if message["id"] not in self.erased:
            self.stored[self.stored.index(message)] = model.redacted(message)
        self.erased.add(message["id"])

    @rule()
    def another_process_goes_on(self) -> None:
        self.chat.hints, self.other_hints = self.other_hints, self.chat.hints

    @rule(limits=LIMITS)
    def seal(self, limits: SealingLimits) -> None:
        self.run(self.chat.seal(limits))

    @rule(limits=LIMITS, learned=st.booleans())
    def an_older_release_seals_beside(self, limits: SealingLimits, learned: bool) -> None:
        """And what it sealed is asked for again, by whoever knew what was sealed before."""
        if learned:
            self.run(self.chat.hints.learn(self.chat.chat_id))
        if self.run(seal_without_max(self.chat, limits)):
            sealed = self.run(self.chat.raw())["sealed_sequence"]
            again = self.again(self.stored[sealed - 1]["id"])
            assert not self.run(self.chat.append(again)).created

    @rule(afresh=st.booleans())
    def what_is_sealed_is_counted_in(self, afresh: bool) -> None:
        assert self.run(catch_up(self.chat.chat_id, afresh=afresh)) == 0

    @rule()
    def a_backup_is_made(self) -> None:
        self.backup = Backup(
            self.run(self.chat.raw()),
            self.run(self.chat.buckets()),
            deepcopy((self.stored, self.bodies, self.erased)),
        )

    @precondition(lambda self: self.backup)
    @rule(older=st.booleans())
    def the_backup_is_restored(self, older: bool) -> None:
        """With the service stopped: nothing that a process held outlives it."""
        assert self.backup is not None
        self.run(self.backup.restored(self.chat.chat_id, without_max=older))
        self.stored, self.bodies, self.erased = deepcopy(self.backup.model)
        self.chat.hints, self.other_hints = ChatHints(), ChatHints()
        self.restored += 1

    @rule(limits=LIMITS, after=st.integers(0, 8), fault=FAULTS)
    def sealing_fails(self, limits: SealingLimits, after: int, fault: dict[str, Any]) -> None:
        async def fail() -> None:
            async with failing(self.database, after=after, fault=fault):
                with suppress(DatabaseError):
                    await self.chat.seal(limits)

        self.run(fail())

    @rule(room=st.integers(0, 2000), limits=LIMITS)
    def make_room(self, room: int, limits: SealingLimits) -> None:
        self.run(self.chat.seal(limits, tail_bytes_at_most=room))

    @rule(target=snapshots)
    def a_sealer_reads_the_chat_and_is_stopped(self) -> Any:
        async def read() -> Any:
            return await committed_in(Chat).find_one({"_id": self.chat.chat_id})

        chat = self.run(read())
        return multiple((self.restored, chat)) if chat and chat["messages"] else multiple()

    @rule(read=snapshots, limits=LIMITS, older=st.booleans())
    def the_stopped_sealer_goes_on(
        self, read: tuple[int, dict[str, Any]], limits: SealingLimits, older: bool
    ) -> None:
        restored, chat = read
        if restored != self.restored:
            return

        async def go_on() -> None:
            piece = sealing._piece(chat, limits, 0)
            if older:
                await go_on_without_max(self.chat, chat, piece)
                return
            copied = await sealing._copy(chat, piece, self.chat.now)
            if copied is not None:
                await sealing._commit(chat, copied)

        self.run(go_on())

    @rule(first=LISTS, second=LISTS, limits=LIMITS, data=st.data())
    def all_at_once(
        self,
        first: list[NewMessage],
        second: list[NewMessage],
        limits: SealingLimits,
        data: st.DataObject,
    ) -> None:
        first = [m for m in first if m.id is None or m.id not in self.bodies]
        taken = {m.id for m in first if m.id}
        second = [m for m in second if m.id not in taken and m.id not in self.bodies]
        edited = [m for m in self.stored if m["id"] not in self.erased]
        message = data.draw(st.sampled_from(edited)) if edited else None

        async def at_once() -> list[Any]:
            return await asyncio.gather(
                *(self.chat.append(*messages) for messages in (first, second) if messages),
                self.chat.seal(limits),
                self.chat.seal(),
                *([self.chat.edit(message["id"], "edited at once")] if message else []),
                self.whole_beside_writers(),
            )

        answers = [a for a in self.run(at_once()) if isinstance(a, Appended)]
        asked = [messages for messages in (first, second) if messages]
        pairs = zip(asked, answers, strict=True)
        for messages, answer in sorted(pairs, key=lambda p: p[1].messages[0]["sequence_order"]):
            self.note(messages, answer)
        if message:
            message["content"] = "edited at once"

    async def whole_beside_writers(self) -> None:
        """Whoever reads beside the writers misses nothing, and sees nothing twice."""
        ids = [message["id"] for message in self.stored]
        seen = await self.chat.upward(3)
        assert [message["id"] for message in seen][: len(ids)] == ids
        assert [message["sequence_order"] for message in seen] == list(range(1, len(seen) + 1))
        if ids:
            assert (await self.chat.find(ids[0]))["id"] == ids[0]

    @rule(after=st.integers(0, 60), limit=st.integers(1, 12), data=st.data())
    def one_page(self, after: int, limit: int, data: st.DataObject) -> None:
        upward = data.draw(st.booleans(), label="upward")
        page = self.run(self.chat.page(limit, **{"after" if upward else "before": after}))
        numbers = [message["sequence_order"] for message in page.messages]
        if upward:
            expected = list(range(after + 1, min(after + limit, len(self.stored)) + 1))
            assert numbers == expected[: len(numbers)]
        else:
            expected = list(range(1, min(after - 1, len(self.stored)) + 1))[-limit:]
            assert numbers == expected[len(expected) - len(numbers) :]
        assert bool(numbers) == bool(expected)
        if not self.small_pages:
            assert numbers == expected

    @precondition(lambda self: self.stored)
    @rule(data=st.data())
    def one_message(self, data: st.DataObject) -> None:
        message = self.a_message(data)
        assert seen([self.run(self.chat.find(message["id"]))]) == [message]

    @invariant()
    def the_chat_is_the_list(self) -> None:
        upward = self.run(self.chat.upward(7))
        assert seen(upward) == self.stored
        assert [m["sequence_order"] for m in upward] == list(range(1, len(upward) + 1))
        assert seen(self.run(self.chat.downward(5))) == self.stored

    @invariant()
    def no_id_that_is_counted_in_is_above_the_greatest(self) -> None:
        chat = self.run(self.chat.raw())
        counted = min(chat["sealed_max"]["sequence"], chat["sealed_sequence"])
        assert chat["sealed_max"]["sequence"] == counted
        ids = [message["id"] for message in self.stored[:counted]]
        for order, rank in greatest(ids).items():
            assert rank <= chat["sealed_max"][order]

    @invariant()
    def nothing_erased_is_kept_anywhere(self) -> None:
        for document in [self.run(self.chat.raw()), *self.run(self.chat.buckets())]:
            for message in document["messages"]:
                if message["id"] in self.erased:
                    assert message["content"] == ""


@pytest.fixture
def machine(
    mongod: EmbeddedServer, template: Template, monkeypatch: pytest.MonkeyPatch
) -> Iterator[type[AgainstAList]]:
    with on_a_database(AgainstAList, mongod, template, patch=monkeypatch) as machine:
        yield machine


def test_a_chat_of_any_shape_reads_like_a_list(machine: type[AgainstAList]) -> None:
    walk(machine, examples=10, steps=25)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_chat_of_any_shape_reads_like_a_list_for_long(machine: type[AgainstAList]) -> None:
    walk(machine, examples=200, steps=60)
