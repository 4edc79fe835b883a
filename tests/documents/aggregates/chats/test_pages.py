"""Pages over the seams of buckets, and their cost in commands."""

from collections.abc import AsyncIterator

import pytest

from commands.embedded import EmbeddedServer
from documents import DOCUMENTS
from documents.aggregates.chats import pages
from documents.aggregates.chats.limits import SealingLimits
from documents.database import Database
from tests.documents.aggregates.chats.engine import Engine, numbered, said
from tests.support import Commands

COMMANDS = Commands()


@pytest.fixture
async def heard(mongod: EmbeddedServer, bound: Database) -> AsyncIterator[Database]:
    """A database whose commands are noted."""
    database = Database(mongod.uri, name=bound.name, listeners=[COMMANDS])
    await database.bind(DOCUMENTS)
    yield database
    database.close()


async def a_chat(database: Database, number: int, limits: SealingLimits, size: int = 1) -> Engine:
    chat = await Engine.made(database, limits=limits)
    for first in range(1, number + 1, 100):
        count = min(100, number - first + 1)
        await chat.append(*(said("x" * size, f"id-{first + n}") for n in range(count)))
        await chat.seal()
    return chat


@pytest.mark.parametrize("piece", [1, 2, 5])
async def test_every_page_is_the_same_run_of_numbers_in_both_directions(
    bound: Database, piece: int
) -> None:
    chat = await a_chat(bound, 13, SealingLimits(piece_messages=piece))
    for place in range(16):
        for limit in (1, 2, 5, 6, 20):
            up = [m["sequence_order"] for m in (await chat.page(limit, after=place)).messages]
            assert up == list(range(place + 1, min(place + limit, 13) + 1))
            down = [m["sequence_order"] for m in (await chat.page(limit, before=place)).messages]
            assert down == list(range(1, 14))[: max(place - 1, 0)][-limit:]


async def test_a_page_beyond_any_number_is_empty(bound: Database) -> None:
    chat = await a_chat(bound, 3, SealingLimits(piece_messages=1))
    assert (await chat.page(500, after=2**63 - 1)).messages == []
    assert len((await chat.page(500, before=2**63 - 1)).messages) == 3


@pytest.mark.parametrize("sealed", [True, False])
async def test_a_page_of_large_messages_ends_early_and_goes_on_where_it_ended(
    bound: Database, monkeypatch: pytest.MonkeyPatch, sealed: bool
) -> None:
    monkeypatch.setattr(pages, "MAX_PAGE_BYTES", 10_000)
    limits = SealingLimits(piece_messages=3 if sealed else 100)
    chat = await a_chat(bound, 20, limits, size=2_000)
    up = (await chat.page(50, after=0)).messages
    assert [m["sequence_order"] for m in up] == [1, 2, 3, 4]
    down = (await chat.page(50)).messages
    assert [m["sequence_order"] for m in down] == [17, 18, 19, 20]
    assert len(await chat.upward()) == len(await chat.downward()) == 20


async def test_one_message_over_the_limit_of_a_page_is_a_page(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MAX_PAGE_BYTES", 100)
    chat = await a_chat(bound, 5, SealingLimits(piece_messages=1), size=500)
    assert [m["sequence_order"] for m in (await chat.page(50, after=1)).messages] == [2]
    assert len(await chat.upward()) == len(await chat.downward()) == 5


@pytest.mark.parametrize("number", [20, 100, 1_000, 5_000])
async def test_a_page_is_two_commands_at_most_however_long_the_chat(
    heard: Database, number: int
) -> None:
    chat = await a_chat(heard, number, SealingLimits(piece_messages=50))
    for limit in (1, 50, 500):
        for place in ({}, {"after": number // 2}, {"before": number // 2}, {"after": number - 1}):
            COMMANDS.names.clear()
            await chat.page(limit, **place)
            assert COMMANDS.names in (["find"], ["find", "find"])


async def test_a_page_of_buckets_made_short_by_bytes_is_three_commands(heard: Database) -> None:
    chat = await a_chat(heard, 300, SealingLimits(piece_messages=50, piece_bytes=2_000), size=400)
    for place in ({"after": 20}, {"before": 280}):
        COMMANDS.names.clear()
        page = await chat.page(200, **place)
        assert len(page.messages) == 200
        assert COMMANDS.names == ["find"] * 3


async def test_buckets_of_another_size_are_read_as_well(bound: Database) -> None:
    """The setting may have been changed, down or up, since they were sealed."""
    chat = await Engine.made(bound, limits=SealingLimits(piece_messages=1))
    await chat.append(*numbered(8))
    await chat.seal()
    chat.limits = SealingLimits(piece_messages=20)
    await chat.append(*numbered(60, first=9))
    await chat.seal()
    chat.limits = SealingLimits(piece_messages=3)
    assert len(await chat.upward(50)) == len(await chat.downward(50)) == 68
