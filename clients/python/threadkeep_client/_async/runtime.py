"""What differs between waiting in a coroutine and waiting in a thread: here, coroutines.

``_sync/runtime.py`` is its counterpart. All else in ``_sync`` is made from ``_async``.
"""

import asyncio
import inspect
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import IO, Protocol, TypeVar

Value = TypeVar("Value")

_PIECE = 65_536
CANCELLED = asyncio.CancelledError
"""How what waits here is told to stop."""


class AsyncTiming(Protocol):
    """Time and chance, which a test may pass in."""

    def now(self) -> float:
        """Seconds, which only rise."""
        ...

    def date(self) -> float:
        """Seconds since 1970."""
        ...

    def chance(self) -> float:
        """From 0 to 1."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for so long."""
        ...


class AsyncPlatformTiming:
    """The clock and the chance of the platform."""

    def now(self) -> float:
        """Seconds, which only rise."""
        return time.monotonic()

    def date(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def chance(self) -> float:
        """From 0 to 1."""
        return random.random()  # noqa: S311 - it spreads clients, and hides nothing

    async def sleep(self, seconds: float) -> None:
        """Wait for so long."""
        await asyncio.sleep(seconds)


class AsyncCondition:
    """A lock, and waiting for a change of what it guards."""

    def __init__(self) -> None:
        self._condition = asyncio.Condition()

    async def __aenter__(self) -> None:
        await self._condition.acquire()

    async def __aexit__(self, *_: object) -> None:
        self._condition.release()

    async def wait(self, seconds: float | None = None) -> None:
        """Until somebody notifies, or for so long at most."""
        try:
            await asyncio.wait_for(self._condition.wait(), seconds)
        except TimeoutError:
            return

    def notify_all(self) -> None:
        """Wake all who wait. The lock is held."""
        self._condition.notify_all()


class AsyncWorker:
    """Something that goes on beside its caller, until it ends by itself or is waited for."""

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._task = asyncio.ensure_future(work())

    async def join(self) -> None:
        """Wait until it has ended."""
        await asyncio.wait([self._task])


async def resolved(value: Value | Awaitable[Value]) -> Value:
    """The value, awaited where it has to be."""
    if inspect.isawaitable(value):
        awaited: Value = await value
        return awaited
    return value


def content_of(content: bytes | IO[bytes] | None) -> bytes | AsyncIterator[bytes] | None:
    """What is sent of a body; of a file all of it, from its beginning, a piece at a time."""
    return content if content is None or isinstance(content, bytes) else _pieces(content)


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    await asyncio.to_thread(file.seek, 0)
    while piece := await asyncio.to_thread(file.read, _PIECE):
        yield piece
