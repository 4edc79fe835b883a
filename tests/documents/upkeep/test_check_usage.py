"""What a check says of the sums of what messages cost."""

from typing import Any

import pytest

from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.database import Database, collection_of
from documents.shapes.usage import UsageTally
from documents.upkeep.findings import ChatFault
from documents.upkeep.repair import repair
from documents.upkeep.usage_check import SpentUsage
from tests.documents.aggregates.chats.engine import Engine
from tests.documents.upkeep.support import kinds, looked_at, set_chat
from tests.documents.upkeep.test_check_versions import add

USAGE = {"model": "m", "input_tokens": 3, "cost": 0.1}


async def a_chat_that_cost(database: Database, *, counted: bool = True) -> Engine:
    """A chat of messages, sealed ones too, and versions, all of which cost something."""
    chat = await Engine.made(database)
    for start in range(0, 12, 4):
        await chat.append(
            *(
                NewMessage("assistant", "a", {}, f"id-{n}", {"usage": USAGE})
                for n in range(start + 1, start + 5)
            )
        )
        await chat.seal(tail_bytes_at_most=400)
    await add(chat, "id-1", "v-2", usage=USAGE)
    await add(chat, "id-12", "v-2", usage={**USAGE, "model": None})
    await add(chat, "id-12", "v-3")
    if counted:
        await count_new(database)
    return chat


async def set_tally(chat: Engine, change: dict[str, Any]) -> None:
    """Change one of the chat's tallies, past every rule."""
    here = {"chat_id": chat.chat_id, "model": "m"}
    assert (await collection_of(UsageTally).update_one(here, change)).modified_count == 1


@pytest.mark.parametrize("counted", [False, True])
async def test_sums_of_messages_and_versions_are_no_fault(bound: Database, counted: bool) -> None:
    chat = await a_chat_that_cost(bound, counted=counted)
    assert await kinds(chat) == []
    await chat.change("id-2", MessageChanges({"usage": None}))
    await chat.redact("id-12")
    assert await kinds(chat) == []
    await count_new(bound)
    assert await kinds(chat) == []


@pytest.mark.parametrize("counted", [False, True])
@pytest.mark.parametrize(
    "change",
    [
        {"$inc": {"usage.messages": -1}},
        {"$inc": {"usage.cost_billionths": 1}},
        {"$set": {"usage": {}}},
        {"$unset": {"usage": 1}},
    ],
)
async def test_a_chats_sums_that_are_not_what_its_messages_cost_are_told_and_mended(
    bound: Database, change: dict[str, Any], counted: bool
) -> None:
    chat = await a_chat_that_cost(bound, counted=counted)
    await set_chat(chat, change)
    (finding,) = (await looked_at(chat)).findings
    assert finding.kind is ChatFault.USAGE
    # Of two that repair at once, one does.
    assert [await repair(finding) for _ in range(2)] == [True, False]
    assert await kinds(chat) == []


@pytest.mark.parametrize(
    "change",
    [
        {"$inc": {"sums.output_tokens": 7}},
        {"$inc": {"sums.messages": -1}},
        {"$set": {"model": "another"}},
    ],
)
async def test_tallies_that_are_not_what_messages_cost_are_told_and_mended(
    bound: Database, change: dict[str, Any]
) -> None:
    chat = await a_chat_that_cost(bound)
    await set_tally(chat, change)
    findings = (await looked_at(chat)).findings
    assert {finding.kind for finding in findings} == {ChatFault.USAGE_TALLY}
    assert [[await repair(finding) for finding in findings] for _ in range(2)] == [
        [True] * len(findings),
        [False] * len(findings),
    ]
    assert await kinds(chat) == []


async def test_tallies_that_are_gone_come_back(bound: Database) -> None:
    chat = await a_chat_that_cost(bound)
    here = {"chat_id": chat.chat_id}
    # What the figures have of it is the analytics' own check.
    told = {"_id": 0, "tallied": 0, "untallied": 0}
    before = await collection_of(UsageTally).find(here, told).to_list(None)
    assert before
    await collection_of(UsageTally).delete_many(here)
    for finding in (await looked_at(chat)).findings:
        assert await repair(finding)
    after = await collection_of(UsageTally).find(here, told).to_list(None)
    assert sorted(before, key=str) == sorted(after, key=str)


async def test_what_is_lost_was_spent_all_the_same(bound: Database) -> None:
    chat = await a_chat_that_cost(bound)
    bucket = (await chat.buckets())[0]
    await bound["chat_buckets"].delete_one({"_id": bucket["_id"]})
    assert set(await kinds(chat)) <= {ChatFault.GAP, ChatFault.VERSIONS}


async def test_a_chat_that_is_written_to_while_it_is_checked_is_not_at_fault(
    bound: Database,
) -> None:
    chat = await a_chat_that_cost(bound)
    stale = await chat.raw()
    await chat.append(NewMessage("assistant", "a", {}, "late", {"usage": USAGE}))
    spent = await SpentUsage.of(stale)
    assert [fault async for fault in spent.faults({})] == []
