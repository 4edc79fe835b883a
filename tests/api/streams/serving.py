"""Services in processes of their own, to be killed, and clients of them that go on."""

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from tests.commands.processes import clean_environment
from tests.ports import free_port
from tests.support import SECRET

GOES_ON = (httpx.TransportError, httpx.RemoteProtocolError)


@dataclass
class Serving:
    """One ``threadkeep serve`` at a port of its own, which can be killed and started again."""

    uri: str
    database_name: str
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "commands", "serve", "--port", str(self.port)],
            env={
                **clean_environment(),
                "MONGODB_URI": self.uri,
                "THREADKEEP_DATABASE_NAME": self.database_name,
                "THREADKEEP_TOKEN_SECRET": SECRET,
                "THREADKEEP_LOG_LEVEL": "WARNING",
                **self.environment,
            },
            stdout=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """As kill -9 does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self, within_seconds: float) -> int:
        """As SIGTERM does; its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(within_seconds)

    async def ready(self) -> None:
        """Wait until it can serve."""
        async with asyncio.timeout(60), httpx.AsyncClient() as client:
            while True:
                with contextlib.suppress(*GOES_ON):
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.1)


@contextmanager
def services(number: int, uri: str, database_name: str, **settings: str) -> Iterator[list[Serving]]:
    """So many services on one database; killed at the end."""
    made = [Serving(uri, database_name, free_port(), settings) for _ in range(number)]
    try:
        for each in made:
            each.start()
        yield made
    finally:
        for each in made:
            if each.process is not None:
                each.kill()


@dataclass
class Follower:
    """A reader that comes back with the last id it had, wherever there is a service."""

    urls: list[str]
    path: str
    headers: dict[str, str]
    text: str = ""
    place: int | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    end: dict[str, Any] | None = None
    connections: int = 0
    arrived: dict[int, float] = field(default_factory=dict)

    async def follow(self, client: httpx.AsyncClient) -> None:
        """Until the stream ends. Fails where an event comes twice or out of order."""
        turn = self.connections
        while self.end is None:
            url = self.urls[turn % len(self.urls)]
            turn += 1
            headers = dict(self.headers)
            if self.place is not None:
                headers["Last-Event-ID"] = str(self.place)
            with contextlib.suppress(*GOES_ON):
                async with client.stream("GET", f"{url}{self.path}", headers=headers) as response:
                    if response.status_code == 200:
                        self.connections += 1
                        await self._take(response)
                        continue
                    # A client that is held up may be too slow with its head (408).
                    assert response.status_code in (408, 503), await response.aread()
            await asyncio.sleep(0.05)

    async def _take(self, response: httpx.Response) -> None:
        event, data = "", b""
        async for line in response.aiter_lines():
            if line.startswith("event: "):
                event = line[7:]
            elif line.startswith("data: "):
                data = line[6:].encode()
            elif not line and data:
                self._told(event, orjson.loads(data))
                data = b""

    def _told(self, event: str, data: dict[str, Any]) -> None:
        if event == "snapshot":
            assert self.place is None
            self.text, self.place = data["message"]["content"], data["next"]
        elif event == "delta":
            assert self.place is not None
            assert data["from"] == self.place
            self.events += data["events"]
            self.text += "".join(each.get("delta", "") for each in data["events"])
            self.place += len(data["events"])
            self.arrived[self.place] = time.perf_counter()
        elif event == "end":
            self.end = data
