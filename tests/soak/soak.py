"""A soak: everything at once at half the machine, with kills, and what it leaves behind."""

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

import indexes
from documents.database import Database, DatabaseError
from documents.shapes.base import utc_now
from services.tokens import make_token
from tests.api.streams.serving import Serving
from tests.commands.processes import clean_environment
from tests.servers import ReplicaSet
from tests.soak.load import Load, Pace, said_by, whole_text
from tests.soak.measures import Held, family, held, processor_seconds
from tests.soak.slopes import Sample, Slope, slope_of
from tests.support import settings_for

PART = 0.5
"""How much of the machine all of it takes together: the services, the servers and the load."""

SAMPLE_SECONDS = 2.0
WARM_UP = 1 / 3
"""Of the run: caches and pools fill in it, and it says nothing of a leak."""

TALKERS, STREAMERS, WORKERS = 6, 4, 2


@dataclass
class Soak:
    """Two services of two workers each on three members: one is left alone and measured."""

    serving: list[Serving]
    members: ReplicaSet
    database: Database
    seconds: float
    chance: random.Random
    counted: Counter[str] = field(default_factory=Counter)
    samples: list[tuple[float, Held]] = field(default_factory=list)
    parts: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        settings = settings_for(self.serving[0].uri, self.database.name)
        lasting = timedelta(seconds=self.seconds + 7200)
        self.headers = {
            user: {
                "Authorization": "Bearer "
                + make_token(user, settings=settings, clock=utc_now, expires=lasting)
            }
            for user in ("alice", "bob", "carol")
        }
        self.pace = Pace(PART)
        self._seconds_of: dict[int, float] = {}

    @property
    def measured(self) -> Serving:
        """The service that is left alone; the other's processes are killed."""
        return self.serving[0]

    async def run(self) -> None:
        """All of it, until it is over and every part has come to its end."""
        limits = httpx.Limits(max_connections=500, max_keepalive_connections=100)
        async with httpx.AsyncClient(timeout=20, limits=limits) as client:
            urls = [each.url for each in self.serving]
            until = time.monotonic() + self.seconds
            self.load = Load(urls, self.headers, client, self.pace, until, self.chance)
            users = list(self.headers)
            async with beside(
                self._measure(), self._fail(), self._sweep(), self._index(), self._watch()
            ):
                await asyncio.gather(
                    *(self.load.converse(f"t{n}", users[n % 3]) for n in range(TALKERS)),
                    *(self.load.stream(f"s{n}", users[n % 3]) for n in range(STREAMERS)),
                    *(self.load.work(f"w{n}", users[n % 3]) for n in range(WORKERS)),
                )
            await self.members.healthy()
            for each in self.serving:
                await each.ready()

    async def check(self) -> None:
        """That all that was acknowledged is there once and in order, and every text whole."""
        async with httpx.AsyncClient(timeout=60) as client:
            self.load.client = client
            for room in self.load.rooms:
                user, path = room.user, f"/chats/{room.chat}"
                if room.is_deleted:
                    gone = await self.load.request(user, "GET", path)
                    assert gone.status_code == 404, gone.text
                    continue
                stored: dict[str, list[tuple[str, str]]] = {name: [] for name in room.said}
                for each in await self._messages(user, room.chat):
                    stored[each["id"].rpartition("-")[0]].append((each["id"], each["content"]))
                for name, said in room.said.items():
                    expected = [said_by(name, number) for number in range(said)]
                    assert stored[name] == [(each["id"], each["content"]) for each in expected]
                if room.was_followed:
                    assert len(room.heard) == sum(room.said.values())
                    assert set(room.heard.values()) <= {1}, "a feed told of a message twice"
            for answer in self.load.answers:
                path = f"/chats/{answer.chat}/messages/{answer.id}"
                message = await self.load.ask(answer.user, "GET", path)
                assert message["content"] == whole_text(answer.id)
                for reader in answer.readers:
                    assert reader.text == message["content"]
                    assert reader.end == {"state": "complete", "message": message}
        await indexes.sync(self.database)
        assert not await indexes.differences(self.database)

    async def _messages(self, user: str, chat: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        last = 0
        while True:
            page = await self.load.ask(
                user, "GET", f"/chats/{chat}/messages?after={last}&limit=500"
            )
            if not page["items"]:
                numbers = [each["sequence_order"] for each in found]
                assert numbers == list(range(1, len(found) + 1)), "no gap and no repetition"
                return found
            found += page["items"]
            last = found[-1]["sequence_order"]

    def slopes(self) -> dict[str, Slope]:
        """What the service that was left alone holds, over the time after it had warmed up."""
        since = self.samples[0][0] + self.seconds * WARM_UP
        samples = [(at, each) for at, each in self.samples if at >= since]

        def of(name: str) -> Slope:
            figures: list[Sample] = [(at, float(getattr(each, name))) for at, each in samples]
            return slope_of(figures)

        return {name: of(name) for name in Held._fields}

    def summary(self) -> list[str]:
        """How much it was, in lines."""
        done = self.load.counted
        part = sum(self.parts) / max(1, len(self.parts))
        lines = [
            f"{self.seconds / 60:.0f} minutes at {part:.0%} of the machine: "
            + ", ".join(f"{count:,} {name}" for name, count in done.most_common()),
            ", ".join(f"{count} {name}" for name, count in self.counted.most_common()),
        ]
        for name, slope in self.slopes().items():
            unit, shown = (2**20, " (MB)") if name == "memory" else (1, "")
            lines.append(f"{name}{shown}: {slope.told(unit)}")
        return lines

    async def _measure(self) -> None:
        ports = [int(each.port) for each in self.members.members]
        while True:
            await asyncio.sleep(SAMPLE_SECONDS)
            assert self.measured.process is not None
            processes = await asyncio.to_thread(family, self.measured.process.pid)
            now = await asyncio.to_thread(held, processes, ports)
            self.samples.append((time.monotonic(), now))

    async def _watch(self) -> None:
        """Keep all of it at its part of the machine."""
        before, at = await asyncio.to_thread(self._taken), time.monotonic()
        while True:
            await asyncio.sleep(SAMPLE_SECONDS)
            taken, now = await asyncio.to_thread(self._taken), time.monotonic()
            # What was killed has taken its time with it.
            part = max(0.0, taken - before) / (now - at) / (os.cpu_count() or 1)
            before, at = taken, now
            self.parts.append(part)
            self.pace.measured(part)

    def _taken(self) -> float:
        for process in family(os.getpid()):
            seconds = processor_seconds(process)
            self._seconds_of[process] = max(seconds, self._seconds_of.get(process, 0.0))
        return sum(self._seconds_of.values())

    async def _fail(self) -> None:
        faults = {"workers killed": 6, "services killed": 2, "primaries killed": 2, "step-downs": 1}
        killed = self.serving[1]
        while True:
            await asyncio.sleep(self.chance.uniform(5, 25))
            (what,) = self.chance.choices(list(faults), list(faults.values()))
            self.counted[what] += 1
            assert killed.process is not None
            match what:
                case "workers killed":
                    # The first is the one that starts the others again.
                    workers = family(killed.process.pid)[1:]
                    if workers:
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(self.chance.choice(workers), signal.SIGKILL)
                case "services killed":
                    await asyncio.to_thread(killed.kill)
                    killed.start()
                case "primaries killed":
                    member = await self.members.primary()
                    await member.kill()
                    await asyncio.sleep(self.chance.uniform(0, 2))
                    member.start()
                    await self.members.healthy()
                case "step-downs":
                    member = await self.members.primary()
                    with contextlib.suppress(DatabaseError):
                        await member.command("replSetStepDown", 5, force=True)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(self.chance.uniform(5, 30))
            # Idle for some seconds and abandoned, for a minute and archived.
            status = await self._command(
                *("sweep", "--wait", "20"),
                THREADKEEP_SESSION_ABANDONED_AFTER_HOURS="0.005",
                THREADKEEP_SESSION_ARCHIVED_AFTER_DAYS="0.0007",
            )
            self.counted["sweeps" if status == 0 else "sweeps that failed"] += 1

    async def _index(self) -> None:
        """Lose an index that keeps nothing unique, and make it again under all that goes on."""
        plain = [
            each
            for each in indexes.DEFINITIONS.indexes
            if not each.unique and each.expire_after_seconds is None
        ]
        while True:
            await asyncio.sleep(self.chance.uniform(10, 40))
            lost = self.chance.choice(plain)
            with contextlib.suppress(DatabaseError):
                await self.database[lost.collection].drop_index([*lost.key.items()])  # type: ignore[list-item] # the driver's own kinds of keys
            status = await self._command("indexes", "sync")
            self.counted["index syncs" if status == 0 else "index syncs that failed"] += 1

    async def _command(self, *arguments: str, **environment: str) -> int:
        """The exit status of a ``threadkeep`` command, however long it takes."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "commands.main", *arguments),
            env={
                **clean_environment(),
                "MONGODB_URI": self.serving[0].uri,
                "THREADKEEP_DATABASE_NAME": self.database.name,
                **environment,
            },
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@asynccontextmanager
async def beside(*others: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """The block, with others beside it that go on until its end. What fails in one fails in it."""
    tasks = [asyncio.ensure_future(each) for each in others]
    inside = asyncio.current_task()
    assert inside is not None
    failed: list[BaseException] = []

    def ended(task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            failed.append(error)
            inside.cancel()

    for task in tasks:
        task.add_done_callback(ended)
    try:
        yield
    except asyncio.CancelledError:
        if failed:
            raise failed[0] from None
        raise
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
