"""A random id in one command: a process that has read what is sealed knows that it is new."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.embedded import EmbeddedServer
from documents.aggregates.chats import known_ids
from documents.aggregates.chats.append import Appended
from documents.aggregates.chats.known_ids import KnownIds, _Known
from documents.aggregates.chats.limits import SealingLimits
from documents.database import Database, collection_of
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.errors.chats import MessageIdTaken
from services.lifecycle import COMMAND, services_on
from services.wiring import Wiring
from tests.documents.aggregates.chats.engine import Engine, said
from tests.documents.aggregates.chats.ids import uuid4
from tests.documents.aggregates.chats.older_release import seal_without_max
from tests.documents.aggregates.chats.sealed_chats import BY_FOURS, ONE, restarted
from tests.documents.aggregates.chats.sent import COMMANDS, commands
from tests.documents.upkeep.support import set_chat
from tests.support import BEGINNING, CURSOR_KEY, settings_for


def an_id(n: int) -> str:
    """An id that tells nothing of time; the first is greater than all others."""
    return uuid4(n) if n else "zzz"


async def a_chat(database: Database, number: int = 20) -> Engine:
    """A chat with random ids, mostly sealed; this process has learned them."""
    chat = await Engine.made(database, limits=BY_FOURS)
    for n in range(number):
        await chat.append(said(f"message {n}", an_id(n)))
    await seal(chat)
    return chat


async def seal(chat: Engine) -> None:
    """As the service does for a chat of which it knows ids."""
    await chat.seal()
    await chat.hints.learn(chat.chat_id)


async def test_random_ids_are_one_command_each_in_a_chat_that_is_known(heard: Database) -> None:
    chat = await a_chat(heard)
    for n in range(20, 60):
        assert await commands(chat, said("a", an_id(n)), said("b")) in ONE
        await seal(chat)
    assert len(await chat.contents()) == 20 + 2 * 40


async def test_a_retry_of_what_is_sealed_stores_nothing_in_a_chat_that_is_known(
    bound: Database,
) -> None:
    chat = await a_chat(bound)
    for n in range(20):
        again = await chat.append(said(f"message {n}", an_id(n)))
        assert (again.created, again.messages[0]["sequence_order"]) == (False, n + 1)
        with pytest.raises(MessageIdTaken):
            await chat.append(said("another body", an_id(n)))
    assert len(await chat.contents()) == 20


@pytest.mark.parametrize("older", [True, False])
async def test_what_another_process_seals_is_not_taken_for_new(
    heard: Database, older: bool
) -> None:
    chat = await a_chat(heard)
    other = restarted(chat)
    for n in range(20, 30):
        await other.append(said(f"message {n}", an_id(n)))
    await (seal_without_max(other) if older else other.seal())
    for n in range(30):
        assert not (await chat.append(said(f"message {n}", an_id(n)))).created
    assert (await chat.append(said("new", an_id(30)))).looked
    await chat.hints.learn(chat.chat_id)
    assert await commands(chat, said("new", an_id(31))) in ONE


async def test_of_many_writers_with_one_random_id_one_stores_it(bound: Database) -> None:
    chat = await a_chat(bound)
    writers = [chat, *(restarted(chat) for _ in range(3))]
    for n in range(20, 32):
        answers = await asyncio.gather(
            *(writer.append(said("same", an_id(n))) for writer in writers * 4),
            chat.seal(SealingLimits(piece_messages=1)),
            *(writer.hints.learn(chat.chat_id) for writer in writers),
        )
        stored = [answer for answer in answers if isinstance(answer, Appended)]
        assert sum(answer.created for answer in stored) == 1
        assert {answer.messages[0]["sequence_order"] for answer in stored} == {n + 1}


async def test_a_chat_made_again_with_the_same_id_is_another_one(bound: Database) -> None:
    """As an import makes it after an erasure; the process has heard of neither."""
    chat = await a_chat(bound)
    raw = await chat.raw()
    mine = {"chat_id": chat.chat_id}
    await collection_of(ChatBucket).update_one({**mine, "first_sequence": 5}, _RENAME)
    await collection_of(Chat).replace_one({"_id": chat.chat_id}, {**raw, "created_at": LATER})
    assert not (await chat.append(said("message 4", "renamed"))).created
    await chat.hints.learn(chat.chat_id)
    assert not (await chat.append(said("message 4", "renamed"))).created
    assert len(await chat.contents()) == 20


LATER = BEGINNING.replace(year=BEGINNING.year + 1)
_RENAME = {"$set": {"messages.0.id": "renamed"}}


async def test_a_backup_that_takes_messages_away_leaves_the_chat_open_to_new_ones(
    bound: Database,
) -> None:
    """Though the service should stand still meanwhile."""
    chat = await a_chat(bound, 8)
    before = (await chat.raw(), await chat.buckets())
    for n in range(8, 20):
        await chat.append(said(f"message {n}", an_id(n)))
    await seal(chat)
    await collection_of(ChatBucket).delete_many({"chat_id": chat.chat_id})
    await collection_of(ChatBucket).insert_many(before[1])
    await collection_of(Chat).replace_one({"_id": chat.chat_id}, before[0])
    assert (await chat.append(said("message 8", an_id(8)))).created
    assert not (await chat.append(said("message 8", an_id(8)))).created


async def test_what_lies_behind_a_missing_bucket_is_not_known(bound: Database) -> None:
    chat = await a_chat(bound)
    chat = restarted(chat)
    place = {"chat_id": chat.chat_id, "first_sequence": 5}
    await collection_of(ChatBucket).delete_one(place)
    for _ in range(3):
        await chat.hints.learn(chat.chat_id)
    assert not (await chat.append(said("message 15", an_id(15)))).created
    assert (await chat.append(said("new", an_id(20)))).looked
    await set_chat(chat, {"$set": {"lost": [{"first": 5, "last": 8}]}})
    await chat.hints.learn(chat.chat_id)
    assert not (await chat.append(said("new", an_id(21)))).looked
    assert not (await chat.append(said("message 15", an_id(15)))).created


async def test_a_long_chat_is_learned_a_few_buckets_at_a_time(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_ids, "BUCKETS_A_STEP", 2)
    chat = restarted(await a_chat(bound, 40))
    looked = []
    for n in range(40, 47):
        looked.append((await chat.append(said("new", an_id(n)))).looked)
        await chat.hints.learn(chat.chat_id)
    assert looked == [True] * 5 + [False] * 2


async def test_the_chats_that_were_longest_not_asked_for_are_forgotten(bound: Database) -> None:
    chats = [await a_chat(bound) for _ in range(3)]
    known = KnownIds(max_bytes=2 * 2_048)
    for chat in chats[:2]:
        await known.learn(chat.chat_id)
    assert known.none_sealed(chats[0].chat_id, 16, [an_id(99)]) is not None
    await known.learn(chats[2].chat_id)
    assert [chat.chat_id in known for chat in chats] == [True, False, True]
    await collection_of(Chat).delete_one({"_id": chats[0].chat_id})
    assert await known.learn(chats[0].chat_id) is None
    assert chats[0].chat_id not in known


async def test_the_service_learns_by_itself(heard: Database, mongod: EmbeddedServer) -> None:
    own = settings_for(mongod.uri, heard.name, bucket_messages=4)
    chat = await a_chat(heard)
    async with services_on(heard, Wiring(own, CURSOR_KEY), COMMAND) as services:
        for n in range(20, 60):
            COMMANDS.names.clear()
            new = said("new", an_id(n))
            stored = await services.messages.add_message(chat.user_id, chat.chat_id, new)
            assert stored.created
            sent = list(COMMANDS.names)
            if n > 21:
                assert sent in ONE
            await services.background.finish()
    assert (await chat.raw())["sealed_sequence"] >= 52


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=3_000), st.integers(0, 2**64))
def test_what_was_learned_is_never_taken_for_new(learned: list[str], other: int) -> None:
    known = _Known(BEGINNING)
    known.add(learned)
    known.add(str(n) for n in range(other, other + 2_000))
    assert all(map(known.may_have, learned))
    assert all(known.may_have(str(n)) for n in range(other, other + 2_000))


def test_of_new_ids_hardly_any_seems_to_be_known() -> None:
    known = _Known(BEGINNING)
    known.add(uuid4(n) for n in range(20_000))
    assert sum(known.may_have(uuid4(n)) for n in range(20_000, 40_000)) < 200
    assert known.bytes < 20_000 * 4
