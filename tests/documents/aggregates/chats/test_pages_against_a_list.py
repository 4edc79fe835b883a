"""Pages against a plain list, wherever the messages lie and whatever of them is lost."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from commands.embedded import EmbeddedServer
from documents.aggregates.chats import message_writes, sealing
from documents.aggregates.chats.limits import MAX_PAGE_BYTES, SealingLimits
from documents.aggregates.chats.lost import gaps
from documents.aggregates.chats.pages import ChatPage
from documents.database import Database, collection_of, committed_in
from documents.shapes.chats import Chat, ChatBucket
from tests.documents.aggregates.chats.engine import Engine, end_pages_at, said
from tests.documents.upkeep.support import set_chat
from tests.machines import on_a_database, walk
from tests.template import Template

T = TypeVar("T")

LIMITS = st.builds(SealingLimits, st.integers(1, 5), st.sampled_from([1, 900, 100_000]))
PLACES = st.one_of(
    st.just({}),
    st.builds(lambda n: {"after": n}, st.integers(0, 60)),
    st.builds(lambda n: {"before": n}, st.integers(0, 70) | st.just(2**53)),
)
PAGES = st.integers(1, 20)
CHOSEN = st.integers(0, 10**6)
"""Which of some: they are more or fewer the next time, where sealers and writers met."""
BOTH_WAYS = st.lists(st.tuples(PLACES, PAGES), min_size=1, max_size=5)


def one_of(some: Sequence[T], chosen: int) -> T:
    """The one that a number chooses, however many there are."""
    return some[chosen % len(some)]


class PagesAgainstAList(RuleBasedStateMachine):
    """``self.contents`` is what the chat must hold, ``self.lost`` the numbers that it has lost."""

    runner: asyncio.Runner
    database: Database
    patch: pytest.MonkeyPatch

    @initialize(limits=LIMITS, page_bytes=st.sampled_from([1_200, MAX_PAGE_BYTES]))
    def a_chat(self, limits: SealingLimits, page_bytes: int) -> None:
        self.contents: list[str] = []
        self.lost: set[int] = set()
        self.recorded: set[int] = set()
        self.whole_pages = page_bytes == MAX_PAGE_BYTES
        end_pages_at(page_bytes, self.patch)
        self.patch.setattr(message_writes, "MAX_BUCKET_BYTES", 2_500)
        user_id = uuid4().hex
        self.chat = self.run(Engine.made(self.database, user_id=user_id, limits=limits))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @property
    def left(self) -> list[int]:
        """The numbers that have a message."""
        return [n for n in range(1, len(self.contents) + 1) if n not in self.lost]

    @rule(number=st.integers(1, 12), size=st.sampled_from([1, 300]))
    def append(self, number: int, size: int) -> None:
        last = len(self.contents)
        contents = [f"{n} ".ljust(size, "x") for n in range(last + 1, last + number + 1)]
        new = [said(text, f"id-{n}") for n, text in enumerate(contents, last + 1)]
        self.run(self.chat.append(*new))
        self.contents += contents

    @rule(limits=LIMITS, whole=st.booleans())
    def seal(self, limits: SealingLimits, whole: bool) -> None:
        options = {"tail_bytes_at_most": 0} if whole else {}
        self.run(self.chat.seal(limits, **options))

    @rule(limits=LIMITS)
    def a_sealer_is_stopped_before_it_commits(self, limits: SealingLimits) -> None:
        async def copy() -> None:
            chat = await committed_in(Chat).find_one({"_id": self.chat.chat_id})
            if chat and (piece := sealing._piece(chat, limits, 0)):
                await sealing._copy(chat, piece, self.chat.now)

        self.run(copy())

    @rule(limits=LIMITS)
    def the_setting_is_changed(self, limits: SealingLimits) -> None:
        self.chat.limits = limits

    @precondition(lambda self: self.left)
    @rule(chosen=CHOSEN, size=st.sampled_from([1, 300, 1_500]))
    def edit(self, chosen: int, size: int) -> None:
        """A long text may split its bucket."""
        number = one_of(self.left, chosen)
        content = f"{number} again".ljust(size, "y")
        if self.contents[number - 1]:
            self.run(self.chat.edit(f"id-{number}", content))
            self.contents[number - 1] = content

    @precondition(lambda self: self.left)
    @rule(chosen=CHOSEN)
    def redact(self, chosen: int) -> None:
        number = one_of(self.left, chosen)
        self.run(self.chat.redact(f"id-{number}"))
        self.contents[number - 1] = ""

    @precondition(lambda self: self.left)
    @rule(chosen=CHOSEN, which=CHOSEN, one=st.booleans())
    def lose(self, chosen: int, which: int, one: bool) -> None:
        """A bucket, or a single message of one."""

        async def lose() -> set[int]:
            sealed = (await self.chat.raw())["sealed_sequence"]
            buckets = [b for b in await self.chat.buckets() if b["last_sequence"] <= sealed]
            buckets = [bucket for bucket in buckets if len(bucket["messages"]) > one]
            if not buckets:
                return set()
            bucket = one_of(buckets, chosen)
            numbers = {message["sequence_order"] for message in bucket["messages"]}
            if one:
                numbers = {one_of(sorted(numbers), which)}
                pulled = {"messages": {"sequence_order": {"$in": list(numbers)}}}
                await collection_of(ChatBucket).update_one(
                    {"_id": bucket["_id"]}, {"$pull": pulled}
                )
            else:
                await collection_of(ChatBucket).delete_one({"_id": bucket["_id"]})
            return numbers

        self.lost |= self.run(lose())

    @rule()
    def record_what_is_lost(self) -> None:
        """As a repair does."""
        ranges = gaps(self.left, 1, len(self.contents))
        recorded = {"$set": {"lost": [each.model_dump() for each in ranges]}}
        self.run(set_chat(self.chat, recorded))
        self.recorded = set(self.lost)

    @rule(asked=BOTH_WAYS)
    def read(self, asked: list[tuple[dict[str, int], int]]) -> None:
        for place, limit in asked:
            self.check(self.run(self.chat.page(limit, **place)), limit, place)

    @rule(upward=st.booleans(), limit=PAGES)
    def read_all(self, upward: bool, limit: int) -> None:
        async def walk() -> tuple[list[int], set[int]]:
            there: list[int] = []
            lost: set[int] = set()
            page = await self.chat.page(limit, **({"after": 0} if upward else {}))
            while True:
                there += [message["sequence_order"] for message in page.messages]
                lost |= {n for each in page.lost for n in range(each.first, each.last + 1)}
                if not (page.has_after if upward else page.has_before):
                    return there, lost
                place = {"after": page.last} if upward else {"before": page.first}
                page = await self.chat.page(limit, **place)

        there, lost = self.run(walk())
        assert sorted(there) == self.left
        assert lost == self.lost

    @rule(limits=LIMITS, asked=BOTH_WAYS, chosen=CHOSEN)
    def read_beside_writers(
        self, limits: SealingLimits, asked: list[tuple[dict[str, int], int]], chosen: int
    ) -> None:
        numbers = [n for n in self.left if self.contents[n - 1]]
        edited = one_of(numbers, chosen) if numbers else None
        content = "z" * 1_500

        async def at_once() -> list[Any]:
            work = [self.chat.page(limit, **place) for place, limit in asked]
            beside: list[Coroutine[Any, Any, Any]] = [self.chat.seal(limits), self.chat.seal()]
            if edited:
                beside.append(self.chat.edit(f"id-{edited}", content))
            return await asyncio.gather(*work, *beside)

        before = list(self.contents)
        answers = self.run(at_once())
        if edited:
            self.contents[edited - 1] = content
        for page, (place, limit) in zip(answers, asked, strict=False):
            self.check(page, limit, place, or_as=before)

    def check(
        self, page: ChatPage, limit: int, place: dict[str, int], or_as: list[str] | None = None
    ) -> None:
        after, before = place.get("after"), place.get("before")
        last = len(self.contents)
        if after is not None:
            expected = list(range(after + 1, min(after + limit, last) + 1))
        else:
            high = last if before is None else max(0, min(before - 1, last))
            expected = list(range(1, high + 1))[-limit:]
        numbers = [message["sequence_order"] for message in page.messages]
        if not self.whole_pages and numbers:
            # Ends early, at its far end.
            kept = range(expected[0], numbers[-1] + 1)
            if after is None:
                kept = range(numbers[0], expected[-1] + 1)
            lost = {n for each in page.lost for n in range(each.first, each.last + 1)}
            expected = [n for n in expected if n in kept or n in lost]
        assert numbers == [n for n in expected if n not in self.lost]
        for message in page.messages:
            number = message["sequence_order"]
            assert message["content"] in {c[number - 1] for c in (self.contents, or_as) if c}
        missing = {n for n in expected if n in self.lost}
        if expected:
            assert list(page.lost) == gaps(numbers, expected[0], expected[-1])
            assert page.unrecorded == bool(missing - self.recorded)
            assert (page.first, page.last) == (expected[0], expected[-1])
            assert page.has_before == (expected[0] > 1)
            assert page.has_after == (expected[-1] < last)


@pytest.fixture
def machine(
    mongod: EmbeddedServer, template: Template, monkeypatch: pytest.MonkeyPatch
) -> Iterator[type[PagesAgainstAList]]:
    with on_a_database(PagesAgainstAList, mongod, template, patch=monkeypatch) as machine:
        yield machine


def test_pages_of_a_chat_of_any_shape_are_parts_of_a_list(
    machine: type[PagesAgainstAList],
) -> None:
    walk(machine, examples=12, steps=25)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_pages_of_a_chat_of_any_shape_are_parts_of_a_list_for_long(
    machine: type[PagesAgainstAList],
) -> None:
    walk(machine, examples=300, steps=50)
