"""How long the index command takes on a collection of two million documents.

Claim: comparing does not depend on the number of documents; a plain index becomes
unique in about two seconds, checked for duplicates beforehand; no step leaves
queries without an index.

    python -m bench.index_sync --uri mongodb://127.0.0.1:27017/?replicaSet=rs0

Fills the database ``bench_indexes`` and drops it when it is done. The documents are
the same at each run (seed 7): sessions of 20,000 users, each with a chat of its own.
"""

import argparse
import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import indexes
from documents.database import Database, DBRef, ObjectId
from indexes import Definitions, DuplicatesFound, Index
from indexes.apply.events import Event, Finished, Progress
from indexes.compare.data_check import check_data
from indexes.compare.planning import with_sizes

NAME = "bench_indexes"
USERS = 20_000
BATCH = 10_000
COLLECTION = "user_sessions"
T = TypeVar("T")


def serving(key: dict[str, int], **options: Any) -> Index:
    """An index of the sessions."""
    return Index(COLLECTION, key, serves="the benchmark", **options)


FIRST = Definitions(
    [
        serving({"user_id": 1, "last_activity_at": -1, "_id": -1}),
        serving({"status": 1, "last_activity_at": 1}),
        serving({"chat.$id": 1}),
    ]
)
UNIQUE = Definitions([*FIRST.indexes[:2], serving({"chat.$id": 1}, unique=True)])
REPLACED = Definitions(
    [
        FIRST.indexes[0],
        serving({"status": 1, "last_activity_at": 1}, partial={"status": {"$exists": True}}),
        UNIQUE.indexes[2],
    ]
)
NEW_UNIQUE = Definitions([*REPLACED.indexes, serving({"number": 1}, unique=True)])


async def fill(database: Database, count: int) -> None:
    """Insert the documents, in batches that do not wait for each other."""
    chance = random.Random(7)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    statuses = ("active", "completed", "abandoned", "archived")
    for first in range(0, count, BATCH):
        batch = [
            {
                "_id": ObjectId(number.to_bytes(12, "big")),
                "number": number,
                "user_id": f"user-{chance.randrange(USERS):06}",
                "name": f"Session {number}",
                "status": chance.choice(statuses),
                "chat": DBRef("chats", ObjectId((number + 2**40).to_bytes(12, "big"))),
                "session_metadata": {"client": "bench", "tokens": chance.randrange(10_000)},
                "last_activity_at": start + timedelta(seconds=chance.randrange(30_000_000)),
            }
            for number in range(first, min(first + BATCH, count))
        ]
        await database[COLLECTION].insert_many(batch, ordered=False)


async def timed(what: str, work: Awaitable[T]) -> T:
    """Await it and print a row of the table."""
    began = time.perf_counter()
    result = await work
    print(f"| {what} | {time.perf_counter() - began:.3f} s |", flush=True)
    return result


def reporter() -> Callable[[Event], None]:
    """Prints each build's last figures of each phase."""
    seen: dict[str, Progress] = {}

    def report(event: Event) -> None:
        # The last look at a phase may come after it was counted.
        if isinstance(event, Progress) and (event.total or event.phase not in seen):
            seen[event.phase] = event
        if isinstance(event, Finished):
            phases = ", ".join(
                f"{phase} seen to {each.done:,} of {each.total:,}" if each.total else phase
                for phase, each in seen.items()
            )
            told = f"; progress told: {phases}" if phases else ""
            print(f"| · {event.operation.text}{told} | {event.seconds:.3f} s |", flush=True)
            seen.clear()

    return report


@asynccontextmanager
async def explained(database: Database, seen: list[str]) -> AsyncIterator[None]:
    """Explains a query that needs the status index over and over, for the block's length."""
    over = asyncio.Event()
    query = {"status": "active", "last_activity_at": {"$lt": datetime(2026, 2, 1, tzinfo=UTC)}}

    async def look() -> None:
        while not over.is_set():
            answer = await database.handle.command(
                {
                    "explain": {"find": COLLECTION, "filter": query},
                    "verbosity": "queryPlanner",
                }
            )
            seen.append("IXSCAN" if "IXSCAN" in str(answer["queryPlanner"]) else "COLLSCAN")

    looker = asyncio.create_task(look())
    try:
        yield
    finally:
        over.set()
        await looker


async def measure(database: Database, count: int) -> None:
    """Print the table."""
    print("| what | time |\n| --- | --- |")
    await timed(f"filling {count:,} documents", fill(database, count))

    async def sized_plan() -> None:
        await with_sizes(database, await indexes.make_plan(database, FIRST))

    await timed("plan with sizes, nothing there yet", sized_plan())
    await timed("sync: three builds", indexes.sync(database, FIRST, report=reporter()))
    await timed("sync, nothing to do", indexes.sync(database, FIRST))
    await timed("differences (what /readyz asks)", indexes.differences(database, FIRST))
    plan = await indexes.make_plan(database, UNIQUE)
    await timed("plan --check-data for unique", check_data(database, plan))
    await timed("sync: plain to unique, in place", indexes.sync(database, UNIQUE))
    seen: list[str] = []
    async with explained(database, seen):
        await timed("sync: replace by a partial one", indexes.sync(database, REPLACED))
    print(f"| · explains meanwhile: {len(seen)}, without an index: {seen.count('COLLSCAN')} | |")
    await timed(
        "sync: a new unique index (built plain, checked, converted)",
        indexes.sync(database, NEW_UNIQUE, report=reporter()),
    )
    await database[COLLECTION].update_many({"number": {"$lt": 10}}, {"$set": {"name": "double"}})
    try:
        await timed_refusal(database)
    except DuplicatesFound as found:
        print(f"| · refused: {found} | |")


async def timed_refusal(database: Database) -> None:
    """A unique index that ten documents forbid."""
    definitions = Definitions([*NEW_UNIQUE.indexes, serving({"name": 1}, unique=True)])
    began = time.perf_counter()
    try:
        await indexes.sync(database, definitions)
    finally:
        seconds = time.perf_counter() - began
        print(f"| sync: a new unique index that ten documents forbid | {seconds:.3f} s |")


async def main() -> None:
    """Fill, measure, drop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--uri", required=True)
    parser.add_argument("--documents", type=int, default=2_000_000)
    given = parser.parse_args()
    database = Database(given.uri, name=NAME)
    await database.client.drop_database(NAME)
    try:
        await measure(database, given.documents)
    finally:
        await database.client.drop_database(NAME)
        await database.close()


if __name__ == "__main__":
    asyncio.run(main())
