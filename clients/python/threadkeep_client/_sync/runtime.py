"""What differs between waiting in a coroutine and waiting in a thread: here, threads."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO, Protocol, TypeVar

Value = TypeVar("Value")

_PIECE = 65_536
CANCELLED = KeyboardInterrupt
"""How what waits here is told to stop."""


class Timing(Protocol):
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

    def sleep(self, seconds: float) -> None:
        """Wait for so long."""
        ...


class PlatformTiming:
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

    def sleep(self, seconds: float) -> None:
        """Wait for so long."""
        time.sleep(seconds)


class Condition:
    """A lock, and waiting for a change of what it guards."""

    def __init__(self) -> None:
        self._condition = threading.Condition()

    def __enter__(self) -> None:
        self._condition.acquire()

    def __exit__(self, *_: object) -> None:
        self._condition.release()

    def wait(self, seconds: float | None = None) -> None:
        """Until somebody notifies, or for so long at most."""
        self._condition.wait(seconds)

    def notify_all(self) -> None:
        """Wake all who wait. The lock is held."""
        self._condition.notify_all()


class Worker:
    """Something that goes on beside its caller, until it ends by itself or is waited for."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=work, name="threadkeep-writer", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait until it has ended."""
        self._thread.join()


def resolved(value: Value) -> Value:
    """The value."""
    return value


def content_of(content: bytes | IO[bytes] | None) -> bytes | Iterator[bytes] | None:
    """What is sent of a body; of a file all of it, from its beginning, a piece at a time."""
    return content if content is None or isinstance(content, bytes) else _pieces(content)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece
