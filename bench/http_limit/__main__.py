"""Claim: what HTTP costs is near what it must cost: a page of 20 at 0.7 of a bare application.

Two services on one MongoDB, driven in turn with the same load by a client in a process of its
own: `threadkeep serve` with all that it does (token, strict JSON, problems, metrics, request
ids, log, bounds), and a bare application that does the same work in the database and nothing
else (Starlette, Motor, orjson; an append is an insert into a flat collection). 32 connections,
each asking again as soon as it is answered, on several chats that have buckets: the newest
page of 20, an append, and an append with an id of the client's (UUIDv7; the flat collection
keeps ids unique). Each round measures every service and every request, in an order drawn
anew. Prints the median and the spread of requests a second and of the processor time that
the service took for one, and how the bare one's relate to them: 1 is as good as bare; then
the processor time that MongoDB took for one. Processor time is the steadier figure: client,
services and MongoDB share the processors.

With --beside FOLDER the service of another checkout runs with them, for before and after.

    python -m bench.http_limit [--rounds 7] [--seconds 3] [--short] [--beside FOLDER]
"""

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import indexes
from bench.http_limit.load import REQUESTS
from bench.preload import CONTENT
from bench.processes import processor_seconds
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.chats.append import NewMessage
from documents.database import Database
from services.lifecycle import COMMAND, services_on
from services.settings import Settings
from services.wiring import Wiring

CHATS = 32
"""As many as connections: as a rule one conversation has one writer at a time."""
MESSAGES = 340
"""How many messages each chat begins with: five buckets and some in the Chat."""
BARE, SERVED, BESIDE = "bare", "threadkeep", "beside"


@dataclass
class Service:
    """A service in a process of its own."""

    process: "subprocess.Popen[str]"
    port: int
    chats: list[str]
    token: str


def start(
    stack: ExitStack, command: list[str], environment: dict[str, str], folder: str, log: Path
) -> "tuple[subprocess.Popen[str], int]":
    """A service, once it says where it listens; stopped with the stack."""
    errors = stack.enter_context(log.open("wb"))
    process = stack.enter_context(
        subprocess.Popen(
            command,
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    )
    stack.callback(process.terminate)
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return process, int(found[1])
    raise SystemExit(f"{command} did not start:\n{log.read_text()}")


def start_threadkeep(stack: ExitStack, uri: str, name: str, folder: str, data: Path) -> Service:
    """``threadkeep serve`` of a checkout, its log at INFO and in a file."""
    environment = os.environ | {
        "MONGODB_URI": uri,
        "THREADKEEP_DATABASE_NAME": name,
        "THREADKEEP_DATA_FOLDER": str(data / name),
        "THREADKEEP_SWEEP_EVERY_MINUTES": "0",
        "PYTHONPATH": folder,
    }
    command = [sys.executable, "-m", "commands.main"]
    token = subprocess.check_output(
        [*command, "token", "bench"], env=environment, cwd=folder, text=True
    )
    process, port = start(
        stack, [*command, "serve", "--port", "0"], environment, folder, data / f"{name}.log"
    )
    return Service(process, port, [], token.strip())


async def fill(uri: str, name: str) -> list[str]:
    """Chats of one user with messages in buckets."""
    database = Database(uri, name=name)
    await indexes.sync(database)
    await database.bind(DOCUMENTS)
    await database["flat_with_ids"].create_index([("chat_id", 1), ("id", 1)], unique=True)
    chats = []
    async with services_on(database, Wiring(Settings(), b"bench"), COMMAND) as services:
        for _ in range(CHATS):
            chat = await services.chats.create_chat("bench", title=None, context_data={})
            for _ in range(MESSAGES // 20):
                messages = [NewMessage("user", CONTENT)] * 20
                await services.messages.add_message("bench", chat.id, messages)
            chats.append(str(chat.id))
    await database.close()
    return chats


@dataclass
class Sample:
    """One round of one request on one service."""

    per_second: float
    microseconds: float
    databases_microseconds: float


class Driver:
    """The client in its process; ``mongod_pid`` is the database's."""

    def __init__(self, stack: ExitStack, mongod_pid: int) -> None:
        self._mongod_pid = mongod_pid
        self._process = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "bench.http_limit.load"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        stack.callback(self._process.terminate)

    def drive(self, service: Service, kind: str, seconds: float) -> Sample:
        """Drive a service, and take its processor time."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {
            "kind": kind,
            "port": service.port,
            "chats": service.chats,
            "token": service.token,
            "seconds": seconds,
        }
        pids = service.process.pid, self._mongod_pid
        before = [processor_seconds(pid) for pid in pids]
        print(json.dumps(order), file=self._process.stdin, flush=True)
        result = json.loads(self._process.stdout.readline())
        took = [processor_seconds(pid) - was for pid, was in zip(pids, before, strict=True)]
        return Sample(result["per_second"], *(each / result["answered"] * 1e6 for each in took))


Samples = dict[tuple[str, str], list[Sample]]


def report(samples: Samples, names: list[str]) -> None:
    """A row a request and service."""
    print(
        f"{'':15} {'':10} {'requests/s':>21} {'to bare':>8} {'CPU, µs':>21} {'to bare':>8}"
        f" {'MongoDB, µs':>12}"
    )
    for kind in REQUESTS:
        bare = samples[BARE, kind]
        for name in names:
            of_each = samples[name, kind]
            rates = [sample.per_second for sample in of_each]
            costs = [sample.microseconds for sample in of_each]
            # Of the rounds' own ratios, so that what a round met it met on both sides.
            rate = median(a / b.per_second for a, b in zip(rates, bare, strict=True))
            databases = median(sample.databases_microseconds for sample in of_each)
            cost = median(b.microseconds / a for a, b in zip(costs, bare, strict=True))
            print(
                f"{kind:15} {name:10} {median(rates):6.0f} ({min(rates):5.0f}-{max(rates):5.0f})"
                f" {rate:8.2f} {median(costs):6.0f} ({min(costs):5.0f}-{max(costs):5.0f})"
                f" {cost:8.2f} {databases:12.0f}"
            )


async def main(rounds: int, seconds: float, beside: str | None) -> None:
    """Run it all on a MongoDB of its own."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        data = Path(made)
        async with running_server(data / "mongod", "bench") as server:
            services: dict[str, Service] = {}
            for name, folder in ((SERVED, here), (BESIDE, beside)):
                if folder is not None:
                    chats = await fill(server.uri, name)
                    services[name] = await asyncio.to_thread(
                        start_threadkeep, stack, server.uri, name, folder, data
                    )
                    services[name].chats = chats
            command = [sys.executable, "-m", "bench.http_limit.bare", server.uri, SERVED]
            process, port = await asyncio.to_thread(
                start, stack, command, dict(os.environ), here, data / "bare.log"
            )
            services[BARE] = Service(process, port, services[SERVED].chats, "none")
            names = [BARE, *(name for name in (BESIDE, SERVED) if name in services)]
            assert server.process.pid is not None
            driver, chance = Driver(stack, server.process.pid), random.Random(1)
            samples: Samples = defaultdict(list)
            for number in range(rounds + 1):
                turns = [(name, kind) for kind in REQUESTS for name in names]
                chance.shuffle(turns)
                for name, kind in turns:
                    time_given = seconds if number else min(seconds, 1.0)
                    sample = await asyncio.to_thread(driver.drive, services[name], kind, time_given)
                    # The first round warms up.
                    if number:
                        samples[name, kind].append(sample)
            report(samples, names)
            stack.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--short", action="store_true", help="some twenty seconds")
    parser.add_argument("--beside", metavar="FOLDER")
    given = parser.parse_args()
    if given.short:
        given.rounds, given.seconds = 5, 0.4
    asyncio.run(main(given.rounds, given.seconds, given.beside))
