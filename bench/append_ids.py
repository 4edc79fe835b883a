"""Claim: an append with an id of the client's costs 1.35 times a flat insert, at any length.

The flat collection has one document a message and a unique index on chat and id, which is
what keeps a retry from being stored twice there. Chats of 100 to 1,000,000 messages, one
for each kind of ids, all of them preloaded with ids of that kind, and a flat collection
beside each length. In a round every chat gets some appends, each right beside an insert into
the flat one, in an order that is drawn anew; what is due is sealed between them, unmeasured
(``bench.chat_length`` tells what that costs). Prints the medians of the rounds' medians, the
median of the rounds' ratios, the least and the greatest, and how many commands an append took.
With `server` the ids are the server's: what an append costs that nobody need find new.
For random ids the process first reads those that are sealed, as it does in the service beside
the first appends; how long that takes is told.

    python -m bench.append_ids [--rounds 9] [--appends 60] [--lengths 100 10000 ...] [--kinds ...]
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import indexes
from bench.preload import BEGINNING, CONTENT, a_message, preload
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.sealing import seal
from documents.database import CommandListener, Database
from documents.shapes.base import PydanticObjectId, utc_now

USER = "bench"
LIMITS = SealingLimits()
CHANCE = random.Random(7)
_BEGAN = int(BEGINNING.timestamp() * 1000) - 2_000_000
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def uuid7(n: int) -> str:
    """The UUIDv7 of a millisecond."""
    number = (_BEGAN + n) << 80 | 7 << 76 | CHANCE.getrandbits(76)
    return str(UUID(int=number & ~(3 << 62) | 2 << 62))


def ulid(n: int) -> str:
    """The ULID of a millisecond."""
    number = (_BEGAN + n) << 80 | CHANCE.getrandbits(80)
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in range(25, -1, -1))


def uuid4(_: int) -> str:
    """A random UUID."""
    return str(UUID(int=CHANCE.getrandbits(128), version=4))


KINDS: dict[str, Callable[[int], str]] = {
    "uuid7": uuid7,
    "ulid": ulid,
    "uuid4": uuid4,
    "server": uuid7,
}


class Counted(CommandListener):
    """Counts the commands that are sent."""

    number = 0

    def started(self, event: Any) -> None:  # noqa: ARG002, D102 - the driver's own
        self.number += 1

    def succeeded(self, event: Any) -> None:  # noqa: D102 - the driver's own
        pass

    def failed(self, event: Any) -> None:  # noqa: D102 - the driver's own
        pass


class FlatUnique:
    """A chat as a collection with one document a message, each id once."""

    def __init__(self, database: Database, length: int) -> None:
        self.messages = database[f"flat_{length}"]
        self.length = length
        self.numbers = count(length + 1)
        self.chat_id = PydanticObjectId()

    async def begin(self) -> "FlatUnique":
        """Write it."""
        await self.messages.create_index([("chat_id", 1), ("sequence_order", 1)], unique=True)
        await self.messages.create_index([("chat_id", 1), ("id", 1)], unique=True)
        for first in range(1, self.length + 1, 10_000):
            numbers = range(first, min(first + 10_000, self.length + 1))
            written = [{"chat_id": self.chat_id, **a_message(self.chat_id, n)} for n in numbers]
            await self.messages.insert_many(written, ordered=False)
        return self

    async def append(self, message_id: str) -> None:
        """One message."""
        message = a_message(self.chat_id, next(self.numbers), message_id)
        await self.messages.insert_one({"chat_id": self.chat_id, **message})


class WithIds:
    """A chat of the engine's whose messages all have ids of one kind."""

    def __init__(self, kind: str, length: int) -> None:
        self.length = length
        self.kind = kind
        self.numbers = count(length + 1)
        self.hints = ChatHints()
        self.tail = 0
        self.learned_seconds = 0.0

    async def begin(self) -> "WithIds":
        """Write it."""
        self.chat_id = await preload(USER, self.length, LIMITS.piece_messages, KINDS[self.kind])
        await self.append(self.an_id())
        if self.kind == "uuid4":
            began = time.perf_counter()
            sealed = self.hints.last(self.chat_id)
            assert sealed is not None
            while self._knows_less_than(sealed.sealed_sequence):
                await self.hints.learn(self.chat_id)
            self.learned_seconds = time.perf_counter() - began
        return self

    def _knows_less_than(self, sealed: int) -> bool:
        return self.hints.known_ids.none_sealed(self.chat_id, sealed, []) is None

    def an_id(self) -> str:
        """The next id."""
        return KINDS[self.kind](next(self.numbers))

    async def append(self, message_id: str) -> None:
        """One message with this id."""
        stored = await append(
            USER,
            self.chat_id,
            [NewMessage("user", CONTENT, id=None if self.kind == "server" else message_id)],
            now=utc_now(),
            new_id=lambda: message_id,
            limits=LIMITS,
            hints=self.hints,
        )
        assert stored.created
        self.tail = stored.tail_messages

    async def tidy(self) -> None:
        """What the service does beside: seal when it is due."""
        if LIMITS.due(self.tail, 0):
            await seal(self.chat_id, now=utc_now(), limits=LIMITS)
            if self.chat_id in self.hints.known_ids:
                await self.hints.learn(self.chat_id)
            if self.length < 1_000:
                await self.begin()


@dataclass
class Figures:
    """Of each round the median seconds of an append and of an insert; commands, appends."""

    chat: list[float] = field(default_factory=list)
    flat: list[float] = field(default_factory=list)
    commands: int = 0
    appends: int = 0

    def told(self) -> str:
        """In one line."""
        ratios = [chat / flat for chat, flat in zip(self.chat, self.flat, strict=True)]
        chat, flat = median(self.chat) * 1000, median(self.flat) * 1000
        return (
            f"{chat:.2f} ms, flat {flat:.2f} ms: {median(ratios):.2f} "
            f"({min(ratios):.2f} to {max(ratios):.2f}), "
            f"{self.commands / self.appends:.3f} commands an append"
        )


async def timed(work: Awaitable[object]) -> float:
    """Its seconds."""
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def one_round(chat: WithIds, flat: FlatUnique, appends: int, counted: Counted) -> Figures:
    """Appends and inserts in turn."""
    seconds: dict[bool, list[float]] = {True: [], False: []}
    figures = Figures()
    for _ in range(appends):
        for is_chat in CHANCE.sample([True, False], 2):
            message_id = chat.an_id()
            before = counted.number
            took = await timed((chat if is_chat else flat).append(message_id))
            seconds[is_chat].append(took)
            if is_chat:
                figures.commands += counted.number - before
                figures.appends += 1
        await chat.tidy()
    figures.chat.append(median(seconds[True]))
    figures.flat.append(median(seconds[False]))
    return figures


def _keys(lengths: list[int], kinds: list[str]) -> Iterator[tuple[str, int]]:
    for kind in kinds:
        for length in lengths:
            yield kind, length


async def measure(
    database: Database, arguments: argparse.Namespace, counted: Counted
) -> dict[tuple[str, int], Figures]:
    """The figures of each kind and length."""
    flats = {length: await FlatUnique(database, length).begin() for length in arguments.lengths}
    chats = {
        (kind, length): await WithIds(kind, length).begin()
        for kind, length in _keys(arguments.lengths, arguments.kinds)
    }
    for (_, length), chat in chats.items():
        if chat.learned_seconds:
            print(f"{length:,} random ids were read in {chat.learned_seconds * 1000:.0f} ms")
    print("preloaded", flush=True)
    figures = {key: Figures() for key in chats}
    for number in range(arguments.rounds + 1):
        for key in CHANCE.sample(list(chats), len(chats)):
            found = await one_round(chats[key], flats[key[1]], arguments.appends, counted)
            if number:
                figures[key].chat += found.chat
                figures[key].flat += found.flat
                figures[key].commands += found.commands
                figures[key].appends += found.appends
    return figures


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--appends", type=int, default=60)
    parser.add_argument("--lengths", type=int, nargs="+", default=[100, 10_000, 100_000, 1_000_000])
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS))
    arguments = parser.parse_args()
    counted = Counted()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with running_server(Path(folder), "bench", cache_gigabytes=2) as server:
            database = Database(server.uri, name="bench", listeners=[counted])
            await indexes.sync(database)
            await database.bind(DOCUMENTS)
            figures = await measure(database, arguments, counted)
            for (kind, length), found in figures.items():
                print(f"{kind} {length:>9,}: {found.told()}")
            await database.close()


if __name__ == "__main__":
    asyncio.run(main())
