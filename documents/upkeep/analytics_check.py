"""Proving that the days which the analytics are read from are what a recount finds.

Each change of what a user's day is made of changes the day in the same transaction, and each
step that sums up days changes both: so as of any one moment they agree.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pyroaring import BitMap

from documents.aggregates.analytics.days import DayChanges, numbers_of
from documents.aggregates.analytics.filling import fill
from documents.aggregates.analytics.session_tallies import tally_of
from documents.aggregates.analytics.summing import active_in, put_sums
from documents.aggregates.analytics.tallies import count_new
from documents.database import (
    Database,
    Transaction,
    aggregate_in_turns,
    collection_of,
    name_of,
    snapshot_of,
)
from documents.shapes.chats import Chat
from documents.shapes.daily_figures import ActiveUsers, DailyFigures, SessionTally, UserNumber
from documents.shapes.message_tallies import MessageTally
from documents.shapes.sessions import UserSession
from documents.upkeep.kinds_check import (
    KIND_SOURCES,
    check_kind_sums,
    check_kinds_of_day,
    put_kind_sums_of_day,
)

_DAY = timedelta(days=1)
_STEPS_AT_ONCE = 100
OF_MESSAGES = "messages"
OF_KINDS = "kinds"
_SOURCES = (
    (UserSession, "created_at"),
    (MessageTally, "at"),
    (SessionTally, "day"),
    (DailyFigures, "day"),
    *KIND_SOURCES,
)
"""What a user's days are made of, and they themselves; each with the field that tells the day."""


@dataclass(frozen=True)
class FigureFinding:
    """A day that is not what a recount finds: one of a user's, or of all users'.

    ``kind`` says which of its figures: OF_MESSAGES, with those of sessions, or OF_KINDS.
    """

    user_id: str | None
    day: datetime
    text: str
    kind: str = OF_MESSAGES


async def check_analytics(database: Database) -> AsyncIterator[FigureFinding]:
    """Check the days of every user, and those of all users, after counting what is new.

    A first run that has not ended is brought to its end before.
    """
    while not await fill(database, steps=_STEPS_AT_ONCE, share=0.5):
        pass
    await count_new(database)
    last = ""
    while (user_id := await _next_user(database, last)) is not None:
        last = user_id
        for day in await _days_of(database, user_id):
            for kind, check in _CHECKS.items():
                wrong = await database.in_transaction(partial(check, database, user_id, day))
                if wrong:
                    yield FigureFinding(user_id, day, wrong, kind)
    for day, wrong in (await _check_sums(database)).items():
        yield FigureFinding(None, day, wrong)
    for day, wrong in (await check_kind_sums(database)).items():
        yield FigureFinding(None, day, wrong, OF_KINDS)


async def repair_day(database: Database, finding: FigureFinding) -> bool:
    """Count a day anew; whether it is right now."""
    if finding.user_id is None:
        if finding.kind == OF_KINDS:
            await database.in_transaction(partial(put_kind_sums_of_day, database, finding.day))
            return finding.day not in await check_kind_sums(database)
        await database.in_transaction(partial(put_sums, database, finding.day))
        return finding.day not in await _check_sums(database)
    whose = partial(_CHECKS[finding.kind], database, finding.user_id, finding.day)
    await database.in_transaction(partial(whose, mend=True))
    return not await database.in_transaction(whose)


async def _next_user(database: Database, last: str) -> str | None:
    """The next user after one, in order, who has anything that figures are made of."""
    users = []
    for model, _ in _SOURCES:
        found = await collection_of(model, database).find_one(
            {"user_id": {"$gt": last}}, {"user_id": 1}, sort=[("user_id", 1)]
        )
        if found is not None:
            users.append(str(found["user_id"]))
    return min(users, key=str.encode, default=None)


async def _days_of(database: Database, user_id: str) -> list[datetime]:
    days = set()
    for model, field in _SOURCES:
        pipeline: list[dict[str, Any]] = [
            {"$match": {"user_id": user_id}},
            # Some have several.
            {"$unwind": f"${field}"},
            {"$group": {"_id": {"$dateTrunc": {"date": f"${field}", "unit": "day"}}}},
        ]
        days |= {each["_id"] async for each in collection_of(model, database).aggregate(pipeline)}
    return sorted(days)


async def _check_day(
    database: Database,
    user_id: str,
    day: datetime,
    transaction: Transaction,
    *,
    mend: bool = False,
) -> str | None:
    """What is wrong with a user's day, None where nothing is; and put it right."""
    within = {"$gte": day, "$lt": day + _DAY}
    theirs = {"user_id": user_id}
    tallies = collection_of(MessageTally, database)
    shown = {**theirs, "at": within, "hidden": False}
    messages = [each async for each in tallies.find(shown, session=transaction)]
    had = await _session_tallies(database, {**theirs, "day": day}, transaction)
    right = await _right_tallies(database, {**theirs, "created_at": within}, had, transaction)
    recount = DayChanges()
    recount.add_tallies(messages)
    for tally in right.values():
        recount.add_session(tally)
    counted = recount.of(user_id, day)
    days = collection_of(DailyFigures, database)
    found = await days.find_one({**theirs, "day": day}, session=transaction)
    kept = +numbers_of(found or {})
    left_out = sum(not each.get("daily") for each in messages)
    if not mend:
        return _told(kept, counted, had, right, left_out)
    await collection_of(SessionTally, database).delete_many(
        {**theirs, "day": day}, session=transaction
    )
    if right:
        await collection_of(SessionTally, database).insert_many(
            [*right.values()], session=transaction
        )
    await tallies.update_many(
        {**theirs, "at": within, "daily": {"$ne": True}},
        {"$set": {"daily": True}},
        session=transaction,
    )
    counted.subtract(kept)
    change = DayChanges()
    change.add(user_id, day, counted)
    await change.store(database, transaction)
    return None


def _told(
    kept: Counter[str],
    counted: Counter[str],
    had: dict[Any, dict[str, Any]],
    right: dict[Any, dict[str, Any]],
    left_out: int,
) -> str | None:
    if kept != counted:
        paths = sorted(path for path in kept | counted if kept[path] != counted[path])
        first = f"{paths[0]} is {kept[paths[0]]} and not {counted[paths[0]]}"
        return first if len(paths) == 1 else f"{first}, and {len(paths) - 1} numbers more"
    if had != right:
        return "the tallies of its sessions are not what these are"
    if left_out:
        return f"{left_out} tallies of messages are said not to be in it"
    return None


_CHECKS = {OF_MESSAGES: _check_day, OF_KINDS: check_kinds_of_day}


async def _session_tallies(
    database: Database, condition: dict[str, Any], transaction: Transaction
) -> dict[Any, dict[str, Any]]:
    found = collection_of(SessionTally, database).find(condition, session=transaction)
    return {tally["_id"]: tally async for tally in found}


async def _right_tallies(
    database: Database,
    condition: dict[str, Any],
    had: dict[Any, dict[str, Any]],
    transaction: Transaction,
) -> dict[Any, dict[str, Any]]:
    """What the tallies of sessions have to be; of those that changed since the last count, what
    they are."""
    found = collection_of(UserSession, database).find(condition, session=transaction)
    sessions = {session["_id"]: session async for session in found}
    chats = collection_of(Chat, database).find(
        {"session_id": {"$in": [*sessions]}},
        {"_id": 0, "session_id": 1, "counted_sequence": 1},
        session=transaction,
    )
    counted = {chat["session_id"]: chat.get("counted_sequence") async for chat in chats}
    right = {}
    for session_id, session in sessions.items():
        if session.get("untallied"):
            tally = had.get(session_id)
        else:
            tally = tally_of(session, counted.get(session_id))
        if tally is not None:
            right[session_id] = tally
    return right


async def _check_sums(database: Database) -> dict[datetime, str]:
    """What is wrong with the days of all users, all as of one moment."""
    pipeline: list[dict[str, Any]] = [
        # By the index: those of all users come first, then those of each.
        {"$sort": {"user_id": 1, "day": 1}},
        _and_all_of(UserNumber, "string", {"number": 1}),
        _and_all_of(ActiveUsers, "date", {"quarters": 1}),
    ]
    kept: dict[datetime, Counter[str]] = {}
    summed: dict[datetime, Counter[str]] = defaultdict(Counter)
    active: dict[tuple[datetime, str], list[str]] = defaultdict(list)
    sets: dict[tuple[datetime, str], BitMap] = {}
    numbers: dict[str, int] = {}
    reading = aggregate_in_turns(snapshot_of(DailyFigures, database), pipeline, batch_size=1000)
    async with aclosing(reading) as found:
        async for each in found:
            if "number" in each:
                numbers[each["_id"]] = each["number"]
            elif "quarters" in each:
                for quarter, users in each["quarters"].items():
                    sets[each["_id"], quarter] = BitMap.deserialize(users)
            elif each["user_id"] is None:
                kept[each["day"]] = +numbers_of(each)
            else:
                of_theirs = numbers_of(each)
                of_theirs.subtract(numbers_of(each.get("unsummed") or {}))
                summed[each["day"]].update(of_theirs)
                for quarter in active_in(of_theirs):
                    active[each["day"], quarter].append(each["user_id"])
    wrong = {}
    for day in sorted(kept.keys() | summed.keys()):
        have, right = kept.get(day, Counter()), +summed[day]
        if have != right:
            paths = sorted(path for path in have | right if have[path] != right[path])
            wrong[day] = (
                f"{paths[0]} is {have[paths[0]]}, and users' days have {right[paths[0]]} together"
            )
    for day, quarter in sorted(sets.keys() | active.keys()):
        users = {numbers.get(user, -1) for user in active.get((day, quarter), [])}
        if users != set(sets.get((day, quarter), ())):
            wrong.setdefault(day, f"its active users of quarter {quarter} are others")
    return wrong


def _and_all_of(model: Any, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    by_id: list[dict[str, Any]] = [{"$match": {"_id": {"$type": kind}}}, {"$project": fields}]
    return {"$unionWith": {"coll": name_of(model), "pipeline": by_id}}
