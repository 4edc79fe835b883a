"""Claim: two hundred changes of one mission at once are all answered, the first with 200.

A service on a MongoDB of its own; 200 clients ask at once for the same status of a new
mission, ``--rounds`` times. Prints what they were answered, and how long the last waited
beside how long one alone does.

    python -m bench.transitions [--rounds 5]
"""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx

import indexes
from bench.append_http import start_service
from commands.embedded import running_server
from documents.database import Database

AT_ONCE = 200


async def measure(rounds: int) -> None:
    """Ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder), "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            await database.close()
            service = start_service(server.uri, "bench", folder)
            limits = httpx.Limits(max_connections=AT_ONCE)
            async with httpx.AsyncClient(
                base_url=f"http://{service.address}",
                headers=service.headers,
                limits=limits,
                timeout=60,
            ) as client:
                for number in range(rounds):
                    await one_round(client, number)
            service.service.terminate()
            service.service.wait()


async def one_round(client: httpx.AsyncClient, number: int) -> None:
    """One mission alone, then one that all want."""
    paths = []
    for name in ("alone", "wanted"):
        made = await client.post("/missions", json={"name": f"{name} {number}"})
        paths.append(f"/missions/{made.json()['id']}/status")
    body = {"status": "ready_for_next_hop"}
    began = time.perf_counter()
    await client.patch(paths[0], json=body)
    alone = time.perf_counter() - began
    began = time.perf_counter()
    answers = await asyncio.gather(*(client.patch(paths[1], json=body) for _ in range(AT_ONCE)))
    all_of_them = time.perf_counter() - began
    told = ", ".join(
        f"{n} of {status}" for status, n in Counter(a.status_code for a in answers).items()
    )
    print(f"{told}; one alone {alone * 1000:.0f} ms, all {all_of_them:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    asyncio.run(measure(parser.parse_args().rounds))
