"""Claim: a second worker serves more on a second processor.

One MongoDB, and on it a service of each number of workers; a client of 32 connections on
the same machine, each of a user of its own, asks the one and the other in turn: for a page of
20 messages, for an append, and for an append with an id of the client's, in chats with
buckets. Prints the medians of the rounds: requests per second, the ratio to one worker, and
the processor time that a request takes of the service, of MongoDB and of the client. All
three share the machine's processors: the ratio is what a machine gains that has all of them
on it, and the times say what bounds it.

    python -m bench.workers [--rounds 5] [--seconds 2] [--workers 1 2]
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

import uvloop

import indexes
from bench.connection import CONNECTIONS, connected
from bench.preload import CONTENT, preload
from bench.processes import processor_seconds
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.database import Database
from documents.shapes.base import utc_now
from services.settings import Settings
from services.tokens import make_token

MESSAGES = 120
COMMAND = (sys.executable, "-m", "commands")
OK, CREATED = b"HTTP/1.1 200", b"HTTP/1.1 201"


@contextmanager
def served(workers: int, environment: dict[str, str], log: Path) -> Iterator[tuple[int, int]]:
    """``threadkeep serve`` with so many workers, ready: its port, its process. It writes a log."""
    command = [*COMMAND, "serve", "--port", "0", "--workers", str(workers)]
    with (
        log.open("ab") as stream,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=stream, text=True
        ) as service,
    ):
        try:
            assert service.stdout is not None
            for line in service.stdout:
                if found := re.search(r"http://127\.0\.0\.1:(\d+)$", line.strip()):
                    threading.Thread(target=service.stdout.read, daemon=True).start()
                    yield int(found[1]), service.pid
                    return
            raise SystemExit("the service did not start")
        finally:
            service.terminate()
            service.wait()


@dataclass(frozen=True)
class Asked:
    """Requests per second, and milliseconds of the processors that one takes of each process."""

    rate: float
    milliseconds: dict[str, float]


async def ask(
    port: int,
    processes: dict[str, int],
    requests: list[Callable[[], bytes]],
    wanted: bytes,
    seconds: float,
) -> Asked:
    """Send ``requests`` again and again, each on a connection of its own."""
    connections = await connected(port, requests, wanted)
    await asyncio.sleep(0.3)
    before, began = sum(each.answers for each in connections), time.perf_counter()
    taken = {name: processor_seconds(pid) for name, pid in processes.items()}
    own = time.process_time()
    await asyncio.sleep(seconds)
    answered = max(1, sum(each.answers for each in connections) - before)
    took = time.perf_counter() - began
    spent = {name: processor_seconds(pid) - taken[name] for name, pid in processes.items()}
    spent["client"] = time.process_time() - own
    for each in connections:
        each.close()
    return Asked(answered / took, {name: 1000 * s / answered for name, s in spent.items()})


def get(path: str, token: str) -> Callable[[], bytes]:
    """What asks for ``path``."""
    request = (
        f"GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\r\n".encode()
    )
    return lambda: request


def post(path: str, token: str, with_id: bool) -> Callable[[], bytes]:
    """What appends a message there."""

    def request() -> bytes:
        message = {"role": "user", "content": CONTENT} | ({"id": uuid4().hex} if with_id else {})
        body = json.dumps(message).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    return request


async def main(rounds: int, seconds: float, counts: list[int]) -> None:
    """Run it all on a MongoDB of its own."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as services:
        async with running_server(Path(folder) / "data", "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            await database.bind(DOCUMENTS)
            settings = Settings(data_folder=Path(folder))
            paths = {}
            for number in range(CONNECTIONS):
                user = f"user-{number}"
                chat = await preload(user, MESSAGES, 50)
                token = make_token(
                    user, settings=settings, clock=utc_now, expires=timedelta(days=1)
                )
                paths[f"/chats/{chat}/messages"] = token
            await database.close()
            environment = os.environ | {
                "MONGODB_URI": server.uri,
                "THREADKEEP_DATABASE_NAME": "bench",
                "THREADKEEP_DATA_FOLDER": folder,
            }
            served_by = {
                count: await asyncio.to_thread(
                    services.enter_context,
                    served(count, environment, Path(folder) / f"{count}.log"),
                )
                for count in counts
            }
            mongod = server.process.pid
            assert mongod is not None
            ways = {
                "page of 20": ([get(f"{path}?limit=20", t) for path, t in paths.items()], OK),
                "append": ([post(path, t, False) for path, t in paths.items()], CREATED),
                "append with an id": ([post(path, t, True) for path, t in paths.items()], CREATED),
            }
            asked: dict[tuple[str, int], list[Asked]] = {}
            for _ in range(rounds):
                for way, (requests, wanted) in ways.items():
                    for count, (port, pid) in served_by.items():
                        processes = {"service": pid, "MongoDB": mongod}
                        asked.setdefault((way, count), []).append(
                            await ask(port, processes, requests, wanted, seconds)
                        )
            await asyncio.to_thread(services.close)
    report(asked)


def report(asked: dict[tuple[str, int], list[Asked]]) -> None:
    """A row a way and a number of workers."""
    first: dict[str, float] = {}
    for (way, count), rounds in asked.items():
        rate = median(each.rate for each in rounds)
        ratio = rate / first.setdefault(way, rate)
        times = "   ".join(
            f"{name} {median(each.milliseconds[name] for each in rounds):.2f} ms"
            for name in rounds[0].milliseconds
        )
        print(f"{way:18} workers: {count}   {rate:6.0f}/s   {ratio:.2f} x   {times}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args()
    uvloop.run(main(given.rounds, given.seconds, given.workers))
