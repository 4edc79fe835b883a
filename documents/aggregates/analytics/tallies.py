"""How many messages of each role a chat got, in slots of a quarter of an hour.

A message's role and time never change, but for a conversion, after which its chat is
counted anew (``documents.upkeep.conversion``); so each is counted once, some time after it
was stored: the Chat's ``counted_sequence`` says how far. An append only takes the
mark ``counted`` off, which costs it nothing; whoever wants exact figures calls
``count_new`` first. A slot is a quarter of an hour because every time zone's days
begin at a quarter (https://www.iana.org/time-zones).

The mark also says of which chats the sessions may not know that they moved, as a process
that dies cannot tell them (``services.activity``): each is told before its chat is marked.
"""

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.analytics.days import DayChanges
from documents.aggregates.analytics.filling import fill, include_tallies
from documents.aggregates.analytics.hiding import hide_or_show
from documents.aggregates.analytics.kind_sums import sum_up_kinds
from documents.aggregates.analytics.marked_tallies import tally_marked
from documents.aggregates.analytics.mission_tallies import tally_missions
from documents.aggregates.analytics.session_tallies import tally_sessions
from documents.aggregates.analytics.summing import sum_up
from documents.aggregates.chats.lost import reach, recorded_in
from documents.aggregates.chats.reader import sealed_runs
from documents.aggregates.chats.usage_tallies import add_messages, slot_of
from documents.aggregates.sessions.change import record_activity
from documents.database import Database, Transaction, UpdateOne, collection_of, committed_in
from documents.pacing import gathered
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import UNCOUNTED, Chat, StoredMessage
from documents.shapes.message_tallies import MessageTally
from documents.shapes.sessions import OPEN_STATUSES, UserSession, untallied

_MESSAGES_A_STEP = 5000
_CHATS_AT_ONCE = 4
_CHATS_A_LOOK = 100
_FILLED_AT_ONCE = 8
_Slots = dict[datetime, dict[str, int]]
_FACTS = ("sequence_order", "role", "created_at", "usage", "usage_tallied")


async def count_new(database: Database, *, user_id: str | None = None) -> int:
    """Count what is not counted yet, of all users or of one; how many messages it was.

    Afterwards the tallies and the daily figures have every message that was stored when this
    began, and what every session, mission and feedback was, and hide what was deleted by then. Safe
    beside others and beside appends: of two that count the same, one does.
    """
    count = 0
    async for chats in _uncounted(user_id, _CHATS_A_LOOK):
        await _tell_sessions(chats)
        waiting = chats[::-1]

        async def worker(waiting: list["_Uncounted"]) -> int:
            number = 0
            while waiting:
                number += await _count_chat(database, waiting.pop())
            return number

        count += sum(await gathered(worker(waiting) for _ in range(_CHATS_AT_ONCE)))
    await tally_sessions(database, user_id=user_id)
    await tally_missions(database, user_id=user_id)
    await tally_marked(database, user_id=user_id)
    if user_id is None:
        await fill(database, steps=_FILLED_AT_ONCE)
        await sum_up(database)
        await sum_up_kinds(database)
    return count


async def tell_sessions(*, batch: int) -> AsyncGenerator[int]:
    """Let sessions know of their chats' activity that is not counted yet; how many of each
    batch did not know."""
    async for chats in _uncounted(None, batch):
        yield await _tell_sessions(chats)


async def sessions_behind(*, batch: int) -> dict[PydanticObjectId, datetime]:
    """The sessions that ``tell_sessions`` would let know, and the time of their activity."""
    behind: dict[PydanticObjectId, datetime] = {}
    async for chats in _uncounted(None, batch):
        moved = {chat.session_id: chat.updated_at for chat in chats if chat.session_id is not None}
        here = {"_id": {"$in": [*moved]}, "deleted_at": None}
        open_ones = {**here, "status": {"$in": sorted(OPEN_STATUSES)}}
        sessions = collection_of(UserSession).find(open_ones, {"last_activity_at": 1})
        async for session in sessions:
            if moved[session["_id"]] > session["last_activity_at"]:
                behind[session["_id"]] = moved[session["_id"]]
    return behind


@dataclass(frozen=True)
class _Uncounted:
    """A chat without the mark, as it was found."""

    chat_id: PydanticObjectId
    user_id: str
    session_id: PydanticObjectId | None
    last_sequence: int
    updated_at: datetime


async def _uncounted(user_id: str | None, batch: int) -> AsyncIterator[list[_Uncounted]]:
    whose: Any = {"$gt": ""} if user_id is None else user_id
    condition = {"user_id": whose, **UNCOUNTED}
    chats = collection_of(Chat)
    # All ids first: a cursor that waits for long counts is closed by the server.
    waiting = [chat["_id"] async for chat in chats.find(condition, {"_id": 1})]
    fields = dict.fromkeys(("user_id", "session_id", "last_sequence", "updated_at"), 1)
    for start in range(0, len(waiting), batch):
        found = chats.find({"_id": {"$in": waiting[start : start + batch]}, **condition}, fields)
        yield [
            _Uncounted(
                chat["_id"],
                chat["user_id"],
                chat.get("session_id"),
                chat["last_sequence"],
                chat["updated_at"],
            )
            async for chat in found
        ]


async def _tell_sessions(chats: list[_Uncounted]) -> int:
    return await record_activity(
        {
            chat.session_id: (chat.updated_at, chat.user_id)
            for chat in chats
            if chat.session_id is not None
        }
    )


async def _count_chat(database: Database, found: _Uncounted) -> int:
    """Count a chat's messages at least up to what it had when it was found."""
    count, chat_id, upto = 0, found.chat_id, found.last_sequence
    while True:
        chat = await committed_in(Chat).find_one(
            {"_id": chat_id},
            {
                **dict.fromkeys(
                    (
                        *(
                            "user_id",
                            "session_id",
                            "sealed_sequence",
                            "counted",
                            "counted_sequence",
                        ),
                        *("lost", "revision", "usage_sequence", "deleted_at", "hiding_step"),
                    ),
                    1,
                ),
                **{f"messages.{fact}": 1 for fact in _FACTS},
            },
        )
        if chat is None or chat.get("counted"):
            return count
        if chat["deleted_at"] is not None or chat.get("hiding_step"):
            done = await hide_or_show(database, chat)
            if done and chat["deleted_at"] is not None:
                return count
            continue
        counted = chat.get("counted_sequence", 0)
        messages, after = await _after(chat, counted)
        if after == counted < upto:
            # Its buckets go, as it is being removed; or they are lost and not recorded yet.
            return count
        if await _add(database, chat, messages, after, told=found.updated_at):
            count += len(messages)
            counted = after
        if counted >= upto:
            return count


async def _after(chat: dict[str, Any], counted: int) -> tuple[list[StoredMessage], int]:
    """Messages after a sequence number, without a gap but what is recorded as lost, and the
    number up to which that is all."""
    found: list[StoredMessage] = []
    if counted >= chat["sealed_sequence"]:
        found = [m for m in chat["messages"] if m["sequence_order"] > counted]
    else:
        sealed = sealed_runs(
            chat["_id"],
            counted + 1,
            chat["sealed_sequence"],
            ascending=True,
            shape=dict.fromkeys(_FACTS, 1),
            read=committed_in,
        )
        async with aclosing(sealed) as runs:
            async for run in runs:
                found += run.messages
                if len(found) >= _MESSAGES_A_STEP:
                    break
    numbers = [message["sequence_order"] for message in found]
    after = reach(counted + 1, numbers, recorded_in(chat))
    return [m for m in found if m["sequence_order"] <= after], after


async def _add(
    database: Database,
    chat: dict[str, Any],
    messages: list[StoredMessage],
    after: int,
    *,
    told: datetime,
) -> bool:
    """Add messages to the tallies and move the chat's mark, in one step.

    ``told`` is up to when its session knows of its activity. False when another has done it
    meanwhile, or a message was changed.
    """
    before = chat.get("counted_sequence", 0)
    tally = Counter((slot_of(m["created_at"]), m["role"]) for m in messages)
    slots: _Slots = {}
    # Beyond it where a conversion lets the roles be counted anew.
    used_before = chat.get("usage_sequence", 0)
    for (at, role), number in tally.items():
        slots.setdefault(at, {})[role] = number

    async def work(transaction: Transaction) -> bool:
        moved = await collection_of(Chat).update_one(
            {
                "_id": chat["_id"],
                "deleted_at": None,
                # A conversion lets the count begin anew, from the roles that are there then.
                "revision": chat["revision"],
                "counted_sequence": before if before else {"$in": [0, None]},
            },
            [
                {
                    "$set": {
                        "counted_sequence": after,
                        "counted": {
                            "$and": [
                                {"$eq": ["$last_sequence", after]},
                                {"$lte": ["$updated_at", told]},
                            ]
                        },
                        "usage_sequence": max(after, used_before),
                    }
                }
            ],
            session=transaction,
        )
        if moved.matched_count == 0:
            return False
        used = [m for m in messages if m["sequence_order"] > used_before]
        await add_messages(chat["_id"], chat["user_id"], used, transaction)
        if chat.get("session_id") is not None:
            await collection_of(UserSession, database).update_one(
                {"_id": chat["session_id"]}, {"$set": untallied()}, session=transaction
            )
        if slots:
            await _add_to_tallies(database, chat, slots, transaction)
        return True

    return await database.in_transaction(work)


async def _add_to_tallies(
    database: Database, chat: dict[str, Any], slots: _Slots, transaction: Transaction
) -> None:
    tallies = collection_of(MessageTally, database)
    there = {"chat_id": chat["_id"], "at": {"$in": [*slots]}}
    older = tallies.find({**there, "daily": {"$ne": True}}, {"_id": 1}, session=transaction)
    # Whoever includes one later would count what is added now a second time.
    await include_tallies(database, [each["_id"] async for each in older], transaction)
    await tallies.bulk_write(
        [
            UpdateOne(
                {"chat_id": chat["_id"], "at": at},
                {
                    "$inc": {f"counts.{role}": number for role, number in counts.items()},
                    "$setOnInsert": {"user_id": chat["user_id"], "hidden": False, "daily": True},
                },
                upsert=True,
            )
            for at, counts in slots.items()
        ],
        ordered=False,
        session=transaction,
    )
    changes = DayChanges()
    for at, counts in slots.items():
        changes.add_messages(chat["user_id"], at, counts)
    await changes.store(database, transaction)
