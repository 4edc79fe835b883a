"""What an older release has sealed without ``sealed_max`` is counted in, and right meanwhile."""

from typing import Any

import pytest

from documents.aggregates.chats import sealed_max, sealing
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.sealed_max import catch_up
from documents.database import Database, collection_of
from documents.shapes.chats import ChatBucket
from tests.documents.aggregates.chats.engine import Engine, said
from tests.documents.aggregates.chats.ids import ulid, uuid4, uuid7
from tests.documents.aggregates.chats.older_release import seal_without_max
from tests.documents.aggregates.chats.sealed_chats import BY_FOURS, ONE, a_chat, holds, restarted
from tests.documents.aggregates.chats.sent import COMMANDS, commands
from tests.documents.upkeep.support import looked_at, set_chat


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


async def test_what_is_counted_in_while_it_is_set_anew_leaves_no_id_out(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set anew by a repair, whose process dies right after."""
    chat = await Engine.made(bound, limits=BY_FOURS)
    ids = ["zzz", *(uuid4(n) for n in range(1, 40))]
    await chat.append(*(said("x", message_id) for message_id in ids[:20]))
    await chat.seal()
    await chat.append(*(said("x", message_id) for message_id in ids[20:]))
    await seal_without_max(chat)
    read = sealed_max.ids_after
    times: list[Any] = []

    async def set_anew_beside(*given: Any, **named: Any) -> Any:
        found = await read(*given, **named)
        if not times:
            await set_chat(chat, {"$set": {"sealed_max": {"sequence": 0}}})
        times.append(given)
        return found

    monkeypatch.setattr(sealed_max, "ids_after", set_anew_beside)
    assert await catch_up(chat.chat_id) == 0
    for message_id in ids:
        assert not (await restarted(chat).append(said("x", message_id))).created
    await holds(chat)


async def test_a_new_chat_of_an_older_release_is_served_in_one_command(heard: Database) -> None:
    chat = await Engine.made(heard, limits=BY_FOURS)
    await set_chat(chat, {"$unset": {"sealed_max": 1}})
    for n in range(20):
        assert await commands(chat, said("a", uuid7(n))) in ONE
        await chat.seal()
    await holds(chat)
