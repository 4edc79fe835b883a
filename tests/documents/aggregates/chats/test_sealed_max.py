"""A given id in one command: the greatest ids that are sealed tell that it is new."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from documents.aggregates.chats import append, message_writes, reader, sealing
from documents.aggregates.chats.append import Appended
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.sealed_max import catch_up
from documents.aggregates.sessions.create import insert_session
from documents.aggregates.sessions.deletion import delete_session, restore_session
from documents.database import Database, DatabaseError, collection_of
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.errors.chats import MessageIdTaken, MessageMissing
from tests.documents.aggregates.chats.engine import Engine, numbered, said
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE, failing
from tests.documents.aggregates.chats.ids import dashed, ulid, uuid4, uuid7
from tests.documents.aggregates.chats.older_release import seal_without_max
from tests.documents.aggregates.chats.sealed_chats import BY_FOURS, ONE, a_chat, holds, restarted
from tests.documents.aggregates.chats.sent import commands
from tests.support import BEGINNING


@pytest.mark.parametrize("of", [uuid7, dashed, ulid])
async def test_ids_that_rise_with_time_are_one_command_each_however_much_is_sealed(
    heard: Database, of: Callable[[int], str]
) -> None:
    chat = await a_chat(heard, of)
    for n in range(20, 80):
        assert await commands(chat, said("a", of(n))) in ONE
        await chat.seal()
    assert await commands(restarted(chat), said("a", of(80)), said("b", of(81))) in ONE
    assert await commands(chat, said("a", of(82)), said("b")) in ONE
    await holds(chat)


async def test_an_id_that_is_a_little_late_is_still_one_command(heard: Database) -> None:
    """Writers' clocks differ; what counts is what is sealed."""
    chat = await a_chat(heard)
    await chat.append(said("a", uuid7(40)))
    assert await commands(chat, said("late", uuid7(30))) in ONE


@pytest.mark.parametrize("known", [True, False])
async def test_an_id_below_what_is_sealed_takes_a_look_and_is_stored(
    heard: Database, known: bool
) -> None:
    chat = await a_chat(heard)
    await chat.append(said("this process learns what is sealed", uuid7(20)))
    writer = chat if known else restarted(chat)
    sent = await commands(writer, said("late", uuid7(3, chance=1)))
    assert sent[-2:-1] == ["find"]
    assert len(sent) == (2 if known else 4)
    assert (await chat.contents())[-1] == "late"
    await holds(chat)


@pytest.mark.parametrize("of", [uuid7, dashed, ulid, uuid4, "id-{:04d}".format])
@pytest.mark.parametrize("known", [True, False])
async def test_a_retry_stores_nothing_at_once_and_long_after(
    bound: Database, of: Callable[[int], str], known: bool
) -> None:
    chat = await a_chat(bound, of)
    for n in range(20):
        writer = chat if known else restarted(chat)
        again = await writer.append(said(f"message {n}", of(n)))
        assert (again.created, again.messages[0]["sequence_order"]) == (False, n + 1)
        with pytest.raises(MessageIdTaken):
            await writer.append(said("another body", of(n)))
        with pytest.raises(MessageIdTaken):
            await writer.append(said(f"message {n}", of(n)), said("new", of(90)))
    await chat.append(said("new", of(90)))
    assert len(await chat.contents()) == 21
    await holds(chat)


async def test_a_retry_after_ten_thousand_more_messages_stores_nothing(bound: Database) -> None:
    chat = await Engine.made(bound, limits=SealingLimits())
    for first in range(0, 10_000, 40):
        await chat.append(*(said(f"{n}", uuid7(n)) for n in range(first, first + 40)))
        await chat.seal()
    for writer in (chat, restarted(chat)):
        for n in (0, 1, 4_999, 9_899, 9_999):
            again = await writer.append(said(f"{n}", uuid7(n)))
            assert (again.created, again.messages[0]["sequence_order"]) == (False, n + 1)
    assert (await chat.raw())["last_sequence"] == 10_000


async def test_forms_of_one_uuid_are_ids_of_their_own(bound: Database) -> None:
    """An id is a text; only its rank is the same."""
    chat = await a_chat(bound)
    forms = [uuid7(19), dashed(19), uuid7(19).upper(), dashed(19).upper()]
    for n in range(20, 40):
        await chat.append(said("between", uuid7(n)))
    await chat.seal()
    for n, form in enumerate(forms[1:]):
        assert (await chat.append(said("form", form))).messages[0]["sequence_order"] == 41 + n
    for form in forms[1:]:
        assert not (await restarted(chat).append(said("form", form))).created
    await holds(chat)


@pytest.mark.parametrize("of", [uuid7, uuid4])
async def test_of_many_writers_with_one_id_one_stores_it_whatever_is_sealed_beside(
    bound: Database, of: Callable[[int], str]
) -> None:
    chat = await a_chat(bound, of)
    writers = [chat if n % 3 else restarted(chat) for n in range(16)]
    for n in range(20, 30):
        answers = await asyncio.gather(
            *(writer.append(said("same", of(n))) for writer in writers),
            chat.seal(SealingLimits(piece_messages=1)),
            seal_without_max(chat, SealingLimits(piece_messages=1)) if n % 2 else chat.seal(),
        )
        stored = [answer for answer in answers if isinstance(answer, Appended)]
        assert sum(answer.created for answer in stored) == 1
        assert {answer.messages[0]["sequence_order"] for answer in stored} == {n + 1}
    await holds(chat)


@pytest.mark.parametrize("of", [uuid7, ulid, uuid4])
@pytest.mark.parametrize("commands", range(7))
@pytest.mark.parametrize("fault", [NOT_DONE, DONE])
async def test_a_sealing_that_stops_anywhere_lets_no_id_in_twice(
    bound: Database, of: Callable[[int], str], commands: int, fault: Any
) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*(said(f"{n}", of(n)) for n in range(12)))
    async with failing(bound, after=commands, fault=fault):
        with suppress(DatabaseError):
            await chat.seal()
    for writer in (chat, restarted(chat)):
        for n in range(12):
            assert not (await writer.append(said(f"{n}", of(n)))).created
    await chat.append(said("new", of(12)))
    await chat.seal()
    assert len(await chat.contents()) == 13
    await holds(chat)


async def test_a_copy_of_another_sealer_that_has_more_is_counted_in_whole(
    bound: Database,
) -> None:
    """It read the chat later, and cut a larger piece."""
    chat = await Engine.made(bound, limits=BY_FOURS)
    await chat.append(*(said(f"{n}", uuid7(n)) for n in range(4)))
    early = await chat.raw()
    await chat.append(*(said(f"{n}", uuid7(n)) for n in range(4, 9)))
    late = await chat.raw()
    await sealing._copy(late, late["messages"][:7], chat.now)
    assert await sealing._copy(early, early["messages"][:2], chat.now) is None
    await chat.seal()
    assert (await chat.raw())["sealed_sequence"] == 7
    for n in range(9):
        assert not (await restarted(chat).append(said(f"{n}", uuid7(n)))).created
    await holds(chat)


async def test_of_chats_restored_alone_none_loses_what_it_gets_then(bound: Database) -> None:
    """Their buckets are of a later time, with messages that the chats have no more."""
    chat = await a_chat(bound)
    before = await chat.raw()
    for n in range(20, 40):
        await chat.append(said(f"message {n}", uuid7(n)))
    await chat.seal()
    await collection_of(Chat).replace_one({"_id": chat.chat_id}, before)
    chat = restarted(chat)
    for n in range(50, 60):
        assert (await chat.append(said(f"message {n}", uuid7(n)))).created
        await chat.seal()
    for n in (*range(20), *range(50, 60)):
        assert not (await restarted(chat).append(said(f"message {n}", uuid7(n)))).created
    assert await chat.contents() == [f"message {n}" for n in (*range(20), *range(50, 60))]


async def test_of_chats_restored_alone_what_they_have_no_more_can_be_appended_again(
    bound: Database,
) -> None:
    """It is not in the chat, whatever the buckets of a later time hold."""
    chat = await a_chat(bound, uuid4)
    before = await chat.raw()
    for n in range(20, 40):
        await chat.append(said(f"message {n}", uuid4(n)))
    await chat.seal()
    await collection_of(Chat).replace_one({"_id": chat.chat_id}, before)
    with pytest.raises(MessageMissing):
        await reader.find_message("alice", chat.chat_id, uuid4(30))
    for n in range(20, 40):
        assert (await restarted(chat).append(said(f"message {n}", uuid4(n)))).created
    for n in range(40):
        assert not (await restarted(chat).append(said(f"message {n}", uuid4(n)))).created
    assert await chat.contents() == [f"message {n}" for n in range(40)]


async def test_a_list_that_another_stores_and_that_is_sealed_in_part_meanwhile_is_repeated(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await a_chat(bound, uuid4)
    both = [said("a", uuid4(20)), said("b", uuid4(21))]
    look = reader.sealed_with_ids

    async def another_is_first(*given: Any) -> Any:
        monkeypatch.setattr(append, "sealed_with_ids", look)
        assert (await restarted(chat).append(*both)).created
        await chat.seal(SealingLimits(piece_messages=1))
        return await look(*given)

    monkeypatch.setattr(append, "sealed_with_ids", another_is_first)
    again = await restarted(chat).append(*both)
    assert (again.created, [m["content"] for m in again.messages]) == (False, ["a", "b"])


async def test_of_buckets_restored_alone_none_lets_an_id_in_twice(bound: Database) -> None:
    chat = await a_chat(bound)
    before = await chat.buckets()
    for n in range(20, 40):
        await chat.append(said(f"message {n}", uuid7(n)))
    await chat.seal()
    await collection_of(ChatBucket).delete_many({"chat_id": chat.chat_id})
    await collection_of(ChatBucket).insert_many(before)
    for n in (*range(16), 39):
        assert not (await restarted(chat).append(said(f"message {n}", uuid7(n)))).created


async def test_edits_and_redactions_beside_it_leave_retries_known(bound: Database) -> None:
    chat = await a_chat(bound)
    for n in (1, 18):
        await chat.edit(uuid7(n), "edited")
    for n in (2, 19):
        await chat.redact(uuid7(n))
    for n in (1, 2, 18, 19):
        assert not (await restarted(chat).append(said(f"message {n}", uuid7(n)))).created
    await asyncio.gather(
        *(chat.append(said("new", uuid7(n))) for n in range(20, 40)),
        *(chat.edit(uuid7(n), "edited beside") for n in range(10, 18)),
        *(chat.seal(SealingLimits(piece_messages=1)) for _ in range(4)),
    )
    for n in range(20, 40):
        assert not (await restarted(chat).append(said("new", uuid7(n)))).created
    assert len(await chat.contents()) == 40
    await holds(chat)


async def test_a_bucket_that_was_split_is_counted_in_as_before(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_writes, "MAX_BUCKET_BYTES", 3_000)
    chat = await a_chat(bound)
    before = (await chat.raw())["sealed_max"]
    for n in range(8):
        await chat.edit(uuid7(n), "x" * 1_000)
    assert len(await chat.buckets()) > 4
    for n in range(20):
        assert not (await restarted(chat).append(said(f"message {n}", uuid7(n)))).created
    assert await catch_up(chat.chat_id, afresh=True) == 0
    assert (await chat.raw())["sealed_max"] == {k: v for k, v in before.items() if v is not None}
    await holds(chat)


async def test_a_session_that_was_deleted_and_restored_knows_its_ids(bound: Database) -> None:
    session = await insert_session(
        bound,
        "alice",
        name="s",
        session_metadata={},
        chat_id=None,
        mission_id=None,
        now=BEGINNING,
    )
    assert session.id is not None
    chat = Engine(bound, session.chat_id, limits=BY_FOURS)
    await chat.append(*(said(f"message {n}", uuid7(n)) for n in range(12)))
    read = await chat.raw()
    copied = await sealing._copy(read, read["messages"][:4], chat.now)
    assert copied is not None
    await delete_session(bound, "alice", session.id, revisions=None, now=BEGINNING)
    assert not await sealing._commit(read, copied)
    await restore_session(bound, "alice", session.id, now=BEGINNING)
    await chat.seal()
    for n in range(12):
        for writer in (chat, restarted(chat)):
            assert not (await writer.append(said(f"message {n}", uuid7(n)))).created
    assert (await chat.append(said("new", uuid7(12)))).messages[0]["sequence_order"] == 13
    await holds(chat)


async def test_the_id_of_a_lost_message_is_free_again(bound: Database) -> None:
    chat = await a_chat(bound)
    place = {"chat_id": chat.chat_id, "first_sequence": 5}
    await collection_of(ChatBucket).delete_one(place)
    again = await chat.append(said("message 5", uuid7(5)))
    assert (again.created, again.messages[0]["sequence_order"]) == (True, 21)


async def test_ids_of_no_order_do_not_slow_those_that_have_one(heard: Database) -> None:
    chat = await Engine.made(heard, limits=BY_FOURS)
    for n in range(12):
        await chat.append(said("a", uuid7(n)), said("b", uuid4(n)), said("c", f"zzz-{n}"))
        await chat.seal()
    assert await commands(chat, said("new", uuid7(12))) in ONE


async def test_texts_that_count_up_in_equal_width_are_one_command_too(heard: Database) -> None:
    chat = await a_chat(heard, "turn-{:05d}".format)
    assert await commands(chat, said("a", "turn-00020")) in ONE
    assert await commands(chat, *numbered(1)) == ["find", "update"]
