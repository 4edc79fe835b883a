"""Until when the operations of a request must have ended.

A deadline belongs to the context (``contextvars``) of the task that set it: what the
task calls finds it there, and so does ``gate``, through which every operation goes. A
task that outlives the request is made in a context of its own (``free_context``).
"""

import asyncio
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from enum import Enum
from typing import Any

import structlog

from documents.database.failures import NotInTime

Operation = asyncio.Future[Any]


class Lane(Enum):
    """By which threads an operation goes: no lane can be filled by another's operations."""

    REQUESTS = "requests"
    ASIDE = "aside"
    """What must get through however many requests there are: readiness, ending transactions."""


class Deadline:
    """``seconds`` for all operations together, or with ``each`` for each of them.

    ``is_away`` tells whether it is known that no server can take one. ``user`` and ``thing``
    are those that the operations are for, as far as one is known.
    """

    def __init__(
        self,
        seconds: float,
        *,
        each: bool = False,
        lane: Lane = Lane.REQUESTS,
        is_away: Callable[[], bool] = lambda: False,
        user: Hashable = None,
        thing: Hashable = None,
    ) -> None:
        self.each = each
        self.lane = lane
        self.is_away = is_away
        self.user = user
        self.thing = thing
        self.started = 0
        """How many operations were handed to the driver."""
        self._seconds = seconds
        self._ends_at = time.monotonic() + seconds
        self._running: set[Operation] = set()

    def remaining(self) -> float:
        """How many seconds are left for an operation that begins now."""
        return self._seconds if self.each else self._ends_at - time.monotonic()

    def watch(self, operation: Operation) -> None:
        """End the wait for an operation when the time is over."""
        self._running.add(operation)
        operation.add_done_callback(self._running.discard)

    def pass_by(self) -> None:
        """The time is over: end what is waited for."""
        for operation in list(self._running):
            give_up(operation)


def give_up(operation: Operation) -> None:
    """End the wait for an operation, whether it has begun or not."""
    if not operation.done():
        operation.set_exception(NotInTime("the database did not answer in time"))


_CURRENT: ContextVar[Deadline | None] = ContextVar("database_deadline", default=None)


def current() -> Deadline | None:
    """The deadline of the task that asks, if it has one."""
    return _CURRENT.get()


class BoundedBy:
    """Lets every operation of a block end by this deadline, in the place of any other.

    A class, and no generator: every request enters one.
    """

    __slots__ = ("_deadline", "_seconds", "_timer", "_token")

    def __init__(self, deadline: Deadline, *, ends_after_seconds: float | None = None) -> None:
        self._deadline = deadline
        self._seconds = ends_after_seconds

    def __enter__(self) -> None:
        self._timer = (
            None
            if self._seconds is None
            else asyncio.get_running_loop().call_later(self._seconds, self._deadline.pass_by)
        )
        self._token = _CURRENT.set(self._deadline)

    def __exit__(self, *_: object) -> None:
        _CURRENT.reset(self._token)
        if self._timer is not None:
            self._timer.cancel()


_IN_TRANSACTION: ContextVar[bool] = ContextVar("database_in_transaction", default=False)


def is_in_transaction() -> bool:
    """Whether the task that asks is in the midst of a transaction."""
    return _IN_TRANSACTION.get()


@contextmanager
def in_transaction() -> Iterator[None]:
    """Let every operation of the block count as one of a transaction."""
    token = _IN_TRANSACTION.set(True)
    try:
        yield
    finally:
        _IN_TRANSACTION.reset(token)


def free_context() -> Context:
    """A context for a task that outlives what started it: without its deadline, with its log."""
    known = structlog.contextvars.get_contextvars()
    context = Context()
    context.run(structlog.contextvars.bind_contextvars, **known)
    return context
