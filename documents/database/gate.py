"""The threads on which Motor's operations run, each of them until its deadline at most.

Motor hands every operation to a thread, and each of its threads waits as long as its
operation does. Where servers are away, or answer nothing, a few operations take all
threads, and whatever comes after them waits for as long as that lasts. So the gate

- tells the driver how long each operation may take (``pymongo.timeout``, which becomes
  the ``maxTimeMS`` of commands and the time-outs of sockets and server selection);
- ends the wait for a thread at the deadline, and takes what waited out of the line;
- refuses at once what is known to be in vain.
"""

import asyncio
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any

import motor.frameworks.asyncio as framework
import pymongo
from pymongo.synchronous.command_cursor import CommandCursor
from pymongo.synchronous.cursor import Cursor

from documents.database.deadlines import Deadline, Lane, Operation, current, give_up
from documents.database.failures import KnownAway, NotInTime, TooManyWaiting

THREADS = {Lane.REQUESTS: framework.max_workers, Lane.ASIDE: 3}
"""Motor's own number for requests, five for each processor; aside there are one look whether
the service is ready, one for a lost server, and one transaction that is ended."""

WAITING_AT_MOST = 1000

# What is left of the time is for the driver's error to arrive before the gate's own.
_DRIVERS_SHARE = 0.95

_CURSORS = (Cursor, CommandCursor)

Work = Callable[[], Any]


class Line:
    """So many threads, and what waits for one of them, in order of arrival."""

    def __init__(self, name: str, threads: int, waiting_at_most: int = WAITING_AT_MOST) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"database-{name}")
        self._free = threads
        self._waiting_at_most = waiting_at_most
        self._waiting: OrderedDict[Operation, Work] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many operations wait for a thread."""
        return len(self._waiting)

    def put(self, work: Work) -> Operation:
        """Do ``work`` on a thread as soon as one is free."""
        operation = Operation()
        with self._lock:
            if not self._free:
                if len(self._waiting) >= self._waiting_at_most:
                    operation.set_exception(TooManyWaiting("too many operations wait for a thread"))
                else:
                    self._waiting[operation] = work
                    operation.add_done_callback(self._leave)
                return operation
            self._free -= 1
        self._pool.submit(self._run, operation, work)
        return operation

    def _leave(self, operation: Operation) -> None:
        if operation in self._waiting:
            with self._lock:
                self._waiting.pop(operation, None)

    def _run(self, operation: Operation, work: Work) -> None:
        while True:
            self._do(operation, work)
            with self._lock:
                if not self._waiting:
                    self._free += 1
                    return
                operation, work = self._waiting.popitem(last=False)

    @staticmethod
    def _do(operation: Operation, work: Work) -> None:
        if operation.done():
            return
        # It is given up at its deadline, done or not.
        with suppress(InvalidStateError):
            try:
                result = work()
            except BaseException as error:
                operation.set_exception(error)
            else:
                operation.set_result(result)


class Gate:
    """A line for each lane, and what is done with an operation at its deadline."""

    def __init__(self) -> None:
        self._lines = {lane: Line(lane.value, threads) for lane, threads in THREADS.items()}

    @property
    def waiting(self) -> int:
        """How many requests' operations wait for a thread."""
        return self._lines[Lane.REQUESTS].waiting

    def run(
        self, loop: asyncio.AbstractEventLoop, fn: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> "asyncio.Future[Any]":
        """Do what Motor asks for, in the context of the task that calls."""
        deadline = current()
        context = copy_context()
        work = partial(fn, *args, **kwargs)
        if deadline is None:
            operation = self._lines[Lane.REQUESTS].put(partial(context.run, work))
            return asyncio.wrap_future(operation, loop=loop)
        left = deadline.remaining()
        if deadline.is_away():
            operation = _failed(KnownAway("no server can be reached"))
        elif left <= 0:
            operation = _failed(NotInTime("the time for the database is over"))
        else:
            # A server counts a cursor's time over all of its batches.
            unbounded = deadline.each and bool(args) and isinstance(args[0], _CURSORS)
            timed = _timed(deadline, left, work, unbounded=unbounded)
            operation = self._lines[deadline.lane].put(partial(context.run, timed))
            if deadline.each:
                timer = loop.call_later(left, give_up, operation)
                operation.add_done_callback(lambda _: loop.call_soon_threadsafe(timer.cancel))
            else:
                deadline.watch(operation)
        return asyncio.wrap_future(operation, loop=loop)


def _timed(deadline: Deadline, left: float, work: Work, *, unbounded: bool) -> Work:
    ends_at = time.monotonic() + left

    def timed() -> Any:
        deadline.started += 1
        if unbounded:
            return work()
        left = max(ends_at - time.monotonic(), 0.001)
        with pymongo.timeout(left * _DRIVERS_SHARE):
            return work()

    return timed


def _failed(error: Exception) -> Operation:
    operation = Operation()
    operation.set_exception(error)
    return operation


def _renew() -> None:
    global GATE
    GATE = Gate()
    framework.run_on_executor = GATE.run


GATE = Gate()
"""The gate of this process: Motor asks its framework's module for a thread each time."""
framework.run_on_executor = GATE.run
if hasattr(os, "register_at_fork"):
    # No thread of the parent's lives on in a child.
    os.register_at_fork(after_in_child=_renew)
