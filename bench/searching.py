"""Claim: finding costs an append next to nothing, and a search reads only what it must.

On a MongoDB of its own. Appends in turn to chats of two databases, one with all indexes and
one without those that lists by activity and the search need: the medians, and their ratio.
Then what the words of a bucket cost at its sealing, what they weigh beside it, and how long
searches take in a history of so many messages, by a rare word, by one that is in every
message, by the beginning of a word, and by two of them.

With --transcripts what the words of real conversations weigh beside them instead: of a file as
``threadkeep transcripts import`` takes it.

    python -m bench.searching [--rounds 300] [--messages 10000] [--transcripts FILE]
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import indexes
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.heads import insert_chat
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.sealing import seal
from documents.aggregates.chats.search_words import words_of_messages
from documents.aggregates.search.find import SearchScope, search_window
from documents.aggregates.search.query import read_query
from documents.database import Database, bson_bytes, collection_of
from documents.shapes.base import PydanticObjectId, utc_now
from documents.shapes.chats import Chat, ChatBucket

USER = "bench"
CHAT_MESSAGES = 60
CHATS = 20
LIMITS = SealingLimits()
NEVER_SEALED = SealingLimits(piece_messages=10**6, piece_bytes=10**9)
VOCABULARY = 5000
WORDS_A_MESSAGE = 70


def text_of(chance: random.Random) -> str:
    """A message as people write them: few words are in most, most in few."""
    words = (int(VOCABULARY * chance.random() ** 3) for _ in range(WORDS_A_MESSAGE))
    return "every " + " ".join(f"word{n}" for n in words)


async def write(
    chat_id: PydanticObjectId, texts: list[str], hints: ChatHints, limits: SealingLimits
) -> None:
    """Append the texts in one append."""
    await append(
        USER,
        chat_id,
        [NewMessage("user", text) for text in texts],
        now=utc_now(),
        new_id=lambda: str(PydanticObjectId()),
        limits=limits,
        hints=hints,
    )


async def appends(uri: str, rounds: int, chance: random.Random) -> None:
    """Measure appends with and without the indexes of finding."""
    taken: dict[str, list[float]] = {"all indexes": [], "without": []}
    databases = {name: Database(uri, name=f"append_{n}") for n, name in enumerate(taken)}
    chats: dict[str, list[PydanticObjectId]] = {}
    hints = {name: ChatHints() for name in taken}
    for name, database in databases.items():
        await indexes.sync(database)
        await database.bind(DOCUMENTS)
        if name == "without":
            collection = collection_of(Chat)
            async for index in collection.list_indexes():
                if {"words", "updated_at"} & set(index["key"]):
                    await collection.drop_index(index["name"])
        chats[name] = []
        for _ in range(CHATS):
            head = await insert_chat(USER, title=None, context_data={}, now=utc_now())
            chats[name].append(head.id)
            texts = [text_of(chance) for _ in range(CHAT_MESSAGES)]
            await write(head.id, texts, hints[name], NEVER_SEALED)
    for number in range(rounds):
        text = text_of(chance)
        order = list(databases)
        chance.shuffle(order)
        for name in order:
            await databases[name].bind(DOCUMENTS)
            began = time.perf_counter()
            await write(chats[name][number % CHATS], [text], hints[name], NEVER_SEALED)
            taken[name].append(time.perf_counter() - began)
    medians = {name: median(times) for name, times in taken.items()}
    for name, seconds in medians.items():
        print(f"append, {name}: {seconds * 1000:.2f} ms")
    print(f"append, ratio: {medians['all indexes'] / medians['without']:.3f}")
    for database in databases.values():
        await database.client.drop_database(database.name)
        await database.close()


async def searches(uri: str, messages: int, chance: random.Random) -> None:
    """Measure sealing's words, and searches."""
    database = Database(uri, name="search")
    await indexes.sync(database)
    await database.bind(DOCUMENTS)
    hints = ChatHints()
    head = None
    for number in range(0, messages, 50):
        if number % 500 == 0:
            head = await insert_chat(USER, title=None, context_data={}, now=utc_now())
        assert head is not None
        texts = [text_of(chance) for _ in range(50)]
        if number == messages // 2:
            texts[7] += " rareword"
        await write(head.id, texts, hints, LIMITS)
        await seal(head.id, now=utc_now(), limits=LIMITS)
    buckets = [each async for each in collection_of(ChatBucket).find().limit(50)]
    times = []
    for bucket in buckets:
        began = time.process_time()
        await words_of_messages(bucket["messages"])
        times.append(time.process_time() - began)
    weights = [bson_bytes({"w": each["words"]}) / each["bytes"] for each in buckets]
    print(f"words of a bucket: {median(times) * 1000:.1f} ms of CPU")
    print(f"words of a bucket: {median(weights):.2f} x its bytes")
    sizes: dict[str, Any] = await database.handle.command("collStats", "chat_buckets")
    size = next(v for k, v in sizes["indexSizes"].items() if "words" in k)
    print(f"index of the words: {size / sizes['size']:.2f} x the buckets")
    for q in ("rareword", "word1 ", "every ", "word42", "word4999 word17 "):
        query = read_query(q)
        taken, cpu = [], []
        found = None
        for _ in range(9):
            began, busy = time.perf_counter(), time.process_time()
            found = await search_window(
                USER, query, SearchScope(), before=None, end=None, now=utc_now()
            )
            taken.append(time.perf_counter() - began)
            cpu.append(time.process_time() - busy)
        assert found is not None
        more = "" if found.end is None else ", and more on later pages"
        print(
            f"search {q!r}: {median(taken) * 1000:.0f} ms, {median(cpu) * 1000:.0f} of them CPU "
            f"here, {len(found.hits)} hits{more}"
        )
    await database.client.drop_database(database.name)
    await database.close()


async def transcripts(file: Path) -> None:
    """Weigh the words of conversations, in pieces as they are sealed."""
    limits = SealingLimits()
    texts = words = pieces = 0
    busy = 0.0
    for line in (await asyncio.to_thread(file.read_text)).splitlines():
        waiting: list[dict[str, Any]] = json.loads(line)["messages"]
        while waiting:
            piece: list[dict[str, Any]] = []
            weight = 0
            while waiting and len(piece) < limits.piece_messages and weight < limits.piece_bytes:
                piece.append(waiting.pop(0))
                weight += bson_bytes(piece[-1])
            began = time.process_time()
            found = await words_of_messages(piece)
            busy += time.process_time() - began
            pieces, texts, words = pieces + 1, texts + weight, words + bson_bytes({"w": found})
    print(f"{pieces} pieces: {busy / pieces * 1000:.1f} ms of CPU each, {words / texts:.2f} x")


async def run(rounds: int, messages: int) -> None:
    """Measure all of it."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder), "bench") as server:
            await appends(server.uri, rounds, chance)
            await searches(server.uri, messages, chance)


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--transcripts", type=Path)
    given = parser.parse_args()
    if given.transcripts is not None:
        asyncio.run(transcripts(given.transcripts))
    else:
        asyncio.run(run(given.rounds, given.messages))


if __name__ == "__main__":
    main()
