"""Who waits for a document to change, and is woken: one change stream for all of a process.

It is level-triggered. A change says only that there is something to look at: whoever waits
reads what is stored, from where he stands. So a change that is told twice, late, or not at
all for a while makes nobody miss anything or see it twice, and nobody has a queue that
could overflow. What many would read at the same instant is read once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar, cast

from beanie import Document

from documents.database import ChangedDocument, ChangeWatch, Database, free_context, name_of
from documents.shapes.base import PydanticObjectId

T = TypeVar("T")

OPEN_WITHIN_SECONDS = 5.0


class Watched:
    """One document that somebody follows; ``version`` grows each time it may have changed."""

    def __init__(self) -> None:
        self.version = 0
        self.followers = 0
        self._changed = asyncio.Event()
        self._reads: dict[Hashable, asyncio.Task[Any]] = {}

    def touch(self) -> None:
        """Wake all who wait."""
        self.version += 1
        self._reads.clear()
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self, since: int, within_seconds: float) -> bool:
        """Wait until the version is not ``since`` any more; False when the time is over."""
        if self.version != since:
            return True
        with suppress(TimeoutError):
            async with asyncio.timeout(within_seconds):
                await self._changed.wait()
                return True
        return False

    async def read(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        """What ``work`` reads, once for all who ask by this key at this version."""
        task = self._reads.get(key)
        if task is None:
            task = asyncio.create_task(_run(work), context=free_context())
            self._reads[key] = task
            task.add_done_callback(lambda done: self._forget_failed(key, done))
        # Whoever gives up takes it from nobody else.
        return cast(T, await asyncio.shield(task))

    def forget(self, key: Hashable) -> None:
        """Let what was read by this key be read again."""
        self._reads.pop(key, None)

    def _forget_failed(self, key: Hashable, task: "asyncio.Task[Any]") -> None:
        failed = task.cancelled() or task.exception() is not None
        if failed and self._reads.get(key) is task:
            del self._reads[key]


async def _run(work: Callable[[], Awaitable[T]]) -> T:
    return await work()


class Changes:
    """The documents of some classes that this process follows.

    The change stream is opened for the first follower, and stays.
    """

    def __init__(self, database: Database, models: Sequence[type[Document]]) -> None:
        self._database = database
        self._models = models
        self._watched: dict[ChangedDocument, Watched] = {}
        self._watch: ChangeWatch | None = None
        self._open = asyncio.Event()
        self.stopping = False
        """Whether all who follow something shall come to an end."""

    @property
    def followers(self) -> int:
        """How many follow something."""
        return sum(watched.followers for watched in self._watched.values())

    @contextmanager
    def follow(self, model: type[Document], document_id: PydanticObjectId) -> Iterator[Watched]:
        """A document, whose ``version`` grows with each change from now on.

        Its first reader waits for ``ready`` before he reads.
        """
        if self._watch is None and not self.stopping:
            self._watch = ChangeWatch(
                self._database, self._models, on_change=self._told, on_begin=self._begun
            )
        key = (name_of(model), document_id)
        watched = self._watched.setdefault(key, Watched())
        watched.followers += 1
        try:
            yield watched
        finally:
            watched.followers -= 1
            if not watched.followers and self._watched.get(key) is watched:
                del self._watched[key]

    async def ready(self) -> None:
        """Wait until changes are told. Where that takes too long, readers look now and then."""
        with suppress(TimeoutError):
            async with asyncio.timeout(OPEN_WITHIN_SECONDS):
                await self._open.wait()

    def touch(self, model: type[Document], document_id: PydanticObjectId) -> None:
        """A document was changed here: whoever follows it in this process need not wait."""
        if watched := self._watched.get((name_of(model), document_id)):
            watched.touch()

    def stop(self) -> None:
        """Wake all who follow something, for good: the process ends."""
        self.stopping = True
        if self._watch is not None:
            self._watch.stop()
        for watched in list(self._watched.values()):
            watched.touch()

    def _begun(self) -> None:
        self._open.set()
        # What has changed before is not told.
        for watched in list(self._watched.values()):
            watched.touch()

    def _told(self, changes: Sequence[ChangedDocument]) -> None:
        for key in dict.fromkeys(changes):
            if watched := self._watched.get(key):
                watched.touch()
