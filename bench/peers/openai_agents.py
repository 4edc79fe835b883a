"""A conversation in openai-agents' MongoDBSession, for what is measured beside it.

Runs by itself, where the project is not: its virtual environment is made by ``make peers``.
Each line of its input is JSON: ``{"write": 10000, "content": "…"}`` adds so many messages,
``{"read": 50}`` reads the newest, ``{"read": null}`` all. It answers each with a line: the
seconds that it took, and how many items came.

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
    session = memory.MongoDBSession.from_uri(session_id, uri=uri, database="openai_agents")
    for line in sys.stdin:
        work = json.loads(line)
        began = time.perf_counter()
        if "write" in work:
            items = [{"role": "user", "content": work["content"]}] * work["write"]
            await session.add_items(items)
        else:
            items = await session.get_items(work["read"])
        answer = {"seconds": time.perf_counter() - began, "items": len(items)}
        print(json.dumps(answer), flush=True)
    await session.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
