"""How workers are started, followed and replaced, without processes and without waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from commands.serve.stopping import Stop
from commands.serve.workers import supervision
from commands.serve.workers.supervision import MAX_EARLY_ENDS, STEADY_SECONDS, Workers


async def soon(condition: Callable[[], bool]) -> None:
    """Let the other tasks go on until it is so."""
    while not condition():  # noqa: ASYNC110 - no event tells it, and no time passes
        await asyncio.sleep(0)


class FakeWorker:
    """A worker that tells what a test has it tell, and ends when it is told or killed to."""

    def __init__(self, number: int, pid: int) -> None:
        self.number = number
        self.pid = pid
        self.told: list[dict[str, Any]] = []
        self.heeds = True
        self._news: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._status: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def says(self, **news: Any) -> None:
        self._news.put_nowait(news)

    def ready(self) -> None:
        self.says(up=True)
        self.says(waits=None)

    def ends(self, status: int) -> None:
        if not self._status.done():
            self._status.set_result(status)
            self._news.put_nowait(None)

    async def heard(self) -> None:
        """Return once all that it told was heard."""
        await soon(self._news.empty)
        await asyncio.sleep(0)

    async def read(self) -> dict[str, Any] | None:
        return await self._news.get()

    def tell(self, **order: Any) -> None:
        self.told.append(order)
        if "hurry" in order and self.heeds:
            self.ends(0)

    async def ended(self) -> int:
        return await self._status

    def kill(self) -> None:
        self.ends(-9)


class Scene:
    """Workers, and the time, in a test's hands."""

    def __init__(self, count: int) -> None:
        self.started: list[FakeWorker] = []
        self.ended: list[int] = []
        self.now = 0.0
        self.paused: list[float] = []
        self.asleep: asyncio.Event = asyncio.Event()
        self.stop = Stop()
        self.workers = Workers(
            count,
            self._start,
            self.stop,
            ended=self.ended.append,
            end_seconds=20.0,
            clock=lambda: self.now,
            sleep=self._sleep,
        )

    async def _start(self, number: int) -> FakeWorker:
        worker = FakeWorker(number, 100 + len(self.started))
        self.started.append(worker)
        return worker

    async def _sleep(self, seconds: float) -> None:
        self.paused.append(seconds)
        if seconds >= 20.0:
            await self.asleep.wait()

    async def until_started(self, count: int) -> FakeWorker:
        """The newest, once so many have been started and the newest has its work."""
        await soon(lambda: len(self.started) >= count and bool(self.started[-1].told))
        return self.started[-1]


@asynccontextmanager
async def scene(count: int) -> AsyncIterator[Scene]:
    made = Scene(count)
    async with asyncio.timeout(10), made.workers:
        serving = asyncio.create_task(made.workers.serve("mongodb://x", lambda: None))
        yield made
        made.stop.request_once()
        await serving


async def test_the_first_worker_shows_whether_the_others_can_start() -> None:
    async with scene(3) as made:
        first, *_ = made.started
        await soon(lambda: bool(first.told))
        assert [bool(each.told) for each in made.started] == [True, False, False]
        first.says(up=True)
        last = await made.until_started(3)
        assert last.told == [{"mongodb_uri": "mongodb://x"}]


async def test_it_is_ready_once_all_are() -> None:
    async with scene(2) as made:
        waits = made.workers.what_they_wait_for()
        first, second = made.started
        first.ready()
        second.says(waits="The database is away.")
        assert await anext(waits) == "The database is away."
        second.says(waits=None)
        assert [why async for why in waits] == []


async def test_a_worker_that_was_steady_is_replaced_at_once() -> None:
    async with scene(1) as made:
        for count in range(1, 2 * MAX_EARLY_ENDS):
            worker = await made.until_started(count)
            worker.ready()
            await worker.heard()
            made.now += STEADY_SECONDS
            worker.ends(-9)
        await made.until_started(2 * MAX_EARLY_ENDS)
        assert set(made.paused) == {0.0}
        assert made.stop.failure is None


async def test_one_that_ends_early_is_replaced_later_each_time_until_all_is_given_up() -> None:
    async with scene(1) as made:
        for count in range(1, MAX_EARLY_ENDS + 1):
            worker = await made.until_started(count)
            made.now += STEADY_SECONDS  # it takes its time to end before it is up
            worker.ends(3)
        await soon(lambda: made.stop.requested)
    assert made.paused[: MAX_EARLY_ENDS - 1] == [0.25, 0.5, 1.0, 2.0]
    assert made.stop.failure is not None
    assert made.stop.failure.startswith(f"A worker ended {MAX_EARLY_ENDS} times")
    assert made.ended == [1] * MAX_EARLY_ENDS


async def test_what_keeps_the_first_from_starting_ends_all_with_its_reason() -> None:
    async with scene(2) as made:
        worker = made.started[0]
        worker.says(failed="The server will not do.")
        worker.ends(1)
        await soon(lambda: made.stop.requested)
    assert made.stop.failure == "The server will not do."
    assert len(made.started) == 2


async def test_a_worker_that_does_not_end_is_killed_after_a_time() -> None:
    async with scene(1) as made:
        worker = await made.until_started(1)
        worker.heeds = False
        made.stop.request()
        made.asleep.set()
    assert made.stop.failure == f"Worker {worker.pid} did not end, and was killed."


async def test_a_second_request_hurries_the_workers() -> None:
    async with scene(1) as made:
        worker = await made.until_started(1)
        worker.heeds = False
        made.stop.request()
        made.stop.request()
        assert worker.told[1:] == [{"hurry": False}, {"hurry": True}]
        worker.ends(0)
    assert made.stop.failure is None


async def test_no_worker_is_replaced_while_all_are_to_end() -> None:
    async with scene(1) as made:
        worker = await made.until_started(1)
        worker.ready()
        made.stop.request()
    assert made.started == [worker]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "SILENT_SECONDS", 0.0)


@pytest.mark.usefixtures("impatient")
async def test_a_worker_that_is_silent_for_long_is_killed_and_replaced() -> None:
    async with scene(1) as made:
        stuck = await made.until_started(1)
        await made.until_started(2)
        assert await stuck.ended() == -9
