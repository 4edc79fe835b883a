"""The places in which the driver's operations run, each of them until its deadline at most.

A place is a thread, to which Motor hands every operation, or one of so many tasks of a driver
that needs none. An operation holds it as long as it takes. Where servers are away, or answer
nothing, a few operations take all places, and whatever comes after them waits for as long as
that lasts. So the gate

- tells the driver how long each operation may take (``pymongo.timeout``, which becomes
  the ``maxTimeMS`` of commands and the time-outs of sockets and server selection);
- ends the wait for a place at the deadline, and takes what waited out of the line;
- refuses at once what is known to be in vain;
- lets neither the requests for one thing nor those of one user hold all places.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import pymongo

from documents.database.deadlines import (
    Deadline,
    Lane,
    Operation,
    current,
    give_up,
    is_in_transaction,
)
from documents.database.failures import KnownAway, NotInTime
from documents.database.lines import Claim, Line, Load, Observer, Work

# What is left of the time is for the driver's error to arrive before the gate's own.
_DRIVERS_SHARE = 0.95


Timed = Callable[[Work, Deadline, float, bool], Work]
"""The same work, which counts as begun (``Deadline.started``) and is done within
``driver_time``, the time given, unless the last says that the driver is not to be told."""


class Gate:
    """A line for each lane, and what is done with an operation at its deadline."""

    def __init__(self, lines: Mapping[Lane, Line], timed: Timed) -> None:
        self._lines = lines
        self._timed = timed
        places = lines[Lane.REQUESTS].places
        # Where another holds a chat, each request for it waits for as long as it may take.
        self._places_of_a_thing = max(places // 3, 1)
        # A fifth is left for the others.
        self._places_of_a_user = max(places * 4 // 5, 1)

    @property
    def places(self) -> int:
        """How many operations there can be at once, of all lanes."""
        return sum(line.places for line in self._lines.values())

    @property
    def waiting(self) -> int:
        """How many requests' operations wait for a place."""
        return self._lines[Lane.REQUESTS].waiting

    @property
    def load(self) -> Load:
        """What requests' operations take of the places just now."""
        return self._lines[Lane.REQUESTS].load

    def observe(self, observer: Observer | None) -> None:
        """Tell ``observer``, in the event loop, of each operation that ends from now on."""
        for line in self._lines.values():
            line.observe = observer

    def put(
        self,
        loop: asyncio.AbstractEventLoop,
        work: Work,
        *,
        name: str = "other",
        goes_on: bool = False,
    ) -> Operation:
        """Do it in the context of the task that calls, and by its deadline.

        It is observed by its ``name``. With ``goes_on`` it is a part of what lasts as long as
        it is asked for: a server counts a cursor's time over all of its batches.
        """
        deadline = current()
        if deadline is None:
            return self._lines[Lane.REQUESTS].put(work, name=name)
        left = deadline.remaining()
        if deadline.is_away():
            return _failed(loop, KnownAway("no server can be reached"))
        if left <= 0:
            return _failed(loop, NotInTime("the time for the database is over"))
        untold = deadline.each and goes_on
        in_transaction = is_in_transaction()
        operation = self._lines[deadline.lane].put(
            self._timed(work, deadline, time.monotonic() + left, untold),
            # In a transaction the server waits for nobody, and what it holds others wait for.
            () if in_transaction else self._claims(deadline),
            first=in_transaction,
            name=name,
        )
        if deadline.each:
            timer = loop.call_later(left, give_up, operation)
            operation.add_done_callback(lambda _: timer.cancel())
        else:
            deadline.watch(operation)
        return operation

    def _claims(self, deadline: Deadline) -> tuple[Claim, ...]:
        if deadline.lane is not Lane.REQUESTS:
            return ()
        claims = []
        if deadline.thing is not None:
            claims.append(Claim(("thing", deadline.thing), self._places_of_a_thing))
        if deadline.user is not None:
            claims.append(Claim(("user", deadline.user), self._places_of_a_user))
        return tuple(claims)


def driver_time(ends_at: float) -> AbstractContextManager[Any]:
    """Tell the driver, for the block, until when on the monotonic clock it may take."""
    left = max(ends_at - time.monotonic(), 0.001)
    return pymongo.timeout(left * _DRIVERS_SHARE)


def _failed(loop: asyncio.AbstractEventLoop, error: Exception) -> Operation:
    operation: Operation = loop.create_future()
    operation.set_exception(error)
    return operation
