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
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
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
from documents.database.failures import KnownAway, NotInTime, TooManyWaiting

THREADS = {Lane.REQUESTS: framework.max_workers, Lane.ASIDE: 3}
"""Motor's own number for requests, five for each processor; aside there are one look whether
the service is ready, one for a lost server, and one transaction that is ended."""

THREADS_OF_A_THING = max(THREADS[Lane.REQUESTS] // 3, 1)
"""How many the requests for one chat, mission or the like may hold: where another holds it,
each of them waits for as long as its request may take."""

THREADS_OF_A_USER = max(THREADS[Lane.REQUESTS] * 4 // 5, 1)
"""How many one user's requests may hold: a fifth is left for the others."""

WAITING_AT_MOST = 1000

# What is left of the time is for the driver's error to arrive before the gate's own.
_DRIVERS_SHARE = 0.95

_CURSORS = (Cursor, CommandCursor)

Work = Callable[[], Any]


@dataclass(frozen=True)
class Claim:
    """One for whom an operation is, and how many of the threads all operations for it may hold."""

    key: Hashable
    threads: int


class Line:
    """So many threads, and what waits for one of them, in order of arrival.

    An operation waits as well while its claims hold all that they may, and lets those
    behind it pass; half of what may wait is for one claim at most.
    """

    def __init__(self, name: str, threads: int, waiting_at_most: int = WAITING_AT_MOST) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"database-{name}")
        self._free = threads
        self._waiting_at_most = waiting_at_most
        self._waiting: OrderedDict[Operation, _Waiting] = OrderedDict()
        self._aside: dict[Hashable, OrderedDict[Operation, _Waiting]] = {}
        """What was passed by, by the claim that holds all that it may."""
        self._held: Counter[Hashable] = Counter()
        self._waiting_for: Counter[Hashable] = Counter()
        self._places: dict[Operation, _Waiting] = {}
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many operations wait for a thread."""
        return len(self._places)

    def put(self, work: Work, claims: tuple[Claim, ...] = (), *, first: bool = False) -> Operation:
        """Do ``work`` on a thread as soon as one is free, ``first`` before all that wait."""
        operation = Operation()
        waiting = _Waiting(operation, work, claims)
        with self._lock:
            if self._free and self._full(waiting) is None:
                self._free -= 1
                self._held.update(claim.key for claim in claims)
            elif self._is_crowded(waiting):
                operation.set_exception(TooManyWaiting("too many operations wait for a thread"))
                return operation
            else:
                self._places[operation] = waiting
                self._waiting_for.update(claim.key for claim in claims)
                self._waiting[operation] = waiting
                self._waiting.move_to_end(operation, last=not first)
                operation.add_done_callback(self._leave)
                self._use_free_threads()
                return operation
        self._pool.submit(self._run, waiting)
        return operation

    def _is_crowded(self, waiting: "_Waiting") -> bool:
        if len(self._places) >= self._waiting_at_most:
            return True
        most = max(self._waiting_at_most // 2, 1)
        return any(self._waiting_for[claim.key] >= most for claim in waiting.claims)

    def _full(self, waiting: "_Waiting") -> Claim | None:
        """The first of its claims that holds all that it may."""
        return next((claim for claim in waiting.claims if not self._has_room(claim)), None)

    def _has_room(self, claim: Claim) -> bool:
        return self._held[claim.key] < claim.threads

    def _wake(self, waiting: "_Waiting") -> None:
        """Where its claims have room, put one each of those set aside for them into the line.

        So one is always in the line as long as there is room for it.
        """
        for claim in waiting.claims:
            aside = self._aside.get(claim.key)
            if aside and self._has_room(claim):
                # It came before most of those in the line.
                operation, longest = aside.popitem(last=False)
                self._waiting[operation] = longest
                self._waiting.move_to_end(operation, last=False)
                if not aside:
                    del self._aside[claim.key]

    def _next(self) -> "_Waiting | None":
        """The first in the line whose claims let it go; those before it are set aside."""
        while self._waiting:
            operation, waiting = self._waiting.popitem(last=False)
            full = self._full(waiting)
            if full is None:
                self._forget(waiting)
                self._held.update(claim.key for claim in waiting.claims)
            else:
                self._aside.setdefault(full.key, OrderedDict())[operation] = waiting
            self._wake(waiting)
            if full is None:
                return waiting
        return None

    def _use_free_threads(self) -> None:
        while self._free and (waiting := self._next()) is not None:
            self._free -= 1
            self._pool.submit(self._run, waiting)

    def _forget(self, waiting: "_Waiting") -> None:
        del self._places[waiting.operation]
        for claim in waiting.claims:
            _take_one(self._waiting_for, claim.key)

    def _leave(self, operation: Operation) -> None:
        if operation not in self._places:
            return
        with self._lock:
            waiting = self._places.get(operation)
            if waiting is None:
                return
            self._forget(waiting)
            self._waiting.pop(operation, None)
            for claim in waiting.claims:
                if aside := self._aside.get(claim.key):
                    aside.pop(operation, None)
                    if not aside:
                        del self._aside[claim.key]
            self._wake(waiting)
            self._use_free_threads()

    def _run(self, waiting: "_Waiting") -> None:
        taken: _Waiting | None = waiting
        while taken is not None:
            self._do(taken.operation, taken.work)
            with self._lock:
                for claim in taken.claims:
                    _take_one(self._held, claim.key)
                self._wake(taken)
                taken = self._next()
                if taken is None:
                    self._free += 1
                self._use_free_threads()

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


@dataclass(frozen=True)
class _Waiting:
    operation: Operation
    work: Work
    claims: tuple[Claim, ...]


def _take_one(counts: Counter[Hashable], key: Hashable) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]


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
            operation = self._lines[deadline.lane].put(
                partial(context.run, timed), _claims(deadline), first=is_in_transaction()
            )
            if deadline.each:
                timer = loop.call_later(left, give_up, operation)
                operation.add_done_callback(lambda _: loop.call_soon_threadsafe(timer.cancel))
            else:
                deadline.watch(operation)
        return asyncio.wrap_future(operation, loop=loop)


def _claims(deadline: Deadline) -> tuple[Claim, ...]:
    # In a transaction the server waits for nobody, and what it holds others wait for.
    if is_in_transaction() or deadline.lane is not Lane.REQUESTS:
        return ()
    claims = []
    if deadline.thing is not None:
        claims.append(Claim(("thing", deadline.thing), THREADS_OF_A_THING))
    if deadline.user is not None:
        claims.append(Claim(("user", deadline.user), THREADS_OF_A_USER))
    return tuple(claims)


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
