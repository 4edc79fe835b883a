"""Claim: appending and reading cost the same at 100 messages and at 1,000,000.

Chats of 100 to 1,000,000 messages on one MongoDB of its own, each beside two
baselines on the same server: a collection with one document a message (insert_one;
find, sort, limit on an index by chat and number; for appends with an id of the
client's, another one with a unique index on it), and a single document that embeds
every message (only up to 10,000: it ends at 16 MB). In each round every operation
runs once at every length, in an order that is drawn anew, so that the machine's
drift meets all of them alike. Prints medians and 95th percentiles in milliseconds,
and the ratio of each median to the one at the smallest length and to the flat
collection's.

A chat's own messages go through their cycle as in the service: sealed when they are
due, between the measured operations; what that costs an append is told by itself.

    python -m bench.chat_length [--rounds 300] [--lengths 100 1000 ...] [--pieces 50]
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import indexes
from bench.preload import CONTENT, a_message, message_id, preload
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.pages import read_page
from documents.aggregates.chats.sealing import seal
from documents.database import Database, DuplicateKeyError
from documents.shapes.base import PydanticObjectId, utc_now

USER = "bench"
PAGE = 50
LARGEST_SINGLE = 10_000
Operation = Callable[[], Awaitable[object]]


class Bucketed:
    """A chat of the engine's."""

    def __init__(self, chance: random.Random, length: int, piece: int) -> None:
        self.chance = chance
        self.length = length
        self.limits = SealingLimits(piece_messages=piece)
        self.hints = ChatHints()
        self.tail = 0
        self.sealing: list[float] = []
        self.appended = 0

    async def begin(self) -> "Bucketed":
        """Write it; where it is short, anew each time it has grown by a piece."""
        self.chat_id = await preload(USER, self.length, self.limits.piece_messages)
        await self.append()  # this process learns how far it is sealed
        return self

    async def append(self, message: NewMessage | None = None) -> None:
        """One message; its id is the server's unless it is given."""
        stored = await append(
            USER,
            self.chat_id,
            [message or NewMessage("user", CONTENT)],
            now=utc_now(),
            new_id=self.an_id,
            limits=self.limits,
            hints=self.hints,
        )
        self.tail = stored.tail_messages
        self.appended += stored.created

    def an_id(self) -> str:
        """A new message id."""
        return UUID(int=self.chance.getrandbits(128)).hex

    async def append_given(self) -> None:
        """One message with an id of the client's."""
        await self.append(NewMessage("user", CONTENT, id=self.an_id()))

    async def retry(self) -> None:
        """A message that was stored long ago, again."""
        number = self.chance.randrange(1, self.length // 2 + 1)
        await self.append(NewMessage("user", CONTENT, id=message_id(self.chat_id, number)))

    async def newest(self) -> None:
        """The newest page."""
        page = await read_page(USER, self.chat_id, limit=PAGE, limits=self.limits)
        assert len(page.messages) == PAGE

    async def middle(self) -> None:
        """A page somewhere in the middle."""
        before = self.chance.randrange(PAGE + 1, self.length + 1)
        page = await read_page(USER, self.chat_id, before=before, limit=PAGE, limits=self.limits)
        assert len(page.messages) == PAGE

    async def tidy(self) -> None:
        """What the service does beside: seal when it is due."""
        if self.limits.due(self.tail, 0):
            began = time.perf_counter()
            await seal(self.chat_id, now=utc_now(), limits=self.limits)
            self.sealing.append(time.perf_counter() - began)
            if self.length < 1_000:
                await self.begin()

    def operations(self) -> dict[str, Operation]:
        """Each by its name."""
        return {
            "append": self.append,
            "append, own id": self.append_given,
            "newest page": self.newest,
            "middle page": self.middle,
            "retry of an old id": self.retry,
        }


class Flat:
    """The same chat as a collection with one document a message.

    And as a second one that refuses a message id twice, which takes one more index.
    """

    def __init__(self, database: Database, chance: random.Random, length: int) -> None:
        self.messages = database["flat"]
        self.unique_ids = database["flat_unique_ids"]
        self.chance = chance
        self.length = self.last = length
        self.chat_id = PydanticObjectId()

    async def begin(self) -> "Flat":
        """Write it."""
        for messages in (self.messages, self.unique_ids):
            await messages.create_index([("chat_id", 1), ("sequence_order", 1)], unique=True)
        await self.unique_ids.create_index([("chat_id", 1), ("id", 1)], unique=True)
        for first in range(1, self.length + 1, 10_000):
            numbers = range(first, min(first + 10_000, self.length + 1))
            for messages in (self.messages, self.unique_ids):
                await messages.insert_many([self._document(n) for n in numbers], ordered=False)
        return self

    def _document(self, number: int) -> dict[str, Any]:
        return {"chat_id": self.chat_id, **a_message(self.chat_id, number)}

    async def append(self) -> None:
        """One message."""
        self.last += 1
        await self.messages.insert_one(self._document(self.last))

    async def append_given(self) -> None:
        """One message whose id no other may have."""
        self.last += 1
        await self.unique_ids.insert_one(self._document(self.last))

    async def retry(self) -> None:
        """A message that was stored long ago, again."""
        number = self.chance.randrange(1, self.length // 2 + 1)
        repeated = {**self._document(number), "sequence_order": self.last + 1}
        try:
            await self.unique_ids.insert_one(repeated)
        except DuplicateKeyError:
            stored = {"chat_id": self.chat_id, "id": repeated["id"]}
            assert await self.unique_ids.find_one(stored) is not None

    async def newest(self) -> None:
        """The newest page."""
        await self._page({"chat_id": self.chat_id})

    async def middle(self) -> None:
        """A page somewhere in the middle."""
        before = self.chance.randrange(PAGE + 1, self.length + 1)
        await self._page({"chat_id": self.chat_id, "sequence_order": {"$lt": before}})

    async def _page(self, condition: dict[str, Any]) -> None:
        found = self.messages.find(condition).sort("sequence_order", -1).limit(PAGE)
        assert len([message async for message in found]) == PAGE

    def operations(self) -> dict[str, Operation]:
        """Each by its name."""
        return {
            "append": self.append,
            "append, own id": self.append_given,
            "newest page": self.newest,
            "middle page": self.middle,
            "retry of an old id": self.retry,
        }


class Single:
    """The same chat as one document that embeds it all."""

    def __init__(self, database: Database, chance: random.Random, length: int) -> None:
        self.chats = database["single"]
        self.chance = chance
        self.length = self.last = length
        self.chat_id = PydanticObjectId()

    async def begin(self) -> "Single":
        """Write it."""
        messages = [a_message(self.chat_id, n) for n in range(1, self.length + 1)]
        await self.chats.insert_one({"_id": self.chat_id, "messages": messages})
        return self

    async def append(self) -> None:
        """One message."""
        self.last += 1
        push = {"$push": {"messages": a_message(self.chat_id, self.last)}}
        await self.chats.update_one({"_id": self.chat_id}, push)

    async def newest(self) -> None:
        """The newest page."""
        await self.chats.find_one({"_id": self.chat_id}, {"messages": {"$slice": -PAGE}})

    async def middle(self) -> None:
        """A page somewhere in the middle."""
        start = self.chance.randrange(0, self.length - PAGE + 1)
        await self.chats.find_one({"_id": self.chat_id}, {"messages": {"$slice": [start, PAGE]}})

    def operations(self) -> dict[str, Operation]:
        """Each by its name."""
        return {"append": self.append, "newest page": self.newest, "middle page": self.middle}


Key = tuple[str, str, int]


async def measure(
    database: Database, lengths: list[int], pieces: list[int], rounds: int
) -> dict[Key, list[float]]:
    """The seconds of every operation, by (operation, way, length)."""
    chance = random.Random(7)
    times: dict[Key, list[float]] = {}
    runs: list[tuple[Key, Operation]] = []
    buckets: list[tuple[Key, Bucketed]] = []
    for length in lengths:
        ways: dict[str, Bucketed | Flat | Single] = {}
        for piece in pieces:
            ways[f"buckets of {piece}"] = chat = await Bucketed(chance, length, piece).begin()
            buckets.append((("sealing, an append", f"buckets of {piece}", length), chat))
        ways["flat"] = await Flat(database, chance, length).begin()
        if length <= LARGEST_SINGLE:
            ways["single"] = await Single(database, chance, length).begin()
        for way, chat_of in ways.items():
            runs += [((name, way, length), run) for name, run in chat_of.operations().items()]
        print(f"preloaded {length}", flush=True)
    for number in range(rounds + 10):
        chance.shuffle(runs)
        for key, run in runs:
            began = time.perf_counter()
            await run()
            if number >= 10:
                times.setdefault(key, []).append(time.perf_counter() - began)
        for _, chat in buckets:
            await chat.tidy()
    for key, chat in buckets:
        if chat.sealing:
            times[key] = [sum(chat.sealing) / chat.appended] * 2
    return times


def tell(times: dict[Key, list[float]], lengths: list[int]) -> None:
    """Print a table, an operation and a way a row."""
    names = sorted({(operation, way) for operation, way, _ in times})
    for operation in dict.fromkeys(name for name, _ in names):
        print(f"\n{operation}: median ms (95th percentile) x smallest length, x flat")
        for _, way in [name for name in names if name[0] == operation]:
            cells = []
            for length in lengths:
                seconds = times.get((operation, way, length))
                if seconds is None:
                    continue
                middle, late = median(seconds), quantiles(seconds, n=20)[-1]
                first = median(times[operation, way, lengths[0]])
                flat = times.get((operation, "flat", length))
                cell = f"{length:,}: {middle * 1000:.2f} ({late * 1000:.2f}) x{middle / first:.2f}"
                cells.append(cell + (f" x{middle / median(flat):.2f}" if flat else ""))
            print(f"  {way:16} " + " | ".join(cells))


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument(
        "--lengths", type=int, nargs="+", default=[100, 1_000, 10_000, 100_000, 1_000_000]
    )
    parser.add_argument("--pieces", type=int, nargs="+", default=[50])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with running_server(Path(folder), "bench", cache_gigabytes=2) as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            await database.bind(DOCUMENTS)
            times = await measure(database, arguments.lengths, arguments.pieces, arguments.rounds)
            tell(times, arguments.lengths)
            await database.close()


if __name__ == "__main__":
    asyncio.run(main())
