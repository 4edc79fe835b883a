"""Appending: exactly once for ever, whole or not at all, in one command."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from commands.embedded import EmbeddedServer
from commands.embedded.server import SET_NAME
from documents import DOCUMENTS
from documents.aggregates.chats import heads, sealing
from documents.aggregates.chats.limits import MAX_APPEND_BYTES, MAX_TAIL_BYTES, SealingLimits
from documents.aggregates.chats.sealed_max import catch_up
from documents.aggregates.sessions.create import insert_session
from documents.database import Database, collection_of
from documents.shapes.chats import Chat, StoredMessage
from documents.shapes.errors.chats import AppendTooLarge, ChatClosed, ChatMissing, MessageIdTaken
from tests.documents.aggregates.chats.engine import Engine, numbered, said
from tests.documents.aggregates.chats.sent import COMMANDS, commands
from tests.support import BEGINNING

BY_FOURS = SealingLimits(piece_messages=4)
MIB = 1024 * 1024


async def a_long_chat(database: Database, number: int = 21) -> Engine:
    chat = await Engine.made(database, limits=BY_FOURS)
    await chat.append(*numbered(number))
    await chat.seal()
    return chat


async def test_an_append_is_one_command_with_ids_of_ours_and_in_a_fresh_chat(
    heard: Database,
) -> None:
    fresh = await Engine.made(heard, limits=SealingLimits())
    assert await commands(fresh, said("a")) == ["findAndModify"]
    assert await commands(fresh, said("b", "given")) == ["findAndModify"]
    assert await commands(fresh, said("c", "given too")) == ["update"]
    long = await a_long_chat(heard)
    for _ in range(3):
        assert await commands(long, said("a"), said("b")) in (["findAndModify"], ["update"])
    await long.seal()
    for _ in range(3):
        assert await commands(long, said("a")) in (["findAndModify"], ["update"])


async def test_an_append_with_an_id_of_no_order_to_a_long_chat_is_two_commands(
    heard: Database,
) -> None:
    chat = await a_long_chat(heard)
    await chat.append(said("the first tells how far it is sealed", "first"))
    for n in range(3):
        assert (await commands(chat, said("a", f"given-{n}")))[:-1] == ["find"]


async def test_writers_in_turn_cost_no_more_than_one(heard: Database) -> None:
    """Each leaves the chat where the other does not expect it."""
    one = await Engine.made(heard, limits=SealingLimits())
    other = Engine(heard, one.chat_id, limits=one.limits)
    await one.append(said("a"))
    await one.append(said("b"))
    COMMANDS.names.clear()
    for n in range(10):
        await other.append(said(f"other {n}"))
        await one.append(said(f"one {n}"))
    assert COMMANDS.names.count("findAndModify") == 20
    assert COMMANDS.names.count("update") == 1
    assert (await one.contents())[2:4] == ["other 0", "one 0"]


async def test_a_chat_that_moved_unseen_takes_the_next_message_at_its_end(
    bound: Database,
) -> None:
    one = await Engine.made(bound, limits=BY_FOURS)
    other = Engine(bound, one.chat_id, limits=one.limits)
    for n in range(3):
        await one.append(said(f"one {n}"))
    for n in range(9):
        await other.append(said(f"other {n}", f"id-{n}"))
    await other.seal()
    with pytest.raises(MessageIdTaken):
        await one.append(said("not the same", "id-0"))
    stored = await one.append(said("one 3"))
    assert stored.messages[0]["sequence_order"] == 13
    assert stored.tail_messages == 13 - (await one.raw())["sealed_sequence"]
    assert len(await one.contents()) == 13


async def a_chat_whose_end_is_known(database: Database) -> Engine:
    """The next append of this process is a push at the end where its last one left it."""
    chat = await Engine.made(database, limits=SealingLimits())
    await chat.append(said("a", "a"))
    await chat.append(said("b", "b"))
    assert await commands(chat, said("c", "c")) == ["update"]
    return chat


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"closed_at": BEGINNING}, ChatClosed),
        ({"deleted_at": BEGINNING}, ChatMissing),
        ({"user_id": "bob"}, ChatMissing),
    ],
)
async def test_a_chat_that_was_closed_unseen_takes_no_message(
    heard: Database, change: dict[str, Any], refusal: type[Exception]
) -> None:
    chat = await a_chat_whose_end_is_known(heard)
    await collection_of(Chat).update_one({"_id": chat.chat_id}, {"$set": change})
    COMMANDS.names.clear()
    with pytest.raises(refusal):
        await chat.append(said("d"))
    assert COMMANDS.names[0] == "update"
    assert (await chat.raw())["last_sequence"] == 3


async def test_a_tail_that_an_edit_has_filled_unseen_is_sealed_first(heard: Database) -> None:
    chat = await a_chat_whose_end_is_known(heard)
    other = Engine(heard, chat.chat_id, limits=chat.limits)
    await other.edit("b", "x" * (MAX_APPEND_BYTES - 10_000))
    stored = await chat.append(said("y" * (MAX_TAIL_BYTES - MAX_APPEND_BYTES + 20_000)))
    assert stored.messages[0]["sequence_order"] == 4
    assert (await chat.raw())["tail_bytes"] <= MAX_TAIL_BYTES
    assert len(await chat.contents()) == 4


async def test_the_retry_of_an_append_at_a_known_end_stores_nothing(heard: Database) -> None:
    chat = await a_chat_whose_end_is_known(heard)
    for retried in (said("c", "c"), said("a", "a")):
        assert not (await chat.append(retried)).created
    chat = await a_chat_whose_end_is_known(heard)
    with pytest.raises(MessageIdTaken):
        await chat.append(said("another", "b"))
    assert await chat.contents() == ["a", "b", "c"]


async def test_the_end_is_still_known_after_a_retry(heard: Database) -> None:
    chat = await a_chat_whose_end_is_known(heard)
    await chat.append(said("a", "a"))
    assert await commands(chat, said("d", "d")) == ["update"]


@pytest.mark.parametrize("known", [True, False])
async def test_a_retry_after_sealing_stores_nothing_and_answers_as_before(
    bound: Database, known: bool
) -> None:
    chat = await Engine.made(bound, limits=BY_FOURS)
    first = await chat.append(*numbered(3))
    await chat.append(*numbered(18, first=4))
    await chat.seal()
    if known:
        await chat.append(said("this process knows how far it is sealed", "known"))
    else:
        chat.hints.__init__()  # type: ignore[misc]  # as in a process that has just started
    again = await chat.append(*numbered(3))
    assert (again.created, again.messages) == (False, first.messages)
    with pytest.raises(MessageIdTaken) as refused:
        await chat.append(said("another body", "id-2"))
    assert refused.value.ids == ["id-2"]
    with pytest.raises(MessageIdTaken):
        await chat.append(*numbered(2), said("new", "new"))
    assert len(await chat.upward()) == 21 + known


async def test_a_retry_of_an_edited_or_redacted_message_is_still_known(bound: Database) -> None:
    chat = await a_long_chat(bound)
    for message_id in ("id-2", "id-20"):
        await chat.edit(message_id, "edited")
        await chat.edit(message_id, "edited again")
    for message_id in ("id-3", "id-21"):
        await chat.redact(message_id)
    for n in (2, 20, 3, 21):
        assert not (await chat.append(said(f"message {n}", f"id-{n}"))).created
    with pytest.raises(MessageIdTaken):
        await chat.append(said("edited again", "id-2"))


async def test_one_id_from_many_writers_at_once_is_stored_once(bound: Database) -> None:
    chat = await Engine.made(bound, limits=SealingLimits(piece_messages=1))

    async def write(n: int) -> bool:
        own = Engine(bound, chat.chat_id, limits=chat.limits)
        stored = await own.append(said("same", f"id-{n % 5}"))
        await own.seal()
        return stored.created

    created = await asyncio.gather(*(write(n) for n in range(40)))
    assert sum(created) == 5
    assert await chat.contents() == ["same"] * 5


async def test_one_list_does_not_hold_an_id_twice(bound: Database) -> None:
    chat = await Engine.made(bound)
    with pytest.raises(ValueError, match="twice"):
        await chat.append(said("a", "id"), said("b", "id"))


async def test_a_list_that_no_document_can_take_in_is_refused_whole(bound: Database) -> None:
    chat = await Engine.made(bound)
    with pytest.raises(AppendTooLarge):
        await chat.append(*(said("x" * MIB) for _ in range(6)))
    assert await chat.contents() == []
    await chat.append(*(said("x" * MIB) for _ in range(5)))
    assert len(await chat.upward(500)) == 5


async def test_lists_as_large_as_can_be_follow_each_other(bound: Database) -> None:
    """Each finds the tail full of the one before, and has it sealed."""
    chat = await Engine.made(bound, limits=SealingLimits())
    size = (MAX_APPEND_BYTES - 10_000) // 3
    for n in range(4):
        await chat.append(*(said("x" * size, f"{n}-{m}") for m in range(3)))
    assert (await chat.raw())["tail_bytes"] <= MAX_TAIL_BYTES
    assert len(await chat.upward(500)) == 12
    assert not (await chat.append(*(said("x" * size, f"0-{m}") for m in range(3)))).created


async def test_many_small_messages_never_fill_the_document(bound: Database) -> None:
    chat = await Engine.made(bound, limits=SealingLimits(10_000, 8 * MIB))
    for _ in range(9):
        stored = await chat.append(*(said("x" * 1_500_000) for _ in range(2)))
        if chat.limits.due(stored.tail_messages, stored.tail_bytes):
            await chat.seal()
    assert (await chat.raw())["tail_bytes"] < MAX_TAIL_BYTES // 2
    assert len(await chat.upward(500)) == 18


async def test_times_never_run_back_along_the_numbers_whatever_the_writers_clocks_say(
    bound: Database,
) -> None:
    """Every other writer's clock is behind; those of one turn at a time know the end."""
    chat = await Engine.made(bound, limits=BY_FOURS)

    async def write(writer: int) -> list[StoredMessage]:
        own = Engine(bound, chat.chat_id, limits=chat.limits)
        stored = []
        for turn in range(10):
            own.now = BEGINNING + timedelta(seconds=turn - 100 * (writer % 2))
            stored += (await own.append(said(f"{writer}.{turn}"))).messages
            await own.seal()
        return stored

    answers = await asyncio.gather(*(write(writer) for writer in range(16)))
    chat.now = BEGINNING - timedelta(days=1)
    for turn in range(3):
        answers.append((await chat.append(said(f"late {turn}"))).messages)
    messages = await chat.upward(500)
    times = [message["created_at"] for message in messages]
    assert len(times) == 163
    assert times == sorted(times)
    answered = {m["sequence_order"]: m["created_at"] for answer in answers for m in answer}
    assert [answered[number] for number in range(1, 164)] == times


async def test_a_change_of_the_chat_between_two_appends_sets_no_time_back(bound: Database) -> None:
    chat = await Engine.made(bound)
    for n in range(3):
        chat.now = BEGINNING + timedelta(minutes=n)
        await chat.append(said(str(n)))
    await heads.update_head(
        chat.user_id,
        chat.chat_id,
        {"title": "later"},
        versions=None,
        now=BEGINNING + timedelta(hours=1),
    )
    chat.now = BEGINNING
    for n in range(3):
        await chat.append(said(str(n)))
    times = [message["created_at"] for message in await chat.upward()]
    assert times == sorted(times)
    assert (await chat.raw())["updated_at"] >= times[-1]


async def test_what_is_acted_on_is_asked_of_the_primary_wherever_reads_go(
    mongod: EmbeddedServer, bound: Database
) -> None:
    """A secondary may be behind; here there is none that could answer."""
    chat = await a_long_chat(bound)
    elsewhere = f"replicaSet={SET_NAME}&readPreference=secondary"
    uri = mongod.uri.replace("directConnection=true", elsewhere)
    assert elsewhere in uri
    database = Database(uri, name=bound.name, timeout_seconds=0.5)
    await database.bind(DOCUMENTS)
    for _ in range(2):
        again = await chat.append(*numbered(1))
        assert (again.created, again.messages[0]["sequence_order"]) == (False, 1)
    late = await chat.append(said("an id below those that are sealed", "id"))
    assert (late.created, late.looked) == (True, True)
    await chat.append(*numbered(8, first=22))
    assert await chat.seal() > 0
    await chat.hints.learn(chat.chat_id)
    assert chat.chat_id in chat.hints.known_ids
    assert await catch_up(chat.chat_id) == 0
    await database.close()


async def a_copied_tail(database: Database) -> Engine:
    """A sealer has copied the oldest messages that are left, and has died before it moved them."""
    chat = await a_long_chat(database, 12)
    await chat.append(*numbered(6, first=13))
    read = await chat.raw()
    sealing_next = SealingLimits(piece_messages=4, piece_bytes=MIB)
    assert await sealing._copy(read, sealing._piece(read, sealing_next, None), BEGINNING)
    copied = (await chat.buckets())[-1]
    assert copied["first_sequence"] > read["sealed_sequence"] > 0
    return Engine(database, chat.chat_id, limits=BY_FOURS)


async def test_a_repetition_is_answered_by_the_tail_and_not_by_a_copy_of_it(
    bound: Database,
) -> None:
    chat = await a_copied_tail(bound)
    tail = (await chat.raw())["messages"][0]["sequence_order"]
    await chat.edit(f"id-{tail}", "edited since")
    # One that is sealed has the buckets looked into.
    again = await chat.append(*numbered(1), *numbered(1, first=tail))
    assert [m["content"] for m in again.messages] == ["message 1", "edited since"]
    with pytest.raises(MessageIdTaken) as refused:
        await chat.append(said("another", "id-1"), said("another", f"id-{tail}"))
    assert [m["content"] for m in refused.value.stored] == ["message 1", "edited since"]


async def test_an_id_that_only_a_copy_has_is_not_stored_yet(bound: Database) -> None:
    """The chats were restored from a backup of before it was said, the buckets were not."""
    chat = await a_copied_tail(bound)
    tail = (await chat.raw())["messages"]
    kept = tail[0]["sequence_order"]
    lost = f"id-{kept + 1}"
    await collection_of(Chat).update_one(
        {"_id": chat.chat_id},
        {"$set": {"messages": tail[:1], "last_sequence": kept}},
    )
    stored = await chat.append(said("said again", lost))
    assert stored.created
    assert (await chat.find(lost))["content"] == "said again"


async def test_a_chat_that_a_session_has_taken_unseen_tells_of_the_session(
    heard: Database,
) -> None:
    """Else the session would not be active, and be abandoned while its chat goes on."""
    chat = await a_chat_whose_end_is_known(heard)
    session = await insert_session(
        heard,
        chat.user_id,
        name="s",
        session_metadata={},
        chat_id=chat.chat_id,
        mission_id=None,
        now=BEGINNING,
    )
    stored = await chat.append(said("d"))
    assert stored.session_id == session.id
    assert [m["content"] for m in stored.messages] == ["d"]
    assert await chat.contents() == ["a", "b", "c", "d"]
