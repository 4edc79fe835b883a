"""What ends the service: a signal, the loss of its parent or of its database."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from services.settings import Settings

__all__ = ["GRACEFUL_SECONDS", "Stop", "end_seconds", "stop_signals"]

GRACEFUL_SECONDS = 5
"""How long open requests and streams may go on after a stop was asked for."""

_PARENT_SECONDS = 0.5
# What was begun beside requests and is finished, and some more.
_AFTER_REQUESTS_SECONDS = 10.0


def end_seconds(settings: Settings) -> float:
    """How long the end may take of a process that serves, and is not stuck."""
    return GRACEFUL_SECONDS + _AFTER_REQUESTS_SECONDS + settings.database_timeout_seconds


class Stop:
    """The one way in which the service is asked to end.

    Until it was told by ``end_by`` who ends what is open, a request cancels the task
    that prepares the service. A second request hurries.
    """

    def __init__(self) -> None:
        self.requested = False
        self.failure: str | None = None
        self._end: Callable[[bool], None] | None = None
        self._main = asyncio.current_task()
        self._watches: set[asyncio.Task[None]] = set()

    def end_by(self, end: Callable[[bool], None]) -> None:
        """From now on call ``end``: False to end what is open first, True to hurry."""
        self._end = end

    def request(self, failure: str | None = None) -> None:
        """End the service; ``failure`` is why, when it is not by somebody's wish."""
        self.failure = self.failure or failure
        if self._end is not None:
            self._end(self.requested)
        elif self._main is not None:
            self._main.cancel()
        self.requested = True

    def request_once(self) -> None:
        """End the service, if that was not asked for yet."""
        if not self.requested:
            self.request()

    def hurry(self) -> None:
        """End the service at once."""
        self.requested = True
        self.request()

    def watch(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run ``work``, which may call ``request``, beside the service."""
        task = asyncio.create_task(work)
        self._watches.add(task)
        return task

    def follow_parent(self, parent: int) -> None:
        """End when this process's parent is no longer ``parent``."""

        async def follow() -> None:
            while os.getppid() == parent:  # noqa: ASYNC110 - the kernel tells only who asks
                await asyncio.sleep(_PARENT_SECONDS)
            self.request()

        self.watch(follow())

    async def end_watches(self) -> None:
        """Stop watching; what is ending by itself is no failure."""
        for task in self._watches:
            task.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)
        self._watches.clear()


@asynccontextmanager
async def stop_signals() -> AsyncIterator[Stop]:
    """A Stop that Ctrl-C, SIGTERM and a closed terminal request."""
    stop = Stop()
    loop = asyncio.get_running_loop()
    for number in _signals():
        try:
            loop.add_signal_handler(number, stop.request)
        except NotImplementedError:  # the event loop of Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.request))
    try:
        yield stop
    finally:
        await stop.end_watches()


def _signals() -> list[signal.Signals]:
    chosen = [signal.SIGINT, signal.SIGTERM]
    # Under nohup a hang-up is ignored, and stays so.
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        chosen.append(signal.SIGHUP)
    return chosen
