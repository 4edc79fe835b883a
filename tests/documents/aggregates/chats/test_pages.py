"""Pages over the seams of buckets, and their cost in commands."""

from typing import Any

import pytest

from documents.aggregates.chats import heads, pages, sealed_part
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.reader import as_given
from documents.database import Database
from documents.shapes.errors.chats import ChatMissing
from tests.documents.aggregates.chats.engine import Engine, end_pages_at, numbered, said
from tests.documents.aggregates.chats.sent import COMMANDS


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
    end_pages_at(10_000, monkeypatch)
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
    end_pages_at(100, monkeypatch)
    chat = await a_chat(bound, 5, SealingLimits(piece_messages=1), size=500)
    assert [m["sequence_order"] for m in (await chat.page(50, after=1)).messages] == [2]
    assert len(await chat.upward()) == len(await chat.downward()) == 5


@pytest.mark.parametrize("number", [20, 100, 1_000, 5_000])
@pytest.mark.parametrize("limit", [1, 50, 500])
async def test_a_page_is_one_command_however_long_the_chat(
    heard: Database, number: int, limit: int
) -> None:
    chat = await a_chat(heard, number, SealingLimits(piece_messages=50))
    places: list[dict[str, int]] = [{}, {"after": 0}, {"after": number - 1}, {"after": number}]
    places += [{"after": number // 2}, {"before": number // 2}, {"before": number + 1}]
    for place in places:
        COMMANDS.names.clear()
        await chat.page(limit, **place)
        # The Chat itself has a piece of the newest.
        newest = not place and limit <= 50
        assert COMMANDS.names == ["find" if newest else "aggregate"]


async def test_a_page_before_a_number_not_yet_reached_is_two_commands_at_most(
    heard: Database,
) -> None:
    chat = await a_chat(heard, 300, SealingLimits(piece_messages=50))
    for before in (302, 400, 2**53):
        COMMANDS.names.clear()
        page = await chat.page(100, before=before)
        assert [m["sequence_order"] for m in page.messages] == list(range(201, 301))
        assert COMMANDS.names == ["aggregate", "find"]


async def test_a_page_of_buckets_made_short_by_bytes_is_two_commands(heard: Database) -> None:
    chat = await a_chat(heard, 300, SealingLimits(piece_messages=50, piece_bytes=2_000), size=400)
    for place in ({"after": 20}, {"before": 280}):
        COMMANDS.names.clear()
        page = await chat.page(200, **place)
        assert len(page.messages) == 200
        assert COMMANDS.names == ["aggregate", "find"]
    for limit, commands in ((50, ["find", "find"]), (200, ["aggregate", "find"])):
        COMMANDS.names.clear()
        assert len((await chat.page(limit)).messages) == limit
        assert COMMANDS.names == commands


async def test_nobody_else_s_chat_and_no_deleted_one_has_pages(bound: Database) -> None:
    chat = await a_chat(bound, 9, SealingLimits(piece_messages=2))
    chat.user_id = "mallory"
    places: list[dict[str, int]] = [{}, {"after": 0}, {"before": 9}, {"before": 1}]
    for limit in (1, 5):
        for place in places:
            with pytest.raises(ChatMissing):
                await chat.page(limit, **place)
    chat.user_id = "alice"
    await heads.mark_deleted("alice", chat.chat_id, versions=None, now=chat.now)
    for place in places:
        with pytest.raises(ChatMissing):
            await chat.page(5, **place)


async def test_metadata_that_look_like_a_reference_are_read_as_they_were_given(
    bound: Database,
) -> None:
    chat = await Engine.made(bound, limits=SealingLimits(piece_messages=2))
    given = {"$ref": "a", "$id": 1, "extra": [{"$ref": "b", "$id": {"$ref": "c", "$id": 2}}]}
    await chat.append(*(said("$ref", f"id-{n}", **given) for n in range(1, 8)))
    await chat.seal()
    messages = await chat.upward(3)
    assert [message["message_metadata"] for message in messages] == [given] * 7


async def test_what_a_page_reads_of_buckets_is_not_much_more_than_its_bytes(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_pages_at(10_000, monkeypatch)
    decoded: list[int] = []

    def noted(raw: bytes) -> dict[str, Any]:
        decoded.append(len(raw))
        return as_given(raw)

    for module in (pages, sealed_part):
        monkeypatch.setattr(module, "as_given", noted)
    chat = await a_chat(bound, 40, SealingLimits(piece_messages=1), size=2_000)
    for place in ({"after": 0}, {"before": 38}):
        decoded.clear()
        assert len((await chat.page(30, **place)).messages) == 4
        assert sum(decoded) < 10_000 + 2 * 2_500


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
