"""Claim: a recovery takes one command, and the same time at 10 and at 1,000,000 messages.

Sessions of 10, of 60 and of ``--messages`` messages in one database; their buckets are
inserted in bulk. They are recovered in turn, so that the machine's drift meets all alike.
Prints for each how many commands a recovery takes, and the median and the 95th
percentile of two times: that of the database's answer, and that of
`GET /sessions/{id}/recovery` on a kept connection. A page holds 50 messages: the
session of 60 tells what of the difference is the larger page.

    python -m bench.recovery [--messages 1000000] [--rounds 400]
"""

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import indexes
from bench.append_http import start_service
from bench.generated import insert_session
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.sessions.recovery import recover_session
from documents.database import Database
from documents.shapes.base import PydanticObjectId, utc_now
from tests.support import Commands


async def measure(messages: int, rounds: int) -> None:
    """Preload, recover in turn, print."""
    commands = Commands()
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder), "bench") as server:
            database = Database(server.uri, name="bench", listeners=[commands])
            await database.bind(DOCUMENTS)
            await indexes.sync(database)
            chance = random.Random(1)
            sessions = {
                number: PydanticObjectId(
                    await insert_session(
                        database, "bench", number, begin=utc_now(), chance=chance, content="x" * 400
                    )
                )
                for number in (10, 60, messages)
            }
            service = start_service(server.uri, "bench", folder)
            asked: dict[int, list[float]] = {number: [] for number in sessions}
            answered: dict[int, list[float]] = {number: [] for number in sessions}
            sent: dict[int, int] = {}
            order = list(sessions)
            for turn in range(rounds + 20):
                chance.shuffle(order)
                for number in order:
                    commands.names.clear()
                    began = time.perf_counter()
                    await recover_session("bench", sessions[number], limit=50)
                    first = time.perf_counter()
                    service.get(f"/sessions/{sessions[number]}/recovery")
                    ended = time.perf_counter()
                    sent[number] = len(commands.names)
                    if turn >= 20:
                        asked[number].append((first - began) * 1000)
                        answered[number].append((ended - first) * 1000)
            for name, times in (("database", asked), ("HTTP", answered)):
                for number in sessions:
                    middle = median(times[number])
                    tail = quantiles(times[number], n=20)[-1]
                    ratio = middle / median(times[10])
                    print(
                        f"{name:>9} {number:>9,} messages: {sent[number]} command, "
                        f"{middle:.2f} ms, 95th percentile {tail:.2f} ms, {ratio:.2f} of that of 10"
                    )
            service.service.terminate()
            service.service.wait()
            await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=400)
    arguments = parser.parse_args()
    asyncio.run(measure(arguments.messages, arguments.rounds))
