"""What a check finds, what it lets be, and what a repair mends."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.lost import recorded_in
from documents.database import Database, DatabaseError, Decimal128, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket
from documents.upkeep import check, repair
from documents.upkeep.check import _Look, check_chat, check_chats
from documents.upkeep.findings import ChatFault, ChatFinding
from documents.upkeep.removal import remove_chat
from tests.documents.aggregates.chats.engine import Engine, numbered, said
from tests.documents.aggregates.chats.faults import NOT_DONE, failing
from tests.documents.upkeep.support import LATER, kinds, looked_at, set_chat
from tests.support import BEGINNING

BY_FOURS = SealingLimits(piece_messages=4, piece_bytes=1_000_000)


async def a_chat(database: Database, number: int = 14) -> Engine:
    """A chat of which a part is sealed: buckets of 1 to 4 and 5 to 8, the rest its own."""
    chat = await Engine.made(database, limits=BY_FOURS)
    await chat.append(*numbered(number))
    await chat.seal()
    return chat


async def set_bucket(chat: Engine, first: int, change: Any) -> None:
    place = {"chat_id": chat.chat_id, "first_sequence": first}
    await collection_of(ChatBucket).update_one(place, change)


async def mended(chat: Engine) -> list[bool]:
    return [await repair.repair(finding) for finding in (await looked_at(chat)).findings]


async def test_a_sound_chat_has_no_findings(bound: Database) -> None:
    chat = await a_chat(bound)
    await chat.edit("id-2", "edited where it is sealed")
    await chat.redact("id-13")
    checked = await looked_at(chat)
    assert (checked.messages, checked.findings) == (14, [])


async def test_an_empty_chat_has_no_findings(bound: Database) -> None:
    assert await kinds(await a_chat(bound, 0)) == []


DAMAGE: dict[str, tuple[Callable[[Engine], Any], ChatFault, bool]] = {
    "a bucket is gone": (
        lambda chat: collection_of(ChatBucket).delete_one(
            {"chat_id": chat.chat_id, "first_sequence": 5}
        ),
        ChatFault.GAP,
        True,
    ),
    "a sealed message is gone": (
        lambda chat: set_bucket(
            chat,
            5,
            [
                {
                    "$set": {
                        "messages": {
                            "$filter": {
                                "input": "$messages",
                                "cond": {"$ne": ["$$this.id", "id-6"]},
                            }
                        }
                    }
                },
                {"$set": {"bytes": repair._BYTES}},
                {"$unset": "words"},
            ],
        ),
        ChatFault.GAP,
        True,
    ),
    "the newest message is gone": (
        lambda chat: set_chat(
            chat,
            [
                {"$set": {"messages": {"$slice": ["$messages", 5]}}},
                {"$set": {"tail_bytes": repair._BYTES}},
            ],
        ),
        ChatFault.GAP,
        True,
    ),
    "messages have changed places": (
        lambda chat: set_chat(chat, [{"$set": {"messages": {"$reverseArray": "$messages"}}}]),
        ChatFault.ORDER,
        False,
    ),
    "an id is used twice, sealed and not": (
        lambda chat: set_chat(
            chat, {"$set": {"messages.1.id": "id-3x", "messages.2.id": "id-1", "tail_bytes": 0}}
        ),
        ChatFault.REPEATED_ID,
        False,
    ),
    "a role is none": (
        lambda chat: set_bucket(chat, 1, {"$set": {"messages.0.role": "robo"}}),
        ChatFault.MALFORMED,
        False,
    ),
    "the size of the chat's own messages is wrong": (
        lambda chat: set_chat(chat, {"$inc": {"tail_bytes": 1}}),
        ChatFault.TAIL_BYTES,
        True,
    ),
    "a bucket's size is wrong": (
        lambda chat: set_bucket(chat, 1, {"$set": {"bytes": 1}}),
        ChatFault.BUCKET_BYTES,
        True,
    ),
    "a bucket's last number is wrong": (
        lambda chat: set_bucket(chat, 1, {"$set": {"last_sequence": 3}}),
        ChatFault.BUCKET_BOUNDS,
        True,
    ),
    "a bucket reaches beyond what is sealed": (
        lambda chat: set_bucket(chat, 5, {"$set": {"last_sequence": 99}}),
        ChatFault.BUCKET_BOUNDS,
        True,
    ),
    "a bucket has another owner": (
        lambda chat: set_bucket(chat, 1, {"$set": {"user_id": "mallory"}}),
        ChatFault.BUCKET_OWNER,
        True,
    ),
    "the greatest sealed id is not the greatest": (
        lambda chat: set_chat(chat, {"$set": {"sealed_max.other": "id-1"}}),
        ChatFault.SEALED_MAX,
        True,
    ),
    "the greatest sealed id is missing": (
        lambda chat: set_chat(chat, {"$unset": {"sealed_max.other": 1}}),
        ChatFault.SEALED_MAX,
        True,
    ),
    "the greatest ids are of more than is sealed": (
        lambda chat: set_chat(chat, {"$set": {"sealed_max.sequence": 99}}),
        ChatFault.SEALED_MAX,
        True,
    ),
    "the greatest ids are none": (
        lambda chat: set_chat(chat, {"$set": {"sealed_max": "none"}}),
        ChatFault.SEALED_MAX,
        True,
    ),
    "a bucket has a word that no message says": (
        lambda chat: set_bucket(chat, 1, {"$push": {"words": "secret"}}),
        ChatFault.WORDS,
        True,
    ),
    "a bucket lacks a word": (
        lambda chat: set_bucket(chat, 5, {"$pull": {"words": "6"}}),
        ChatFault.WORDS,
        True,
    ),
    "a bucket's words are none": (
        lambda chat: set_bucket(chat, 5, {"$set": {"words": "message"}}),
        ChatFault.WORDS,
        True,
    ),
    "the chat has words of before": (
        lambda chat: set_chat(chat, {"$set": {"words": ["message"]}}),
        ChatFault.WORDS,
        True,
    ),
    "the chat counts too few": (
        lambda chat: set_chat(chat, {"$inc": {"last_sequence": -2}}),
        ChatFault.LAST_SEQUENCE,
        True,
    ),
}

UNREADABLE: list[tuple[str, dict[str, Any]]] = [
    ("chat", {"$unset": {"messages": 1}}),
    ("chat", {"$set": {"messages": None}}),
    ("chat", {"$set": {"messages.1": "text"}}),
    ("chat", {"$set": {"sealed_sequence": "8"}}),
    ("chat", {"$unset": {"last_sequence": 1}}),
    ("chat", {"$unset": {"edit_count": 1}}),
    ("chat", {"$set": {"lost": 1.5}}),
    ("chat", {"$set": {"lost": [{"first": 1}]}}),
    ("bucket", {"$set": {"first_sequence": 1.5}}),
    ("bucket", {"$set": {"first_sequence": Decimal128("1")}}),
    ("bucket", {"$unset": {"messages": 1}}),
    ("bucket", {"$set": {"messages.1": None}}),
    ("bucket", {"$unset": {"last_sequence": 1}}),
    ("bucket", {"$set": {"source_edit_count": "0"}}),
]


@pytest.mark.parametrize(("harmed", "change"), UNREADABLE, ids=str)
async def test_a_document_that_cannot_be_read_is_named_and_the_next_chat_looked_at(
    bound: Database, harmed: str, change: dict[str, Any]
) -> None:
    chats = [await a_chat(bound), await a_chat(bound)]
    await (set_chat(chats[0], change) if harmed == "chat" else set_bucket(chats[0], 1, change))
    seen = [checked async for checked in check_chats(now=LATER)]
    assert [checked.chat_id for checked in seen] == [chat.chat_id for chat in chats]
    first = seen[0].findings[0]
    assert first.kind is ChatFault.MALFORMED
    assert any(field.partition(".")[0] in first.text for part in change.values() for field in part)
    assert True not in await mended(chats[0])
    assert seen[1].findings == []


@pytest.mark.parametrize(
    ("harm", "kind"),
    [
        (lambda chat: set_chat(chat, {"$unset": {"tail_bytes": 1}}), ChatFault.TAIL_BYTES),
        (lambda chat: set_bucket(chat, 1, {"$unset": {"bytes": 1}}), ChatFault.BUCKET_BYTES),
        (lambda chat: set_bucket(chat, 1, {"$unset": {"user_id": 1}}), ChatFault.BUCKET_OWNER),
    ],
)
async def test_a_size_or_an_owner_that_is_missing_is_mended(
    bound: Database, harm: Callable[[Engine], Any], kind: ChatFault
) -> None:
    chat = await a_chat(bound)
    await harm(chat)
    assert await kinds(chat) == [kind]
    assert await mended(chat) == [True]
    assert await kinds(chat) == []


@pytest.mark.parametrize("damage", DAMAGE)
async def test_damage_is_found_and_what_is_certain_is_mended(bound: Database, damage: str) -> None:
    chat = await a_chat(bound)
    await a_chat(bound)
    harm, kind, mendable = DAMAGE[damage]
    await harm(chat)
    assert kind in await kinds(chat)
    before = (await chat.raw(), await chat.buckets())
    findings = (await looked_at(chat)).findings
    repaired = [finding.kind for finding in findings if await repair.repair(finding)]
    assert (kind in repaired) is mendable
    if mendable:
        assert await kinds(chat) == []
        lost = recorded_in(await chat.raw())
        left = [n for n in range(1, 15) if not any(e.first <= n <= e.last for e in lost)]
        assert bool(lost) is (kind is ChatFault.GAP)
        assert await chat.contents() == [f"message {n}" for n in left]
    else:
        assert kind in await kinds(chat)
        assert len((await chat.raw())["messages"]) == len(before[0]["messages"])
        assert [b["messages"] for b in await chat.buckets()] == [b["messages"] for b in before[1]]


async def test_what_an_older_release_has_sealed_is_no_finding(bound: Database) -> None:
    chat = await a_chat(bound)
    await set_chat(chat, {"$unset": {"sealed_max": 1}})
    checked = await looked_at(chat)
    assert (checked.behind, checked.findings) == (True, [])


async def test_the_repair_of_the_greatest_ids_is_safe_beside_writers(bound: Database) -> None:
    chat = await a_chat(bound)
    await set_chat(chat, {"$set": {"sealed_max.other": "id-1"}})
    findings = (await looked_at(chat)).findings
    await asyncio.gather(
        *(chat.append(said("new", f"id-{n}")) for n in range(15, 40)),
        *(repair.repair(finding) for finding in findings),
        *(chat.seal() for _ in range(3)),
    )
    for n in range(15, 40):
        assert not (await chat.append(said("new", f"id-{n}"))).created
    assert await kinds(chat) == []


async def a_stopped_sealing(database: Database) -> Engine:
    chat = await Engine.made(database, limits=BY_FOURS)
    await chat.append(*numbered(9))
    async with failing(database, after=1, fault=NOT_DONE, commands=("update",)):
        with pytest.raises(DatabaseError):
            await chat.seal()
    assert len(await chat.buckets()) == 1
    return chat


async def test_a_sealing_that_is_going_on_is_no_finding(bound: Database) -> None:
    chat = await a_stopped_sealing(bound)
    soon = await check_chat(chat.chat_id, now=BEGINNING + timedelta(seconds=20))
    assert soon is not None
    assert soon.findings == []


async def test_an_abandoned_copy_is_discarded(bound: Database) -> None:
    chat = await a_stopped_sealing(bound)
    assert await kinds(chat) == [ChatFault.ABANDONED_COPY]
    assert await mended(chat) == [True]
    assert await chat.buckets() == []
    await chat.seal()
    assert await chat.contents() == [f"message {n}" for n in range(1, 10)]


async def test_a_copy_that_was_committed_after_all_is_kept(bound: Database) -> None:
    chat = await a_stopped_sealing(bound)
    findings = (await looked_at(chat)).findings
    await chat.seal()
    assert [await repair.repair(finding) for finding in findings] == [False]
    assert await chat.contents() == [f"message {n}" for n in range(1, 10)]


@pytest.mark.parametrize(
    "harm",
    [
        lambda chat: set_chat(chat, {"$set": {"sealed_sequence": 4, "sealed_max.sequence": 4}}),
        lambda chat: set_bucket(chat, 5, {"$set": {"first_sequence": 999}}),
        lambda chat: set_bucket(chat, 5, {"$set": {"first_sequence": 999, "messages.0": 5}}),
    ],
)
async def test_a_bucket_with_messages_that_the_chat_has_not_is_no_copy(
    bound: Database, harm: Callable[[Engine], Any]
) -> None:
    chat = await a_chat(bound)
    await harm(chat)
    assert ChatFault.BUCKET_BOUNDS in await kinds(chat)
    assert True not in await mended(chat)
    assert len(await chat.buckets()) == 2


async def test_the_guard_that_a_redaction_put_for_a_copy_is_kept(bound: Database) -> None:
    chat = await a_stopped_sealing(bound)
    findings = (await looked_at(chat)).findings
    await chat.redact("id-2")
    assert [await repair.repair(finding) for finding in findings] == [False]
    assert [bucket["messages"] for bucket in await chat.buckets()] == [[]]


async def test_a_copy_is_kept_that_a_repair_finds_changed(bound: Database) -> None:
    chat = await a_stopped_sealing(bound)
    findings = (await looked_at(chat)).findings
    await set_bucket(chat, 1, {"$set": {"messages.0.id": "of the bucket alone"}})
    assert [await repair.repair(finding) for finding in findings] == [False]
    assert len(await chat.buckets()) == 1


async def without_chat(chat: Engine) -> list[ChatFinding]:
    await collection_of(Chat).delete_one({"_id": chat.chat_id})
    return [f async for checked in check_chats(now=LATER) for f in checked.findings]


async def test_the_buckets_of_a_chat_that_was_lost_are_found_and_kept(bound: Database) -> None:
    chat = await a_chat(bound)
    await a_chat(bound)

    found = await without_chat(chat)

    assert [(f.chat_id, f.kind) for f in found] == [(chat.chat_id, ChatFault.ORPHAN_BUCKETS)]
    assert not await repair.repair(found[0])
    assert len(await chat.buckets()) == 2


async def test_one_bucket_that_a_sealing_left_of_a_removed_chat_is_removed(
    bound: Database,
) -> None:
    chat = await a_chat(bound, 8)
    sound = await a_chat(bound)

    found = await without_chat(chat)

    assert await repair.repair(found[0])
    assert await chat.buckets() == []
    assert len(await sound.buckets()) == 2


async def test_a_deleted_chat_is_not_looked_at(bound: Database) -> None:
    chat = await a_chat(bound)
    await set_chat(chat, {"$set": {"deleted_at": BEGINNING}})
    assert [checked async for checked in check_chats(now=LATER)] == []
    await remove_chat(bound, chat.chat_id)
    assert await check_chat(chat.chat_id, now=LATER) is None
    assert await check_chat(PydanticObjectId(), now=LATER) is None


async def test_every_chat_is_looked_at(bound: Database) -> None:
    chats = [await a_chat(bound, n % 10) for n in range(103)]
    seen = [checked async for checked in check_chats(now=LATER)]
    assert [c.chat_id for c in seen] == [chat.chat_id for chat in chats]
    assert [c.messages for c in seen] == [n % 10 for n in range(103)]


async def test_a_long_list_of_findings_is_cut(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "FINDINGS_A_KIND", 3)
    chat = await a_chat(bound)
    await set_chat(chat, {"$set": {"messages.$[].role": "robot", "tail_bytes": 0}})
    findings = (await looked_at(chat)).findings
    malformed = [finding for finding in findings if finding.kind is ChatFault.MALFORMED]
    assert len(malformed) == 3
    assert "not shown" in malformed[-1].text


async def test_a_chat_of_which_only_tool_calls_are_told_is_read_once_unless_it_moves(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await Engine.made(bound)
    await chat.append(NewMessage("tool", "an answer to nothing"))
    looks = list[int]()
    look, versions = _Look.done, _Look._look_for_versions

    async def counted(self: _Look) -> Any:
        looks.append(1)
        return await look(self)

    async def moving(self: _Look) -> None:
        await versions(self)
        await chat.append(NewMessage("user", "meanwhile"))

    monkeypatch.setattr(_Look, "done", counted)
    assert await kinds(chat) == [ChatFault.ANSWER_WITHOUT_CALL]
    assert len(looks) == 1
    monkeypatch.setattr(_Look, "_look_for_versions", moving)
    assert await kinds(chat) == [ChatFault.ANSWER_WITHOUT_CALL]
    assert len(looks) == 3
