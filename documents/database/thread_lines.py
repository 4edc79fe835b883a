"""So many threads, and what waits for one of them."""

import asyncio
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, NamedTuple

from documents.database.deadlines import Operation
from documents.database.failures import TooManyWaiting

WAITING_AT_MOST = 1000

Work = Callable[[], Any]

Observer = Callable[[str, float, BaseException | None], None]
"""Hears of an operation that has ended: its name, its seconds, and what it has failed with."""


class Claim(NamedTuple):
    """One for whom an operation is, and how many of the threads all operations for it may hold."""

    key: Hashable
    threads: int


class Load(NamedTuple):
    """Of so many threads how many are at work, how many operations wait for one, how many have
    waited, and how long all of these together."""

    threads: int
    busy: int
    waiting: int
    waits: int
    wait_seconds: float


class Line:
    """So many threads, and what waits for one of them, in order of arrival.

    An operation waits as well while its claims hold all that they may, and lets those
    behind it pass; half of what may wait is for one claim at most. It is used by the
    tasks of event loops.
    """

    def __init__(
        self,
        name: str,
        threads: int,
        waiting_at_most: int = WAITING_AT_MOST,
        observe: Observer | None = None,
    ) -> None:
        self._name = name
        self.observe = observe
        self.waits = 0
        self.wait_seconds = 0.0
        """How many operations have had to wait for a thread and got one, and for how long."""
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

    @property
    def threads(self) -> int:
        """How many there are at most."""
        return self._threads

    @property
    def busy(self) -> int:
        """How many of them are at work."""
        return self._threads - self._free

    def put(
        self,
        work: Work,
        claims: tuple[Claim, ...] = (),
        *,
        first: bool = False,
        name: str = "other",
    ) -> Operation:
        """Do ``work`` on a thread as soon as one is free, ``first`` before all that wait.

        It is observed by its ``name``.
        """
        loop = asyncio.get_running_loop()
        operation: Operation = loop.create_future()
        waiting = _Waiting(operation, work, claims, loop, name, self.observe)
        with self._lock:
            if self._free and self._full(waiting) is None:
                _add_one(self._held, claims)
                self._hand_over(waiting)
            elif self._is_crowded(waiting):
                operation.set_exception(TooManyWaiting("too many operations wait for a thread"))
            else:
                waiting.since = time.monotonic()
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
                self.waits += 1
                self.wait_seconds += time.monotonic() - waiting.since
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

    __slots__ = ("_loop", "_name", "_observe", "_work", "claims", "operation", "since")

    def __init__(
        self,
        operation: Operation,
        work: Work,
        claims: tuple[Claim, ...],
        loop: asyncio.AbstractEventLoop,
        name: str,
        observe: Observer | None,
    ) -> None:
        self.operation = operation
        self.claims = claims
        self.since = 0.0
        self._work = work
        self._loop = loop
        self._name = name
        self._observe = observe

    def do(self) -> None:
        """Do it on this thread, unless it was given up; it may be given up until it is told."""
        if self.operation.done():
            return
        result, failure = None, None
        began = time.monotonic()
        try:
            result = self._work()
        except BaseException as error:
            failure = error
        seconds = time.monotonic() - began
        # Nobody waits on a loop that is closed.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._tell, result, failure, seconds)

    def _tell(self, result: Any, failure: BaseException | None, seconds: float) -> None:
        if self._observe is not None:
            self._observe(self._name, seconds, failure)
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
