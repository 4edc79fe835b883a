"""The threads on which Motor's operations run, each of them until its deadline at most.

Motor hands every operation to a thread, and each of its threads waits as long as its
operation does. Where servers are away, or answer nothing, a few operations take all
threads, and whatever comes after them waits for as long as that lasts. So the gate

- tells the driver how long each operation may take (``pymongo.timeout``, which becomes
  the ``maxTimeMS`` of commands and the time-outs of sockets and server selection);
- ends the wait for a thread at the deadline, and takes what waited out of the line;
- refuses at once what is known to be in vain;
- lets neither the requests for one thing nor those of one user hold all threads.
"""

import asyncio
import os
import time
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import Any

import motor.frameworks.asyncio as framework
import pymongo
from pymongo.synchronous.command_cursor import CommandCursor
from pymongo.synchronous.cursor import Cursor

from documents.database.deadlines import (
    Deadline,
    Lane,
    Operation,
    current,
    give_up,
    is_in_transaction,
)
from documents.database.failures import KnownAway, NotInTime
from documents.database.thread_lines import Claim, Line, Load, Observer, Work

THREADS = {Lane.REQUESTS: framework.max_workers, Lane.ASIDE: 4}
"""Motor's own number for requests, five for each processor; aside there are one look whether
the service is ready, one at how the store stands, one for a lost server, and one transaction that
is ended."""

THREADS_OF_A_THING = max(THREADS[Lane.REQUESTS] // 3, 1)
"""How many the requests for one chat, mission or the like may hold: where another holds it,
each of them waits for as long as its request may take."""

THREADS_OF_A_USER = max(THREADS[Lane.REQUESTS] * 4 // 5, 1)
"""How many one user's requests may hold: a fifth is left for the others."""

# What is left of the time is for the driver's error to arrive before the gate's own.
_DRIVERS_SHARE = 0.95

_CURSORS = (Cursor, CommandCursor)

# What is no method of the driver's, as ``collections`` and Motor call it.
_NAMES = {"_first_of": "read", "_next_of": "get_more", "inner": "other", "<lambda>": "other"}


class Gate:
    """A line for each lane, and what is done with an operation at its deadline."""

    def __init__(self) -> None:
        self._lines = {lane: Line(lane.value, threads) for lane, threads in THREADS.items()}

    def observe(self, observer: Observer | None) -> None:
        """Tell ``observer``, in the event loop, of each operation that ends from now on."""
        for line in self._lines.values():
            line.observe = observer

    @property
    def load(self) -> Load:
        """What requests' operations take of the threads just now."""
        line = self._lines[Lane.REQUESTS]
        return Load(line.threads, line.busy, line.waiting, line.waits, line.wait_seconds)

    @property
    def waiting(self) -> int:
        """How many requests' operations wait for a thread."""
        return self._lines[Lane.REQUESTS].waiting

    def run(
        self, loop: asyncio.AbstractEventLoop, fn: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Operation:
        """Do what Motor asks for, in the context of the task that calls."""
        deadline = current()
        context = copy_context()
        work = partial(fn, *args, **kwargs)
        name = _name_of(fn, args)
        if deadline is None:
            return self._lines[Lane.REQUESTS].put(partial(context.run, work), name=name)
        left = deadline.remaining()
        if deadline.is_away():
            return _failed(loop, KnownAway("no server can be reached"))
        if left <= 0:
            return _failed(loop, NotInTime("the time for the database is over"))
        # A server counts a cursor's time over all of its batches.
        unbounded = deadline.each and bool(args) and isinstance(args[0], _CURSORS)
        timed = partial(_timed, deadline, time.monotonic() + left, work, unbounded)
        in_transaction = is_in_transaction()
        operation = self._lines[deadline.lane].put(
            partial(context.run, timed),
            # In a transaction the server waits for nobody, and what it holds others wait for.
            () if in_transaction else _claims(deadline),
            first=in_transaction,
            name=name,
        )
        if deadline.each:
            timer = loop.call_later(left, give_up, operation)
            operation.add_done_callback(lambda _: timer.cancel())
        else:
            deadline.watch(operation)
        return operation


def _name_of(fn: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """What an operation is called: as its method is, and of cursors what that asks for."""
    name: str = getattr(fn, "__name__", "other")
    if name == "_refresh":
        return "find" if isinstance(args[0], Cursor) else "get_more"
    return _NAMES.get(name, name)


def _claims(deadline: Deadline) -> tuple[Claim, ...]:
    if deadline.lane is not Lane.REQUESTS:
        return ()
    claims = []
    if deadline.thing is not None:
        claims.append(Claim(("thing", deadline.thing), THREADS_OF_A_THING))
    if deadline.user is not None:
        claims.append(Claim(("user", deadline.user), THREADS_OF_A_USER))
    return tuple(claims)


def _timed(deadline: Deadline, ends_at: float, work: Work, unbounded: bool) -> Any:
    deadline.started += 1
    if unbounded:
        return work()
    left = max(ends_at - time.monotonic(), 0.001)
    with pymongo.timeout(left * _DRIVERS_SHARE):
        return work()


def _failed(loop: asyncio.AbstractEventLoop, error: Exception) -> Operation:
    operation: Operation = loop.create_future()
    operation.set_exception(error)
    return operation


def observe_operations(observer: Observer | None) -> None:
    """Tell ``observer``, in the event loop, of each operation of this process that ends."""
    GATE.observe(observer)


def database_load() -> Load:
    """What operations of requests take of this process's threads for them just now."""
    return GATE.load


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
