"""So many places in which the driver's operations run, and what waits for one of them."""

import asyncio
import queue
import threading
import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from contextvars import Context, copy_context
from typing import Any, NamedTuple

from documents.database.deadlines import Operation
from documents.database.failures import TooManyWaiting

WAITING_AT_MOST = 1000

Work = Callable[[], Any]

Observer = Callable[[str, float, BaseException | None], None]
"""Hears of an operation that has ended: its name, its seconds, and what it has failed with."""


class Load(NamedTuple):
    """Of so many places how many are taken, how many operations wait for one, how many have
    waited, and how long all of these together."""

    places: int
    taken: int
    waiting: int
    waits: int
    wait_seconds: float


class Claim(NamedTuple):
    """One for whom an operation is, and how many of the places all operations for it may hold."""

    key: Hashable
    places: int


class Line(ABC):
    """So many places, and what waits for one of them, in order of arrival.

    An operation waits as well while its claims hold all that they may, and lets those
    behind it pass; half of what may wait is for one claim at most. It is used by the
    tasks of event loops.
    """

    def __init__(self, places: int, waiting_at_most: int = WAITING_AT_MOST) -> None:
        self.places = places
        self.observe: Observer | None = None
        self._free = places
        self._waits = 0
        self._wait_seconds = 0.0
        self._waiting_at_most = waiting_at_most
        self._waiting: OrderedDict[Operation, Waiting] = OrderedDict()
        self._aside: dict[Hashable, OrderedDict[Operation, Waiting]] = {}
        """What was passed by, by the claim that holds all that it may."""
        self._held: dict[Hashable, int] = {}
        self._waiting_for: dict[Hashable, int] = {}
        self._in_line: dict[Operation, Waiting] = {}
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many operations wait for a place."""
        return len(self._in_line)

    @property
    def load(self) -> Load:
        """What is taken, and what waits, just now."""
        taken = self.places - self._free
        return Load(self.places, taken, self.waiting, self._waits, self._wait_seconds)

    def put(
        self,
        work: Work,
        claims: tuple[Claim, ...] = (),
        *,
        first: bool = False,
        name: str = "other",
    ) -> Operation:
        """Do ``work`` as soon as there is a place, ``first`` before all that wait.

        It is observed by its ``name``.
        """
        loop = asyncio.get_running_loop()
        operation: Operation = loop.create_future()
        waiting = Waiting(operation, work, claims, loop, name, self.observe)
        with self._lock:
            if self._free and self._full(waiting) is None:
                _add_one(self._held, claims)
                self._free -= 1
                self._begin(waiting)
            elif self._is_crowded(waiting):
                operation.set_exception(TooManyWaiting("too many operations wait for a place"))
            else:
                waiting.since = time.monotonic()
                self._in_line[operation] = waiting
                _add_one(self._waiting_for, claims)
                self._waiting[operation] = waiting
                self._waiting.move_to_end(operation, last=not first)
                operation.add_done_callback(self._leave)
                self._use_free_places()
        return operation

    def _is_crowded(self, waiting: "Waiting") -> bool:
        if len(self._in_line) >= self._waiting_at_most:
            return True
        most = max(self._waiting_at_most // 2, 1)
        return any(self._waiting_for.get(claim.key, 0) >= most for claim in waiting.claims)

    def _full(self, waiting: "Waiting") -> Claim | None:
        """The first of its claims that holds all that it may."""
        for claim in waiting.claims:
            if not self._has_room(claim):
                return claim
        return None

    def _has_room(self, claim: Claim) -> bool:
        return self._held.get(claim.key, 0) < claim.places

    def _wake(self, waiting: "Waiting") -> None:
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

    def _next(self) -> "Waiting | None":
        """The first in the line whose claims let it go; those before it are set aside."""
        while self._waiting:
            operation, waiting = self._waiting.popitem(last=False)
            full = self._full(waiting)
            if full is None:
                self._forget(waiting)
                self._waits += 1
                self._wait_seconds += time.monotonic() - waiting.since
                _add_one(self._held, waiting.claims)
            else:
                self._aside.setdefault(full.key, OrderedDict())[operation] = waiting
            self._wake(waiting)
            if full is None:
                return waiting
        return None

    def _use_free_places(self) -> None:
        while self._free and (waiting := self._next()) is not None:
            self._free -= 1
            self._begin(waiting)

    @abstractmethod
    def _begin(self, waiting: "Waiting") -> None:
        """Do it in a place that is free; whoever does says ``_end`` then."""

    def _end(self, ended: "Waiting") -> "Waiting | None":
        """What is to be done next in the place of what has ended; None if it is free now."""
        with self._lock:
            _take_one(self._held, ended.claims)
            if not self._in_line:
                # As a rule nothing waits.
                self._free += 1
                return None
            self._wake(ended)
            following = self._next()
            if following is None:
                self._free += 1
            self._use_free_places()
            return following

    def _forget(self, waiting: "Waiting") -> None:
        del self._in_line[waiting.operation]
        _take_one(self._waiting_for, waiting.claims)

    def _leave(self, operation: Operation) -> None:
        if operation not in self._in_line:
            return
        with self._lock:
            waiting = self._in_line.get(operation)
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
            self._use_free_places()


class ThreadLine(Line):
    """A line whose places are threads of its own."""

    def __init__(self, name: str, places: int, waiting_at_most: int = WAITING_AT_MOST) -> None:
        super().__init__(places, waiting_at_most)
        self._name = name
        self._started = 0
        # An executor of concurrent.futures costs an operation as much as all else here.
        self._taken: queue.SimpleQueue[Waiting] = queue.SimpleQueue()

    def _begin(self, waiting: "Waiting") -> None:
        """By a thread that is free, or is about to be: a new one where fewer were started than
        are at work now."""
        if self.places - self._free > self._started:
            self._started += 1
            name = f"database-{self._name}-{self._started}"
            threading.Thread(target=self._work, name=name, daemon=True).start()
        self._taken.put(waiting)

    def _work(self) -> None:
        while True:
            taken: Waiting | None = self._taken.get()
            while taken is not None:
                taken.do()
                taken = self._end(taken)


class Waiting:
    """What is to be done for an operation, in the context of the task that asks, and whom to
    tell."""

    __slots__ = ("_name", "_observe", "claims", "context", "loop", "operation", "since", "work")

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
        self._name = name
        self._observe = observe
        self.context: Context = copy_context()
        self.work = work
        self.loop = loop

    def do(self) -> None:
        """Do it in this thread, unless it was given up; it may be given up until it is told."""
        if self.operation.done():
            return
        result, failure = None, None
        began = time.monotonic()
        try:
            result = self.context.run(self.work)
        except BaseException as error:
            failure = error
        seconds = time.monotonic() - began
        # Nobody waits on a loop that is closed.
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self.tell, result, failure, seconds)

    def tell(self, result: Any, failure: BaseException | None, seconds: float) -> None:
        """Say what came of it after so many seconds; where nobody waits, to the observer alone."""
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
