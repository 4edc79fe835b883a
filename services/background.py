"""Work that outlives its request: started, watched, and ended before the service is."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import structlog

from documents.database import error_told, free_context
from services.work_counts import WorkCounts

log = structlog.get_logger()


class Background:
    """Runs coroutines beside the requests, free of their deadlines; one at a time of each ``key``.

    Nothing may depend on this work being done: it is for what the next request
    would do anyway, or what a later clean-up finishes.
    """

    def __init__(self, counts: WorkCounts | None = None) -> None:
        self._counts = counts or WorkCounts()
        self._running: dict[object, asyncio.Task[None]] = {}

    @property
    def running(self) -> Counter[str]:
        """How many run just now, by their kind: the key, or what it begins with."""
        return Counter(map(_kind, self._running))

    def start(self, key: object, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Run ``work`` unless the same ``key`` is running already."""
        if key not in self._running:
            self._running[key] = asyncio.create_task(self._run(key, work), context=free_context())

    async def _run(self, key: object, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        try:
            await work()
        except Exception as error:
            self._counts.background_failures[_kind(key)] += 1
            log.warning("background work failed", work=str(key), error=error_told(error))
        finally:
            self._running.pop(key, None)

    async def finish(self, within_seconds: float | None = None) -> None:
        """Wait until all of it is done; what takes longer than that is given up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_seconds):
                while self._running:
                    await asyncio.wait(self._running.values())
        late = list(self._running.values())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def _kind(key: object) -> str:
    return str(key[0] if isinstance(key, tuple) else key)
