"""Claim: an event reaches readers in another process within some ms, however many they are.

Two services on one MongoDB. One agent writes ``--tokens`` deltas to the first, each a request;
readers follow in the second. Shown: from sending an event to its arrival at each reader, and
from its acknowledgement; then what an answer of ``--answer`` tokens costs in all, from its
opening to the text in its message, one token a request and eight. Run with a database of its own:

python -m bench.streaming [--tokens 300] [--readers 1,50,200] [--answer 2000]
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from commands.embedded import running_server
from documents.database import Database
from documents.shapes.base import utc_now
from indexes import sync
from services.tokens import make_token
from tests.api.streams.serving import Follower, services
from tests.support import settings_for


async def measured(
    urls: list[str], headers: dict[str, str], database: Database, readers: int, tokens: int
) -> None:
    """One answer, followed by so many."""
    limits = httpx.Limits(max_connections=500)
    async with httpx.AsyncClient(timeout=30, limits=limits, headers=headers) as client:
        chat = (await client.post(f"{urls[0]}/chats", json={})).json()["id"]
        stream = (await client.post(f"{urls[0]}/chats/{chat}/streams")).json()["id"]
        path = f"/streams/{stream}"
        followers = [Follower([urls[1]], f"{path}/events", headers) for _ in range(readers)]
        following = asyncio.gather(*(each.follow(client) for each in followers))
        while not all(each.place is not None for each in followers):  # noqa: ASYNC110 - they set no event
            await asyncio.sleep(0.05)
        before, sent, acknowledged = await _state(database), [], []
        for seq in range(tokens):
            sent.append(time.perf_counter())
            response = await client.post(
                f"{urls[0]}{path}/events",
                json={"type": "text-delta", "id": "t", "delta": f"token {seq} "},
                headers={"Producer-Id": "b", "Producer-Epoch": "0", "Producer-Seq": str(seq)},
            )
            assert response.status_code == 200, response.text
            acknowledged.append(time.perf_counter() - sent[-1])
            await asyncio.sleep(0.02)
        after = await _state(database)
        await client.post(f"{urls[0]}{path}/finish", json={})
        await following
        late = [
            each.arrived[index] - sent[index - 1] for each in followers for index in each.arrived
        ]
        after_answer = [
            each.arrived[index] - sent[index - 1] - acknowledged[index - 1]
            for each in followers
            for index in each.arrived
        ]
        print(
            f"{readers:4} readers: sent to read p50 {_ms(late, 0.5)} p95 {_ms(late, 0.95)} ms, "
            f"sent to acknowledged p50 {_ms(acknowledged, 0.5)} p95 {_ms(acknowledged, 0.95)} ms, "
            f"acknowledged to read p50 {_ms(after_answer, 0.5)} p95 {_ms(after_answer, 0.95)} ms; "
            f"{(after['oplog'] - before['oplog']) / tokens:.0f} bytes of oplog a write, "
            f"{(after['commands'] - before['commands']) / tokens:.1f} commands"
        )


def _ms(seconds: list[float], share: float) -> str:
    quantiles = statistics.quantiles(seconds, n=100)
    return f"{quantiles[int(share * 100) - 1] * 1000:.1f}"


async def cost(
    urls: list[str], headers: dict[str, str], database: Database, tokens: int, at_once: int
) -> None:
    """One whole answer, followed by one reader."""
    async with httpx.AsyncClient(timeout=30, headers=headers) as client:
        chat = (await client.post(f"{urls[0]}/chats", json={})).json()["id"]
        before, began = await _state(database), time.perf_counter()
        stream = (await client.post(f"{urls[0]}/chats/{chat}/streams")).json()["id"]
        path = f"/streams/{stream}"
        follower = Follower([urls[1]], f"{path}/events", headers)
        following = asyncio.create_task(follower.follow(client))
        requests = range(0, tokens, at_once)
        for seq, first in enumerate(requests):
            events = [
                {"type": "text-delta", "id": "t", "delta": f"tok{number % 10} "}
                for number in range(first, min(tokens, first + at_once))
            ]
            response = await client.post(
                f"{urls[0]}{path}/events",
                json=events,
                headers={"Producer-Id": "b", "Producer-Epoch": "0", "Producer-Seq": str(seq)},
            )
            assert response.status_code == 200, response.text
        shown = (await client.post(f"{urls[0]}{path}/finish", json={})).json()
        await following
        assert follower.text == shown["content"]
        seconds, after = time.perf_counter() - began, await _state(database)
        print(
            f"an answer of {tokens} tokens, {at_once} a request ({len(requests)} requests, "
            f"{seconds:.0f} s): {(after['oplog'] - before['oplog']) / 1000:.0f} KB of oplog, "
            f"{after['commands'] - before['commands']} commands"
        )


async def _state(database: Database) -> dict[str, Any]:
    oplog = database.client["local"]["oplog.rs"]
    size = [
        each["bytes"]
        async for each in oplog.aggregate(
            [
                # What a transaction wrote stands in its entry.
                {"$match": {"ns": {"$regex": f"^({database.name}\\.|admin\\.\\$cmd)"}}},
                {"$group": {"_id": None, "bytes": {"$sum": {"$bsonSize": "$$ROOT"}}}},
            ]
        )
    ]
    status = await database.client.admin.command("serverStatus")
    counts = status["metrics"]["commands"]
    commands = sum(
        int(counts[name]["total"])
        for name in ("find", "findAndModify", "update", "insert", "aggregate", "getMore")
    )
    return {"oplog": sum(size), "commands": commands}


async def main(tokens: int, readers: list[int], answer: int) -> None:
    """Print a line for each number of readers, and what whole answers cost."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = await stack.enter_async_context(running_server(folder, "bench"))
        database = Database(server.uri, name="streaming")
        await sync(database)
        serving = stack.enter_context(services(2, server.uri, database.name))
        await asyncio.gather(*(each.ready() for each in serving))
        token = make_token(
            "alice",
            settings=settings_for(server.uri, database.name),
            clock=utc_now,
            expires=timedelta(hours=1),
        )
        headers = {"Authorization": f"Bearer {token}"}
        for number in readers:
            await measured([each.url for each in serving], headers, database, number, tokens)
        for at_once in (1, 8) if answer else ():
            await cost([each.url for each in serving], headers, database, answer, at_once)
        await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=300)
    parser.add_argument("--readers", default="1,50,200")
    parser.add_argument("--answer", type=int, default=2000)
    arguments = parser.parse_args()
    numbers = [int(each) for each in arguments.readers.split(",") if each]
    asyncio.run(main(arguments.tokens, numbers, arguments.answer))
