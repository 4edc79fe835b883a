"""Claim: saving and reading a checkpoint costs the same at 10,000 checkpoints as at 100, and as
much with a large channel that does not change as without it; and writers at once lose nothing.

One service and LangGraph's own MongoDB saver, each with its process, on one MongoDB, in turn: a
thread of ``--checkpoints``, in each of which a small channel changes, and the newest read; then
the same with another channel of ``--messages`` messages of 200 bytes, which stays as it is; then
with 90,000, more than a document holds. At last 16 writers save 50 checkpoints each to one thread,
with a write after each. Prints medians. Wants ``make peers``.

    python -m bench.checkpoints [--checkpoints 10000] [--rounds 100] [--messages 10000]
"""

import argparse
import asyncio
import tempfile
from pathlib import Path
from statistics import median

import indexes
from bench.append_http import start_service
from bench.programs import Program
from commands.embedded import running_server
from documents.database import Database

PEERS = Path(".venv/peers/bin/python")
PROGRAM = Path("bench/peers/langgraph_savers.py")
FIRST = 100
TOO_MANY = 90_000


class Saver(Program):
    """A saver in a process of its own."""

    def __init__(self, name: str, python: Path, *arguments: str) -> None:
        super().__init__(python, PROGRAM, *arguments)
        self.name = name


def measure(savers: list[Saver], checkpoints: int, rounds: int, messages: int) -> None:
    """Measure the savers in turn, and print what it took."""
    for saver in savers:
        saver(put=FIRST, changes="count")
    _rounds(savers, rounds, f"at {FIRST:,} checkpoints")
    for saver in savers:
        saver(put=checkpoints - FIRST - rounds, changes="count")
    _rounds(savers, rounds, f"at {checkpoints:,} checkpoints")
    for many in (messages, TOO_MANY):
        for saver in savers:
            saver(messages=many, bytes=200)
        few = min(rounds, 20)
        _rounds(savers, few, f"beside {many:,} messages that stay")
    for saver in savers:
        print(f"{saver.name:10} 16 writers at once: {saver(writers=16, each=50)}")


def _rounds(savers: list[Saver], rounds: int, where: str) -> None:
    times: dict[str, dict[str, list[float]]] = {s.name: {"put": [], "get": []} for s in savers}
    for _ in range(0, rounds, 10):
        for saver in savers:
            for kind, more in (("put", {"changes": "count"}), ("get", {})):
                answer = saver(**{kind: 10}, **more)
                if isinstance(answer, dict):
                    print(f"{saver.name:10} {kind} {where}: {answer['error']}")
                else:
                    times[saver.name][kind] += answer
    for name, kinds in times.items():
        for kind, each in kinds.items():
            if each:
                print(f"{name:10} {kind} {where}: median {median(each):7.2f} ms")


async def main() -> None:
    """Measure on a server and a service of their own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoints", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--python", type=Path, default=PEERS, help="where the savers are installed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder) / "data", "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            client = await asyncio.to_thread(start_service, server.uri, "bench", folder)
            token = client.headers["Authorization"].removeprefix("Bearer ")
            url = f"http://{client.address}"
            python = options.python
            savers = [
                Saver("threadkeep", python, "threadkeep", url, token),
                Saver("mongodb", python, "mongodb", server.uri),
            ]
            try:
                await asyncio.to_thread(
                    measure, savers, options.checkpoints, options.rounds, options.messages
                )
            finally:
                for saver in savers:
                    saver.end()
                client.service.terminate()
                client.service.wait()
                await database.close()


if __name__ == "__main__":
    asyncio.run(main())
