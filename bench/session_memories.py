"""Claim: what an agent framework's own MongoDB memory does, Threadkeep's adapter does over HTTP at
the price of a request, and reading the newest messages costs the same however long the chat is.

One service, and the memories of OpenAI's Agents SDK (``MongoDBSession``) and of LangChain
(``MongoDBChatMessageHistory``) as they are, each with its process, on one MongoDB, in turn: a
message is added, the newest ten and all are read, at ``--messages`` messages and at ten times
as many; then 16 writers add 25 messages each to one conversation. Prints medians in ms, and the
ratio to the framework's own. Wants ``make peers``.

    python -m bench.session_memories [--messages 200] [--rounds 5]
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
PROGRAM = Path("bench/peers/session_memories.py")
FRAMEWORKS = ("openai-agents", "langchain")


def measure(framework: str, ours: Program, own: Program, messages: int, rounds: int) -> None:
    """Measure both memories in turn, and print what it took."""
    for length in (messages, 10 * messages):
        there = 0 if length == messages else messages + rounds * 10
        for memory in (ours, own):
            memory(add=length - there)
        kinds = ["add", "newest", "all"] if framework == "openai-agents" else ["add", "all"]
        times: dict[tuple[str, str], list[float]] = {}
        for _ in range(rounds):
            for name, memory in (("threadkeep", ours), ("own", own)):
                for kind in kinds:
                    few = {"add": 10, "newest": 5, "all": 1}[kind]
                    times.setdefault((kind, name), []).extend(memory(**{kind: few}))
        for kind in kinds:
            took, beside = median(times[kind, "threadkeep"]), median(times[kind, "own"])
            print(
                f"{framework:14} {kind:6} at {length:,}: threadkeep {took:8.2f} ms, "
                f"own {beside:8.2f} ms, {took / beside:5.2f} of it",
                flush=True,
            )
    for name, memory in (("threadkeep", ours), ("own", own)):
        told = memory(writers=16, each=25)
        print(f"{framework:14} 16 writers at once, {name}: {told}", flush=True)


async def main() -> None:
    """Measure on a server and a service of their own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--python", type=Path, default=PEERS, help="where the peers are installed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder) / "data", "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            client = await asyncio.to_thread(start_service, server.uri, "bench", folder)
            token = client.headers["Authorization"].removeprefix("Bearer ")
            place = ("threadkeep", f"http://{client.address}", token)
            memories: list[Program] = []
            try:
                for framework in FRAMEWORKS:
                    ours = Program(options.python, PROGRAM, framework, *place)
                    own = Program(options.python, PROGRAM, framework, "mongodb", server.uri)
                    memories += [ours, own]
                    await asyncio.to_thread(
                        measure, framework, ours, own, options.messages, options.rounds
                    )
            finally:
                for memory in memories:
                    memory.end()
                client.service.terminate()
                client.service.wait()
                await database.close()


if __name__ == "__main__":
    asyncio.run(main())
