"""Chats with versions, forks, attachments and costs against plain lists, whatever is done and
whatever fails."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.attachments.uploading import NewAttachment
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.database import Database, DatabaseError
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.attachments import AttachmentInUse, AttachmentMissing
from documents.shapes.errors.chats import ChatError, MessageRedacted
from services.attachments import UploadBody
from services.chat_answers import MessageConflict
from services.wiring import Services, Wiring, make_services
from tests.api.chats.forks_checks import StoredChats
from tests.api.chats.forks_model import (
    COMMANDS,
    FAULTS,
    LETTERS,
    TOKENS,
    Cost,
    KnownChat,
    KnownMessage,
    Said,
    usage_of,
)
from tests.documents.aggregates.chats.faults import failing
from tests.support import CURSOR_KEY, SetClock, settings_for

T = TypeVar("T")


class ForksAgainstLists(RuleBasedStateMachine):
    """``self.chats`` is what there must be of one user, and all of it."""

    runner: asyncio.Runner
    database: Database
    uri: str

    @initialize(piece=st.sampled_from([2, 3, 7]))
    def begin(self, piece: int) -> None:
        self.user = uuid.uuid4().hex
        self.clock = SetClock()
        settings = settings_for(
            self.uri, self.database.name, bucket_messages=piece, deleted_kept_days=7
        )
        wiring = Wiring(settings, CURSOR_KEY, self.clock, redaction_key=b"a key for tests")
        self.services: Services = make_services(self.database, wiring)
        self.chats: dict[PydanticObjectId, KnownChat] = {}
        self.deleted: dict[PydanticObjectId, KnownChat] = {}
        self.bytes: dict[PydanticObjectId, bytes] = {}
        self.stored = StoredChats(self.services, self.user, self.clock, self.chats, self.bytes)
        self.number = 0
        self.a_chat()
        (chat,) = self.chats.values()
        self.add_messages(chat, ["a", "b", "c", "d", "e"], 1)

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

    def drawn(self, data: st.DataObject) -> tuple[KnownChat, KnownMessage]:
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
        self.chats[chat_id] = KnownChat(chat_id)

    @precondition(lambda self: self.chats)
    @rule(data=st.data(), content=st.sampled_from([b"x", b"xy"]), fault=FAULTS, after=COMMANDS)
    def upload(
        self, data: st.DataObject, content: bytes, fault: dict[str, Any] | None, after: int
    ) -> None:
        """One that fails without an answer may be there all the same, and goes with time."""
        chat = data.draw(st.sampled_from(list(self.chats.values())))

        async def stream() -> AsyncIterator[bytes]:
            yield content

        async def upload() -> PydanticObjectId:
            new = NewAttachment("image/png")
            stored, _ = await self.services.attachments.upload(
                self.user, chat.id, new, UploadBody(stream())
            )
            made: PydanticObjectId = stored["attachment_id"]
            return made

        self.bytes[self.failing_once(upload, fault, after)] = content

    def content(self, data: st.DataObject, chat: KnownChat, text: str) -> Said:
        """A text, or parts that name attachments which the chat has."""
        there = self.run(self.stored.attachments_of(chat.id)) & self.bytes.keys()
        named = data.draw(st.sets(st.sampled_from(sorted(there)), max_size=2)) if there else set()
        if not named:
            return text
        files = [{"type": "file", "file": {"file_id": str(each)}} for each in sorted(named)]
        return [{"type": "text", "text": text}, *files]

    @precondition(lambda self: self.chats)
    @rule(data=st.data(), fault=FAULTS, after=COMMANDS)
    def delete_attachment(
        self, data: st.DataObject, fault: dict[str, Any] | None, after: int
    ) -> None:
        chat = data.draw(st.sampled_from(list(self.chats.values())))
        there = self.run(self.stored.attachments_of(chat.id))
        if not there:
            return
        attachment_id = data.draw(st.sampled_from(sorted(there)))

        async def delete() -> None:
            with suppress(AttachmentMissing):
                await self.services.attachments.delete(self.user, chat.id, attachment_id)

        if attachment_id in chat.named:
            with pytest.raises(AttachmentInUse):
                self.failing_once(delete, None, after)
            return
        # Who was about to name it, and failed, holds it for a day.
        with suppress(AttachmentInUse):
            self.failing_once(delete, fault, after)

    @precondition(lambda self: self.chats)
    @rule(data=st.data(), texts=st.lists(LETTERS, min_size=1, max_size=6), tokens=TOKENS)
    def append(self, data: st.DataObject, texts: list[str], tokens: int | None) -> None:
        """And let it be sealed, where that is due."""
        chat = data.draw(st.sampled_from(list(self.chats.values())))
        self.add_messages(chat, [self.content(data, chat, text) for text in texts], tokens)

    def add_messages(self, chat: KnownChat, contents: Sequence[Said], tokens: int | None) -> None:
        used = usage_of(tokens)
        new = [NewMessage("user", said, {}, self.new_id("m"), used) for said in contents]
        self.failing_once(
            lambda: self.services.messages.add_message(self.user, chat.id, new), None, 0
        )
        for each, said in zip(new, contents, strict=True):
            assert each.id is not None
            costs = {each.id: Cost(chat.id, tokens)}
            chat.messages.append(KnownMessage(each.id, {each.id: said}, each.id, costs))

    @rule()
    def count(self) -> None:
        """What the analytics have not counted yet."""
        self.run(count_new(self.database, user_id=self.user))

    @precondition(has_messages)
    @rule(data=st.data(), tokens=TOKENS, fault=FAULTS, after=COMMANDS)
    def say_cost(
        self, data: st.DataObject, tokens: int | None, fault: dict[str, Any] | None, after: int
    ) -> None:
        chat, message = self.drawn(data)
        changes = MessageChanges({"usage": None, **usage_of(tokens)})
        if message.is_redacted:
            return

        async def say() -> None:
            await self.services.messages.edit_message(
                self.user, chat.id, message.id, changes=changes, revisions=None
            )

        self.failing_once(say, fault, after)
        message.costs[message.selected].tokens = tokens

    @precondition(has_messages)
    @rule(data=st.data(), text=LETTERS)
    def edit(self, data: st.DataObject, text: str) -> None:
        chat, message = self.drawn(data)
        content = self.content(data, chat, text)
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
    @rule(data=st.data(), text=LETTERS, tokens=TOKENS, fault=FAULTS, after=COMMANDS)
    def add_version(
        self,
        data: st.DataObject,
        text: str,
        tokens: int | None,
        fault: dict[str, Any] | None,
        after: int,
    ) -> None:
        chat, message = self.drawn(data)
        content = self.content(data, chat, text)
        version_id = self.new_id("v")

        async def add() -> None:
            await self.services.versions.add_version(
                self.user,
                chat.id,
                message.id,
                version_id=version_id,
                fields={"content": content, **usage_of(tokens)},
                revisions=None,
            )

        if message.is_redacted:
            with pytest.raises(MessageConflict) as refused:
                self.failing_once(add, None, after)
            assert isinstance(refused.value.refusal, MessageRedacted)
            return
        self.failing_once(add, fault, after)
        message.versions[version_id] = content
        message.costs[version_id] = Cost(chat.id, tokens)
        message.selected = version_id

    @precondition(has_messages)
    @rule(data=st.data(), fault=FAULTS, after=COMMANDS)
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
    @rule(data=st.data(), in_forks=st.booleans(), fault=FAULTS, after=COMMANDS)
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
        there = [*self.chats.values(), *self.deleted.values()]
        for other in there if in_forks else ():
            if other.origins.get(chat.id, 0) >= number:
                assert other.messages[number - 1].id == message.id
                other.messages[number - 1].redact()

    @precondition(lambda self: len(self.chats) < 8 and self.has_messages())
    @rule(
        data=st.data(),
        fault=FAULTS,
        after=COMMANDS,
        with_key=st.booleans(),
        with_session=st.booleans(),
    )
    def fork(
        self,
        data: st.DataObject,
        fault: dict[str, Any] | None,
        after: int,
        with_key: bool,
        with_session: bool,
    ) -> None:
        """One that fails without a key may have been made all the same."""
        chat, message = self.drawn(data)
        through = chat.messages.index(message) + 1
        key = self.new_id("f") if with_key else None

        async def fork() -> PydanticObjectId:
            head, _ = await self.services.forks.fork_chat(
                self.user, chat.id, through=through, with_session=with_session, key=key
            )
            return head.id

        self.failing_once(fork, fault, after)
        made = self.run(self.stored.forks_of(chat.id)) - self.chats.keys()
        # What fails may come after it is made, too: it is read once more.
        assert len(made) == 1 or (len(made) == 2 and fault is not None and not with_key)
        for fork_id in made:
            head = self.run(self.services.chats.get_chat(self.user, fork_id))
            assert (head.session_id is not None) == with_session
            self.chats[fork_id] = chat.fork(fork_id, through, session_id=head.session_id)

    def of_sessions(self, *, owned: bool) -> list[PydanticObjectId]:
        return [chat.id for chat in self.chats.values() if (chat.session_id is not None) == owned]

    @precondition(lambda self: len(self.chats) > 4 and self.of_sessions(owned=False))
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        chat_id = data.draw(st.sampled_from(self.of_sessions(owned=False)))

        async def delete() -> None:
            await self.services.chats.delete_chat(self.user, chat_id, None)
            await self.services.background.finish()

        self.run(delete())
        del self.chats[chat_id]

    @precondition(lambda self: self.of_sessions(owned=True))
    @rule(data=st.data())
    def delete_session(self, data: st.DataObject) -> None:
        """With its chat, and both may be restored."""
        chat_id = data.draw(st.sampled_from(self.of_sessions(owned=True)))
        session_id = self.chats[chat_id].session_id
        assert session_id is not None
        self.run(self.services.sessions.delete_session(self.user, session_id, None))
        self.deleted[chat_id] = self.chats.pop(chat_id)

    @precondition(lambda self: self.deleted)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        self.come_back(data.draw(st.sampled_from(list(self.deleted))))

    def come_back(self, chat_id: PydanticObjectId) -> None:
        chat = self.deleted.pop(chat_id)
        assert chat.session_id is not None
        self.run(self.services.sessions.restore_session(self.user, chat.session_id))
        self.chats[chat_id] = chat

    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        """At one chat in all ways."""
        if self.chats:
            self.run(self.stored.is_known(data.draw(st.sampled_from(list(self.chats.values())))))

    def teardown(self) -> None:
        if hasattr(self, "chats"):
            for chat_id in list(self.deleted):
                self.come_back(chat_id)
            self.run(self.stored.is_all())
            self.run(self.services.background.finish())
