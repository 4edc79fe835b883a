"""Who waits for a document to change, and is woken: one change stream for all of a process.

It is level-triggered. A change says only that there is something to look at: whoever waits
reads what is stored, from where he stands. So a change that is told twice, late, or not at
all for a while makes nobody miss anything or see it twice, and nobody has a queue that
could overflow. What many would read at the same instant is read once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from beanie import Document

from documents.database import ChangedDocument, ChangeWatch, Database, free_context, name_of
from documents.shapes.base import PydanticObjectId

T = TypeVar("T")

OPEN_WITHIN_SECONDS = 5.0
KEPT_SECONDS = 1.0
"""How long what was read for one is kept for the others."""


class Watched:
    """One document that somebody follows; ``version`` grows each time it may have changed."""

    def __init__(self) -> None:
        self.version = 0
        self.followers = 0
        self.wakes: set[asyncio.Event] = set()
        """What is set at each change."""
        self._changed = asyncio.Event()
        self._reads: dict[Hashable, asyncio.Task[Any]] = {}

    def touch(self) -> None:
        """Wake all who wait."""
        self.version += 1
        self._reads.clear()
        self._changed.set()
        self._changed = asyncio.Event()
        for wake in self.wakes:
            wake.set()

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
            task.add_done_callback(lambda done: self._keep(key, done))
        elif task.done():
            return cast(T, task.result())
        # Whoever gives up takes it from nobody else.
        return cast(T, await asyncio.shield(task))

    def forget(self, key: Hashable) -> None:
        """Let what was read by this key be read again."""
        self._reads.pop(key, None)

    def _keep(self, key: Hashable, task: "asyncio.Task[Any]") -> None:
        if task.cancelled() or task.exception() is not None:
            self._forget_task(key, task)
        else:
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self._forget_task, key, task)

    def _forget_task(self, key: Hashable, task: "asyncio.Task[Any]") -> None:
        if self._reads.get(key) is task:
            del self._reads[key]


async def _run(work: Callable[[], Awaitable[T]]) -> T:
    return await work()


class Changes:
    """The documents of some classes that this process follows.

    ``watched`` has for each class the fields whose updates wake its followers; any, if none.
    The change stream is opened for the first follower, and stays.
    """

    def __init__(self, database: Database, watched: Mapping[type[Document], Sequence[str]]) -> None:
        self._database = database
        self._classes = watched
        self._watched: dict[ChangedDocument, Watched] = {}
        self._watch: ChangeWatch | None = None
        self._open = asyncio.Event()
        self.stopping = False
        """Whether all who follow something shall come to an end."""

    @property
    def followers(self) -> int:
        """How many follow something."""
        return sum(watched.followers for watched in self._watched.values())

    @property
    def watch(self) -> ChangeWatch | None:
        """What tells of changes; None until somebody has followed something."""
        return self._watch

    @contextmanager
    def follow(self, model: type[Document], document_id: PydanticObjectId) -> Iterator[Watched]:
        """A document, whose ``version`` grows with each change from now on.

        Its first reader waits for ``ready`` before he reads.
        """
        if self._watch is None and not self.stopping:
            self._watch = ChangeWatch(
                self._database, self._classes, on_change=self._told, on_begin=self._begun
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
        if self._open.is_set():
            return
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


@dataclass
class FollowedPart:
    """One of several documents that a reader follows, and the version of it that he has seen."""

    watched: Watched
    seen: int = -1

    @property
    def is_due(self) -> bool:
        """Whether it may have changed since."""
        return self.watched.version != self.seen


class Following:
    """Several documents that one reader follows; a change of any of them wakes him."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._woken = asyncio.Event()
        self._followed: dict[tuple[type[Document], PydanticObjectId], ExitStack] = {}

    def add(self, model: type[Document], document_id: PydanticObjectId) -> Watched:
        """Follow this one, too, from now on."""
        stack = ExitStack()
        watched = stack.enter_context(self._changes.follow(model, document_id))
        watched.wakes.add(self._woken)
        stack.callback(watched.wakes.discard, self._woken)
        self._followed[model, document_id] = stack
        return watched

    def drop(self, model: type[Document], document_id: PydanticObjectId) -> None:
        """Follow this one no more."""
        self._followed.pop((model, document_id)).close()

    def close(self) -> None:
        """Follow nothing any more."""
        while self._followed:
            self._followed.popitem()[1].close()

    def begin(self) -> None:
        """What changes from now on ends the next wait, before it begins or later."""
        self._woken.clear()

    async def changed(self, within_seconds: float) -> bool:
        """Wait for a change since ``begin``; False when the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_seconds):
                await self._woken.wait()
                return True
        return False
