"""Making forks: whole or not at all, whatever the messages weigh and whoever is killed."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from beanie import Document

from documents.aggregates.chats.limits import MAX_BUCKET_BYTES, SealingLimits
from documents.aggregates.forks import copying, make
from documents.aggregates.forks.unfinished import MADE_WITHIN
from documents.database import Database, DatabaseError, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.errors.chats import ChatMissing, ForkTooDeep
from documents.shapes.message_versions import MessageVersion
from documents.shapes.unfinished_forks import UnfinishedFork
from documents.upkeep.check import check_chats
from documents.upkeep.erasure import erase_user
from documents.upkeep.findings import ChatFault
from documents.upkeep.preview import preview_sweep
from documents.upkeep.repair import repair
from documents.upkeep.sweep import sweep
from tests.documents.aggregates.chats.engine import Engine, numbered, said
from tests.documents.aggregates.chats.faults import NOT_DONE, failing
from tests.documents.aggregates.forks.support import forked, left
from tests.documents.upkeep.support import kinds, looked_at, set_chat
from tests.documents.upkeep.test_check_versions import add
from tests.documents.upkeep.test_sweep import PERIODS
from tests.support import BEGINNING

BY_FOURS = SealingLimits(piece_messages=4, piece_bytes=1_000_000)
LATER = BEGINNING + MADE_WITHIN
_ALL = (
    *("find", "aggregate", "getMore", "insert", "update", "delete", "findAndModify"),
    *("commitTransaction", "abortTransaction"),
)


async def a_sealed_chat(database: Database, number: int = 20) -> Engine:
    chat = await Engine.made(database, limits=BY_FOURS)
    await chat.append(*numbered(number))
    await chat.seal()
    return chat


class Killed(BaseException):
    """The process ends here."""


async def a_fork_that_was_killed(chat: Engine, monkeypatch: pytest.MonkeyPatch) -> PydanticObjectId:
    """The fork whose process ended when its buckets were there."""

    async def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(make, "_finish", killed)
        with pytest.raises(Killed):
            await forked(chat)
    fork_id = left.pop()
    assert await buckets_of(fork_id) > 0
    return fork_id


async def buckets_of(chat_id: PydanticObjectId) -> int:
    return await collection_of(ChatBucket).count_documents({"chat_id": chat_id})


async def all_of(model: type[Document]) -> list[dict[str, Any]]:
    """All that is stored of a class."""
    return [each async for each in collection_of(model).find({}).sort("_id", 1)]


async def test_what_a_killed_process_left_of_a_fork_is_swept(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await a_sealed_chat(bound)
    fork_id = await a_fork_that_was_killed(chat, monkeypatch)
    buckets = await buckets_of(fork_id)

    assert (await sweep(bound, PERIODS, now=LATER - timedelta(seconds=1))).removed_documents == {}
    foretold = await preview_sweep(bound, PERIODS, now=LATER)
    report = await sweep(bound, PERIODS, now=LATER)

    gone = {"chat_buckets": buckets, "unfinished_forks": 1}
    assert foretold.removed_documents == report.removed_documents == gone
    assert foretold.freed_bytes == report.freed_bytes
    assert await buckets_of(fork_id) == 0
    assert len(await chat.upward()) == 20


async def test_a_fork_is_whole_or_nothing_whichever_command_its_process_dies_at(
    bound: Database,
) -> None:
    chat = await a_sealed_chat(bound)
    await add(chat, "id-3", "v-2")
    await add(chat, "id-20", "v-2")
    past = await chat.upward()
    made: Engine | None = None
    command = 0
    while made is None:
        async with failing(bound, after=command, fault=NOT_DONE, commands=_ALL):
            with suppress(DatabaseError):
                made = await forked(chat)
        if made is None:
            await sweep(bound, PERIODS, now=LATER)
            assert await all_of(UnfinishedFork) == []
            chats = {each["_id"] for each in await all_of(Chat)}
            for model in (ChatBucket, MessageVersion):
                assert {each["chat_id"] for each in await all_of(model)} <= chats
            # A commit that was cut off is ended either way.
            for chat_id in chats:
                there = Engine(bound, chat_id, user_id=chat.user_id, limits=BY_FOURS)
                assert await there.upward() == past
        command += 1
    assert command > 10
    assert await made.upward() == past
    assert await kinds(made) == []


async def test_a_fork_that_the_sweep_took_for_dead_is_made_again(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await a_sealed_chat(bound)
    copy, times = copying.copy_buckets, 0

    async def slowly(*arguments: Any, **options: Any) -> None:
        nonlocal times
        times += 1
        await copy(*arguments, **options)
        if times == 1:
            await sweep(bound, PERIODS, now=LATER)

    monkeypatch.setattr(copying, "copy_buckets", slowly)
    fork = await forked(chat)

    assert times == 2
    assert await fork.upward() == await chat.upward()
    assert await all_of(UnfinishedFork) == []
    assert len(await collection_of(ChatBucket).distinct("chat_id", {"user_id": "alice"})) == 2


async def test_a_check_tells_of_a_fork_that_was_killed_and_repairs_it(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await a_sealed_chat(bound)
    fork_id = await a_fork_that_was_killed(chat, monkeypatch)

    async def found(now: Any) -> list[Any]:
        return [f async for checked in check_chats(now=now) for f in checked.findings]

    assert await found(LATER - timedelta(seconds=1)) == []
    (finding,) = await found(LATER)
    assert (finding.kind, finding.chat_id) == (ChatFault.UNFINISHED_FORK, fork_id)
    assert await repair(finding)
    assert await found(LATER) == []
    assert await buckets_of(fork_id) == 0


async def test_a_fork_whose_user_is_erased_meanwhile_leaves_nothing(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await a_sealed_chat(bound)
    copy = copying.copy_buckets

    async def erased_and_copied(*arguments: Any, **options: Any) -> None:
        await erase_user(bound, "alice", now=BEGINNING)
        await copy(*arguments, **options)

    monkeypatch.setattr(copying, "copy_buckets", erased_and_copied)
    with pytest.raises(ChatMissing):
        await forked(chat)

    for model in (Chat, ChatBucket, UnfinishedFork):
        assert await all_of(model) == []


async def test_a_fork_is_copied_in_steps(bound: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = await a_sealed_chat(bound, 60)
    monkeypatch.setattr(copying, "_BUCKETS_A_STEP", 3)
    fork = await forked(chat)
    assert await fork.upward() == await chat.upward()
    assert await kinds(fork) == []


@pytest.mark.parametrize("through", [3, 5, 6, 8, 11])
async def test_heavy_messages_are_copied_by_the_server_alone(
    bound: Database, monkeypatch: pytest.MonkeyPatch, through: int
) -> None:
    chat = await Engine.made(bound, limits=SealingLimits(piece_messages=4, piece_bytes=400))
    await chat.append(*numbered(12))
    await chat.seal()
    for number in (2, 3, 4):
        await chat.edit(f"id-{number}", "x" * (MAX_BUCKET_BYTES // 4))
    monkeypatch.setattr(copying, "BYTES_A_STEP", 1)

    fork = await forked(chat, through)

    assert await fork.upward() == (await chat.upward())[:through]
    assert await kinds(fork) == []
    assert (await fork.raw())["tail_bytes"] < 1_000
    await fork.append(said("on it goes"))
    assert (await fork.upward())[-1]["sequence_order"] == through + 1


async def test_what_a_source_has_lost_its_fork_has_lost(bound: Database) -> None:
    chat = await a_sealed_chat(bound)
    await collection_of(ChatBucket).delete_one({"chat_id": chat.chat_id, "first_sequence": 5})
    for finding in (await looked_at(chat)).findings:
        assert await repair(finding)

    fork = await forked(chat, 7)
    longer = await forked(chat)

    assert (await fork.raw())["lost"] == [{"first": 5, "last": 7}]
    assert (await longer.raw())["lost"] == [{"first": 5, "last": 8}]
    assert await kinds(fork) == await kinds(longer) == []


async def test_a_fork_knows_its_sealed_ids(bound: Database) -> None:
    chat = await a_sealed_chat(bound, 40)
    fork = await forked(chat, 30)
    assert not (await fork.append(*numbered(1, 2))).created
    assert (await fork.append(*numbered(1, 35))).created
    await fork.append(*numbered(20, 100))
    await fork.seal()
    assert await kinds(fork) == []


async def test_a_chat_can_be_so_many_forks_deep(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "MAX_DEPTH", 3)
    chat = await a_sealed_chat(bound)
    for through in (15, 10, 5):
        chat = await forked(chat, through)
        assert await kinds(chat) == []
    with pytest.raises(ForkTooDeep):
        await forked(chat)


@pytest.mark.parametrize(
    "change",
    [
        {"$set": {"forked_from.through": 21}},
        {"$set": {"forked_from": {"through": "a"}}},
        {"$set": {"origins": []}},
        {"$set": {"messages.0.id": "another"}},
        {"$set": {"origins.0.through": 21, "forked_from.through": 21}},
    ],
)
async def test_a_check_tells_what_is_wrong_with_a_fork(bound: Database, change: Any) -> None:
    fork = await forked(await a_sealed_chat(bound))
    await set_chat(fork, change)
    assert ChatFault.FORK in await kinds(fork)


async def test_a_fork_whose_source_is_gone_is_right(bound: Database) -> None:
    chat = await a_sealed_chat(bound)
    fork = await forked(chat, 10)
    await collection_of(Chat).delete_one({"_id": chat.chat_id})
    assert await kinds(fork) == []
