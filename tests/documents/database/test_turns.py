"""One at a time, in order of arrival, bounded in number and in time."""

import asyncio

import pytest

from documents.database import NotInTime, TooManyWaiting
from documents.database.deadlines import BoundedBy, Deadline
from documents.database.turns import Turns


async def test_those_who_wait_come_in_order_of_arrival() -> None:
    turns = Turns()
    came: list[int] = []

    async def wait(number: int) -> None:
        async with turns.turn("key"):
            await asyncio.sleep(0)
            came.append(number)

    await asyncio.gather(*(wait(number) for number in range(20)))
    assert came == list(range(20))


async def test_who_waits_for_another_key_waits_for_nobody() -> None:
    turns = Turns()
    async with turns.turn("one"), turns.turn("other"):
        pass


async def test_who_has_no_time_left_leaves_and_holds_up_nobody() -> None:
    turns = Turns()
    async with turns.turn("key"):
        with BoundedBy(Deadline(0.001)), pytest.raises(NotInTime):
            async with turns.turn("key"):
                pass
    async with turns.turn("key"):
        pass


async def test_where_too_many_wait_one_more_is_refused_at_once() -> None:
    turns = Turns(waiting_at_most=1)
    async with turns.turn("key"):
        waiting = asyncio.create_task(turns.turn("key").__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(TooManyWaiting):
            async with turns.turn("key"):
                pass
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
