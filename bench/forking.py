"""Claim: a fork of 10,000 messages costs at most twenty appends, and the service's memory does
not grow with the messages.

One service on a MongoDB of its own, one client, one chat. In each round a few appends and a
fork in turn, so that the machine's drift meets both alike. Prints the median of each, their
ratio, and how much larger the service's process is at its peak after the forks.

    python -m bench.forking [--messages 10000] [--rounds 10]
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import indexes
from bench.append_http import Http, start_service
from bench.preload import CONTENT
from commands.embedded import running_server
from documents.database import Database

APPENDS_A_ROUND = 5
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


async def main(messages: int, rounds: int) -> None:
    """Run it all on a MongoDB of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder) / "data", "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            settings: dict[str, Any] = {"THREADKEEP_BUCKET_MESSAGES": "50"}
            client = await asyncio.to_thread(start_service, server.uri, "bench", folder, **settings)
            try:
                await asyncio.to_thread(measure, client, messages, rounds)
            finally:
                client.service.terminate()
                client.service.wait()
                database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    asyncio.run(main(asked.messages, asked.rounds))
