"""Chats with versions and forks against plain lists, whatever is done and whatever fails."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.forks.unfinished import MADE_WITHIN
from documents.database import Database, DatabaseError
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.chats import ChatError, MessageRedacted
from documents.upkeep.check import check_chat
from documents.upkeep.sweep import sweep
from services.chat_answers import MessageConflict
from services.wiring import Services, Wiring, make_services
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE, failing
from tests.documents.upkeep.test_sweep import PERIODS
from tests.queries import look
from tests.support import CURSOR_KEY, SetClock, settings_for

T = TypeVar("T")
LETTERS = st.text("abc", min_size=1, max_size=3)
FAULTS = st.sampled_from([None, NOT_DONE, DONE])


@dataclass
class Said:
    """A message: what its versions say by their ids, in the order they were added."""

    id: str
    versions: dict[str, str]
    selected: str
    is_redacted: bool = False

    def redact(self) -> None:
        self.is_redacted = True
        self.versions = dict.fromkeys(self.versions, "")


@dataclass
class Known:
    """A chat: its messages, and the chats that it was forked from with how many of theirs."""

    id: PydanticObjectId
    messages: list[Said] = field(default_factory=list)
    origins: dict[PydanticObjectId, int] = field(default_factory=dict)
    parent: PydanticObjectId | None = None

    def fork(self, fork_id: PydanticObjectId, through: int) -> "Known":
        """What a fork of it has."""
        older = {chat_id: min(number, through) for chat_id, number in self.origins.items()}
        past = deepcopy(self.messages[:through])
        return Known(fork_id, past, {self.id: through, **older}, self.id)


class ForksAgainstLists(RuleBasedStateMachine):
    """``self.chats`` is what there must be of one user, and all of it."""

    runner: asyncio.Runner
    database: Database
    uri: str

    @initialize(piece=st.sampled_from([2, 3, 7]))
    def begin(self, piece: int) -> None:
        self.user = uuid.uuid4().hex
        self.clock = SetClock()
        settings = settings_for(self.uri, self.database.name, bucket_messages=piece)
        wiring = Wiring(settings, CURSOR_KEY, self.clock, redaction_key=b"a key for tests")
        self.services: Services = make_services(self.database, wiring)
        self.chats: dict[PydanticObjectId, Known] = {}
        self.number = 0
        self.a_chat()
        (chat,) = self.chats.values()
        self.add_messages(chat, ["a", "b", "c", "d", "e"])

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def failing_once(
        self,
        work: Callable[[], Awaitable[T]],
        fault: dict[str, Any] | None,
        after: int,
    ) -> T:
        """What it answers, after it has perhaps failed once in the midst."""

        async def twice() -> T:
            if fault is not None:
                async with failing(self.database, after=after, fault=fault):
                    with suppress(DatabaseError, ChatError, MessageConflict):
                        await work()
            done = await work()
            await self.services.background.finish()
            return done

        return self.run(twice())

    def drawn(self, data: st.DataObject) -> tuple[Known, Said]:
        """A message of a chat."""
        chats = [chat for chat in self.chats.values() if chat.messages]
        chat = data.draw(st.sampled_from(chats), label="chat")
        return chat, data.draw(st.sampled_from(chat.messages), label="message")

    def has_messages(self) -> bool:
        return any(chat.messages for chat in self.chats.values())

    def new_id(self, kind: str) -> str:
        self.number += 1
        return f"{kind}-{self.number}"

    @precondition(lambda self: not self.chats)
    @rule()
    def a_chat(self) -> None:
        create = self.services.chats.create_chat(self.user, title=None, context_data={})
        chat_id = self.run(create).id
        self.chats[chat_id] = Known(chat_id)

    @precondition(lambda self: self.chats)
    @rule(data=st.data(), contents=st.lists(LETTERS, min_size=1, max_size=6))
    def append(self, data: st.DataObject, contents: list[str]) -> None:
        """And let it be sealed, where that is due."""
        self.add_messages(data.draw(st.sampled_from(list(self.chats.values()))), contents)

    def add_messages(self, chat: Known, contents: list[str]) -> None:
        new = [NewMessage("user", text, {}, self.new_id("m")) for text in contents]
        self.failing_once(
            lambda: self.services.messages.add_message(self.user, chat.id, new), None, 0
        )
        for each in new:
            assert each.id is not None
            chat.messages.append(Said(each.id, {each.id: str(each.content)}, each.id))

    @precondition(has_messages)
    @rule(data=st.data(), content=LETTERS)
    def edit(self, data: st.DataObject, content: str) -> None:
        chat, message = self.drawn(data)
        work = self.services.messages.edit_message(
            self.user,
            chat.id,
            message.id,
            changes=MessageChanges({"content": content}),
            revisions=None,
        )
        if message.is_redacted:
            with pytest.raises(MessageConflict):
                self.run(work)
            return
        self.run(work)
        message.versions[message.selected] = content

    @precondition(has_messages)
    @rule(data=st.data(), content=LETTERS, fault=FAULTS, after=st.integers(0, 7))
    def add_version(
        self, data: st.DataObject, content: str, fault: dict[str, Any] | None, after: int
    ) -> None:
        chat, message = self.drawn(data)
        version_id = self.new_id("v")

        async def add() -> None:
            await self.services.versions.add_version(
                self.user,
                chat.id,
                message.id,
                version_id=version_id,
                fields={"content": content},
                revisions=None,
            )

        if message.is_redacted:
            with pytest.raises(MessageConflict) as refused:
                self.failing_once(add, None, after)
            assert isinstance(refused.value.refusal, MessageRedacted)
            return
        self.failing_once(add, fault, after)
        message.versions[version_id] = content
        message.selected = version_id

    @precondition(has_messages)
    @rule(data=st.data(), fault=FAULTS, after=st.integers(0, 7))
    def select(self, data: st.DataObject, fault: dict[str, Any] | None, after: int) -> None:
        chat, message = self.drawn(data)
        version_id = data.draw(st.sampled_from(list(message.versions)), label="version")

        async def select() -> None:
            await self.services.versions.select_version(
                self.user, chat.id, message.id, version_id, revisions=None
            )

        if message.is_redacted:
            with pytest.raises(MessageConflict):
                self.failing_once(select, None, after)
            return
        self.failing_once(select, fault, after)
        message.selected = version_id

    @precondition(has_messages)
    @rule(data=st.data(), in_forks=st.booleans(), fault=FAULTS, after=st.integers(0, 9))
    def redact(
        self, data: st.DataObject, in_forks: bool, fault: dict[str, Any] | None, after: int
    ) -> None:
        chat, message = self.drawn(data)
        number = chat.messages.index(message) + 1

        async def redact() -> None:
            await self.services.forks.redact_message(
                self.user, chat.id, message.id, revisions=None, in_forks=in_forks
            )

        self.failing_once(redact, fault, after)
        message.redact()
        for other in self.chats.values() if in_forks else ():
            if other.origins.get(chat.id, 0) >= number:
                assert other.messages[number - 1].id == message.id
                other.messages[number - 1].redact()

    @precondition(lambda self: len(self.chats) < 8 and self.has_messages())
    @rule(data=st.data(), fault=FAULTS, after=st.integers(0, 6), with_key=st.booleans())
    def fork(
        self, data: st.DataObject, fault: dict[str, Any] | None, after: int, with_key: bool
    ) -> None:
        """One that fails without a key may have been made all the same."""
        chat, message = self.drawn(data)
        through = chat.messages.index(message) + 1
        key = self.new_id("f") if with_key else None

        async def fork() -> PydanticObjectId:
            head, _ = await self.services.forks.fork_chat(
                self.user, chat.id, through=through, with_session=False, key=key
            )
            return head.id

        self.failing_once(fork, fault, after)
        made = self.run(self.forks_of(chat.id)) - self.chats.keys()
        assert len(made) == 1 or (len(made) == 2 and fault is DONE and not with_key)
        for fork_id in made:
            self.chats[fork_id] = chat.fork(fork_id, through)

    @precondition(lambda self: len(self.chats) > 4)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        chat_id = data.draw(st.sampled_from(list(self.chats)))

        async def delete() -> None:
            await self.services.chats.delete_chat(self.user, chat_id, None)
            await self.services.background.finish()

        self.run(delete())
        del self.chats[chat_id]

    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        """At one chat in all ways."""
        if self.chats:
            self.run(self.is_known(data.draw(st.sampled_from(list(self.chats.values())))))

    async def forks_of(self, chat_id: PydanticObjectId) -> set[PydanticObjectId]:
        page = await self.services.forks.get_forks(self.user, chat_id, cursor=None, limit=500)
        return {listed.head.id for listed in page.items}

    async def is_known(self, chat: Known) -> None:
        page = await self.services.messages.get_messages_after(self.user, chat.id, 0, limit=500)
        assert [
            (m["id"], m["content"], m.get("versions", 1), "redacted_at" in m) for m in page.messages
        ] == [(m.id, m.versions[m.selected], len(m.versions), m.is_redacted) for m in chat.messages]
        for message in chat.messages:
            if len(message.versions) > 1:
                shown = await self.services.versions.get_versions(
                    self.user, chat.id, message.id, cursor=None, limit=500
                )
                found = {v.version["version_id"]: v.version["content"] for v in shown.items}
                assert found == message.versions
                (selected,) = [v.version["version_id"] for v in shown.items if v.is_selected]
                assert selected == message.selected
        children = {other.id for other in self.chats.values() if other.parent == chat.id}
        assert await self.forks_of(chat.id) == children
        checked = await check_chat(chat.id, now=self.clock())
        assert checked is not None
        assert checked.findings == []

    async def is_all(self) -> None:
        """All chats are as they are known to be, and nothing else is stored."""
        for chat in self.chats.values():
            await self.is_known(chat)
        await sweep(self.database, PERIODS, now=self.clock() + MADE_WITHIN + timedelta(seconds=1))
        for name in ("chat_buckets", "message_versions", "unfinished_forks"):
            collection = look(self.database[name])
            found = await collection.distinct("chat_id", {"user_id": self.user})
            assert set(found) <= self.chats.keys()
        assert await look(self.database["unfinished_forks"]).count_documents({}) == 0
        for message_id in {m.id for c in self.chats.values() for m in c.messages if m.is_redacted}:
            redacted = {
                c.id
                for c in self.chats.values()
                for m in c.messages
                if m.id == message_id and m.is_redacted
            }
            left = look(self.database["message_versions"]).find(
                {"message_id": message_id, "chat_id": {"$in": list(redacted)}}
            )
            assert {version["content"] async for version in left} <= {""}

    def teardown(self) -> None:
        if hasattr(self, "chats"):
            self.run(self.is_all())
            self.run(self.services.background.finish())
