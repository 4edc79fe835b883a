"""Keeps several workers at work: starts them, follows them, replaces those that end."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol

import structlog

from commands.serve.stopping import Stop
from commands.shared.failures import CommandError

__all__ = ["Worker", "Workers"]

log = structlog.get_logger()

STEADY_SECONDS = 10.0
"""A worker that ends before it is up, or sooner after that, has ended early."""

MAX_EARLY_ENDS = 5
"""So many early ends in a row, in one worker's place, and the service gives up."""

FIRST_PAUSE_SECONDS = 0.25
"""Before a worker that ended early is replaced; twice as long each time."""

SILENT_SECONDS = 30.0
"""Two such spans without a sign, and a worker counts as stuck. It gives one every 5 s."""

_STARTING = "It starts."


class Worker(Protocol):
    """What the supervision wants of a worker's process (``WorkerProcess``)."""

    pid: int

    async def read(self) -> dict[str, Any] | None:
        """What it tells next; None when it has ended."""

    def tell(self, **order: Any) -> None:
        """Tell it something."""

    async def ended(self) -> int:
        """Its exit status, once it has ended."""

    def kill(self) -> None:
        """End it at once."""


@dataclass
class _Place:
    """The place of one worker: who takes it now, and what that one waits for until it is ready."""

    number: int
    worker: Worker | None = None
    waits: str | None = _STARTING
    up_at: float | None = None
    early_ends: int = 0
    was_ready: bool = False


class Workers:
    """``count`` workers, from the beginning of the block to its end.

    ``start`` starts the one of a number (from 1); ``ended`` hears of each that has ended.
    ``stop`` is asked to end the service when it cannot go on. A worker that has not
    ended ``end_seconds`` after a stop is killed. ``clock`` and ``sleep`` count seconds.
    """

    def __init__(
        self,
        count: int,
        start: Callable[[int], Awaitable[Worker]],
        stop: Stop,
        *,
        ended: Callable[[int], None],
        end_seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._places = [_Place(number) for number in range(1, count + 1)]
        self._start = start
        self._stop = stop
        self._ended = ended
        self._end_seconds = end_seconds
        self._clock = clock
        self._sleep = sleep
        self._uri = ""
        self._ending = asyncio.Event()
        self._changed = asyncio.Event()
        self._first_is_up = asyncio.Event()

    async def __aenter__(self) -> "Workers":
        try:
            for place in self._places:
                place.worker = await self._start(place.number)
        except OSError as error:
            raise CommandError(f"A worker could not be started: {error.strerror}.") from None
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        left = [place.worker for place in self._places if place.worker is not None]
        for worker in left:
            worker.kill()
        for worker in left:
            await worker.ended()

    async def serve(self, uri: str, stopping: Callable[[], None]) -> None:
        """Have them serve on the database at ``uri``; return when a stop has ended them all.

        ``stopping`` is called when they begin to end.
        """
        self._uri = uri
        self._stop.end_by(lambda hurry: self._end(hurry, stopping))
        killing = asyncio.create_task(self._kill_late())
        try:
            async with asyncio.TaskGroup() as group:
                for place in self._places:
                    group.create_task(self._keep(place))
        finally:
            killing.cancel()

    async def what_they_wait_for(self) -> AsyncIterator[str]:
        """What one waits for, each time that changes, once all are up; ends once all are ready."""
        told: str | None = None
        while True:
            await self._changed.wait()
            self._changed.clear()
            waits = [place.waits for place in self._places]
            if _STARTING in waits:
                continue
            why = next((each for each in waits if each is not None), None)
            if why is None:
                return
            if why != told:
                yield why
            told = why

    def _end(self, hurry: bool, stopping: Callable[[], None]) -> None:
        if not self._ending.is_set():
            stopping()
        self._ending.set()
        self._first_is_up.set()
        for place in self._places:
            if place.worker is not None:
                place.worker.tell(hurry=hurry)

    async def _kill_late(self) -> None:
        await self._ending.wait()
        await self._sleep(self._end_seconds)
        for place in self._places:
            if place.worker is not None:
                self._fail(f"Worker {place.worker.pid} did not end, and was killed.")
                place.worker.kill()

    def _fail(self, why: str) -> None:
        self._stop.failure = self._stop.failure or why

    async def _keep(self, place: _Place) -> None:
        """Have a worker in this place until the end."""
        # What keeps one from starting keeps all: it is found, and told, by the first.
        if place.number > 1:
            await self._first_is_up.wait()
        while not self._ending.is_set():
            place.up_at = None
            reason = await self._one(place)
            if self._ending.is_set():
                return
            early = place.up_at is None or self._clock() - place.up_at < STEADY_SECONDS
            place.early_ends = place.early_ends + 1 if early else 0
            if place.early_ends >= MAX_EARLY_ENDS:
                self._stop.request(
                    f"A worker ended {MAX_EARLY_ENDS} times soon after its start, "
                    f"the last time because it {reason}."
                )
                return
            pause = FIRST_PAUSE_SECONDS * 2 ** (place.early_ends - 1) if early else 0.0
            log.warning("worker ended", worker=place.number, reason=reason, pause_seconds=pause)
            await self._rest(pause)

    async def _one(self, place: _Place) -> str:
        """Follow one worker from its start to its end: why it has ended."""
        if place.worker is None:
            try:
                place.worker = await self._start(place.number)
            except OSError as error:
                return f"could not start: {error.strerror}"
        worker = place.worker
        if self._ending.is_set():
            return "was not wanted any more"  # and ends with the block
        worker.tell(mongodb_uri=self._uri)
        failed = await self._listen(place, worker)
        status = await worker.ended()
        place.worker = None
        place.waits = _STARTING
        self._ended(place.number)
        reason = failed or _told(status)
        if self._ending.is_set():
            # A signal to the whole group meets it before it can heed one.
            if status not in (0, -signal.SIGTERM):
                self._fail(f"Worker {worker.pid} {reason} while it was to end.")
        elif failed is not None and not place.was_ready:
            self._stop.request(failed)
        return f"{reason} (process {worker.pid})"

    async def _listen(self, place: _Place, worker: Worker) -> str | None:
        """Note what a worker tells until it has ended: what it failed with, if it says so."""
        failed: str | None = None
        silent = 0
        while True:
            try:
                async with asyncio.timeout(SILENT_SECONDS):
                    news = await worker.read()
            except TimeoutError:
                silent += 1
                # Not at once: all may have been halted together.
                if silent > 1:
                    log.error("worker stuck", worker=place.number, worker_pid=worker.pid)
                    worker.kill()
                continue
            if news is None:
                return failed
            silent = 0
            failed = news.get("failed", failed)
            if "up" in news:
                place.up_at = self._clock()
                self._first_is_up.set()
            if "waits" in news:
                self._note(place, worker, news["waits"])

    def _note(self, place: _Place, worker: Worker, waits: str | None) -> None:
        place.waits = waits
        if waits is None:
            if place.was_ready:
                log.info("worker ready", worker=place.number, worker_pid=worker.pid)
            place.was_ready = True
        self._changed.set()

    async def _rest(self, seconds: float) -> None:
        """Let so many seconds pass, unless all is to end."""
        waiting = {
            asyncio.create_task(self._ending.wait()),
            asyncio.ensure_future(self._sleep(seconds)),
        }
        _, rest = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for each in rest:
            each.cancel()


def _told(status: int) -> str:
    if status >= 0:
        return f"ended with exit status {status}"
    return f"was killed by signal {-status}"
