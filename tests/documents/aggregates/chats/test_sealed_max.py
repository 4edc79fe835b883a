"""A given id in one command: the greatest ids that are sealed tell that it is new."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest

from commands.embedded import EmbeddedServer
from documents import DOCUMENTS
from documents.aggregates.chats import sealed_max, sealing
from documents.aggregates.chats.append import Appended
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.sealed_max import catch_up
from documents.database import Database, DatabaseError, collection_of
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.errors.chats import MessageIdTaken
from tests.documents.aggregates.chats.engine import Engine, numbered, said
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE, failing
from tests.documents.aggregates.chats.ids import dashed, ulid, uuid4, uuid7
from tests.documents.aggregates.chats.older_release import seal_without_max
from tests.documents.upkeep.support import looked_at, set_chat
from tests.support import Commands

COMMANDS = Commands()
BY_FOURS = SealingLimits(piece_messages=4, piece_bytes=1_000_000)
ONE = (["update"], ["findAndModify"])


@pytest.fixture
async def heard(mongod: EmbeddedServer, bound: Database) -> AsyncIterator[Database]:
    """A database whose commands are noted."""
    database = Database(mongod.uri, name=bound.name, listeners=[COMMANDS])
    await database.bind(DOCUMENTS)
    yield database
    database.close()


async def commands(chat: Engine, *messages: Any) -> list[str]:
    COMMANDS.names.clear()
    await chat.append(*messages)
    return list(COMMANDS.names)


async def a_chat(database: Database, of: Callable[[int], str] = uuid7, number: int = 20) -> Engine:
    """A chat with ids of one kind, in their order; most of it is sealed."""
    chat = await Engine.made(database, limits=BY_FOURS)
    for n in range(number):
        await chat.append(said(f"message {n}", of(n)))
    await chat.seal()
    assert (await chat.raw())["sealed_sequence"] == 16
    return chat


def restarted(chat: Engine) -> Engine:
    """Another process on the same chat."""
    return Engine(chat.database, chat.chat_id, limits=chat.limits)


async def holds(chat: Engine) -> None:
    """Each id that is counted in is at most the greatest of its order; none is there twice."""
    checked = await looked_at(chat)
    assert checked.findings == []


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


async def test_what_an_older_release_seals_beside_is_not_taken_for_new(heard: Database) -> None:
    chat = await a_chat(heard)
    for n in range(20, 30):
        await chat.append(said(f"message {n}", uuid7(n)))
    assert await seal_without_max(chat) > 0
    for writer in (chat, restarted(chat)):
        for n in range(30):
            assert not (await writer.append(said(f"message {n}", uuid7(n)))).created
    assert (await commands(chat, said("new", uuid7(30))))[-2:-1] == ["find"]
    await holds(chat)


async def test_the_next_sealing_counts_in_what_an_older_release_sealed(heard: Database) -> None:
    chat = await a_chat(heard)
    for n in range(20, 40):
        await chat.append(said(f"message {n}", uuid7(n)))
    await seal_without_max(chat)
    assert (await looked_at(chat)).behind
    for n in range(40, 50):
        await chat.append(said(f"message {n}", uuid7(n)))
    await chat.seal()
    await chat.append(said("this process learns of it", uuid7(50)))
    assert not (await looked_at(chat)).behind
    assert await commands(chat, said("new", uuid7(51))) in ONE
    await holds(chat)


async def test_a_long_chat_of_an_older_release_is_counted_in_a_few_buckets_at_a_time(
    heard: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_max, "BUCKETS_A_SEALING", 2)
    chat = await Engine.made(heard, limits=SealingLimits(piece_messages=1))
    await set_chat(chat, {"$unset": {"sealed_max": 1}})
    await chat.append(*(said(f"{n}", uuid7(n)) for n in range(20)))
    assert await seal_without_max(chat) == 19
    counted = []
    for n in range(20, 40):
        COMMANDS.names.clear()
        await chat.append(said(f"{n}", uuid7(n)))
        await chat.seal()
        assert COMMANDS.names.count("getMore") == 0
        counted.append((await chat.raw())["sealed_max"]["sequence"])
        assert not (await restarted(chat).append(said("0", uuid7(0)))).created
    assert counted[:3] == [2, 4, 6]
    assert counted[-1] == (await chat.raw())["sealed_sequence"] == 39
    await holds(chat)


@pytest.mark.parametrize("afresh", [True, False])
async def test_a_chat_without_it_is_counted_in_whole_at_once(
    heard: Database, afresh: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_max, "_BUCKETS_A_READ", 3)
    chat = await a_chat(heard)
    await chat.append(*(said("x", of(n)) for n in range(9) for of in (ulid, uuid4)))
    await chat.seal()
    before = (await chat.raw())["sealed_max"]
    await set_chat(chat, {"$unset": {"sealed_max": 1}})
    assert (await looked_at(chat)).behind
    assert await catch_up(chat.chat_id, afresh=afresh) == 0
    assert (await chat.raw())["sealed_max"] == before
    assert await commands(restarted(chat), said("new", uuid7(20))) in ONE


async def test_a_missing_bucket_is_not_passed_until_it_is_recorded_as_lost(
    bound: Database,
) -> None:
    chat = await a_chat(bound)
    await set_chat(chat, {"$unset": {"sealed_max": 1}})
    place = {"chat_id": chat.chat_id, "first_sequence": 5}
    await collection_of(ChatBucket).delete_one(place)
    assert await catch_up(chat.chat_id) == 12
    for n in range(20, 40):
        await chat.append(said(f"message {n}", uuid7(n)))
    await chat.seal()
    assert (await chat.raw())["sealed_max"]["sequence"] == 4
    await set_chat(chat, {"$set": {"lost": [{"first": 5, "last": 8}]}})
    assert await catch_up(chat.chat_id) == 0
    for n in (0, 3, 8, 15, 39):
        assert not (await restarted(chat).append(said(f"message {n}", uuid7(n)))).created
    await holds(chat)


async def test_the_id_of_a_lost_message_is_free_again(bound: Database) -> None:
    chat = await a_chat(bound)
    place = {"chat_id": chat.chat_id, "first_sequence": 5}
    await collection_of(ChatBucket).delete_one(place)
    again = await chat.append(said("message 5", uuid7(5)))
    assert (again.created, again.messages[0]["sequence_order"]) == (True, 21)


async def test_a_sealer_that_read_before_it_was_set_anew_commits_nothing(
    bound: Database,
) -> None:
    chat = await a_chat(bound)
    for n in range(20, 30):
        await chat.append(said(f"message {n}", uuid7(n)))
    read = await chat.raw()
    copied = await sealing._copy(read, read["messages"][:4], chat.now)
    assert copied is not None
    await set_chat(chat, {"$set": {"sealed_max": {"sequence": 0}}})
    assert not await sealing._commit(read, copied)
    await chat.seal()
    for n in range(30):
        assert not (await restarted(chat).append(said(f"message {n}", uuid7(n)))).created
    await holds(chat)


async def test_a_new_chat_of_an_older_release_is_served_in_one_command(heard: Database) -> None:
    chat = await Engine.made(heard, limits=BY_FOURS)
    await set_chat(chat, {"$unset": {"sealed_max": 1}})
    for n in range(20):
        assert await commands(chat, said("a", uuid7(n))) in ONE
        await chat.seal()
    await holds(chat)


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
