"""Edits and redactions, wherever the message lies and whatever runs beside them."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from documents.aggregates.chats import message_writes, pending, reader, sealing
from documents.aggregates.chats.limits import MAX_APPEND_BYTES, MAX_TAIL_BYTES, SealingLimits
from documents.database import (
    Database,
    DatabaseError,
    bson_bytes,
    collection_of,
    committed_in,
)
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.errors.chats import (
    AppendTooLarge,
    MessageChanged,
    MessageMissing,
    MessageRedacted,
)
from tests.documents.aggregates.chats.engine import Engine, numbered, said
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE, failing

BY_FOURS = SealingLimits(piece_messages=4, piece_bytes=10_000_000)


async def a_chat(database: Database, number: int = 14) -> Engine:
    chat = await Engine.made(database, limits=BY_FOURS)
    await chat.append(*numbered(number))
    await chat.seal()
    return chat


async def sizes_are_right(chat: Engine) -> bool:
    raw = await chat.raw()
    holders = [(raw["tail_bytes"], raw), *((b["bytes"], b) for b in await chat.buckets())]
    return all(size == sum(map(bson_bytes, held["messages"])) for size, held in holders)


@pytest.mark.parametrize("message_id", ["id-1", "id-4", "id-5", "id-8", "id-9", "id-14"])
async def test_an_edit_reaches_a_message_wherever_it_lies(bound: Database, message_id: str) -> None:
    chat = await a_chat(bound)
    before = (await chat.raw())["revision"]
    edited = await chat.edit(message_id, "edited", message_metadata={"$set": {"a.b": "$x"}})
    assert (edited["revision"], edited["edited_at"]) == (2, chat.now)
    assert await chat.find(message_id) == edited
    place = int(message_id.partition("-")[2])
    assert (await chat.contents())[place - 1] == "edited"
    assert (await chat.raw())["revision"] == before + 1
    assert await sizes_are_right(chat)
    with pytest.raises(MessageChanged):
        await chat.edit(message_id, "again", revisions=[1])
    await chat.redact(message_id)
    with pytest.raises(MessageRedacted):
        await chat.edit(message_id, "again")
    assert await sizes_are_right(chat)


async def test_there_is_no_message_of_another_id(bound: Database) -> None:
    chat = await a_chat(bound)
    with pytest.raises(MessageMissing):
        await chat.edit("id-15", "edited")


async def test_edits_beside_sealing_are_never_lost(bound: Database) -> None:
    chat = await a_chat(bound, 3)
    for round_ in range(8):
        first = 4 + round_ * 6
        await chat.append(*numbered(6, first=first))
        await asyncio.gather(
            chat.seal(),
            *(chat.edit(f"id-{n}", f"edited {n}") for n in range(first, first + 6)),
            chat.seal(),
        )
    contents = await chat.contents()
    assert contents[3:] == [f"edited {n}" for n in range(4, len(contents) + 1)]
    assert await sizes_are_right(chat)


async def test_an_edit_of_a_message_that_is_copied_but_not_sealed_reaches_the_chat(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was appended and copied after the edit had looked for it in the Chat."""
    chat = await Engine.made(bound, limits=BY_FOURS)

    class Buckets:
        async def find_one(self, *arguments: Any) -> Any:
            monkeypatch.undo()
            await chat.append(*numbered(9))
            read = await committed_in(Chat).find_one({"_id": chat.chat_id})
            assert read is not None
            await sealing._copy(read, sealing._piece(read, chat.limits, None), chat.now)
            return await collection_of(ChatBucket).find_one(*arguments)

    def collection(model: Any) -> Any:
        return Buckets() if model is ChatBucket else collection_of(model)

    monkeypatch.setattr(reader, "collection_of", collection)
    await chat.edit("id-2", "edited")
    assert (await chat.contents())[1] == "edited"
    await chat.seal()
    assert (await chat.contents())[1] == "edited"
    assert await sizes_are_right(chat)


async def test_edits_of_one_message_at_once_all_count(bound: Database) -> None:
    chat = await a_chat(bound)
    for message_id in ("id-1", "id-14"):
        await asyncio.gather(*(chat.edit(message_id, f"edit {n}") for n in range(8)))
        assert (await chat.find(message_id))["revision"] == 9


@pytest.mark.parametrize("message_id", ["id-1", "id-14"])
@pytest.mark.parametrize("fault", [NOT_DONE, DONE])
async def test_an_edit_that_fails_is_done_or_not_done_and_can_be_repeated(
    bound: Database, message_id: str, fault: dict[str, object]
) -> None:
    chat = await a_chat(bound)
    notes = 1 if message_id == "id-1" else 0
    async with failing(bound, after=notes, fault=fault, commands=("update",)):
        with pytest.raises(DatabaseError):
            await chat.edit(message_id, "edited")
    expected = "edited" if fault is DONE else f"message {message_id.partition('-')[2]}"
    assert (await chat.find(message_id))["content"] == expected
    await chat.edit(message_id, "edited")
    assert (await chat.find(message_id))["content"] == "edited"
    assert await sizes_are_right(chat)


async def change(chat: Engine, how: str, message_id: str) -> None:
    """An edit or a redaction, whose retry is the same call."""
    await (chat.redact(message_id) if how == "redact" else chat.edit(message_id, "changed"))


async def version(chat: Engine) -> int:
    revision: int = (await chat.raw())["revision"]
    return revision


@pytest.mark.parametrize("message_id", ["id-1", "id-14"])
@pytest.mark.parametrize("how", ["edit", "redact"])
@pytest.mark.parametrize("fault", [NOT_DONE, DONE])
@pytest.mark.parametrize("after", range(4))
async def test_a_change_that_stops_anywhere_moves_the_chats_version_once_when_it_is_repeated(
    bound: Database, message_id: str, how: str, fault: dict[str, object], after: int
) -> None:
    chat = await a_chat(bound)
    before = await version(chat)
    async with failing(bound, after=after, fault=fault, commands=("update",)):
        with suppress(DatabaseError):
            await change(chat, how, message_id)
    await change(chat, how, message_id)
    assert await version(chat) == before + 1
    assert (await chat.find(message_id)).get("revision") == 2
    assert (await chat.raw())["pending_edits"] == []
    await change(chat, how, message_id)
    assert await version(chat) == before + 1


async def stopped_after(chat: Engine, updates: int, message_id: str, content: str) -> None:
    async with failing(chat.database, after=updates, fault=NOT_DONE, commands=("update",)):
        with pytest.raises(DatabaseError):
            await chat.edit(message_id, content)


async def test_a_stopped_edit_is_made_known_by_the_next_one_of_its_message(
    bound: Database,
) -> None:
    chat = await a_chat(bound)
    before = await version(chat)
    await stopped_after(chat, 2, "id-1", "one")
    with pytest.raises(MessageChanged):
        await chat.edit("id-1", "two", revisions=[1])
    assert await version(chat) == before + 1
    await stopped_after(chat, 2, "id-1", "two")
    await chat.redact("id-1")
    assert await version(chat) == before + 3


async def test_a_stopped_edit_is_made_known_by_whoever_reads_the_chat(bound: Database) -> None:
    chat = await a_chat(bound)
    before = await version(chat)
    await stopped_after(chat, 2, "id-1", "one")
    await stopped_after(chat, 1, "id-2", "never written")
    assert (await chat.page()).pending
    for _ in range(2):
        await pending.settle_all(chat.user_id, chat.chat_id, now=chat.now)
        assert await version(chat) == before + 1
    await chat.edit("id-2", "two")
    assert await version(chat) == before + 2
    assert not (await chat.page()).pending


async def test_an_edit_that_never_came_is_waited_for_an_hour(bound: Database) -> None:
    chat = await a_chat(bound)
    before = await version(chat)
    await stopped_after(chat, 1, "id-1", "never written")

    for passed, waited_for in ((timedelta(hours=1), True), (timedelta(hours=1, seconds=1), False)):
        await pending.settle_all(chat.user_id, chat.chat_id, now=chat.now + passed)
        assert (await chat.page()).pending is waited_for

    assert await version(chat) == before


async def test_a_text_that_is_edited_to_what_it_is_stays_as_it_is(bound: Database) -> None:
    chat = await a_chat(bound)
    before = await version(chat)
    for message_id in ("id-1", "id-14"):
        content = (await chat.find(message_id))["content"]
        assert "edited_at" not in await chat.edit(message_id, content, message_metadata={})
    assert await version(chat) == before


async def test_a_chat_from_before_pending_edits_takes_an_edit(bound: Database) -> None:
    chat = await a_chat(bound)
    await collection_of(Chat).update_one({"_id": chat.chat_id}, {"$unset": {"pending_edits": 1}})
    before = await version(chat)
    await chat.edit("id-1", "edited")
    assert await version(chat) == before + 1
    assert not (await chat.page()).pending


async def test_a_bucket_that_edits_have_filled_is_split(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_writes, "MAX_BUCKET_BYTES", 3_000)
    chat = await a_chat(bound)
    going = True

    async def read() -> None:
        while going:
            assert len(await chat.upward(5)) == len(await chat.downward(5)) == 14

    reading = asyncio.create_task(read())
    await asyncio.gather(*(chat.edit(f"id-{n}", "x" * 1_000) for n in range(1, 9)))
    going = False
    await reading
    assert [b["first_sequence"] for b in await chat.buckets()] == [1, 3, 5, 7]
    assert [len(content) for content in await chat.contents()][:8] == [1_000] * 8
    assert await sizes_are_right(chat)
    await chat.append(*numbered(6, first=15))
    await chat.seal()
    assert len(await chat.upward()) == 20


@pytest.mark.parametrize("message_id", ["id-1", "id-14"])
async def test_an_edit_that_no_document_can_take_in_is_refused(
    bound: Database, message_id: str
) -> None:
    chat = await a_chat(bound)
    with pytest.raises(AppendTooLarge):
        await chat.edit(message_id, "x" * MAX_APPEND_BYTES)
    await chat.edit(message_id, "x" * (MAX_APPEND_BYTES // 2))
    assert len((await chat.find(message_id))["content"]) == MAX_APPEND_BYTES // 2


async def test_an_edit_in_a_full_tail_has_it_sealed(bound: Database) -> None:
    chat = await Engine.made(bound, limits=SealingLimits(100, 10_000_000))
    for n in range(4):
        await chat.append(said("x" * 2_000_000, f"id-{n}"))
    await chat.edit("id-3", "y" * 5_000_000)
    assert [len(content) for content in await chat.contents()] == [2_000_000] * 3 + [5_000_000]
    assert await sizes_are_right(chat)


async def test_an_edit_of_one_byte_more_finds_room_where_the_tail_has_none(bound: Database) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(6))
    await chat.edit("id-6", "edited")
    await collection_of(Chat).update_one(
        {"_id": chat.chat_id}, {"$set": {"tail_bytes": MAX_TAIL_BYTES}}
    )
    await chat.edit("id-6", "edited!")
    assert await chat.contents() == [*(f"message {n}" for n in range(1, 6)), "edited!"]
    assert (await chat.raw())["sealed_sequence"] == 4
