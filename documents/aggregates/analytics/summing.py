"""Adding what came to users' days to all users' days, and to the sets of active users.

Each step takes some days of users, adds what all users' do not have of them yet, and says so
on them, in one transaction. Of two that sum up the same, one begins again and finds it done.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from pyroaring import BitMap

from documents.aggregates.analytics.days import counts_of, numbers_of
from documents.database import Database, Transaction, UpdateOne, collection_of
from documents.shapes.daily_figures import ActiveUsers, DailyFigures, UserNumber

UNSUMMED = {"unsummed": {"$type": "object"}}

_DAYS_A_STEP = 200

_Activity = dict[datetime, dict[str, dict[str, bool]]]
"""By day and quarter: which users are active in it from now on, and which no longer."""


async def sum_up(database: Database) -> int:
    """Let all users' figures have what users' have; how many days of users had something new."""
    count = 0
    while some := await database.in_transaction(partial(_sum_some, database)):
        count += some
    return count


async def _sum_some(database: Database, transaction: Transaction) -> int:
    days = collection_of(DailyFigures, database)
    found = days.find(UNSUMMED, session=transaction).sort("day", 1).limit(_DAYS_A_STEP)
    changed = [day async for day in found]
    if not changed:
        return 0
    activity: _Activity = defaultdict(lambda: defaultdict(dict))
    for day in changed:
        now = numbers_of(day)
        before = now.copy()
        before.subtract(numbers_of(day["unsummed"]))
        was, is_now = active_in(before), active_in(now)
        for quarter in was ^ is_now:
            activity[day["day"]][quarter][day["user_id"]] = quarter in is_now
    await _add(database, changed, 1, "unsummed", transaction)
    await _show_active(database, activity, transaction)
    await _forget(database, changed, transaction)
    return len(changed)


async def take_off(
    database: Database, days: list[dict[str, Any]], transaction: Transaction
) -> None:
    """Take off all users' figures what they have of these days of users, which are to go."""
    activity: _Activity = defaultdict(lambda: defaultdict(dict))
    summed = []
    for day in days:
        had = numbers_of(day)
        had.subtract(numbers_of(day.get("unsummed") or {}))
        summed.append({"day": day["day"], "summed": counts_of(had)})
        for quarter in active_in(had):
            activity[day["day"]][quarter][day["user_id"]] = False
    await _add(database, summed, -1, "summed", transaction)
    await _show_active(database, activity, transaction)


def active_in(numbers: Mapping[str, int]) -> set[str]:
    """Of a day's numbers the quarters of an hour in which there are messages."""
    found: Counter[str] = Counter()
    for path, number in numbers.items():
        if path.startswith("messages."):
            found[path.split(".")[1]] += number
    return {quarter for quarter, number in found.items() if number > 0}


async def put_sums(database: Database, day: datetime, transaction: Transaction) -> None:
    """Make all users' figures of a day anew of what users' have. Reads an index of all days."""
    theirs = {"user_id": {"$gt": ""}, "day": day}
    found = collection_of(DailyFigures, database).find(theirs, session=transaction)
    summed: Counter[str] = Counter()
    activity: _Activity = {day: defaultdict(dict)}
    async for each in found:
        numbers = numbers_of(each)
        numbers.subtract(numbers_of(each.get("unsummed") or {}))
        summed.update(numbers)
        for quarter in active_in(numbers):
            activity[day][quarter][each["user_id"]] = True
    await _put(database, day, summed, transaction)
    await collection_of(ActiveUsers, database).delete_one({"_id": day}, session=transaction)
    await _show_active(database, activity, transaction)


async def _add(
    database: Database,
    days: Iterable[Mapping[str, Any]],
    times: int,
    field: str,
    transaction: Transaction,
) -> None:
    added: dict[datetime, Counter[str]] = defaultdict(Counter)
    for day in days:
        for path, number in numbers_of(day[field]).items():
            added[day["day"]][path] += times * number
    collection = collection_of(DailyFigures, database)
    theirs = {"user_id": None, "day": {"$in": [*added]}}
    found = {day["day"]: day async for day in collection.find(theirs, session=transaction)}
    for at, numbers in added.items():
        numbers.update(numbers_of(found.get(at, {})))
        await _put(database, at, numbers, transaction)


async def _put(
    database: Database, day: datetime, numbers: Counter[str], transaction: Transaction
) -> None:
    collection = collection_of(DailyFigures, database)
    counts = counts_of(numbers)
    here = {"user_id": None, "day": day}
    if any(counts.values()):
        await collection.replace_one(here, {**here, **counts}, upsert=True, session=transaction)
    else:
        await collection.delete_one(here, session=transaction)


async def _forget(database: Database, days: list[dict[str, Any]], transaction: Transaction) -> None:
    """Say on users' days that all users' have them; those of which nothing is left go."""
    collection = collection_of(DailyFigures, database)
    gone, writes = [], []
    for day in days:
        left = counts_of(numbers_of(day))
        if any(left.values()):
            writes.append(UpdateOne({"_id": day["_id"]}, {"$set": left, "$unset": {"unsummed": 1}}))
        else:
            gone.append(day["_id"])
    if gone:
        await collection.delete_many({"_id": {"$in": gone}}, session=transaction)
    if writes:
        await collection.bulk_write(writes, ordered=False, session=transaction)


async def _show_active(database: Database, activity: _Activity, transaction: Transaction) -> None:
    users = {user for quarters in activity.values() for each in quarters.values() for user in each}
    if not users:
        return
    numbers = await _numbers(database, users, transaction)
    collection = collection_of(ActiveUsers, database)
    found = collection.find({"_id": {"$in": [*activity]}}, session=transaction)
    sets = {each["_id"]: each["quarters"] async for each in found}
    for day, changes in activity.items():
        quarters = sets.get(day, {})
        for quarter, changed in changes.items():
            active = BitMap.deserialize(quarters[quarter]) if quarter in quarters else BitMap()
            for user, is_active in changed.items():
                (active.add if is_active else active.discard)(numbers[user])
            if active:
                quarters[quarter] = active.serialize()
            else:
                quarters.pop(quarter, None)
        if quarters:
            await collection.replace_one(
                {"_id": day}, {"quarters": quarters}, upsert=True, session=transaction
            )
        else:
            await collection.delete_one({"_id": day}, session=transaction)


async def _numbers(database: Database, users: set[str], transaction: Transaction) -> dict[str, int]:
    """The number of each user; those who have none get one."""
    collection = collection_of(UserNumber, database)
    theirs = {"_id": {"$in": sorted(users)}}
    await collection.update_many(theirs, {"$inc": {"uses": 1}}, session=transaction)
    found = collection.find(theirs, session=transaction)
    numbers = {each["_id"]: each["number"] async for each in found}
    new = sorted(users - numbers.keys())
    if new:
        last = await collection.find_one({}, sort=[("number", -1)], session=transaction)
        first = 0 if last is None else last["number"] + 1
        numbers |= {user: first + place for place, user in enumerate(new)}
        await collection.insert_many(
            [{"_id": user, "number": numbers[user], "uses": 1} for user in new],
            session=transaction,
        )
    return numbers
