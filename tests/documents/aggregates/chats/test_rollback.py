"""What a primary took alone is taken back: nothing that is answered or stored relies on it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import indexes
from documents import DOCUMENTS
from documents.aggregates.chats.limits import SealingLimits
from documents.database import Database
from documents.shapes.errors.chats import MessageIdTaken
from tests.documents.aggregates.chats.engine import Engine, numbered
from tests.documents.upkeep.support import looked_at
from tests.queries import looking_from
from tests.servers import Member, ReplicaSet, replica_set

LIMITS = SealingLimits(piece_messages=3)


@pytest.fixture
async def members(tmp_path: Path) -> AsyncIterator[ReplicaSet]:
    async with replica_set(tmp_path, 3) as running:
        with looking_from(running.uri):
            yield running


@pytest.fixture
async def chat(members: ReplicaSet) -> AsyncIterator[Engine]:
    """A chat of three messages, which a majority has; two are sealed."""
    database = Database(members.uri, name="rolled", timeout_seconds=20)
    await indexes.sync(database)
    await database.bind(DOCUMENTS)
    made = await Engine.made(database, limits=LIMITS)
    await made.append(*numbered(3))
    await made.seal(SealingLimits(piece_messages=1))
    yield made
    await database.close()


@asynccontextmanager
async def primary_alone(members: ReplicaSet) -> AsyncIterator[Member]:
    """The primary; within the block nobody learns what it is told, and at the end it is
    killed, gets a successor that knows nothing of it, and comes back."""
    alone = await members.primary()
    others = [member for member in members.members if member is not alone]
    for member in others:
        before = await member.command("configureFailPoint", "stopReplProducer", mode="alwaysOn")
        # What was on its way when it was told to stop has come.
        entered = before["count"] + 1
        await member.command(
            "waitForFailPoint", "stopReplProducer", timesEntered=entered, maxTimeMS=30_000
        )
    yield alone
    await alone.kill()
    for member in others:
        await member.command("configureFailPoint", "stopReplProducer", mode="off")
    await members.primary()
    alone.start()
    await members.healthy()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    while not await condition():  # noqa: ASYNC110 - a server tells its state only when asked
        await asyncio.sleep(0.02)


@pytest.mark.slow("three members elect twice, and one takes its writes back")
@pytest.mark.timeout(240)
async def test_what_a_lost_primary_took_alone_is_neither_sealed_nor_told_as_stored(
    chat: Engine, members: ReplicaSet
) -> None:
    unheard = Engine(chat.database, chat.chat_id, limits=LIMITS)
    assert not (await unheard.append(*numbered(1))).created
    async with primary_alone(members):
        append = asyncio.create_task(chat.append(*numbered(5, first=4)))

        async def is_taken() -> bool:
            return len((await chat.raw())["messages"]) == 6

        await until(is_taken)
        with pytest.raises(MessageIdTaken):
            await unheard.append(*numbered(1), *numbered(1, first=4))
        # Six messages would be due, one is not; a copy of them would wait for a majority.
        assert await asyncio.wait_for(unheard.seal(), 20) == 0
        again = asyncio.create_task(unheard.append(*numbered(5, first=4)))
        assert not append.done()
    answers = await asyncio.gather(append, again)
    assert sorted(answer.created for answer in answers) == [False, True]
    assert await chat.contents() == [f"message {n}" for n in range(1, 9)]
    assert await chat.seal() == 3
    assert (await looked_at(chat)).findings == []
