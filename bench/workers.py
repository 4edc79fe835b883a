"""Claim: a second worker serves more on a second processor.

One MongoDB, and on it a service of each number of workers; a client of 32 connections on
the same machine asks the one and the other in turn: for a page of 20 messages, for an
append, and for an append with an id of the client's, in 32 chats with buckets. Prints the
median requests per second of the rounds, and the ratio to one worker. The client and the
MongoDB take their share of the processors, so the ratio is what a machine that has
all three on it gains.

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
from functools import partial
from pathlib import Path
from statistics import median
from typing import cast
from uuid import uuid4

import uvloop

import indexes
from bench.preload import preload
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.database import Database

CONNECTIONS = 32
MESSAGES = 120
CONTENT = "x" * 400
COMMAND = (sys.executable, "-m", "commands")
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@contextmanager
def served(workers: int, environment: dict[str, str], log: Path) -> Iterator[int]:
    """``threadkeep serve`` with so many workers, ready: its port. It writes its ``log``."""
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
                    yield int(found[1])
                    return
            raise SystemExit("the service did not start")
        finally:
            service.terminate()
            service.wait()


def make_token(environment: dict[str, str]) -> str:
    """A token for the service of that environment."""
    command = [*COMMAND, "token", "bench"]
    return subprocess.check_output(command, env=environment, text=True).strip()


class Connection(asyncio.Protocol):
    """Sends one request after another, and counts the answers."""

    def __init__(self, request: Callable[[], bytes], wanted: bytes) -> None:
        self._request = request
        self._wanted = wanted
        self._read = b""
        self.answers = 0
        self.ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request())

    def data_received(self, data: bytes) -> None:
        """Count an answer once it is there, and ask again."""
        self._read += data
        end = self._read.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._read, 0, end)
        assert length is not None
        if len(self._read) < end + 4 + int(length[1]):
            return
        assert self._read.startswith(self._wanted), self._read[:300]
        self._read = b""
        self.answers += 1
        if not self.ended:
            self._transport.write(self._request())


async def rate(
    port: int, requests: list[Callable[[], bytes]], wanted: bytes, seconds: float
) -> float:
    """Requests per second, of one connection for each of ``requests``."""
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(partial(Connection, request, wanted), "127.0.0.1", port)
        for request in requests
    ]
    await asyncio.sleep(0.3)
    before, began = sum(each.answers for _, each in made), time.perf_counter()
    await asyncio.sleep(seconds)
    answered = sum(each.answers for _, each in made) - before
    took = time.perf_counter() - began
    for transport, each in made:
        each.ended = True
        transport.close()
    return answered / took


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
            chats = [await preload("bench", MESSAGES, 50) for _ in range(CONNECTIONS)]
            database.close()
            environment = os.environ | {
                "MONGODB_URI": server.uri,
                "THREADKEEP_DATABASE_NAME": "bench",
                "THREADKEEP_DATA_FOLDER": folder,
            }
            token = await asyncio.to_thread(make_token, environment)
            ports = {
                count: await asyncio.to_thread(
                    services.enter_context,
                    served(count, environment, Path(folder) / f"{count}.log"),
                )
                for count in counts
            }
            paths = [f"/chats/{chat}/messages" for chat in chats]
            ways = {
                "page of 20": ([get(f"{path}?limit=20", token) for path in paths], b"HTTP/1.1 200"),
                "append": ([post(path, token, False) for path in paths], b"HTTP/1.1 201"),
                "append with an id": ([post(path, token, True) for path in paths], b"HTTP/1.1 201"),
            }
            rates: dict[tuple[str, int], list[float]] = {}
            for _ in range(rounds):
                for way, (requests, wanted) in ways.items():
                    for count, port in ports.items():
                        rates.setdefault((way, count), []).append(
                            await rate(port, requests, wanted, seconds)
                        )
            await asyncio.to_thread(services.close)
    for (way, count), found in rates.items():
        ratio = median(found) / median(rates[way, counts[0]])
        print(f"{way:18} {count} workers {median(found):8.0f}/s   {ratio:.2f} x")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args()
    uvloop.run(main(given.rounds, given.seconds, given.workers))
