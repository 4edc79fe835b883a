"""A service with a MongoDB of its own that is killed whole, again and again, while what happens in
it is sent to a receiver: who writes, who receives, and what has to arrive."""

import asyncio
import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook as Verifier

from commands.embedded.server import read_running
from documents.aggregates.webhooks.places import WEBHOOKS
from documents.database import Database, collection_of
from documents.shapes.base import utc_now
from documents.shapes.lease_records import LeaseRecord
from services.settings import Settings
from services.tokens import make_token
from tests.api.webhooks.receiver import Receiver
from tests.commands.processes import clean_environment
from tests.ports import free_port
from tests.soak.measures import family
from tests.support import SECRET

KINDS = ["session.created", "session.changed", "message.created"]
START_SECONDS = 120
AHEAD = 30
"""How many events of a session its writer is ahead of the receiver at most."""

Told = tuple[str, int]
"""An event of a session: its kind, and its revision or the number of the newest message."""


@dataclass
class Killed:
    """A ``threadkeep serve`` on a folder, all processes of which are killed at once."""

    folder: Path
    chance: random.Random
    workers: int = 1
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    kills: int = 0
    up: asyncio.Event = field(default_factory=asyncio.Event)

    def token(self, user_id: str, *, admin: bool = False) -> dict[str, str]:
        """The headers of a user."""
        settings = Settings(token_secret=SecretStr(SECRET))
        day = timedelta(days=1)
        token = make_token(user_id, settings=settings, clock=utc_now, expires=day, admin=admin)
        return {"Authorization": f"Bearer {token}"}

    def start(self) -> None:
        """Start it on what the one before has left."""
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "commands", "serve"),
                *("--port", str(self.port), "--workers", str(self.workers)),
            ],
            env={
                **clean_environment(),
                "THREADKEEP_DATA_FOLDER": str(self.folder),
                "THREADKEEP_TOKEN_SECRET": SECRET,
                "THREADKEEP_WEBHOOK_NETWORKS": "127.0.0.0/8",
                "THREADKEEP_LOG_LEVEL": "ERROR",
            },
            stdout=subprocess.DEVNULL,
        )

    async def ready(self, client: httpx.AsyncClient) -> None:
        """Wait until it serves, and let those who write go on."""
        async with asyncio.timeout(START_SECONDS):
            while not self.up.is_set():
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get("/readyz")).status_code == 200:
                        self.up.set()
                await asyncio.sleep(0.02)

    def kill(self) -> None:
        """kill -9 of the service, its workers, its mongod and whoever looks after that."""
        assert self.process is not None
        self.up.clear()
        processes = family(self.process.pid)
        self.chance.shuffle(processes)
        for each in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    async def lease_runs_out(self) -> None:
        """Let the lease of the one that was killed run out, as it does in half a minute."""
        assert self.process is not None
        uri = read_running(self.folder)
        assert uri is not None
        database = Database(uri)
        own = f"{socket.gethostname()} (process {self.process.pid})"
        await collection_of(LeaseRecord, database).update_one(
            {"_id": WEBHOOKS.key, "owner": {"$ne": own}},
            {"$set": {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}},
        )
        await database.close()


@dataclass
class Taken:
    """What a receiver has: each request verified as it came, and what it told of each session."""

    receiver: Receiver
    verifier: Verifier
    events: int = 0
    ids: set[str] = field(default_factory=set)
    of_session: defaultdict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    came: asyncio.Condition = field(default_factory=asyncio.Condition)
    newest: float = 0.0

    async def take(self) -> None:
        """Take what comes, for ever."""
        while True:
            await self.receiver.came.wait()
            self.receiver.came.clear()
            async with self.came:
                while self.events < len(self.receiver.received):
                    each = self.receiver.received[self.events]
                    told = self.verifier.verify(each.body, each.headers)
                    data = told["data"]
                    number = data["through"] if "through" in data else data["revision"]
                    self.of_session[data["session_id"]].append((told["type"], number))
                    self.ids.add(each.headers["webhook-id"])
                    self.events += 1
                    self.newest = time.monotonic()
                self.came.notify_all()

    async def more(self, number: int) -> None:
        """Wait for so many requests more."""
        wanted = self.events + number
        async with self.came:
            await self.came.wait_for(lambda: self.events >= wanted)

    @contextlib.asynccontextmanager
    async def dying(self) -> AsyncIterator[None]:
        """Lose what comes, one at least: the service is to be killed in the block."""
        before, self.receiver.is_dying = self.receiver.lost, True
        async with self.came:
            await self.came.wait_for(lambda: self.receiver.lost > before)
        yield
        self.receiver.is_dying = False

    def first(self, session_id: str) -> list[Told]:
        """What was told of a session, in the order of the first time."""
        return list(dict.fromkeys(self.of_session[session_id]))


@dataclass
class Writer:
    """Changes a session of its own, one change after the other, each sent again until it is
    answered. ``told`` is what has to arrive of the changes that were."""

    client: httpx.AsyncClient
    service: Killed
    taken: Taken
    user: str
    session_id: str = ""
    chat_id: str = ""
    told: list[Told] = field(default_factory=list)

    async def write(self, stop: asyncio.Event) -> None:
        """Write until it is to stop."""
        made = await self._ask("POST", "/sessions", {"name": "a trip", "key": "trip"})
        self.session_id, self.chat_id = made.json()["id"], made.json()["chat_id"]
        self.told.append(("session.created", 1))
        number = 0
        while not stop.is_set():
            number += 1
            body = {"id": f"m-{number}", "role": "user", "content": "hello"}
            await self._ask("POST", f"/chats/{self.chat_id}/messages", body)
            self.told.append(("message.created", number))
            if number % 4 == 0:
                changed = await self._ask(
                    "PUT", f"/sessions/{self.session_id}", {"name": f"trip {number}"}
                )
                revision = int(changed.headers["ETag"].strip('"').partition("-")[0])
                self.told.append(("session.changed", revision))
            async with self.taken.came:
                await self.taken.came.wait_for(lambda: self._is_near() or stop.is_set())

    def _is_near(self) -> bool:
        return len(self.told) - len(self.taken.of_session[self.session_id]) < AHEAD

    async def _ask(self, method: str, path: str, body: dict[str, Any]) -> httpx.Response:
        headers = self.service.token(self.user)
        while True:
            await self.service.up.wait()
            with contextlib.suppress(httpx.TransportError):
                answer = await self.client.request(method, path, json=body, headers=headers)
                if answer.status_code < 500:
                    assert answer.is_success, answer.text
                    return answer
            await asyncio.sleep(0.02)

    def arrived(self) -> bool:
        """Whether all that was answered has arrived."""
        return set(self.told) <= set(self.taken.of_session[self.session_id])

    def check(self) -> None:
        """All that was answered has arrived, and for the first time in the order of the changes."""
        answered = set(self.told)
        first = [each for each in self.taken.first(self.session_id) if each in answered]
        assert first == self.told
