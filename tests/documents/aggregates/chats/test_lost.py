"""A chat that has lost a bucket: the rest is served, what is gone is named, and it goes on."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.chats import lost
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.lost import beyond, gaps, in_words, joined, reach
from documents.database import Database, collection_of
from documents.shapes.chats import Chat, ChatBucket, LostRange
from documents.shapes.errors.chats import MessageMissing
from documents.upkeep.export import export_user
from documents.upkeep.findings import ChatFault
from documents.upkeep.repair import repair
from tests.documents.aggregates.chats.engine import Engine, end_pages_at, numbered
from tests.documents.aggregates.chats.sent import COMMANDS
from tests.documents.upkeep.support import kinds, looked_at, set_chat
from tests.support import BEGINNING

BY_FOURS = SealingLimits(piece_messages=4)


async def a_chat(database: Database, *gone: int) -> Engine:
    """Twenty messages in four buckets and the Chat, without the buckets that begin so."""
    chat = await Engine.made(database, limits=BY_FOURS)
    await chat.append(*numbered(20))
    await chat.seal()
    assert [bucket["first_sequence"] for bucket in await chat.buckets()] == [1, 5, 9, 13]
    for first in gone:
        await lose(chat, first)
    return chat


async def lose(chat: Engine, first: int) -> dict[str, Any]:
    place = {"chat_id": chat.chat_id, "first_sequence": first}
    bucket: dict[str, Any] = await collection_of(ChatBucket).find_one_and_delete(place)
    return bucket


async def mend(chat: Engine) -> None:
    for finding in (await looked_at(chat)).findings:
        assert await repair(finding)


def spans(ranges: Any) -> list[tuple[int, int]]:
    return [(each.first, each.last) for each in ranges]


async def walked(chat: Engine, limit: int, *, upward: bool) -> tuple[list[int], list[int]]:
    """The numbers that are there and those that are lost, page by page."""
    there: list[int] = []
    missing: list[int] = []
    page = await chat.page(limit, **({"after": 0} if upward else {}))
    while True:
        there += [message["sequence_order"] for message in page.messages]
        missing += [n for each in page.lost for n in range(each.first, each.last + 1)]
        if not (page.has_after if upward else page.has_before):
            return sorted(there), sorted(missing)
        place = {"after": page.last} if upward else {"before": page.first}
        page = await chat.page(limit, **place)


@pytest.mark.parametrize("gone", [(1,), (5,), (13,), (5, 9), (1, 5, 9, 13)])
@pytest.mark.parametrize("recorded", [False, True])
async def test_pages_hold_the_rest_and_name_what_is_lost(
    bound: Database, gone: tuple[int, ...], recorded: bool
) -> None:
    chat = await a_chat(bound, *gone)
    if recorded:
        await mend(chat)
    missing = [number for first in gone for number in range(first, first + 4)]
    there = [number for number in range(1, 21) if number not in missing]
    for limit in (1, 3, 7, 50):
        for upward in (True, False):
            assert await walked(chat, limit, upward=upward) == (there, missing)
    assert (await chat.page(50)).unrecorded is not recorded


async def test_a_page_that_is_lost_beside_a_heavy_tail_is_empty_and_names_it(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_pages_at(400, monkeypatch)
    chat = await a_chat(bound, 5)
    page = await chat.page(4, after=4)
    assert (page.messages, spans(page.lost), page.last) == ([], [(5, 8)], 8)


async def test_a_page_that_ends_before_what_is_lost_says_nothing_of_it(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_pages_at(400, monkeypatch)
    chat = await a_chat(bound, 13)
    page = await chat.page(20)
    assert (page.first, page.lost, page.unrecorded) == (18, [], False)


async def test_what_is_recorded_as_lost_costs_no_more_commands(heard: Database) -> None:
    chat = await a_chat(heard, 5)
    await mend(chat)
    COMMANDS.names.clear()
    page = await chat.page(20, after=0)
    assert spans(page.lost) == [(5, 8)]
    assert COMMANDS.names == ["aggregate"]


async def test_a_bucket_that_is_there_at_the_second_look_was_not_lost(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await a_chat(bound)
    bucket = await lose(chat, 5)
    recorded_in = lost.recorded_in

    def and_put_back(stored: dict[str, Any]) -> list[LostRange]:
        collection_of(ChatBucket).delegate.replace_one({"_id": bucket["_id"]}, bucket, upsert=True)
        return recorded_in(stored)

    monkeypatch.setattr("documents.aggregates.chats.pages.recorded_in", and_put_back)
    page = await chat.page(20)
    assert (len(page.messages), page.lost, page.unrecorded) == (20, [], False)


async def test_the_chat_goes_on_and_its_numbers_stay(bound: Database) -> None:
    chat = await a_chat(bound, 13)
    await mend(chat)
    appended = await chat.append(*numbered(10, first=21))
    assert appended.messages[0]["sequence_order"] == 21
    await chat.seal()
    await chat.edit("id-21", "changed")
    await chat.redact("id-2")
    there, missing = await walked(chat, 50, upward=True)
    assert missing == [13, 14, 15, 16]
    assert there == [n for n in range(1, 31) if n not in missing]
    checked = await looked_at(chat)
    assert (checked.findings, checked.messages, checked.lost) == ([], 26, 4)


async def test_a_message_that_is_lost_is_missing_and_says_what_is_lost(bound: Database) -> None:
    chat = await a_chat(bound, 5)
    await mend(chat)
    with pytest.raises(MessageMissing) as missing:
        await chat.find("id-6")
    assert spans(missing.value.lost) == [(5, 8)]
    assert (await chat.find("id-9"))["sequence_order"] == 9


async def test_one_lost_message_of_a_bucket_and_of_the_chat_itself_is_recorded_too(
    bound: Database,
) -> None:
    chat = await a_chat(bound)
    place = {"chat_id": chat.chat_id, "first_sequence": 5}
    pulled = {"$pull": {"messages": {"sequence_order": 6}}}
    await collection_of(ChatBucket).update_one(place, pulled)
    await set_chat(chat, {"$pull": {"messages": {"sequence_order": {"$in": [18, 20]}}}})
    await mend(chat)
    assert await kinds(chat) == []
    for limit in range(1, 9):
        for upward in (True, False):
            there, missing = await walked(chat, limit, upward=upward)
            assert missing == [6, 18, 20]
            assert len(there) == 17


async def test_a_bucket_that_comes_back_is_read_and_its_record_taken_off(bound: Database) -> None:
    chat = await a_chat(bound)
    bucket = await lose(chat, 9)
    await lose(chat, 13)
    await mend(chat)
    await collection_of(ChatBucket).insert_one(bucket)
    there, missing = await walked(chat, 50, upward=True)
    assert missing == [13, 14, 15, 16]
    assert len(there) == 16
    assert await kinds(chat) == [ChatFault.FOUND_AGAIN]
    await mend(chat)
    assert await kinds(chat) == [ChatFault.GAP]
    await mend(chat)
    assert await kinds(chat) == []
    assert (await chat.raw())["lost"] == [{"first": 13, "last": 16}]


async def test_what_comes_back_of_a_bucket_in_part_is_on_every_page(bound: Database) -> None:
    chat = await a_chat(bound)
    bucket = await lose(chat, 5)
    await mend(chat)
    bucket["messages"] = [m for m in bucket["messages"] if m["sequence_order"] in (6, 8)]
    await collection_of(ChatBucket).insert_one(bucket)
    there = [number for number in range(1, 21) if number not in (5, 7)]
    for limit in (1, 2, 3, 50):
        for upward in (True, False):
            assert await walked(chat, limit, upward=upward) == (there, [5, 7])


async def test_messages_in_a_bucket_of_wrong_bounds_are_not_recorded_as_lost(
    bound: Database,
) -> None:
    chat = await a_chat(bound)
    place = {"chat_id": chat.chat_id, "first_sequence": 5}
    await collection_of(ChatBucket).update_one(
        place, {"$set": {"first_sequence": 99, "last_sequence": 102}}
    )
    (gap, *_) = [f for f in (await looked_at(chat)).findings if f.kind is ChatFault.GAP]
    assert not await repair(gap)


async def test_the_export_of_a_user_has_the_rest_and_a_line_for_what_is_lost(
    bound: Database,
) -> None:
    chat = await a_chat(bound, 1, 9, 13)
    blocks = [block async for block in export_user(bound, "alice", now=BEGINNING)]
    lines = [json.loads(line) for line in b"".join(blocks).splitlines()]
    told: list[Any] = []
    for line in lines:
        if line["type"] == "message":
            told.append(line["sequence_order"])
        elif line["type"] == "lost_messages":
            assert line["chat_id"] == str(chat.chat_id)
            told.append((line["first"], line["last"]))
    assert told == [(1, 4), 5, 6, 7, 8, (9, 16), 17, 18, 19, 20]


async def test_analytics_count_on_past_what_is_recorded_as_lost(bound: Database) -> None:
    chat = await a_chat(bound, 5)
    assert await count_new(bound) == 4
    await mend(chat)
    await count_new(bound)
    await chat.append(*numbered(2, first=21))
    await count_new(bound)
    stored = await collection_of(Chat).find_one({"_id": chat.chat_id})
    assert stored is not None
    assert (stored["counted"], stored["counted_sequence"]) == (True, 22)


NUMBERS = st.sets(st.integers(1, 20))
RANGES = NUMBERS.map(lambda numbers: gaps(sorted(set(range(1, 21)) - numbers), 1, 20))


def of(ranges: list[LostRange]) -> set[int]:
    return {n for each in ranges for n in range(each.first, each.last + 1)}


@given(numbers=NUMBERS, recorded=RANGES)
def test_ranges_are_what_sets_of_numbers_say(numbers: set[int], recorded: list[LostRange]) -> None:
    missing = gaps(sorted(numbers), 1, 20)
    assert of(missing) == set(range(1, 21)) - numbers
    assert of(beyond(missing, recorded)) == of(missing) - of(recorded)
    assert joined(missing) == missing
    known = numbers | of(recorded)
    whole = next(n for n in range(1, 30) if n not in known) - 1
    assert reach(1, sorted(numbers), recorded) == whole


def test_ranges_read_as_a_person_says_them() -> None:
    ranges = [LostRange(first=1, last=1), LostRange(first=3, last=4), LostRange(first=5, last=9)]
    assert in_words(ranges) == "1, 3 to 4, 5 to 9"
    assert in_words(joined(ranges)) == "1, 3 to 9"
