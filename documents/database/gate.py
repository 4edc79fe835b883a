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
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any, NamedTuple

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


class Claim(NamedTuple):
    """One for whom an operation is, and how many of the threads all operations for it may hold."""

    key: Hashable
    threads: int


class Line:
    """So many threads, and what waits for one of them, in order of arrival.

    An operation waits as well while its claims hold all that they may, and lets those
    behind it pass; half of what may wait is for one claim at most. It is used by the
    tasks of event loops.
    """

    def __init__(self, name: str, threads: int, waiting_at_most: int = WAITING_AT_MOST) -> None:
        self._name = name
        self._threads = threads
        self._free = threads
        self._started = 0
        # An executor of concurrent.futures costs an operation as much as all else here.
        self._taken: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._waiting_at_most = waiting_at_most
        self._waiting: OrderedDict[Operation, _Waiting] = OrderedDict()
        self._aside: dict[Hashable, OrderedDict[Operation, _Waiting]] = {}
        """What was passed by, by the claim that holds all that it may."""
        self._held: dict[Hashable, int] = {}
        self._waiting_for: dict[Hashable, int] = {}
        self._places: dict[Operation, _Waiting] = {}
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many operations wait for a thread."""
        return len(self._places)

    def put(self, work: Work, claims: tuple[Claim, ...] = (), *, first: bool = False) -> Operation:
        """Do ``work`` on a thread as soon as one is free, ``first`` before all that wait."""
        loop = asyncio.get_running_loop()
        operation: Operation = loop.create_future()
        waiting = _Waiting(operation, work, claims, loop)
        with self._lock:
            if self._free and self._full(waiting) is None:
                _add_one(self._held, claims)
                self._hand_over(waiting)
            elif self._is_crowded(waiting):
                operation.set_exception(TooManyWaiting("too many operations wait for a thread"))
            else:
                self._places[operation] = waiting
                _add_one(self._waiting_for, claims)
                self._waiting[operation] = waiting
                self._waiting.move_to_end(operation, last=not first)
                operation.add_done_callback(self._leave)
                self._use_free_threads()
        return operation

    def _is_crowded(self, waiting: "_Waiting") -> bool:
        if len(self._places) >= self._waiting_at_most:
            return True
        most = max(self._waiting_at_most // 2, 1)
        return any(self._waiting_for.get(claim.key, 0) >= most for claim in waiting.claims)

    def _full(self, waiting: "_Waiting") -> Claim | None:
        """The first of its claims that holds all that it may."""
        for claim in waiting.claims:
            if not self._has_room(claim):
                return claim
        return None

    def _has_room(self, claim: Claim) -> bool:
        return self._held.get(claim.key, 0) < claim.threads

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
                _add_one(self._held, waiting.claims)
            else:
                self._aside.setdefault(full.key, OrderedDict())[operation] = waiting
            self._wake(waiting)
            if full is None:
                return waiting
        return None

    def _use_free_threads(self) -> None:
        while self._free and (waiting := self._next()) is not None:
            self._hand_over(waiting)

    def _hand_over(self, waiting: "_Waiting") -> None:
        """To a thread that is free, or is about to be: a new one where fewer were started than
        are at work now."""
        self._free -= 1
        if self._threads - self._free > self._started:
            self._started += 1
            name = f"database-{self._name}-{self._started}"
            threading.Thread(target=self._work, name=name, daemon=True).start()
        self._taken.put(waiting)

    def _work(self) -> None:
        while True:
            self._run(self._taken.get())

    def _forget(self, waiting: "_Waiting") -> None:
        del self._places[waiting.operation]
        _take_one(self._waiting_for, waiting.claims)

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
            taken.do()
            with self._lock:
                _take_one(self._held, taken.claims)
                if not self._places:
                    # As a rule nothing waits.
                    self._free += 1
                    return
                self._wake(taken)
                taken = self._next()
                if taken is None:
                    self._free += 1
                self._use_free_threads()


class _Waiting:
    """What is to be done for an operation, and whom to tell."""

    __slots__ = ("_loop", "_work", "claims", "operation")

    def __init__(
        self,
        operation: Operation,
        work: Work,
        claims: tuple[Claim, ...],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.operation = operation
        self.claims = claims
        self._work = work
        self._loop = loop

    def do(self) -> None:
        """Do it on this thread, unless it was given up; it may be given up until it is told."""
        if self.operation.done():
            return
        result, failure = None, None
        try:
            result = self._work()
        except BaseException as error:
            failure = error
        # Nobody waits on a loop that is closed.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._tell, result, failure)

    def _tell(self, result: Any, failure: BaseException | None) -> None:
        if self.operation.done():
            return
        if failure is None:
            self.operation.set_result(result)
        else:
            self.operation.set_exception(failure)


def _add_one(counts: dict[Hashable, int], claims: tuple[Claim, ...]) -> None:
    for claim in claims:
        counts[claim.key] = counts.get(claim.key, 0) + 1


def _take_one(counts: dict[Hashable, int], claims: tuple[Claim, ...]) -> None:
    for claim in claims:
        left = counts[claim.key] - 1
        if left:
            counts[claim.key] = left
        else:
            del counts[claim.key]


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
    ) -> Operation:
        """Do what Motor asks for, in the context of the task that calls."""
        deadline = current()
        context = copy_context()
        work = partial(fn, *args, **kwargs)
        if deadline is None:
            return self._lines[Lane.REQUESTS].put(partial(context.run, work))
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
        )
        if deadline.each:
            timer = loop.call_later(left, give_up, operation)
            operation.add_done_callback(lambda _: timer.cancel())
        else:
            deadline.watch(operation)
        return operation


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
