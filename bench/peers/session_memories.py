"""A memory of one conversation, as agent frameworks have it, for what is measured beside another.

Runs by itself, where the project is not: its virtual environment is made by ``make peers``.
Arguments: ``openai-agents`` or ``langchain``, then ``threadkeep URL TOKEN`` or ``mongodb URI``.
Each line of its input is JSON, and is answered with one: ``{"add": 10}`` adds so many messages
of 400 bytes, one at a time, ``{"all": 3}`` reads all of them so often, ``{"newest": 3}`` the
newest ten: the milliseconds that each took. ``{"writers": 16, "each": 25}`` has so many objects
add to a conversation of their own at once: how many of the messages are there afterwards, and
whether those of each writer stand in its order.
"""

import asyncio
import importlib
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

TEXT = "m" * 392


class AgentsMemory:
    """A session of OpenAI's Agents SDK."""

    def __init__(self, name: str, kind: str, *place: str) -> None:
        if kind == "threadkeep":
            client = importlib.import_module("threadkeep_client").AsyncThreadkeep(*place)
            made = importlib.import_module("threadkeep_client.openai_agents")
            self._session = made.ThreadkeepSession(name, client)
        else:
            memory: Any = importlib.import_module("agents.extensions.memory")
            self._session = memory.MongoDBSession.from_uri(
                name, uri=place[0], database="agents_sdk"
            )

    async def add(self, text: str) -> None:
        """Add a message."""
        await self._session.add_items([{"role": "user", "content": text}])

    async def read(self, newest: int | None) -> list[str]:
        """The texts of all messages, or of the newest."""
        return [str(item["content"]) for item in await self._session.get_items(newest)]


class LangchainMemory:
    """A chat message history of LangChain. Its interface reads all of it, and no part."""

    def __init__(self, name: str, kind: str, *place: str) -> None:
        self._human = importlib.import_module("langchain_core.messages").HumanMessage
        if kind == "threadkeep":
            client = importlib.import_module("threadkeep_client").Threadkeep(*place)
            made = importlib.import_module("threadkeep_client.langchain")
            self._history = made.ThreadkeepChatMessageHistory(name, client)
        else:
            mongodb: Any = importlib.import_module("langchain_mongodb")
            self._history = mongodb.MongoDBChatMessageHistory(place[0], name)

    async def add(self, text: str) -> None:
        """Add a message."""
        await asyncio.to_thread(self._history.add_messages, [self._human(text)])

    async def read(self, newest: int | None) -> list[str]:
        """The texts of all messages."""
        assert newest is None, "it reads all"
        found = await asyncio.to_thread(lambda: self._history.messages)
        return [str(each.content) for each in found]


KINDS: dict[str, Any] = {"openai-agents": AgentsMemory, "langchain": LangchainMemory}


async def timed(times: int, work: Callable[[], Awaitable[object]]) -> list[float]:
    """The milliseconds of each time that something is done."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        took.append((time.perf_counter() - began) * 1000)
    return took


async def at_once(kind: str, place: list[str], writers: int, each: int) -> dict[str, Any]:
    """Have writers add to one conversation at once, and look at what is there."""
    memories = [KINDS[kind](f"{kind} of many", *place) for _ in range(writers)]

    async def write(writer: int) -> int:
        failed = 0
        for n in range(each):
            try:
                await memories[writer].add(f"{writer:03}-{n:04}")
            except Exception:
                failed += 1
        return failed

    failed = sum(await asyncio.gather(*(write(n) for n in range(writers))))
    texts = await memories[0].read(None)
    of_each = [[t for t in texts if t.startswith(f"{n:03}-")] for n in range(writers)]
    return {
        "asked": writers * each,
        "there": len(set(texts)),
        "twice": len(texts) - len(set(texts)),
        "failed": failed,
        "in_order": sum(found == sorted(found) for found in of_each),
    }


async def main(kind: str, *place: str) -> None:
    """Do what comes, until the input ends."""
    memory = KINDS[kind](f"{kind} of one", *place)
    for line in sys.stdin:
        work = json.loads(line)
        answer: Any
        if "add" in work:
            answer = await timed(work["add"], lambda: memory.add(TEXT))
        elif "all" in work:
            answer = await timed(work["all"], lambda: memory.read(None))
        elif "newest" in work:
            answer = await timed(work["newest"], lambda: memory.read(10))
        else:
            answer = await at_once(kind, list(place), work["writers"], work["each"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
