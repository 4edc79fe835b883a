"""Claim: a whole chat takes half of what the strongest peer takes for it; a page from its
middle is one command, and little more than one of a flat collection.

One MongoDB, and on it the same conversation of 10,000 messages of 400 bytes three times: in
a chat; in openai-agents' MongoDBSession, which runs in a process of its own; and as a
collection with one document a message. Read in turn, in an order that is drawn anew in each
round, so that the machine's drift meets all alike:

- all of it: in pages of 500 by the engine, by the service (what an application that embeds
  Threadkeep calls), and through HTTP (``threadkeep serve``, one kept connection, the answers
  parsed); and with the peer's ``get_items()``;
- the newest page of 50, the same ways;
- 50 from somewhere in the middle: by the engine, and a ``find`` with sort and limit on the
  flat collection.

Prints milliseconds, the median and the tenth percentile, and their ratios to the peer's, or to
the flat collection's; and the same of the median of the processor time of the process that reads
(of HTTP the client's). Where the machine does other work, look at the latter two.

    make peers
    python -m bench.reading [--rounds 9] [--pages 60]
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

import orjson

import indexes
from bench.append_http import Http, start_service
from bench.chat_length import Flat
from bench.preload import CONTENT, preload
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.pages import read_page
from documents.database import Database
from documents.shapes.base import PydanticObjectId
from services.chat_answers import MessagesWanted
from services.lifecycle import COMMAND, services_on
from services.messages import MessageService
from services.settings import Settings
from services.wiring import Wiring

USER = "bench"
LENGTH = 10_000
PAGE = 50
LARGE_PAGE = 500
LIMITS = SealingLimits()
PEER_PYTHON = Path(".venv/peers/bin/python")
Way = Callable[[], Awaitable[int]]


class Peer:
    """openai-agents' session, in the process that it runs in."""

    def __init__(self, uri: str) -> None:
        if not PEER_PYTHON.exists():
            raise SystemExit("The peer is not installed: run `make peers`.")
        command = [str(PEER_PYTHON), "bench/peers/openai_agents.py", uri, "conversation"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.ask({"write": LENGTH, "content": CONTENT})

    def ask(self, work: dict[str, Any]) -> dict[str, Any]:
        """Have it do something: the seconds, as it took them itself, and how many items."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(work), file=self.process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def end(self) -> None:
        """Let it go."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


class Chat:
    """The conversation in a chat of Threadkeep's, and the ways to read it."""

    def __init__(self, chat_id: PydanticObjectId, messages: MessageService, http: Http) -> None:
        self.chat_id = chat_id
        self.messages = messages
        self.http = http
        self.path = f"/chats/{chat_id}/messages"

    async def all_by_engine(self) -> int:
        """Pages of 500, by their numbers."""
        last = read = 0
        while True:
            page = await read_page(USER, self.chat_id, after=last, limit=LARGE_PAGE, limits=LIMITS)
            read += len(page.messages)
            if not page.has_after:
                return read
            last = page.last

    async def all_by_service(self) -> int:
        """Pages of 500, by their cursors."""
        wanted, read = MessagesWanted(after=0, limit=LARGE_PAGE), 0
        while True:
            page = await self.messages.get_chat_messages(USER, self.chat_id, wanted)
            read += len(page.items)
            if page.next is None:
                return read
            wanted = MessagesWanted(cursor=page.next, limit=LARGE_PAGE)

    async def all_by_http(self) -> int:
        """Pages of 500, by their cursors."""

        def read_all() -> int:
            query, read = "after=0", 0
            while True:
                page = orjson.loads(self.http.get(f"{self.path}?{query}&limit={LARGE_PAGE}"))
                read += len(page["items"])
                if page["next"] is None:
                    return read
                query = f"cursor={page['next']}"

        return await asyncio.to_thread(read_all)

    async def newest_by_engine(self) -> int:
        """One page."""
        return len((await read_page(USER, self.chat_id, limit=PAGE, limits=LIMITS)).messages)

    async def newest_by_service(self) -> int:
        """One page."""
        page = await self.messages.get_chat_messages(USER, self.chat_id, MessagesWanted(limit=PAGE))
        return len(page.items)

    async def newest_by_http(self) -> int:
        """One page."""

        def read() -> int:
            return len(orjson.loads(self.http.get(f"{self.path}?limit={PAGE}"))["items"])

        return await asyncio.to_thread(read)


class Middle:
    """A page that ends before a number, which is drawn anew each time."""

    def __init__(self, chat_id: PydanticObjectId, flat: Flat, chance: random.Random) -> None:
        self.chat_id = chat_id
        self.flat = flat
        self.chance = chance

    async def by_engine(self) -> int:
        """From its buckets."""
        before = self.chance.randrange(PAGE + 1, LENGTH - 2 * PAGE)
        page = await read_page(USER, self.chat_id, before=before, limit=PAGE, limits=LIMITS)
        return len(page.messages)

    async def by_flat(self) -> int:
        """One find."""
        await self.flat.middle()
        return PAGE


Taken = tuple[float, float]
"""Milliseconds that went by, and those of the processor."""
Times = dict[str, list[Taken]]


async def timed(way: Way, expected: int) -> Taken:
    """What it takes."""
    began, processor = time.perf_counter(), time.process_time()
    assert await way() == expected
    return (time.perf_counter() - began) * 1000, (time.process_time() - processor) * 1000


async def measure(
    chat: Chat, middle: Middle, peer: Peer, *, rounds: int, pages: int
) -> tuple[Times, Times, Times]:
    """What each way takes: of all, of the newest, of the middle."""
    chance = random.Random(7)

    async def by_peer(limit: int | None, times: list[Taken]) -> None:
        answer = await asyncio.to_thread(peer.ask, {"read": limit})
        assert answer["items"] == (limit or LENGTH)
        times.append((answer["seconds"] * 1000, answer["processor"] * 1000))

    whole: Times = {"openai-agents": [], "engine": [], "service": [], "http": []}
    ways = {"engine": chat.all_by_engine, "service": chat.all_by_service, "http": chat.all_by_http}
    for number in range(rounds + 1):
        for name in chance.sample(sorted(whole), len(whole)):
            if name in ways:
                whole[name].append(await timed(ways[name], LENGTH))
            else:
                await by_peer(None, whole[name])
        if number == 0:
            for times in whole.values():
                times.clear()

    newest: Times = {"openai-agents": [], "engine": [], "service": [], "http": []}
    between: Times = {"flat": [], "engine": []}
    single: dict[tuple[str, str], Way] = {
        ("newest", "engine"): chat.newest_by_engine,
        ("newest", "service"): chat.newest_by_service,
        ("newest", "http"): chat.newest_by_http,
        ("middle", "engine"): middle.by_engine,
        ("middle", "flat"): middle.by_flat,
    }
    kinds = {"newest": newest, "middle": between}
    order = [*single, ("newest", "openai-agents")]
    for number in range(rounds * pages + 10):
        chance.shuffle(order)
        for kind, name in order:
            if (kind, name) in single:
                kinds[kind][name].append(await timed(single[kind, name], PAGE))
            else:
                await by_peer(PAGE, kinds[kind][name])
        if number == 10:
            for each in (newest, between):
                for times in each.values():
                    times.clear()
    return whole, newest, between


def summary(taken: list[Taken]) -> list[float]:
    """What is told of a way: median, tenth percentile, median of the processor."""
    went_by, processor = (sorted(column) for column in zip(*taken, strict=True))
    return [median(went_by), went_by[len(went_by) // 10], median(processor)]


def tell(what: str, times: Times) -> None:
    """A line a way; the first is what the others are compared with."""
    base = summary(next(iter(times.values())))
    print(f"\n{what}: ms and ratio of the median, of the tenth percentile, of the processor")
    for name, taken in times.items():
        cells = zip(summary(taken), base, strict=True)
        print(f"  {name:14}", *(f"{cell:9.2f} {cell / first:5.2f}" for cell, first in cells))


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--pages", type=int, default=60, help="single pages of each kind a round")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with running_server(Path(folder) / "data", "bench", cache_gigabytes=1) as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            await database.bind(DOCUMENTS)
            chat_id = await preload(USER, LENGTH, LIMITS.piece_messages)
            chance = random.Random(11)
            flat = await Flat(database, chance, LENGTH).begin()
            pieces = str(LIMITS.piece_messages)
            http = await asyncio.to_thread(
                start_service, server.uri, "bench", folder, THREADKEEP_BUCKET_MESSAGES=pieces
            )
            peer = await asyncio.to_thread(Peer, server.uri)
            try:
                wiring = Wiring(Settings(), b"bench")
                async with services_on(database, wiring, COMMAND) as services:
                    whole, newest, between = await measure(
                        Chat(chat_id, services.messages, http),
                        Middle(chat_id, flat, chance),
                        peer,
                        rounds=arguments.rounds,
                        pages=arguments.pages,
                    )
            finally:
                peer.end()
                http.service.terminate()
                http.service.wait()
                await database.close()
    print(f"Python {sys.version.split()[0]}, {arguments.rounds} rounds")
    tell(f"all of {LENGTH:,} messages", whole)
    tell(f"the newest {PAGE}", newest)
    tell(f"{PAGE} from the middle", between)


if __name__ == "__main__":
    asyncio.run(main())
