"""Work in the background that leaves the database to others between its steps."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

T = TypeVar("T")

LONGEST_PAUSE_SECONDS = 1.0


@asynccontextmanager
async def paced(share: float = 1.0) -> AsyncIterator[None]:
    """One step, and afterwards a pause of ``share`` times as long as it took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    yield
    await asyncio.sleep(min(share * (loop.time() - began), LONGEST_PAUSE_SECONDS))


async def gathered(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What all of them give; none goes on once one of them has failed."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
