"""What a deleted chat has in figures is hidden, and shown again, in steps after the deletion."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from documents.aggregates.analytics import hiding
from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.sessions.deletion import delete_session, restore_session
from documents.database import Database, collection_of
from documents.shapes.chats import Chat
from documents.shapes.message_tallies import MessageTally
from tests.documents.aggregates.analytics.test_figures import BEGIN, a_session, say
from tests.queries import look


async def shown(database: Database) -> int:
    return int(await look(collection_of(MessageTally, database)).count_documents({"hidden": False}))


async def chat_of(database: Database) -> dict[str, Any]:
    chat = await look(collection_of(Chat, database)).find_one({})
    assert chat is not None
    return dict(chat)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three tallies a step."""
    monkeypatch.setattr(hiding, "_A_STEP", 3)


async def a_counted_session(database: Database, tallies: int) -> Any:
    session = await a_session(database)
    for number in range(tallies):
        await say("u", session.chat_id, BEGIN + number * timedelta(hours=1), ["user"])
    await count_new(database)
    return session


@pytest.mark.usefixtures("small_steps")
async def test_a_deletion_leaves_the_tallies_to_the_next_count(bound: Database) -> None:
    session = await a_counted_session(bound, 7)
    await delete_session(bound, "u", session.id, revisions=None, now=BEGIN)
    assert await shown(bound) == 7
    await count_new(bound)
    assert await shown(bound) == 0
    # Nobody looks at it any more.
    assert (await chat_of(bound))["counted"] is True
    await restore_session(bound, "u", session.id, now=BEGIN)
    await count_new(bound)
    assert await shown(bound) == 7
    chat = await chat_of(bound)
    assert (chat["counted"], chat["hiding_step"]) == (True, 0)


@pytest.mark.usefixtures("small_steps")
async def test_a_count_that_stops_anywhere_is_finished_by_the_next(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await a_counted_session(bound, 7)
    await delete_session(bound, "u", session.id, revisions=None, now=BEGIN)
    steps = 0
    transact = Database.in_transaction

    async def stopping(self: Database, work: Any) -> Any:
        nonlocal steps
        steps += 1
        if steps % 2 == 0:
            raise ConnectionError
        return await transact(self, work)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "in_transaction", stopping)
        for left in (4, 1):
            with pytest.raises(ConnectionError):
                await count_new(bound)
            assert await shown(bound) == left
    await count_new(bound)
    assert await shown(bound) == 0


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("seed", range(3))
async def test_deletions_restores_and_counts_at_once_end_as_the_session_does(
    bound: Database, seed: int
) -> None:
    chance = random.Random(seed)
    session = await a_counted_session(bound, 7)

    async def user() -> None:
        for _ in range(3):
            await delete_session(bound, "u", session.id, revisions=None, now=BEGIN)
            for _ in range(chance.randint(0, 30)):
                await asyncio.sleep(0)
            await restore_session(bound, "u", session.id, now=BEGIN)
        if chance.random() < 0.5:
            await delete_session(bound, "u", session.id, revisions=None, now=BEGIN)

    async def counter() -> None:
        for _ in range(4):
            await count_new(bound)

    await asyncio.gather(user(), counter(), counter())
    await count_new(bound)
    is_deleted = (await chat_of(bound))["deleted_at"] is not None
    assert await shown(bound) == (0 if is_deleted else 7)
