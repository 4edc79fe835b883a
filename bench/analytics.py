"""Claim: figures over a million messages are exact, and come from indexes in moments, even where
they are counted from tallies, as until the first run of daily figures has ended.

Generates ``--messages`` messages in chats of 20 to 2,000 by 500 users over 90 days, counts
them, and asks for each figure by day and for one user. Prints how long each took (the
median of five), the plans that the server chose, and whether a count of every
single message, which takes its time, finds the same. Then appends to chats with
the index that counting needs and without, in turn, counting after every hundredth.

    python -m bench.analytics [--messages 1000000] [--appends 1000]
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import indexes
from bench.generated import insert_session
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.analytics.figures import Counts, Figures, totals
from documents.aggregates.analytics.periods import BucketSize, Period
from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.heads import insert_chat
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.database import Database, collection_of
from documents.shapes.base import utc_now
from documents.shapes.message_tallies import MessageTally

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
PERIOD = Period(date(2026, 1, 1), date(2026, 4, 30), BucketSize.DAY, "Europe/Berlin")


async def generate(database: Database, messages: int) -> None:
    """Insert sessions until there are so many messages."""
    chance = random.Random(7)
    left = messages
    while left:
        number = min(left, int(20 * 100 ** chance.random()))
        left -= number
        begin = BEGIN + timedelta(minutes=chance.randrange(90 * 1440))
        user = f"user-{chance.randrange(500)}"
        await insert_session(database, user, number, begin=begin, chance=chance)


async def one_by_one(database: Database, period: Period) -> Counts:
    """Every message counted by itself, past the tallies."""
    found: Counts = {}
    for collection in ("chats", "chat_buckets"):
        pipeline: list[dict[str, Any]] = [
            {"$unwind": "$messages"},
            {"$match": {"messages.created_at": period.within}},
            {
                "$group": {
                    "_id": {
                        "b": period.label("$messages.created_at"),
                        "role": "$messages.role",
                    },
                    "n": {"$sum": 1},
                }
            },
        ]
        async for group in database[collection].aggregate(pipeline):
            roles = found.setdefault(group["_id"]["b"], {})
            roles[group["_id"]["role"]] = roles.get(group["_id"]["role"], 0) + group["n"]
    return found


async def timed(work: Callable[[], Awaitable[Any]], times: int = 5) -> tuple[float, Any]:
    """The median of the seconds that it took, and what it gave at last."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        result = await work()
        took.append(time.perf_counter() - began)
    return median(took), result


async def figures(database: Database, messages: int) -> None:
    """Generate, count, ask, compare."""
    await generate(database, messages)
    sessions = await database["user_sessions"].estimated_document_count()
    print(f"{messages:,} messages in {sessions:,} sessions")
    took, counted = await timed(lambda: count_new(database), times=1)
    tallies = await collection_of(MessageTally, database).estimated_document_count()
    print(f"first count: {counted:,} messages into {tallies:,} tallies, {took:.1f} s")
    took, _ = await timed(lambda: count_new(database))
    print(f"count when nothing is new: {took * 1000:.1f} ms")
    await database.handle.command("profile", 2)
    by_role: Counts = {}
    for user in (None, "user-1"):
        ask = Figures(database, PERIOD, user)
        for figure in (ask.messages, ask.users, ask.sessions):
            took, found = await timed(figure)
            if user is None and figure == ask.messages:
                by_role = found
            print(f"{figure.__name__:>9} of {user or 'all users':>9}: {took * 1000:7.1f} ms")
    await database.handle.command("profile", 0)
    plans = {
        f"{entry['ns'].split('.')[1]}: {entry['planSummary']}"
        async for entry in database["system.profile"].find({"planSummary": {"$exists": True}})
        if "system.profile" not in entry["ns"]
    }
    print("plans:", *sorted(plans), sep="\n  ")
    took, slowly = await timed(lambda: one_by_one(database, PERIOD), times=1)
    same = "the same" if slowly == by_role else "ANOTHER RESULT"
    print(f"one by one: {took:.1f} s, {same}, {sum(totals(slowly).values()):,} messages")


async def appends(uri: str, rounds: int) -> None:
    """Append with the index of counting, and without, in turn."""
    times: dict[str, list[float]] = {"with": [], "without": []}
    databases = {name: Database(uri, name=f"append_{name}") for name in times}
    for database in databases.values():
        await indexes.sync(database)
    await databases["without"]["chats"].drop_index("user_id_1")
    chats = {}
    hints = ChatHints()
    for name, database in databases.items():
        await database.bind(DOCUMENTS)
        chats[name] = await insert_chat("u", title=None, context_data={}, now=utc_now())
    for turn in range(rounds):
        for name, database in databases.items():
            await database.bind(DOCUMENTS)
            began = time.perf_counter()
            await append(
                "u",
                chats[name].id,
                [NewMessage("user", "x" * 400)],
                now=utc_now(),
                new_id=lambda: uuid4().hex,
                limits=SealingLimits(piece_messages=10**6),
                hints=hints,
            )
            times[name].append(time.perf_counter() - began)
            if turn % 100 == 99:
                await count_new(database)
                chats[name] = await insert_chat("u", title=None, context_data={}, now=utc_now())
    ratio = median(times["with"]) / median(times["without"])
    print(
        f"append with the index {median(times['with']) * 1000:.2f} ms, "
        f"without {median(times['without']) * 1000:.2f} ms: {ratio:.2f}"
    )
    for database in databases.values():
        await database.close()


async def main(messages: int, rounds: int) -> None:
    """All of it, on a MongoDB of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder), "bench") as server:
            database = Database(server.uri, name="bench", timeout_seconds=60)
            await database.bind(DOCUMENTS)
            await indexes.sync(database)
            await figures(database, messages)
            await database.close()
            await appends(server.uri, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--appends", type=int, default=1000)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.messages, arguments.appends))
