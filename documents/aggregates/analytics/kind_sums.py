"""Adding what came to the figures of kinds on users' days to all users', as ``summing`` does
with days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from documents.aggregates.analytics.kinds import KindDay, keys_of, kind_counts, kind_numbers
from documents.aggregates.analytics.summing import UNSUMMED
from documents.database import Database, Transaction, UpdateOne, collection_of
from documents.shapes.daily_figures import KindFigures

_A_STEP = 200


async def sum_up_kinds(database: Database) -> int:
    """Let all users' figures have what users' have; how many of users' had something new."""
    count = 0
    while some := await database.in_transaction(partial(_sum_some, database)):
        count += some
    return count


async def _sum_some(database: Database, transaction: Transaction) -> int:
    collection = collection_of(KindFigures, database)
    found = collection.find(UNSUMMED, session=transaction).sort("day", 1).limit(_A_STEP)
    changed = [each async for each in found]
    if changed:
        await _add(
            database, ((each, kind_numbers(each["unsummed"])) for each in changed), transaction
        )
        await _forget(database, changed, transaction)
    return len(changed)


def summed_of(figures: Mapping[str, Any]) -> Counter[str]:
    """What all users' have of a user's."""
    numbers = kind_numbers(figures)
    numbers.subtract(kind_numbers(figures.get("unsummed") or {}))
    return Counter({path: number for path, number in numbers.items() if number})


async def take_off_kinds(
    database: Database, figures: list[dict[str, Any]], transaction: Transaction
) -> None:
    """Take off all users' figures what they have of these of users, which are to go."""
    taken = []
    for each in figures:
        numbers = summed_of(each)
        taken.append((each, Counter({path: -number for path, number in numbers.items()})))
    await _add(database, taken, transaction)


async def put_kind_sums(database: Database, of_all: KindDay, transaction: Transaction) -> None:
    """Make all users' figures of a kind, day and name anew of what users' have."""
    theirs = {**of_all.here, "user_id": {"$gt": ""}}
    summed: Counter[str] = Counter()
    async for each in collection_of(KindFigures, database).find(theirs, session=transaction):
        summed.update(summed_of(each))
    await _put(database, of_all, summed, transaction)


async def _add(
    database: Database,
    added: Iterable[tuple[Mapping[str, Any], Counter[str]]],
    transaction: Transaction,
) -> None:
    sums: dict[KindDay, Counter[str]] = defaultdict(Counter)
    for figures, numbers in added:
        sums[KindDay.of(figures)._replace(user_id=None)].update(numbers)
    if not sums:
        return
    found = collection_of(KindFigures, database).find(keys_of(sums), session=transaction)
    async for each in found:
        sums[KindDay.of(each)].update(kind_numbers(each))
    for of_all, numbers in sums.items():
        await _put(database, of_all, numbers, transaction)


async def _put(
    database: Database, of_all: KindDay, numbers: Counter[str], transaction: Transaction
) -> None:
    collection = collection_of(KindFigures, database)
    if any(numbers.values()):
        figures = of_all.here | kind_counts(numbers)
        await collection.replace_one(of_all.here, figures, upsert=True, session=transaction)
    else:
        await collection.delete_one(of_all.here, session=transaction)


async def _forget(
    database: Database, figures: list[dict[str, Any]], transaction: Transaction
) -> None:
    """Say on users' that all users' have them; those of which nothing is left go."""
    collection = collection_of(KindFigures, database)
    gone, writes = [], []
    for each in figures:
        numbers = kind_numbers(each)
        if numbers:
            left = {"$set": kind_counts(numbers), "$unset": {"unsummed": 1}}
            writes.append(UpdateOne({"_id": each["_id"]}, left))
        else:
            gone.append(each["_id"])
    if gone:
        await collection.delete_many({"_id": {"$in": gone}}, session=transaction)
    if writes:
        await collection.bulk_write(writes, ordered=False, session=transaction)
