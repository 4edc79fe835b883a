"""What a service was told is sent to webhooks, though all of its processes are killed with -9."""

import asyncio
import os
import random
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from tests.api.webhooks.receiver import receiving
from tests.commands.serve.killed_webhooks import KINDS, Killed, Taken, Writer

SECONDS = float(os.environ.get("WEBHOOK_KILL_SECONDS", "300"))


@dataclass
class Scene:
    """A service, who writes to it and who receives; ``webhook`` is the path of the webhook."""

    service: Killed
    client: httpx.AsyncClient
    taken: Taken
    writers: list[Writer]
    webhook: str
    stop: asyncio.Event
    writing: "asyncio.Task[Any]"

    async def admin(self, method: str, path: str, body: Any = None) -> Any:
        """What an administrator is answered."""
        headers = self.service.token("ops", admin=True)
        answer = await self.client.request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    async def end(self) -> None:
        """Let nobody write any more, and wait until all has arrived."""
        self.stop.set()
        async with self.taken.came:
            self.taken.came.notify_all()
        await self.writing
        async with asyncio.timeout(180), self.taken.came:
            await self.taken.came.wait_for(lambda: all(each.arrived() for each in self.writers))
        for writer in self.writers:
            writer.check()
        assert (await self.admin("GET", self.webhook))["gaps"] == 0
        dead = await self.admin("GET", f"{self.webhook}/deliveries?state=dead")
        assert dead["items"] == []


@asynccontextmanager
async def scene(folder: Path, seed: int, *, sessions: int, workers: int) -> AsyncIterator[Scene]:
    """Writers at work, and the service up for the first time."""
    service = Killed(folder / "data", random.Random(seed), workers)
    limits = httpx.Limits(max_keepalive_connections=0)
    url = f"http://127.0.0.1:{service.port}"
    tasks = list[asyncio.Task[Any]]()
    async with (
        receiving() as receiver,
        httpx.AsyncClient(base_url=url, timeout=10, limits=limits) as client,
    ):
        service.start()
        try:
            await service.ready(client)
            made = await client.post(
                "/webhooks",
                json={"url": receiver.url, "kinds": KINDS},
                headers=service.token("ops", admin=True),
            )
            taken = Taken(receiver, Verifier(made.json()["secret"]))
            stop = asyncio.Event()
            writers = [Writer(client, service, taken, f"user-{n}") for n in range(sessions)]
            tasks.append(asyncio.create_task(taken.take()))
            writing = asyncio.gather(*(each.write(stop) for each in writers))
            tasks.append(asyncio.ensure_future(writing))
            path = f"/webhooks/{made.json()['id']}"
            yield Scene(service, client, taken, writers, path, stop, tasks[-1])
        finally:
            service.kill()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.slow("a service and its MongoDB are killed and started again three times")
@pytest.mark.timeout(300)
async def test_all_that_was_answered_arrives_in_order_though_everything_is_killed(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, seed=21, sessions=3, workers=1) as here:
        for number in range(3):
            async with asyncio.timeout(60):
                await here.taken.more(here.service.chance.randint(10, 60))
                # The receiver dies, too, with what is on its way.
                async with here.taken.dying():
                    here.service.kill()
            here.service.start()
            await here.service.ready(here.client)
            await here.service.lease_runs_out()
            # Whoever changes a webhook has this process look at once.
            await here.admin("PATCH", here.webhook, {"description": f"after {number}"})
        await here.end()
        assert len(here.taken.ids) > 30


@pytest.mark.long
@pytest.mark.timeout(SECONDS + 600)
async def test_all_that_was_answered_arrives_in_order_after_minutes_of_kills(
    tmp_path: Path, pytestconfig: pytest.Config, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two workers; the lease of those that were killed runs out by itself."""
    started = time.monotonic()
    until, waits, early = started + SECONDS, list[float](), 0
    async with scene(tmp_path, seed=int(SECONDS), sessions=6, workers=2) as here:
        service, chance = here.service, here.service.chance
        while time.monotonic() < until:
            if chance.random() < 0.25:
                # Before anything is sent: in the start, or while writers go on alone.
                await asyncio.sleep(chance.uniform(0, 10))
                early += 1
                service.kill()
            else:
                async with asyncio.timeout(180):
                    await here.taken.more(1)
                    waits.append(here.taken.newest - started)
                    await asyncio.sleep(chance.uniform(0, 8))
                    if chance.random() < 0.5:
                        async with here.taken.dying():
                            service.kill()
                    else:
                        service.kill()
            service.start()
            started = time.monotonic()
            if chance.random() < 0.25:
                continue
            await service.ready(here.client)
        if not service.up.is_set():
            await service.ready(here.client)
        await here.end()
    answered = sum(len(each.told) for each in here.writers)
    with capfd.disabled():
        pytestconfig.get_terminal_writer().line(
            f"\n{service.kills} kills of everything, {early} of them before anything was sent; "
            f"{answered} changes answered, {len(here.taken.ids)} events in {here.taken.events} "
            f"requests, {here.taken.receiver.lost} more lost with the receiver; "
            f"from a start to the first request {statistics.median(waits[1:]):.0f} s, "
            f"{max(waits[1:]):.0f} s at most"
        )
