"""A storm over streams: agents, services and the primary are killed, while readers read on."""

import asyncio
import contextlib
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from documents.database import Database
from documents.shapes.base import utc_now
from services.tokens import make_token
from tests.api.streams.serving import GOES_ON, Follower, Serving
from tests.api.streams.storm_writer import FINAL, Order, token
from tests.servers import ReplicaSet
from tests.support import settings_for

LEASE_SECONDS = 15.0
TOKENS = 60


@dataclass
class Written:
    """One answer: what its agents were told, and who reads it."""

    name: str
    chat: str
    path: str
    acknowledged: int = 0
    state: str | None = None
    stopped: dict[str, Any] | None = None
    readers: list["Patient"] = field(default_factory=list)
    following: list["asyncio.Task[None]"] = field(default_factory=list)


@dataclass
class Patient(Follower):
    """A reader that an interrupted answer does not send away, while somebody may go on with it."""

    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self, client: httpx.AsyncClient) -> None:
        while True:
            # Told again where nobody has gone on with it.
            over = self.over.is_set()
            await super().follow(client)
            assert self.end is not None
            if over or self.end["state"] in FINAL:
                return
            self.end = None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.over.wait(), 1)


@dataclass
class Writing:
    """A process with an agent for each of some slots."""

    process: asyncio.subprocess.Process
    slots: list[str]
    listening: "asyncio.Task[None]"


@dataclass
class Storm:
    """Twenty answers at a time, ten readers each; what was done to them, and what became of it."""

    serving: list[Serving]
    members: ReplicaSet
    database: Database
    seconds: float
    chance: random.Random
    slots: int = 20
    readers: int = 10
    processes: int = 4
    faults: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Written] = field(default_factory=dict)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        settings = settings_for(self.serving[0].uri, self.database.name)
        made = make_token("alice", settings=settings, clock=utc_now, expires=timedelta(hours=2))
        self.headers = {"Authorization": f"Bearer {made}"}
        self.urls = [each.url for each in self.serving]
        self.until = time.time() + self.seconds
        self.rounds = {f"s{number}": 0 for number in range(self.slots)}
        self.writing: list[Writing] = []
        self.zombies: list[Writing] = []

    async def rage(self) -> None:
        """All of it, until every answer has ended and every reader has heard so."""
        limits = httpx.Limits(max_connections=2000)
        async with httpx.AsyncClient(timeout=30, limits=limits, headers=self.headers) as client:
            self.client = client
            self.chats = [
                (await client.post(f"{self.urls[0]}/chats", json={})).json()["id"]
                for _ in range(self.processes)
            ]
            names = list(self.rounds)
            for number in range(self.processes):
                await self._start(names[number :: self.processes], number)
            while time.time() < self.until:
                await asyncio.sleep(self.chance.uniform(1, 6))
                await self._fault()
            # One is never started again: its answers end by themselves.
            abandoned = self.writing.pop()
            abandoned.process.kill()
            await abandoned.listening
            async with asyncio.timeout(240):
                for each in [*self.writing, *self.zombies]:
                    await each.listening
                await self._settled()
                self.over.set()
                for answer in self.answers.values():
                    await asyncio.gather(*answer.following)

    async def _start(self, slots: list[str], number: int) -> None:
        order = Order(
            self.urls,
            self.headers,
            [(slot, self.chats[number], self.rounds[slot]) for slot in slots],
            TOKENS,
            LEASE_SECONDS,
            self.until,
        )
        process = await asyncio.create_subprocess_exec(
            *order.arguments(), stdout=asyncio.subprocess.PIPE
        )
        listening = asyncio.create_task(self._listen(process, self.chats[number]))
        self.writing.insert(number, Writing(process, slots, listening))

    async def _listen(self, process: asyncio.subprocess.Process, chat: str) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self._heard(chat, *line.decode().split())
        status = await process.wait()
        assert status in (0, -signal.SIGKILL), f"an agent ended with {status}"

    def _heard(self, chat: str, what: str, name: str, said: str = "") -> None:
        if what == "open":
            if name not in self.answers:
                self._follow(Written(name, chat, f"/streams/{said}"))
            assert self.answers[name].path == f"/streams/{said}"
        elif what == "ack":
            answer = self.answers[name]
            answer.acknowledged = max(answer.acknowledged, int(said) + 1)
        elif what == "done":
            slot, _, number = name.partition("-")
            self.answers[name].state = said
            self.rounds[slot] = max(self.rounds[slot], int(number) + 1)
        else:
            self.faults["stale"] += 1

    def _follow(self, answer: Written) -> None:
        self.answers[answer.name] = answer
        for number in range(self.readers):
            urls = self.urls[number % len(self.urls) :] + self.urls
            reader = Patient(urls, f"{answer.path}/events", self.headers, over=self.over)
            answer.readers.append(reader)
            answer.following.append(asyncio.create_task(reader.follow(self.client)))

    async def _fault(self) -> None:
        weights = {"service": 5, "writer": 4, "freeze": 2, "primary": 3, "step down": 1, "stop": 6}
        (what,) = self.chance.choices(list(weights), list(weights.values()))
        self.faults[what] += 1
        match what:
            case "service":
                each = self.chance.choice(self.serving)
                await asyncio.to_thread(each.kill)
                each.start()
            case "writer" | "freeze":
                number = self.chance.randrange(self.processes)
                await self._replace(number, frozen=what == "freeze")
            case "primary":
                member = await self.members.primary()
                await member.kill()
                await asyncio.sleep(self.chance.uniform(0, 2))
                member.start()
                await self.members.healthy()
            case "step down":
                member = await self.members.primary()
                with contextlib.suppress(Exception):
                    await member.command("replSetStepDown", 5, force=True)
            case "stop":
                await self._stop_one()

    async def _replace(self, number: int, *, frozen: bool) -> None:
        before = self.writing.pop(number)
        if frozen:
            before.process.send_signal(signal.SIGSTOP)
            self.zombies.append(before)
        else:
            before.process.kill()
            await before.listening
        await self._start(before.slots, number)
        if frozen:
            await asyncio.sleep(self.chance.uniform(1, 5))
            before.process.send_signal(signal.SIGCONT)

    async def _stop_one(self) -> None:
        going = [answer for answer in self.answers.values() if answer.state is None]
        if not going:
            return
        answer = self.chance.choice(going)
        with contextlib.suppress(*GOES_ON):
            url = self.chance.choice(self.urls)
            response = await self.client.post(f"{url}{answer.path}/cancel")
            if response.status_code == 200:
                answer.stopped = response.json()

    async def _settled(self) -> None:
        """Wait until nothing is being written; no longer than a lease and the reaper take."""
        for each in self.serving:
            await each.ready()
        async with asyncio.timeout(LEASE_SECONDS + 15):
            for answer in self.answers.values():
                while (await self._state(answer)) == "streaming":  # noqa: ASYNC110 - as long as it takes
                    await asyncio.sleep(0.5)

    async def _state(self, answer: Written) -> str:
        response = await self.client.get(f"{self.urls[0]}{answer.path}")
        return str(response.json()["state"])

    async def check(self) -> None:
        """What all of it must have come to."""
        for answer in self.answers.values():
            path = f"/chats/{answer.chat}/messages/{answer.name}"
            async with httpx.AsyncClient(headers=self.headers) as client:
                message = (await client.get(f"{self.urls[0]}{path}")).json()
            written = message["content"].split()
            tokens = [token(answer.name, number).strip() for number in range(len(written))]
            assert written == tokens, "each token once, and in order"
            assert answer.acknowledged <= len(written), "what was acknowledged is there"
            assert not message.get("streaming", False)
            ended = message["message_metadata"].get("finish_reason", "complete")
            assert answer.state in (None, ended)
            assert ended != "complete" or len(written) == TOKENS
            if answer.stopped is not None:
                assert answer.stopped["content"] == message["content"]
            for reader in answer.readers:
                assert reader.text == message["content"]
                assert reader.end == {"state": ended, "message": message}

    def summary(self) -> str:
        """How much it was, in a line."""
        ended = Counter(
            reader.end["state"]
            for answer in self.answers.values()
            for reader in answer.readers[:1]
            if reader.end is not None
        )
        acknowledged = sum(answer.acknowledged for answer in self.answers.values())
        readers = [reader for answer in self.answers.values() for reader in answer.readers]
        return (
            f"{len(self.answers)} answers ({_counted(ended)}), {acknowledged} tokens acknowledged, "
            f"{len(readers)} readers with {sum(r.connections for r in readers)} connections; "
            f"{_counted(self.faults)}"
        )


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counter.most_common())
