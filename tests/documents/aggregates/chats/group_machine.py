"""Several chats to which many append at once, against plain lists."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from documents.aggregates.chats.append import Appended, NewMessage
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.database import Database, DatabaseError, GroupCommit, collection_of
from documents.shapes.chats import Chat
from tests.documents.aggregates.chats.engine import Engine, said
from tests.documents.aggregates.chats.faults import failing
from tests.documents.aggregates.chats.strategies import FAULTS

T = TypeVar("T")

CHATS = 5
LIMITS = SealingLimits(piece_messages=3, piece_bytes=100_000)


@dataclass
class _Known:
    """A chat and what it must hold; another process appends to it, too."""

    chat: Engine
    other: Engine
    contents: list[str] = field(default_factory=list)


class SeveralChats(RuleBasedStateMachine):
    """Each content is said once: so it is seen where it is doubled."""

    runner: asyncio.Runner
    database: Database

    @initialize(at_once=st.integers(1, 2))
    def chats(self, at_once: int) -> None:
        self.number = 0
        together = GroupCommit(collection_of(Chat), lambda: False, at_once=at_once)
        self.known = [self.run(self.made(together)) for _ in range(CHATS)]

    async def made(self, together: GroupCommit) -> _Known:
        chat = await Engine.made(self.database, limits=LIMITS, group_commit=together)
        other = Engine(self.database, chat.chat_id, limits=LIMITS, hints=ChatHints())
        return _Known(chat, other)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def a_message(self, with_id: bool) -> NewMessage:
        self.number += 1
        return said(f"message {self.number}", f"id-{self.number}" if with_id else None)

    @rule(
        of_which=st.lists(st.booleans(), min_size=CHATS, max_size=CHATS),
        moved=st.sets(st.integers(0, CHATS - 1), max_size=2),
        after=st.integers(0, 4),
        fault=st.none() | FAULTS,
    )
    def append_to_all(
        self, of_which: list[bool], moved: set[int], after: int, fault: dict[str, Any] | None
    ) -> None:
        """With an id or without, while some have moved on, and the server fails some commands."""
        messages = [self.a_message(with_id) for with_id in of_which]
        others = {place: self.a_message(False) for place in sorted(moved)}

        async def at_once() -> list[Appended | BaseException]:
            with self.database.within_timeout():
                return await asyncio.gather(
                    *(
                        known.chat.append(message)
                        for known, message in zip(self.known, messages, strict=True)
                    ),
                    return_exceptions=True,
                )

        async def with_faults() -> list[Appended | BaseException]:
            if fault is None:
                return await at_once()
            async with failing(self.database, after=after, fault=fault):
                return await at_once()

        # The other process meets no faults: how many commands it needs is its own matter.
        for place, message in others.items():
            self.run(self.known[place].other.append(message))
            self.known[place].contents.append(str(message.content))
        answers = self.run(with_faults())
        for known, message, answer in zip(self.known, messages, answers, strict=True):
            self.is_as_told(known, message, answer)

    def is_as_told(
        self, known: _Known, message: NewMessage, answer: Appended | BaseException
    ) -> None:
        content = str(message.content)
        if isinstance(answer, Appended):
            assert answer.created
            known.contents.append(content)
            assert answer.messages[0]["sequence_order"] == len(known.contents)
            return
        assert isinstance(answer, DatabaseError)
        if message.id is not None:
            self.run(known.chat.append(message))
            known.contents.append(content)
        elif content in self.run(known.chat.contents()):
            known.contents.append(content)

    @rule(place=st.integers(0, CHATS - 1))
    def seal(self, place: int) -> None:
        self.run(self.known[place].chat.seal())

    @invariant()
    def each_holds_what_was_acknowledged(self) -> None:
        for known in getattr(self, "known", []):
            assert self.run(known.chat.contents()) == known.contents
