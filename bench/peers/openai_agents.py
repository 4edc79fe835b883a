"""A conversation in openai-agents' MongoDBSession, for what is measured beside it.

Runs by itself, where the project is not: its virtual environment is made by ``make peers``.
Each line of its input is JSON: ``{"write": 10000, "content": "…"}`` adds so many messages, one
after another as a conversation does (added at once they would be one document), ``{"read": 50}``
reads the newest, ``{"read": null}`` all. It answers each with a line: the seconds that it took,
those of the processor, and how many items came.

    .venv/peers/bin/python bench/peers/openai_agents.py mongodb://127.0.0.1:27017 conversation
"""

import asyncio
import importlib
import json
import sys
import time
from typing import Any


async def main(uri: str, session_id: str) -> None:
    """Do what comes, until the input ends."""
    memory: Any = importlib.import_module("agents.extensions.memory")
    # To wait for the journal at each of the writes would only take its time.
    session = memory.MongoDBSession.from_uri(
        session_id, uri=uri, database="openai_agents", client_kwargs={"w": 1, "journal": False}
    )
    for line in sys.stdin:
        work = json.loads(line)
        began, processor, items = time.perf_counter(), time.process_time(), []
        if "write" in work:
            for _ in range(work["write"]):
                await session.add_items([{"role": "user", "content": work["content"]}])
        else:
            items = await session.get_items(work["read"])
        answer = {
            "seconds": time.perf_counter() - began,
            "processor": time.process_time() - processor,
            "items": len(items),
        }
        print(json.dumps(answer), flush=True)
    await session.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
