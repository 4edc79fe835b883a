"""Appends with given ids while primaries are killed: each is there once, whoever asks again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

import indexes
from documents import DOCUMENTS
from documents.aggregates.chats.limits import SealingLimits
from documents.database import Database, DatabaseError
from documents.shapes.errors.chats import ChatBusy
from tests.documents.aggregates.chats.engine import Engine, said
from tests.documents.aggregates.chats.ids import uuid4, uuid7
from tests.documents.upkeep.support import looked_at
from tests.queries import looking_from
from tests.servers import replica_set

WRITERS = 4
ROUNDS = 3


@pytest.fixture
async def members(tmp_path: Path) -> AsyncIterator[Any]:
    async with replica_set(tmp_path, 3) as running:
        with looking_from(running.uri):
            yield running


def an_id(writer: int, n: int) -> str:
    """Most rise with time, over all writers; some tell nothing of it."""
    place = n * WRITERS + writer
    return uuid4(place) if n % 5 == 0 else uuid7(place)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_retries_over_failovers_store_nothing_twice(members: Any) -> None:
    database = Database(members.uri, name="killed", timeout_seconds=30)
    await indexes.sync(database)
    await database.bind(DOCUMENTS)
    chat = await Engine.made(database, limits=SealingLimits(piece_messages=3))
    writers = [Engine(database, chat.chat_id, limits=chat.limits) for _ in range(WRITERS)]
    asked: list[str] = []
    stored = asyncio.Semaphore(0)
    going = True

    async def until_stored(writer: Engine, message_id: str) -> None:
        while True:
            try:
                await writer.append(said(message_id, message_id))
                return
            except (DatabaseError, ChatBusy):
                continue

    async def write(number: int) -> None:
        n = 0
        while going:
            message_id = an_id(number, len(asked))
            asked.append(message_id)
            await until_stored(writers[number], message_id)
            stored.release()
            n += 1
            if n % 2:
                try:
                    await writers[number].seal()
                    await writers[number].hints.learn(chat.chat_id)
                except DatabaseError:
                    continue

    async def kill_in_turn() -> None:
        nonlocal going
        for _ in range(ROUNDS):
            for _ in range(40):
                await stored.acquire()
            primary = await members.primary()
            await primary.kill()
            await members.primary()
            primary.start()
            await members.healthy()
        going = False

    await asyncio.gather(kill_in_turn(), *(write(n) for n in range(WRITERS)))
    for writer in (chat, Engine(database, chat.chat_id, limits=chat.limits)):
        for message_id in asked:
            assert not (await writer.append(said(message_id, message_id))).created
    contents = await chat.contents()
    assert sorted(contents) == sorted(asked)
    assert len(set(contents)) == len(contents) > 100
    assert (await looked_at(chat)).findings == []
    await database.close()
