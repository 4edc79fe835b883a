"""Claim: no request under the limits of size holds the event loop longer than 100 ms.

One service on a MongoDB of its own, whose event loop asks for its turn every millisecond.
Each route that takes a body gets the worst ones: as many values as a body may have as a
list, as keys, as objects, in each of its fields; far more than that; the largest texts;
valid bodies as large as the limits allow. Each route that answers with what is stored is
asked for the most of it, the heaviest there can be; each that deletes deletes that, and
erasure a user with it. Then eight users send the worst of these at once. Prints for each
route the longest that the loop waited for its turn, and for what. It is the smaller of the
time that went by and of the processor time that the process took in it, so other processes
do not count.

    python -m bench.loop_hold [--only KIND]
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx

import indexes
from bench.loop_hold.answers import measure_answers
from bench.loop_hold.at_once import measure_at_once
from bench.loop_hold.changes import measure_changes
from bench.loop_hold.probe import SERVE, Holds, probed_service
from bench.loop_hold.refused import measure_refused
from bench.loop_hold.removals import measure_removals
from bench.loop_hold.searches import measure_searches
from bench.loop_hold.taken import measure_taken
from commands.embedded import running_server
from documents.database import Database


def report(holds: Holds) -> None:
    """Print the longest hold of each route, the longest first."""
    print(f"{holds.requests} requests\n")
    print("| route | longest hold, ms | of | status | answered in, s |")
    print("| --- | --- | --- | --- | --- |")
    for route, (held, what, status, seconds) in sorted(
        holds.longest.items(), key=lambda each: -each[1][0]
    ):
        print(f"| `{route}` | {held:.0f} | {what} | {status} | {seconds:.2f} |")


async def measure(only: str) -> None:
    """Start the service, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder), "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            await database.close()
            environment = os.environ | {
                "MONGODB_URI": server.uri,
                "THREADKEEP_DATABASE_NAME": "bench",
                "THREADKEEP_DATA_FOLDER": folder,
                "THREADKEEP_LOG_LEVEL": "WARNING",
                "THREADKEEP_DATABASE_TIMEOUT_SECONDS": "60",
            }
            await asyncio.to_thread(measure_service, environment, only)


def measure_service(environment: dict[str, str], only: str) -> None:
    """Run the service with the probe in it, and all requests."""
    token = token_of(environment, "bench")
    with subprocess.Popen(
        [sys.executable, "-m", "bench.loop_hold", SERVE],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as service:
        try:
            run_against(service, environment, token, only)
        finally:
            service.terminate()


def run_against(
    service: "subprocess.Popen[str]", environment: dict[str, str], token: str, only: str
) -> None:
    """All requests, one after another."""
    assert service.stdout is not None
    for line in service.stdout:
        if found := re.search(r"http://\S+", line):
            break
    assert found is not None
    holds = Holds(found[0], token)
    session = holds.made("/sessions", {})
    mission = holds.made("/missions", {"name": "m"})["id"]
    hop = holds.made(f"/missions/{mission}/hops", {"name": "h"})["id"]
    step = holds.made(f"/hops/{hop}/tool-steps", {"tool_id": "t", "name": "s"})["id"]
    asset = {"name": "a", "scope_type": "mission", "scope_id": mission, "role": "input"}
    message = holds.made(f"/chats/{session['chat_id']}/messages", {"role": "user", "content": "x"})[
        "id"
    ]
    ids = {
        "session_id": session["id"],
        "chat_id": session["chat_id"],
        "message_id": message,
        "mission_id": mission,
        "hop_id": hop,
        "step_id": step,
        "asset_id": holds.made("/assets", asset)["id"],
    }
    document = httpx.get(f"{found[0]}/openapi.json").json()

    def of_user(name: str) -> Holds:
        return holds.of_user(token_of(environment, name))

    kinds: dict[str, Callable[[], None]] = {
        "answers": lambda: measure_answers(holds, ids, document),
        "taken": lambda: measure_taken(holds, ids),
        "changes": lambda: measure_changes(holds, ids),
        "removals": lambda: measure_removals(holds, ids, of_user),
        "searches": lambda: measure_searches(of_user),
        "at_once": lambda: measure_at_once(of_user),
        "refused": lambda: measure_refused(holds, ids, document),
    }
    for kind, measure_kind in kinds.items():
        if only in ("", kind):
            measure_kind()
    report(holds)


def token_of(environment: dict[str, str], user_id: str) -> str:
    """A user's token."""
    command = [sys.executable, "-m", "commands.main", "token", user_id, "--admin"]
    return subprocess.check_output(command, env=environment, text=True).strip()


def main() -> None:
    """Run the measurement, or the service that it measures."""
    if SERVE in sys.argv:
        probed_service()
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="answers, taken, changes, removals, …")
    asyncio.run(measure(parser.parse_args().only))


if __name__ == "__main__":
    main()
