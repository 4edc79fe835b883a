"""Claim: a command loads what it needs and no more, so it starts soon and weighs little.

Measures how long ``threadkeep --help`` takes; how long it takes from ``threadkeep serve``
to the first 200 of its /readyz, on a MongoDB of its own that is new, on one that is there
already, and on a MONGODB_URI, with the processor time of the service in that; and what
weighs on the memory then: the service's processes and, beside them, the MongoDB of its own.
PSS counts what processes share once. Prints medians. ``--against`` names another checkout,
measured in turn in the same rounds.

    python -m bench.start [--rounds 7] [--workers 1] [--against FOLDER]
"""

import argparse
import asyncio
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import indexes
from bench.processes import descendants, processor_seconds
from commands.embedded import running_server
from commands.embedded.address import free_port
from documents.database import Database

COMMAND = (sys.executable, "-m", "commands")
HERE = Path(__file__).parents[1]
PAUSE_SECONDS = 0.005
REST_SECONDS = 1.0
Figures = dict[str, list[float]]


def environment(**settings: str) -> dict[str, str]:
    """This one, with these settings alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("THREADKEEP_")}
    kept.pop("MONGODB_URI", None)
    return kept | {"THREADKEEP_LOG_LEVEL": "WARNING"} | settings


def help_seconds(checkout: Path) -> float:
    """How long ``threadkeep --help`` takes."""
    began = time.perf_counter()
    subprocess.run(
        [*COMMAND, "--help"], cwd=checkout, env=environment(), check=True, capture_output=True
    )
    return time.perf_counter() - began


def is_ready(port: int) -> bool:
    """Whether /readyz answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def served(
    checkout: Path, arguments: list[str], settings: Mapping[str, str]
) -> Iterator[tuple[float, int]]:
    """``threadkeep serve``: the seconds to its first 200, and its process id."""
    port = free_port()
    began = time.perf_counter()
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), *arguments],
        cwd=checkout,
        env=environment(**settings),
        stdout=subprocess.DEVNULL,
    ) as service:
        try:
            while not is_ready(port):
                assert service.poll() is None, "the service has ended"
                time.sleep(PAUSE_SECONDS)
            yield time.perf_counter() - began, service.pid
        finally:
            service.terminate()
            service.wait()


def memory(pid: int) -> dict[str, float]:
    """MiB of resident and of proportional memory: of the service, and of its MongoDB."""
    sums: dict[str, float] = {}
    for each in descendants(pid):
        command = Path(f"/proc/{each}/cmdline").read_bytes().split(b"\0")
        whose = "MongoDB" if b"mongod" in Path(os.fsdecode(command[0])).name.encode() else "service"
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            kind = line.split(":")[0]
            if kind in ("Rss", "Pss"):
                name = f"{whose}, {kind.upper()}, MiB"
                sums[name] = sums.get(name, 0.0) + int(line.split()[1]) / 1024
    return sums


def measure(checkout: Path, workers: list[str], uri: str, data: Path, figures: Figures) -> None:
    """One round of one checkout."""

    def note(what: str, value: float) -> None:
        figures.setdefault(what, []).append(value)

    note("--help, s", help_seconds(checkout))
    with tempfile.TemporaryDirectory() as folder:
        new = {"THREADKEEP_DATA_FOLDER": folder}
        with served(checkout, workers, new) as (seconds, _):
            note("serve, a new database, s", seconds)
    with served(checkout, workers, {"THREADKEEP_DATA_FOLDER": str(data)}) as (seconds, pid):
        note("serve, its own database, s", seconds)
        time.sleep(REST_SECONDS)
        for what, mebibytes in memory(pid).items():
            note(what, mebibytes)
    other = {
        "MONGODB_URI": uri,
        "THREADKEEP_DATABASE_NAME": "bench",
        "THREADKEEP_DATA_FOLDER": str(data),
    }
    with served(checkout, workers, other) as (seconds, pid):
        note("serve, MONGODB_URI, s", seconds)
        note("the same, of a processor, s", processor_seconds(pid))


def report(figures: dict[Path, Figures]) -> None:
    """A row a figure, a column a checkout."""
    (first, *others) = figures
    for what, values in figures[first].items():
        row = [f"{what:28}", f"{median(values):8.2f}"]
        for other in others:
            compared = median(figures[other][what])
            row.append(f"{compared:8.2f}   {median(values) / compared:5.2f} x")
        print(*row)


async def main(rounds: int, workers: int, against: Path | None) -> None:
    """Run it all."""
    checkouts = [HERE, *([against] if against else [])]
    figures: dict[Path, Figures] = {checkout: {} for checkout in checkouts}
    arguments = [] if workers == 1 else ["--workers", str(workers)]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        async with running_server(Path(folder) / "other", "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            await database.close()
            with served(HERE, [], {"THREADKEEP_DATA_FOLDER": str(data)}):
                pass  # makes the database that is there already
            for _ in range(rounds):
                for checkout in checkouts:
                    await asyncio.to_thread(
                        measure, checkout, arguments, server.uri, data, figures[checkout]
                    )
    report(figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--against", type=Path)
    given = parser.parse_args()
    asyncio.run(main(given.rounds, given.workers, given.against))
