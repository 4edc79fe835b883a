"""The line before the threads, and what is known of the servers."""

import asyncio
import threading
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pymongo.server_type import SERVER_TYPE

from documents.database import NotInTime, TooManyWaiting
from documents.database.deadlines import Deadline, Operation, give_up
from documents.database.lines import Claim, ThreadLine
from documents.database.reachability import ELECTION_SECONDS, Reachability


async def result(operation: Operation) -> Any:
    async with asyncio.timeout(10):
        return await operation


class Busy:
    """A line of one thread, which works until it is let go."""

    def __init__(self, waiting_at_most: int = 10) -> None:
        self._let_go = threading.Event()
        self.line = ThreadLine("test", 1, waiting_at_most)
        self.first = self.line.put(self._let_go.wait)

    def let_go(self) -> None:
        self._let_go.set()


async def test_what_waits_for_a_thread_is_done_in_order() -> None:
    busy = Busy()
    done: list[int] = []
    waiting = [busy.line.put(partial(done.append, number)) for number in range(5)]
    busy.let_go()
    for each in waiting:
        await result(each)
    assert done == [0, 1, 2, 3, 4]


async def test_a_line_has_no_more_threads_than_places() -> None:
    line = ThreadLine("counted", 2)
    for _ in range(10):
        await result(line.put(lambda: None))
    names = [each.name for each in threading.enumerate() if "database-counted-" in each.name]
    assert 1 <= len(names) <= 2


async def test_what_is_given_up_leaves_the_line_and_is_not_done() -> None:
    busy, done = Busy(), []
    waiting = busy.line.put(lambda: done.append(1))
    deadline = Deadline(1)
    deadline.watch(waiting)
    assert busy.line.waiting == 1
    deadline.pass_by()
    with pytest.raises(NotInTime):
        await result(waiting)
    # It leaves in the loop's next turn.
    await asyncio.sleep(0)
    assert busy.line.waiting == 0
    busy.let_go()
    await result(busy.line.put(lambda: None))
    assert done == []


async def test_what_is_cancelled_leaves_the_line() -> None:
    busy = Busy()
    waiting = busy.line.put(lambda: None)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await result(waiting)
    # It leaves in the loop's next turn.
    await asyncio.sleep(0)
    assert busy.line.waiting == 0
    busy.let_go()


async def test_a_full_line_refuses_at_once() -> None:
    busy = Busy(waiting_at_most=1)
    busy.line.put(lambda: None)
    with pytest.raises(TooManyWaiting):
        await result(busy.line.put(lambda: None))
    busy.let_go()


async def test_what_runs_past_its_deadline_is_waited_for_no_longer() -> None:
    busy = Busy()
    give_up(busy.first)
    with pytest.raises(NotInTime):
        await result(busy.first)
    busy.let_go()
    await result(busy.line.put(lambda: None))


ONE, OTHER = ("one", 1), ("other", 2)


def known(**kinds: int) -> Any:
    servers = {
        {"one": ONE, "other": OTHER}[name]: SimpleNamespace(server_type=kind)
        for name, kind in kinds.items()
    }
    return SimpleNamespace(server_descriptions=lambda: servers)


def event(address: tuple[str, int]) -> Any:
    return cast(Any, SimpleNamespace(connection_id=address))


def test_a_set_is_away_when_the_last_look_at_each_member_failed() -> None:
    found, lost = Reachability(), known(one=SERVER_TYPE.Unknown, other=SERVER_TYPE.Unknown)
    found.failed(event(ONE))
    assert not found.is_away(lost)
    found.failed(event(OTHER))
    assert found.is_away(lost)
    found.succeeded(event(ONE))
    assert not found.is_away(lost)


def test_a_set_without_a_primary_is_away_once_an_election_is_over() -> None:
    now = 0.0
    found = Reachability(clock=lambda: now)
    electing = known(one=SERVER_TYPE.RSSecondary, other=SERVER_TYPE.RSSecondary)
    assert not found.is_away(electing)
    now = ELECTION_SECONDS - 1
    assert not found.is_away(electing)
    now = ELECTION_SECONDS
    assert found.is_away(electing)
    assert not found.is_away(electing, needs_primary=False)
    assert not found.is_away(known(one=SERVER_TYPE.RSPrimary))
    assert not found.is_away(electing)


ONE_AT_A_TIME = (Claim("chat", 1),)


class Shared:
    """A line of three threads, on one of which a chat's operation waits until it is let go."""

    def __init__(self, waiting_at_most: int = 10) -> None:
        self._let_go = threading.Event()
        self.line = ThreadLine("test", 3, waiting_at_most)
        self.held = self.line.put(self._let_go.wait, ONE_AT_A_TIME)

    def let_go(self) -> None:
        self._let_go.set()


async def test_who_holds_all_threads_that_are_its_own_lets_the_others_pass() -> None:
    shared = Shared()
    waiting = [shared.line.put(lambda: None, ONE_AT_A_TIME) for _ in range(5)]
    for _ in range(5):
        await result(shared.line.put(lambda: None))
    assert not any(each.done() for each in waiting)
    shared.let_go()
    for each in waiting:
        await result(each)


async def test_what_was_passed_by_is_done_in_order() -> None:
    shared = Shared()
    done: list[int] = []
    waiting = [shared.line.put(partial(done.append, n), ONE_AT_A_TIME) for n in range(5)]
    shared.let_go()
    for each in waiting:
        await result(each)
    assert done == [0, 1, 2, 3, 4]
    assert shared.line.waiting == 0


async def test_what_was_passed_by_and_given_up_is_not_done_and_holds_up_nobody() -> None:
    shared, done = Shared(), []
    given_up = shared.line.put(lambda: done.append(1), ONE_AT_A_TIME)
    behind = shared.line.put(lambda: done.append(2), ONE_AT_A_TIME)
    give_up(given_up)
    shared.let_go()
    await result(behind)
    assert done == [2]
    assert shared.line.waiting == 0


async def test_one_that_still_has_to_wait_for_another_claim_lets_those_behind_it_pass() -> None:
    user = Claim("user", 1)
    shared = Shared()
    busy = threading.Event()
    shared.line.put(busy.wait, (user,))
    both = shared.line.put(lambda: None, (user, *ONE_AT_A_TIME))
    behind = shared.line.put(lambda: None, (user,))
    busy.set()
    await result(behind)
    assert not both.done()
    shared.let_go()
    await result(both)


async def test_half_of_what_may_wait_is_for_one_at_most() -> None:
    shared = Shared(waiting_at_most=4)
    for _ in range(2):
        shared.line.put(lambda: None, ONE_AT_A_TIME)
    with pytest.raises(TooManyWaiting):
        await result(shared.line.put(lambda: None, ONE_AT_A_TIME))
    await result(shared.line.put(lambda: None))
    shared.let_go()


async def test_what_goes_first_does_not_wait_for_those_that_came_before() -> None:
    busy = Busy()
    done: list[int] = []
    second = busy.line.put(partial(done.append, 2))
    busy.line.put(partial(done.append, 1), first=True)
    busy.let_go()
    await result(second)
    assert done == [1, 2]
