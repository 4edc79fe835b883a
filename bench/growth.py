"""Claim: what runs beside the requests costs what changed, not what exists.

Loads sessions of ``--messages`` messages each, by users of ``--each`` sessions but for one
who has a tenth of all, over 90 days, up to each of ``--sizes`` in turn, and measures there
what ``--only`` names: a sweep that finds nothing due, one that abandons, analytics, the
bytes of indexes, an export, a deletion, a check, and assets by role and status. Appends go
on beside the sweeps and the export, every ``--pause`` milliseconds: their 99th percentile
beside is told with that without.

    python -m bench.growth [--seed 7] [--sizes 1000 10000 100000] [--messages 12]
        [--only idle abandon ...]
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import indexes
from bench.generated import messages_of
from bench.processes import processor_seconds
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.analytics.filling import fill
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.buckets import messages_bytes
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.usage_tallies import slot_of
from documents.aggregates.sessions.create import insert_session
from documents.aggregates.sessions.deletion import delete_session
from documents.database import Database, DBRef, collection_of
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat
from documents.shapes.message_tallies import MessageTally
from documents.shapes.sessions import UserSession
from documents.shapes.upkeep_walks import UpkeepWalk
from documents.shapes.usage import sums_of
from documents.upkeep.check import check_chats
from documents.upkeep.export import export_user
from documents.upkeep.sweep import Periods, sweep
from services.analytics import AnalyticsService, Figure, PeriodWanted

NOW = datetime(2026, 4, 1, tzinfo=UTC)
DAYS = 90
LARGE = "user-large"
_AT_ONCE = 500
_NEVER = Periods(None, None, None, kept=timedelta(days=30))


@dataclass
class Store:
    """A database that grows, and what is measured in it."""

    database: Database
    chance: random.Random
    messages: int
    each: int
    pause: float
    sessions: int = 0
    figures: dict[str, list[str]] = field(default_factory=dict)

    async def grow_to(self, sessions: int) -> None:
        """Load until there are so many sessions."""
        while self.sessions < sessions:
            number = min(_AT_ONCE, sessions - self.sessions)
            made: dict[str, list[dict[str, Any]]] = {}
            for place in range(self.sessions, self.sessions + number):
                user = LARGE if place % 10 == 0 else f"user-{place // self.each}"
                for name, document in self._session(user):
                    made.setdefault(name, []).append(document)
            for name, documents in made.items():
                await self.database[name].insert_many(documents, ordered=False)
            self.sessions += number

    def _session(self, user: str) -> list[tuple[str, dict[str, Any]]]:
        begin = NOW - timedelta(minutes=self.chance.randrange(60, DAYS * 1440))
        begin = begin.replace(microsecond=0)
        run = list(messages_of(self.messages, begin, self.chance, "x" * 100))
        last = run[-1]["created_at"]
        run[-1]["usage"] = {
            "model": f"model-{self.chance.randrange(4)}",
            "input_tokens": self.chance.randrange(10_000),
            "cost": self.chance.randrange(1000) / 1000,
        }
        session_id, chat_id = PydanticObjectId(), PydanticObjectId()
        stamps = {"user_id": user, "created_at": begin, "updated_at": last, "revision": 1}
        stamps["deleted_at"] = None
        chat = {
            **stamps,
            "_id": chat_id,
            "title": None,
            "context_data": {},
            "session_id": session_id,
            "closed_at": None,
            "last_sequence": len(run),
            "sealed_sequence": 0,
            "tail_bytes": messages_bytes(run),
            "edit_count": 0,
            "counted": True,
            "counted_sequence": len(run),
            "usage_sequence": len(run),
            "messages": run,
            "usage": sums_of([run[-1]["usage"]]),
        }
        session = {
            **stamps,
            "_id": session_id,
            "name": "generated",
            "status": "active",
            "status_changed_at": begin,
            "transitions": [],
            "chat": DBRef("chats", chat_id),
            "mission": None,
            "session_metadata": {},
            "last_activity_at": last,
        }
        slots: dict[datetime, dict[str, int]] = {}
        for message in run:
            counts = slots.setdefault(slot_of(message["created_at"]), {})
            counts[message["role"]] = counts.get(message["role"], 0) + 1
        tallies = [
            {"chat_id": chat_id, "at": at, "user_id": user, "hidden": False, "counts": counts}
            for at, counts in slots.items()
        ]
        return [
            ("chats", chat),
            ("user_sessions", session),
            *(("message_tallies", tally) for tally in tallies),
            *self._workflow(stamps),
            *self._spent(user, chat_id, run),
        ]

    def _workflow(self, stamps: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """A mission with a hop of three tool steps."""
        mission_id, begin = PydanticObjectId(), stamps["created_at"]
        steps = [
            {
                "id": PydanticObjectId(),
                "tool_id": f"tool-{self.chance.randrange(8)}",
                "status": self.chance.choice(("completed", "completed", "failed", "cancelled")),
                "created_at": begin,
                "started_at": begin,
                "completed_at": begin + timedelta(seconds=self.chance.randrange(90)),
            }
            for _ in range(3)
        ]
        status = self.chance.choice(("completed", "completed", "failed"))
        ended = begin + timedelta(seconds=self.chance.randrange(1, 7200))
        mission = {**stamps, "_id": mission_id, "name": str(mission_id), "status": status}
        hop = {**stamps, "mission_id": mission_id, "sequence_order": 1, "tool_steps": steps}
        return [("missions", {**mission, "status_changed_at": ended}), ("hops", hop)]

    def _spent(
        self, user: str, chat_id: PydanticObjectId, run: list[dict[str, Any]]
    ) -> list[tuple[str, dict[str, Any]]]:
        """What its last message cost, and what the user thinks of its first, if anything."""
        first, used = run[0]["created_at"], run[-1]["usage"]
        of_chat = {"chat_id": chat_id, "user_id": user, "hidden": False}
        tally = {**of_chat, "at": slot_of(run[-1]["created_at"]), "model": used["model"]}
        tally["sums"] = sums_of([used])
        feedback = {
            **of_chat,
            "message_id": run[0]["id"],
            "sequence_order": 1,
            "rating": self.chance.choice(("up", "down")),
            "comment": None,
            "created_at": first,
            "updated_at": first,
        }
        is_rated = self.chance.random() < 0.25
        return [("usage_tallies", tally), *([("message_feedback", feedback)] if is_rated else [])]

    def tell(self, name: str, told: str) -> None:
        """Keep a figure, and print it."""
        self.figures.setdefault(name, []).append(told)
        print(f"{self.sessions:>9,} sessions  {name}: {told}", flush=True)

    @asynccontextmanager
    async def appends(self) -> AsyncIterator[list[float]]:
        """Appends beside the block, to one chat; how many seconds each took."""
        session = await insert_session(
            self.database,
            "appender",
            name="s",
            session_metadata={},
            chat_id=None,
            mission_id=None,
            now=NOW,
        )
        seconds: list[float] = []
        hints = ChatHints()

        async def go_on() -> None:
            while True:
                began = time.perf_counter()
                await append(
                    "appender",
                    session.chat_id,
                    [NewMessage("user", "x" * 400)],
                    now=NOW,
                    new_id=lambda: uuid4().hex,
                    limits=SealingLimits(piece_messages=10**6),
                    hints=hints,
                )
                seconds.append(time.perf_counter() - began)
                await asyncio.sleep(self.pause)

        task = asyncio.create_task(go_on())
        try:
            yield seconds
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await delete_session(
                self.database, "appender", session_id_of(session), revisions=None, now=NOW
            )

    async def beside(self, work: Callable[[], Awaitable[Any]]) -> tuple[float, Any, str]:
        """Seconds that work took, what it gave, and the appends' percentiles beside it."""
        async with self.appends() as alone:
            await asyncio.sleep(3)
        async with self.appends() as beside:
            began = time.perf_counter()
            result = await work()
            took = time.perf_counter() - began
        told = f"appends' p50/p99 alone {percentiles(alone)} ms"
        if len(beside) >= 20:
            told += f", beside {percentiles(beside)} ms"
        return took, result, told


def session_id_of(session: UserSession) -> PydanticObjectId:
    """Its id, which a stored one has."""
    assert session.id is not None
    return session.id


def percentiles(seconds: list[float]) -> str:
    """The middle and the 99th, in milliseconds."""
    late = quantiles(seconds, n=100)[-1]
    return f"{median(seconds) * 1000:.1f}/{late * 1000:.1f}"


async def idle(store: Store) -> None:
    """A sweep that finds nothing due, after one that ended."""
    await sweep(store.database, _NEVER, now=NOW)
    took, _, appends = await store.beside(lambda: sweep(store.database, _NEVER, now=NOW))
    store.tell("a sweep that finds nothing", f"{took * 1000:.0f} ms; {appends}")


async def abandon(store: Store) -> None:
    """A sweep to which a part of the sessions are due; they are active again afterwards."""
    sessions = collection_of(UserSession)
    number = min(20_000, store.sessions // 2)
    found = sessions.find({"status": "active", "deleted_at": None}, {"last_activity_at": 1})
    oldest = [s async for s in found.sort("last_activity_at", 1).skip(number - 1).limit(1)]
    since = oldest[0]["last_activity_at"]
    periods = Periods(NOW - since, None, None, kept=timedelta(days=30))
    took, report, appends = await store.beside(lambda: sweep(store.database, periods, now=NOW))
    rate = report.abandoned / took
    store.tell("abandoning", f"{report.abandoned:,} in {took:.1f} s, {rate:,.0f}/s; {appends}")
    await sessions.update_many(
        {"status": "abandoned"}, {"$set": {"status": "active", "transitions": []}}
    )


async def analytics(store: Store) -> None:
    """All figures, of all and of one user: milliseconds by the clock, and of processor time of
    the process that asks and of mongod."""
    service = AnalyticsService(store.database, lambda: NOW)
    asked = (
        [Figure.SESSIONS, Figure.USERS, Figure.MESSAGES],
        [Figure.MISSIONS, Figure.TOOLS, Figure.FEEDBACK],
        [Figure.USAGE],
        [Figure.CHATS],
    )
    # What was loaded is what an earlier release left: the first run takes it in.
    await collection_of(UpkeepWalk).delete_many({})
    began = time.perf_counter()
    await fill(store.database, steps=10**9)
    store.tell("analytics, the first run", f"{time.perf_counter() - began:.0f} s")
    for user in (None, LARGE):
        for days, zone in ((7, "UTC"), (DAYS, "UTC"), (DAYS, "Asia/Kolkata")):
            last = NOW.date()
            wanted = PeriodWanted(last - timedelta(days=days - 1), last, timezone=zone)
            whose = "all" if user is None else "one user's"
            for figures in asked:
                seconds, processor = [], []
                for _ in range(5):
                    began, used = time.perf_counter(), processor_seconds(os.getpid())
                    await service.report(wanted, figures, user_id=user)
                    seconds.append(time.perf_counter() - began)
                    processor.append(processor_seconds(os.getpid()) - used)
                took, used = median(seconds) * 1000, sum(processor) / len(processor) * 1000
                store.tell(
                    f"{', '.join(figures)} of {whose}, {days} days, {zone}",
                    f"{took:.0f} ms, {used:.0f} of processor time",
                )


async def delete(store: Store) -> None:
    """Deleting a session whose messages have many tallies, and one that has none."""
    for tallies in (0, 4000):
        seconds = []
        for _ in range(5):
            session = await insert_session(
                store.database,
                "deleter",
                name="s",
                session_metadata={},
                chat_id=None,
                mission_id=None,
                now=NOW,
            )
            if tallies:
                await collection_of(MessageTally).insert_many(
                    [
                        {
                            "chat_id": session.chat_id,
                            "at": NOW - number * timedelta(minutes=15),
                            "user_id": "deleter",
                            "hidden": False,
                            "counts": {"user": 28},
                        }
                        for number in range(tallies)
                    ]
                )
            began = time.perf_counter()
            await delete_session(
                store.database, "deleter", session_id_of(session), revisions=None, now=NOW
            )
            seconds.append(time.perf_counter() - began)
            await collection_of(MessageTally).delete_many({"chat_id": session.chat_id})
        store.tell(f"deleting with {tallies:,} tallies", f"{median(seconds) * 1000:.1f} ms")
    await collection_of(UserSession).delete_many({"user_id": "deleter"})
    await collection_of(Chat).delete_many({"user_id": "deleter"})


async def export(store: Store) -> None:
    """The export of the user who has a tenth of all sessions."""

    async def all_of_it() -> int:
        return sum([len(block) async for block in export_user(store.database, LARGE, now=NOW)])

    took, size, appends = await store.beside(all_of_it)
    rate = size / took / 1e6
    store.tell("export", f"{size / 1e6:.0f} MB in {took:.1f} s, {rate:.1f} MB/s; {appends}")


async def check(store: Store) -> None:
    """The check of all chats, up to some thousands."""
    checks = check_chats(now=NOW)
    began, used = time.perf_counter(), processor_seconds(os.getpid())
    count = wrong = 0
    async with aclosing(checks):
        async for checked in checks:
            count += 1
            wrong += bool(checked.findings)
            if count == 5_000:
                break
    rate = count / (time.perf_counter() - began)
    each = (processor_seconds(os.getpid()) - used) / count * 1000
    store.tell(
        "chats checked",
        f"{rate:,.0f}/s, {each:.2f} ms of processor time each; {wrong:,} with findings",
    )


async def assets(store: Store) -> None:
    """A page of one user's assets of a role and a status that few have."""
    collection = collection_of(Asset)
    have = await collection.count_documents({"user_id": LARGE})
    made: list[dict[str, Any]] = [
        {
            "user_id": LARGE,
            "role": ("input", "output")[number % 2],
            "status": ("ready", "pending")[number // 2 % 2],
            "deleted_at": None,
            "scope_id": PydanticObjectId(),
            "name": str(number),
        }
        for number in range(have, store.sessions)
    ]
    # The last of each role has the status seldom: an index of one of both reads on and on.
    for asset in made:
        if asset["role"] == "output":
            asset["status"] = "pending"
    if made:
        await collection.insert_many(made, ordered=False)
    condition = {"user_id": LARGE, "deleted_at": None, "role": "output", "status": "ready"}
    seconds = []
    for _ in range(20):
        began = time.perf_counter()
        await collection.find(condition).sort("_id", -1).limit(20).to_list(20)
        seconds.append(time.perf_counter() - began)
    store.tell("assets by role and status", f"{median(seconds) * 1000:.1f} ms")


async def index_bytes(store: Store) -> None:
    """What each index weighs that has an entry for each session, its chat or their figures."""
    await store.database.client.admin.command("fsync")
    total = 0.0
    for name in ("user_sessions", "chats", "message_tallies", "session_tallies", "daily_figures"):
        sizes = (await store.database.handle.command("collStats", name))["indexSizes"]
        for index, size in sorted(sizes.items(), key=lambda each: -each[1]):
            total += size / store.sessions
            store.tell(f"{name}.{index}", f"{size / store.sessions:.1f} bytes a session")
    store.tell("all of these indexes", f"{total:.0f} bytes a session")


MEASURED: dict[str, Callable[[Store], Awaitable[None]]] = {
    each.__name__: each
    for each in (idle, abandon, analytics, index_bytes, export, delete, check, assets)
}


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--messages", type=int, default=12)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--pause", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", nargs="+", choices=[*MEASURED], default=[*MEASURED])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with running_server(Path(folder), "bench") as server:
            database = Database(server.uri, name="bench", timeout_seconds=600)
            await database.bind(DOCUMENTS)
            await indexes.sync(database)
            store = Store(
                database,
                random.Random(arguments.seed),
                messages=arguments.messages,
                each=arguments.each,
                pause=arguments.pause / 1000,
            )
            for size in sorted(arguments.sizes):
                await store.grow_to(size)
                for name in arguments.only:
                    await MEASURED[name](store)
            await database.close()
    print()
    for name, told in store.figures.items():
        print(f"| {name} | {' | '.join(told)} |")


if __name__ == "__main__":
    asyncio.run(main())
