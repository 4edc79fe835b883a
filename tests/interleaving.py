"""Processes that go on one step at a time, in an order that a test draws, and that may die between
any two steps. A step is what one of them asks of the database, a whole transaction included."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")


class Died(BaseException):
    """A process was killed before its next step: whatever it still tries is not done."""


class _Process:
    def __init__(self, moved: asyncio.Event) -> None:
        self.next_step: asyncio.Future[None] | None = None
        self.is_dead = False
        self._moved = moved

    async def step(self) -> None:
        if self.is_dead:
            raise Died
        self.next_step = asyncio.get_running_loop().create_future()
        self._moved.set()
        await self.next_step

    def go_on(self) -> None:
        step, self.next_step = self.next_step, None
        assert step is not None
        step.set_result(None)

    def die(self) -> None:
        self.is_dead = True
        step, self.next_step = self.next_step, None
        assert step is not None
        step.set_exception(Died())


_PROCESS: ContextVar[_Process | None] = ContextVar("process", default=None)


async def next_step() -> None:
    """Wait for one's turn. Raises Died."""
    process = _PROCESS.get()
    if process is not None:
        await process.step()


class Stepping:
    """A collection, or a database, each use of which is a step, but for those of a transaction."""

    def __init__(self, used: Any) -> None:
        self._used = used

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def use(*args: Any, **options: Any) -> Any:
            if options.get("session") is None:
                await next_step()
            return await getattr(self._used, name)(*args, **options)

        return use


async def interleaved(
    works: Sequence[Callable[[], Awaitable[T]]],
    course: Iterable[int],
    deaths: Collection[int] = (),
) -> list[T | BaseException]:
    """What each gave back or raised. The numbers of ``course`` say whose step is the next one, and
    of ``deaths`` before which steps whoever has his turn dies; then all go on in order."""
    moved = asyncio.Event()
    processes = [_Process(moved) for _ in works]

    turns, number = iter(course), 0

    async def run(process: _Process, work: Callable[[], Awaitable[T]]) -> T | BaseException:
        _PROCESS.set(process)
        try:
            return await work()
        except (Exception, Died) as error:
            return error
        finally:
            moved.set()

    tasks = [
        asyncio.create_task(run(process, work))
        for process, work in zip(processes, works, strict=True)
    ]
    while True:
        moved.clear()
        pairs = list(zip(processes, tasks, strict=True))
        alive = [process for process, task in pairs if not task.done()]
        if not alive:
            return [task.result() for task in tasks]
        if any(each.next_step is None for each in alive):
            await moved.wait()
            await asyncio.sleep(0)
            continue
        one = alive[next(turns, 0) % len(alive)]
        if number in deaths:
            one.die()
        else:
            one.go_on()
        number += 1
