"""Sealing: when it happens, and what neither a stop nor a rival can do to it."""

import asyncio
from typing import Any

import pytest

from documents.aggregates.chats import edits, sealing
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.limits import MAX_TAIL_BYTES, SealingLimits
from documents.database import Database, DatabaseError, collection_of, committed_in
from documents.shapes.base import owned
from documents.shapes.chats import Chat, ChatBucket
from documents.upkeep.removal import remove_chat
from tests.documents.aggregates.chats.engine import Engine, numbered, said
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE, failing
from tests.support import BEGINNING

BY_FOURS = SealingLimits(piece_messages=4, piece_bytes=1_000_000)


async def stopped_after(commands: int, database: Database, chat: Engine, fault: Any) -> None:
    async with failing(database, after=commands, fault=fault):
        with pytest.raises(DatabaseError):
            await chat.seal()


async def snapshot(chat: Engine) -> dict[str, Any]:
    """The Chat as a sealer reads it."""
    read = await committed_in(Chat).find_one({"_id": chat.chat_id})
    assert read is not None
    return read


async def go_on(chat: Engine, read: dict[str, Any]) -> bool:
    """What a sealer does with the Chat that it read some time ago."""
    copied = await sealing._copy(read, sealing._piece(read, chat.limits, None), BEGINNING)
    return copied is not None and await sealing._commit(read, copied)


@pytest.mark.parametrize(
    ("limits", "sizes"),
    [
        (SealingLimits(piece_messages=1), [1] * 8),
        (SealingLimits(piece_messages=3), [3, 3]),
        (SealingLimits(piece_messages=50), []),
        (SealingLimits(piece_messages=50, piece_bytes=1), [1] * 8),
        (SealingLimits(piece_messages=50, piece_bytes=300), [2, 2]),
    ],
)
async def test_the_older_messages_go_by_count_and_by_bytes(
    bound: Database, limits: SealingLimits, sizes: list[int]
) -> None:
    chat = await Engine.made(bound, limits=limits)
    await chat.append(*numbered(9))
    await chat.seal()
    assert [len(bucket["messages"]) for bucket in await chat.buckets()] == sizes
    assert await chat.contents() == [f"message {n}" for n in range(1, 10)]


def test_a_chat_is_due_before_it_is_full_whatever_the_setting() -> None:
    assert SealingLimits(piece_messages=10_000, piece_bytes=8 * 1024**2).due(2, MAX_TAIL_BYTES // 2)


@pytest.mark.parametrize("commands", range(6))
@pytest.mark.parametrize("fault", [NOT_DONE, DONE])
async def test_a_sealing_that_stops_anywhere_is_unseen_and_the_next_one_ends_it(
    bound: Database, commands: int, fault: Any
) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(12))
    if fault is DONE:
        commands //= 2
    if commands < (6 if fault is NOT_DONE else 4):
        await stopped_after(commands, bound, chat, fault)
    expected = [f"message {n}" for n in range(1, 13)]
    assert await chat.contents() == expected
    assert [m["content"] for m in await chat.downward(3)] == expected
    assert (await chat.append(*numbered(12))).created is False
    await chat.append(said("one more"))
    await chat.seal()
    assert [len(bucket["messages"]) for bucket in await chat.buckets()] == [4, 4]
    assert await chat.contents() == [*expected, "one more"]


async def test_sealers_at_once_do_no_harm(bound: Database) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(40))
    moved = await asyncio.gather(*(chat.seal() for _ in range(6)))
    assert sum(moved) == 36
    assert [b["first_sequence"] for b in await chat.buckets()] == list(range(1, 37, 4))
    assert await chat.contents() == [f"message {n}" for n in range(1, 41)]


async def test_sealers_with_other_limits_at_once_do_no_harm(bound: Database) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(40))
    limits = [SealingLimits(piece_messages=n) for n in (1, 2, 3, 7)]
    await asyncio.gather(*(chat.seal(limit) for limit in limits))
    assert await chat.contents() == [f"message {n}" for n in range(1, 41)]


async def test_an_edit_between_copy_and_commit_is_not_lost(bound: Database) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(9))
    await stopped_after(2, bound, chat, NOT_DONE)
    assert (await chat.buckets())[0]["messages"][1]["content"] == "message 2"
    await chat.edit("id-2", "edited")
    assert (await chat.contents())[1] == "edited"
    await chat.seal()
    assert (await chat.contents())[1] == "edited"


async def test_a_sealer_that_read_before_an_edit_commits_nothing(bound: Database) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(9))
    read = await snapshot(chat)
    await chat.edit("id-2", "edited")
    assert not await go_on(chat, read)
    await chat.seal()
    assert not await go_on(chat, read)
    assert (await chat.contents())[1] == "edited"


async def test_a_redacted_text_is_not_kept_by_a_sealing_that_stopped(bound: Database) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(9))
    await stopped_after(2, bound, chat, NOT_DONE)
    assert "message 2" in str(await chat.buckets())
    await chat.redact("id-2")
    assert "message 2" not in str(await chat.buckets())
    await chat.seal()
    assert (await chat.contents())[:3] == ["message 1", "", "message 3"]


async def test_a_redacted_text_is_not_brought_back_by_a_slow_sealer(bound: Database) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(9))
    read = await snapshot(chat)
    await chat.redact("id-2")
    assert not await go_on(chat, read)
    assert "message 2" not in str(await chat.buckets())
    await chat.seal()
    assert not await go_on(chat, read)
    assert "message 2" not in str(await chat.buckets())
    assert (await chat.contents())[:3] == ["message 1", "", "message 3"]


async def test_a_redaction_that_was_stopped_is_finished_by_its_repetition(bound: Database) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(9))
    await stopped_after(2, bound, chat, NOT_DONE)
    async with failing(bound, after=1, fault=NOT_DONE, commands=("update",)):
        with pytest.raises(DatabaseError):
            await chat.redact("id-2")
    await chat.redact("id-2")
    assert "message 2" not in str(await chat.buckets())


async def test_a_slow_sealer_leaves_nothing_of_a_deleted_chat(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(9))
    copy = sealing._copy

    async def deleted_meanwhile(*arguments: Any) -> Any:
        change = {"$set": {"deleted_at": BEGINNING}}
        await collection_of(Chat).update_one(owned(chat.user_id, chat.chat_id), change)
        await remove_chat(bound, chat.chat_id)
        return await copy(*arguments)

    monkeypatch.setattr(sealing, "_copy", deleted_meanwhile)
    assert await chat.seal() == 0
    assert await collection_of(ChatBucket).count_documents({"chat_id": chat.chat_id}) == 0


async def test_a_redaction_leaves_nothing_of_a_chat_that_is_removed_meanwhile(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*numbered(9))
    fence = sealing.fence

    async def removed_meanwhile(*arguments: Any, **options: Any) -> None:
        change = {"$set": {"deleted_at": BEGINNING}}
        await collection_of(Chat).update_one(owned(chat.user_id, chat.chat_id), change)
        await remove_chat(bound, chat.chat_id)
        await fence(*arguments, **options)

    monkeypatch.setattr(edits, "fence", removed_meanwhile)
    await chat.redact("id-2")
    assert await chat.buckets() == []


async def test_appends_reads_and_edits_beside_sealing_lose_nothing(bound: Database) -> None:
    """Small pieces, many writers: each reader sees the numbers 1, 2, 3 … without a gap."""
    chat = await Engine.made(bound, limits=SealingLimits(piece_messages=2))
    await chat.append(*numbered(3))
    going = True

    async def write(writer: int) -> None:
        for n in range(25):
            await chat.append(said(f"{writer}-{n}", f"{writer}-{n}" if n % 5 else None))
            if n % 5 == 4:
                await chat.edit(f"{writer}-{n - 1}", "edited")

    async def keep(work: Any) -> None:
        while going:
            await work()

    async def read() -> None:
        numbers = [m["sequence_order"] for m in await chat.upward(7)]
        assert numbers == list(range(1, len(numbers) + 1))
        numbers = [m["sequence_order"] for m in await chat.downward(7)]
        assert numbers == list(range(1, len(numbers) + 1))

    others = [asyncio.create_task(keep(work)) for work in (read, chat.seal, chat.seal)]
    await asyncio.gather(*(write(n) for n in range(6)))
    going = False
    await asyncio.gather(*others)
    contents = await chat.contents()
    assert len(contents) == 3 + 6 * 25
    assert contents.count("edited") == 6 * 5
    for writer in range(6):
        own = [c for c in contents if c.startswith(f"{writer}-")]
        assert own == sorted(own, key=lambda c: int(c.partition("-")[2]))


async def test_what_the_driver_reads_as_a_reference_is_sealed_unchanged(bound: Database) -> None:
    chat = await Engine.made(bound, limits=SealingLimits(piece_messages=1))
    odd = {"$ref": "a", "$id": {"$ref": "b", "$id": 1}, "$db": "c", "more": {"$literal": "$x"}}
    body = NewMessage("user", "", {"odd": odd, "$inc": {"a.b": [odd]}}, "id")
    await chat.append(body, said("next"))
    await chat.seal()
    stored = await chat.find("id")
    assert stored["message_metadata"] == body.message_metadata
    await chat.edit("id", "edited")
    assert not (await chat.append(body)).created
    assert (await chat.page(1, before=2)).messages[0]["message_metadata"] == body.message_metadata
