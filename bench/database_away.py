"""Claim: however the database goes away, each request is answered within its time, 15 a second.

A service and a replica set of ``--members``. They are stopped (SIGSTOP) or killed (SIGKILL),
or the network loses all that the service and the first of them send each other; then a new
connection asks every fifteenth of a second for ``--seconds``: reads, appends and new sessions
in turn, and ``/readyz`` once a second. Prints for each way of going away how many were
answered with what, the longest time to an answer, and how many threads and files the service
had before, in the midst and at the end.

    python -m bench.database_away [--seconds 20] [--members 1]
"""

import argparse
import asyncio
import http.client
import json
import os
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import indexes
from bench.append_http import Http, start_service
from documents.database import Database
from tests.proxies import proxied
from tests.servers import replica_set

RATE = 15


def sizes(pid: int) -> str:
    """Threads, open files, resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    facts = dict(line.split(":", 1) for line in status.splitlines())
    files = len(os.listdir(f"/proc/{pid}/fd"))
    memory = int(facts["VmRSS"].split()[0]) // 1024
    return f"{facts['Threads'].strip()} threads, {files} files, {memory} MiB"


def ask(service: Http, method: str, path: str, body: object = None) -> tuple[int, float]:
    """The status of one request on a connection of its own, and how many seconds it took."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection(service.address, timeout=120)
    connection.request(method, path, None if body is None else json.dumps(body), service.headers)
    status = connection.getresponse().status
    connection.close()
    return status, time.perf_counter() - began


async def one_way(way: str, members: int, seconds: int) -> None:
    """Take the database away and ask."""
    loop, clients = asyncio.get_running_loop(), ThreadPoolExecutor(400)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            replica_set(Path(folder), members) as made,
            proxied(made.members[0].port) as network,
        ):
            database = Database(made.uri, name="bench")
            await indexes.sync(database)
            await database.close()
            cut = f"mongodb://127.0.0.1:{network.port}/?directConnection=true"
            uri = cut if way == "cut off" else made.uri
            # The network is this loop's: it must not be held.
            service = await asyncio.to_thread(start_service, uri, "bench", folder)
            pid = service.service.pid
            chat = f"/chats/{(await asyncio.to_thread(service.post, '/chats', {}))['id']}"
            kinds: tuple[tuple[str, str, object], ...] = (
                ("GET", f"{chat}/messages", None),
                ("POST", f"{chat}/messages", {"role": "user", "content": "x"}),
                ("POST", "/sessions", {}),
            )
            before = sizes(pid)
            if way == "cut off":
                network.cut()
            else:
                for member in made.members:
                    await member.kill() if way == "killed" else member.freeze()
            asked, ready = [], []
            for number in range(seconds * RATE):
                asked.append(loop.run_in_executor(clients, ask, service, *kinds[number % 3]))
                if number % RATE == 0:
                    ready.append(loop.run_in_executor(clients, ask, service, "GET", "/readyz"))
                if number == seconds * RATE // 2:
                    midst = sizes(pid)
                await asyncio.sleep(1 / RATE)
            for name, each in (("requests", asked), ("/readyz", ready)):
                answers = await asyncio.gather(*each)
                counted = Counter(status for status, _ in answers)
                told = ", ".join(f"{n} of {status}" for status, n in counted.items())
                print(f"{way:>8} {name:>9}: {told}; longest {max(s for _, s in answers):.2f} s")
            print(f"{way:>8}   service: {before}; in the midst {midst}; at the end {sizes(pid)}")
            service.service.kill()
            service.service.wait()


async def main(members: int, seconds: int) -> None:
    """Every way in turn."""
    for way in ("killed", "stopped", "cut off"):
        await one_way(way, members, seconds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--members", type=int, default=1)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.members, arguments.seconds))
