"""What a refused unique index prints, and what it costs to have the server judge definitions.

Claim: the report of 150,000 keys that two documents share each fits on a screen; trying the
service's definitions on an empty collection takes a part of what their first sync takes.

    python -m bench.index_refusals --uri mongodb://127.0.0.1:27017/?replicaSet=rs0

Fills the database ``bench_refusals`` and drops it when it is done.
"""

import argparse
import asyncio
import statistics
import time

import indexes
from commands.indexes.output import failure_details
from documents.database import Database
from indexes import Definitions, DuplicatesFound, Index
from indexes.server.trial import try_definitions

NAME = "bench_refusals"
BATCH = 10_000
UNIQUE = Definitions([Index("things", {"a": 1}, unique=True, serves="the benchmark")])


async def refusal(database: Database, keys: int) -> None:
    """Print how long a refusal takes, and how much it says."""
    for first in range(0, 2 * keys, BATCH):
        await database["things"].insert_many(
            [{"a": number // 2} for number in range(first, min(first + BATCH, 2 * keys))]
        )
    began = time.perf_counter()
    try:
        await indexes.sync(database, UNIQUE)
    except DuplicatesFound as found:
        seconds = time.perf_counter() - began
        said = "\n".join([str(found), *failure_details(found)])
        print(f"| {keys:,} shared keys: refused after | {seconds:.1f} s |")
        print(f"| the report | {len(said.encode()):,} bytes, {len(said.splitlines())} lines |")


async def trials(database: Database, rounds: int) -> None:
    """Print what part of a first sync the trial of its definitions takes."""
    parts = []
    for _ in range(rounds):
        await database.client.drop_database(NAME)
        began = time.perf_counter()
        await try_definitions(database, indexes.DEFINITIONS, indexes.DEFINITIONS.indexes)
        tried = time.perf_counter() - began
        began = time.perf_counter()
        await indexes.sync(database)
        parts.append(tried / (time.perf_counter() - began))
    count = len(indexes.DEFINITIONS.indexes)
    print(f"| trial of {count} definitions, of their first sync | {statistics.median(parts):.0%} |")


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--uri", required=True)
    parser.add_argument("--keys", type=int, default=150_000)
    parser.add_argument("--rounds", type=int, default=10)
    chosen = parser.parse_args()
    database = Database(chosen.uri, name=NAME)
    await database.client.drop_database(NAME)
    await refusal(database, chosen.keys)
    await trials(database, chosen.rounds)
    await database.client.drop_database(NAME)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main())
