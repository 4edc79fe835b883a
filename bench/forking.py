"""Claim: a fork of 10,000 messages costs at most twenty appends, and the service's memory does
not grow with the messages.

One service on a MongoDB of its own, one client, one chat. In each round a few appends and a
fork in turn, so that the machine's drift meets both alike. Prints the median of each, their
ratio, and how much larger the service's process is at its peak after the forks.

With ``--long`` a chat of so many messages, which is written past the service, is forked once.
With ``--ways`` its buckets alone are copied instead, in several ways in turn.

    python -m bench.forking [--messages 10000] [--rounds 10] [--long 1000000] [--ways]
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

import indexes
from bench.append_http import Http, start_service
from bench.preload import CONTENT
from commands.embedded import running_server
from documents.aggregates.chats.buckets import make_bucket
from documents.database import Database
from documents.shapes.base import PydanticObjectId, utc_now

APPENDS_A_ROUND = 5
BUCKET_MESSAGES = 50
_BATCH = 500


def timed(client: Http, path: str, body: object) -> float:
    """Milliseconds of a POST."""
    began = time.perf_counter()
    client.post(path, body)
    return (time.perf_counter() - began) * 1000


def peak_bytes(client: Http) -> int:
    """The most memory that the service's process has had."""
    status = Path(f"/proc/{client.service.pid}/status").read_text()
    line = next(each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def measure(client: Http, messages: int, rounds: int) -> None:
    """Fill a chat, fork it and append beside, and print what it took."""
    chat = client.post("/chats", {})["id"]
    beside = client.post("/chats", {})["id"]
    said = {"role": "user", "content": CONTENT}
    for start in range(0, messages, _BATCH):
        client.post(f"/chats/{chat}/messages", [said] * min(_BATCH, messages - start))
    times: dict[str, list[float]] = {"append": [], "fork": []}
    before = 0
    for number in range(rounds + 1):
        if number == 1:
            before = peak_bytes(client)
            times = {"append": [], "fork": []}
        for _ in range(APPENDS_A_ROUND):
            times["append"].append(timed(client, f"/chats/{beside}/messages", said))
        times["fork"].append(timed(client, f"/chats/{chat}/fork", {}))
    middles = {way: median(taken) for way, taken in times.items()}
    for way, middle in middles.items():
        print(f"{way:8} median {middle:8.2f} ms   least {min(times[way]):8.2f} ms")
    ratio, least = middles["fork"] / middles["append"], min(times["fork"]) / min(times["append"])
    print(f"a fork of {messages:,} messages is {ratio:.1f} appends (least to least {least:.1f})")
    grown = (peak_bytes(client) - before) / 2**20
    print(f"peak memory of the service after the first: {before / 2**20:.0f} MB, {grown:+.1f} MB")


async def fill_past_the_service(database: Database, chat_id: str, messages: int) -> None:
    """Give an empty chat so many sealed messages."""
    now, here = utc_now(), PydanticObjectId(chat_id)
    for start in range(1, messages, _BATCH * BUCKET_MESSAGES):
        firsts = range(start, min(start + _BATCH * BUCKET_MESSAGES, messages), BUCKET_MESSAGES)
        buckets = [
            make_bucket(
                here,
                "bench",
                [
                    {
                        "id": f"m-{number}",
                        "sequence_order": number,
                        "role": "user",
                        "content": CONTENT,
                        "message_metadata": {},
                        "created_at": now,
                    }
                    for number in range(first, first + BUCKET_MESSAGES)
                ],
                source_edit_count=0,
                now=now,
            )
            for first in firsts
        ]
        await database["chat_buckets"].insert_many(buckets)
    counts: dict[str, Any] = dict.fromkeys(
        ("last_sequence", "sealed_sequence", "counted_sequence"), messages
    )
    counts["counted"] = True
    await database["chats"].update_one({"_id": here}, {"$set": counts})


async def fork_a_long_one(database: Database, client: Http, messages: int) -> None:
    """Print what a fork of so many messages takes."""
    chat = await asyncio.to_thread(client.post, "/chats", {})
    await fill_past_the_service(database, chat["id"], messages)
    before = peak_bytes(client)
    taken = await asyncio.to_thread(timed, client, f"/chats/{chat['id']}/fork", {})
    grown = (peak_bytes(client) - before) / 2**20
    print(f"a fork of {messages:,} messages took {taken / 1000:.1f} s, memory {grown:+.1f} MB")


async def compare_ways(database: Database, messages: int, rounds: int) -> None:
    """Print what the copies of a chat's buckets cost, by the way they are made."""
    chat_id = PydanticObjectId()
    await fill_past_the_service(database, str(chat_id), messages)
    buckets = database["chat_buckets"]
    bare = database["without_ids"]
    for keys in (("chat_id", "first_sequence"), ("chat_id", "last_sequence")):
        await bare.create_index([(key, 1) for key in keys])

    async def merge(
        first: int = 0, last: int = messages, *, into: str = buckets.name, matched: str = "fail"
    ) -> None:
        pipeline: list[dict[str, Any]] = [
            {"$match": {"chat_id": chat_id, "first_sequence": {"$gt": first, "$lte": last}}},
            {"$set": {"chat_id": PydanticObjectId()}},
            {"$project": {"_id": 0}},
            {"$merge": {"into": into, "whenMatched": matched}},
        ]
        async for _ in buckets.aggregate(pipeline):
            pass

    async def halves() -> None:
        await asyncio.gather(merge(last=messages // 2), merge(messages // 2))

    async def through_a_client() -> None:
        fork_id = PydanticObjectId()
        found = [{**each, "chat_id": fork_id} async for each in buckets.find({"chat_id": chat_id})]
        for bucket in found:
            del bucket["_id"]
        await buckets.insert_many(found, ordered=False)

    ways: dict[str, Callable[[], Awaitable[None]]] = {
        "$merge, as a fork": merge,
        "$merge, two halves at once": halves,
        "$merge, keepExisting": lambda: merge(matched="keepExisting"),
        "$merge, without an index of ids": lambda: merge(into=bare.name),
        "find and insert_many, unordered": through_a_client,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.perf_counter()
            await way()
            times[name].append((time.perf_counter() - began) * 1000)
    for name, taken in times.items():
        print(f"{name:32} median {median(taken):8.2f} ms   least {min(taken):8.2f} ms")


async def main(messages: int, rounds: int, long: int, *, ways: bool) -> None:
    """Run it all on a MongoDB of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder) / "data", "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            if ways:
                await compare_ways(database, messages, rounds)
                await database.close()
                return
            settings: dict[str, Any] = {"THREADKEEP_BUCKET_MESSAGES": str(BUCKET_MESSAGES)}
            client = await asyncio.to_thread(start_service, server.uri, "bench", folder, **settings)
            try:
                await asyncio.to_thread(measure, client, messages, rounds)
                if long:
                    await fork_a_long_one(database, client, long)
            finally:
                client.service.terminate()
                client.service.wait()
                await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--long", type=int, default=0)
    parser.add_argument("--ways", action="store_true")
    asked = parser.parse_args()
    asyncio.run(main(asked.messages, asked.rounds, asked.long, ways=asked.ways))
