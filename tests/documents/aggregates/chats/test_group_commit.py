"""Appends to several chats that are under way at once, and go to the server together."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.chats.limits import ChatHints
from documents.database import Database, DatabaseError, GroupCommit, collection_of, group_commit
from documents.database.deadlines import BoundedBy, Deadline
from documents.shapes.chats import Chat
from tests.documents.aggregates.chats.engine import Engine, said
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE
from tests.documents.aggregates.chats.group_machine import SeveralChats
from tests.documents.aggregates.chats.sent import COMMANDS
from tests.machines import on_a_database, walk
from tests.template import Template


async def chats_of(database: Database, number: int = 4) -> list[Engine]:
    """Chats whose end this process knows; of their appends one is under way before the others
    gather."""
    together = GroupCommit(collection_of(Chat, database), lambda: False, at_once=1)
    chats = [await Engine.made(database, group_commit=together) for _ in range(number)]
    for chat in chats:
        await chat.append(said("first"))
        await chat.append(said("second"))
    COMMANDS.names.clear()
    return chats


async def all_at_once(database: Database, chats: list[Engine]) -> list[Any]:
    with database.within_timeout():
        return await asyncio.gather(
            *(chat.append(said("third")) for chat in chats), return_exceptions=True
        )


async def are_stored_once(chats: list[Engine]) -> None:
    for chat in chats:
        assert await chat.contents() == ["first", "second", "third"]


@asynccontextmanager
async def held(database: Database, chat: Engine) -> AsyncIterator[None]:
    """The chat is written to by a transaction that is undone after the block."""
    async with await database.client.start_session() as session, session.start_transaction():
        await database["chats"].update_one(
            {"_id": chat.chat_id}, {"$inc": {"revision": 1}}, session=session
        )
        yield
        await session.abort_transaction()


async def test_those_that_come_while_one_is_under_way_go_as_one_command(heard: Database) -> None:
    chats = await chats_of(heard)
    answers = await all_at_once(heard, chats)
    assert COMMANDS.names == ["update", "update"]
    assert all(answer.created for answer in answers)
    assert [answer.messages[0]["sequence_order"] for answer in answers] == [3] * len(chats)
    await are_stored_once(chats)


async def test_where_one_chat_has_moved_on_all_are_stored_once(bound: Database) -> None:
    chats = await chats_of(bound)
    moved = chats[2]
    await Engine(bound, moved.chat_id, hints=ChatHints()).append(said("of another process"))
    answers = await all_at_once(bound, chats)
    assert all(answer.created for answer in answers)
    chats.remove(moved)
    await are_stored_once(chats)
    assert await moved.contents() == ["first", "second", "of another process", "third"]


async def test_where_one_chat_is_closed_the_others_are_stored(bound: Database) -> None:
    chats = await chats_of(bound)
    closed = chats.pop()
    await collection_of(Chat).update_one(
        {"_id": closed.chat_id}, {"$set": {"closed_at": closed.now}}
    )
    *answers, refused = await all_at_once(bound, [*chats, closed])
    assert type(refused).__name__ == "ChatClosed"
    assert all(answer.created for answer in answers)
    await are_stored_once(chats)


@pytest.mark.parametrize("fault", [DONE, NOT_DONE])
async def test_what_fails_together_is_stored_once(bound: Database, fault: dict[str, Any]) -> None:
    chats = await chats_of(bound)
    await bound.client.admin.command(
        {
            "configureFailPoint": "failCommand",
            "mode": {"times": 2},
            "data": {"failCommands": ["update"], **fault},
        }
    )
    alone, *answers = await all_at_once(bound, chats)
    assert isinstance(alone, DatabaseError)
    assert all(answer.created for answer in answers)
    await are_stored_once(chats[1:])


async def test_one_that_was_stored_before_is_answered_as_a_repetition(bound: Database) -> None:
    chats = await chats_of(bound)
    message = said("stored by another process", "an-id")
    await Engine(bound, chats[1].chat_id, hints=ChatHints()).append(message)
    with bound.within_timeout():
        first, second = await asyncio.gather(chats[0].append(said("x")), chats[1].append(message))
    assert first.created
    assert not second.created
    assert (await chats[1].contents()).count("stored by another process") == 1


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes together is given up sooner."""
    monkeypatch.setattr(group_commit, "_SECONDS", 0.1)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("place", [0, 1])
async def test_a_held_chat_does_not_hold_the_others(bound: Database, place: int) -> None:
    """Neither where it is the one under way, nor where it goes with them."""
    chats = await chats_of(bound)
    with bound.within_timeout():
        async with held(bound, chats[place]):
            appends = [asyncio.create_task(chat.append(said("third"))) for chat in chats]
            waits = appends.pop(place)
            await asyncio.gather(*appends)
            assert not waits.done()
        await waits
    await are_stored_once(chats)


async def test_one_that_is_cancelled_while_it_waits_is_not_sent(bound: Database) -> None:
    chats = await chats_of(bound)
    together = chats[0].group_commit
    with bound.within_timeout():
        first, cancelled, third = [
            asyncio.create_task(chat.append(said("third"))) for chat in chats[:3]
        ]

        async def cancel() -> None:
            assert together is not None
            assert together.waiting == 2
            cancelled.cancel()

        await asyncio.gather(first, third, cancel())
    assert await chats[1].contents() == ["first", "second"]
    await are_stored_once([chats[0], chats[2]])


async def test_one_with_little_time_left_does_not_wait_for_others(heard: Database) -> None:
    chats = await chats_of(heard)
    with BoundedBy(Deadline(0.9)):
        await asyncio.gather(*(chat.append(said("third")) for chat in chats))
    assert COMMANDS.names == ["update"] * len(chats)
    await are_stored_once(chats)


async def test_no_more_goes_together_than_a_command_may_weigh(
    heard: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = await chats_of(heard)
    monkeypatch.setattr(group_commit, "_BYTES", 300)
    await all_at_once(heard, chats)
    assert COMMANDS.names == ["update", "update", "update"]
    await are_stored_once(chats)


@pytest.fixture
def machine(mongod: EmbeddedServer, template: Template) -> Iterator[type[SeveralChats]]:
    with on_a_database(SeveralChats, mongod, template) as machine:
        yield machine


def test_whatever_fails_every_chat_holds_what_was_acknowledged(machine: type[SeveralChats]) -> None:
    walk(machine, examples=10, steps=20)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_whatever_fails_every_chat_holds_what_was_acknowledged_for_long(
    machine: type[SeveralChats],
) -> None:
    walk(machine, examples=200, steps=50)
