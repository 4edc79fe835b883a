"""Updates that are under way at once in this process, sent to the server as one command.

What a command costs this process is mostly the driver's work and the thread it takes, and
hardly what is in it. So while one is under way further updates gather, and go together; one
that is alone goes at once and by itself.

Nobody waits for long on another's account: what does not come back within
``_PATIENCE_SECONDS`` is no longer waited for, and what went together and is held up on the
server (by a transaction that has written to one of the documents, say) is given up after
``_SECONDS``, whereupon each goes on by itself.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import PyMongoError

from documents.database.deadlines import BoundedBy, Deadline, current, free_context
from documents.database.driver import Collection

AT_ONCE = 1
"""How many commands are under way before further updates gather."""

_PATIENCE_SECONDS = 0.002
_SECONDS = 0.5
_STATEMENTS = 32
_BYTES = 512 * 1024


class Unsure(Exception):
    """Whether the update was made is not known: it went with others, of which some failed."""


@dataclass(slots=True, eq=False)
class _Update:
    condition: dict[str, Any]
    change: dict[str, Any]
    weight: int
    made: "asyncio.Future[bool]"


class GroupCommit:
    """The updates of one collection, each of one document and such that its condition is false
    once it was made: so that whoever is Unsure can look, and make it again.

    ``is_away`` tells whether it is known that no server can take one.
    """

    def __init__(
        self, collection: Collection, is_away: Callable[[], bool], *, at_once: int = AT_ONCE
    ) -> None:
        self._collection = collection
        self._is_away = is_away
        self._at_once = at_once
        self._under_way: set[object] = set()
        self._waiting: deque[_Update] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._patience: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """How many updates wait for others to come back."""
        return len(self._waiting)

    async def update(
        self, condition: dict[str, Any], change: dict[str, Any], *, weight: int
    ) -> bool:
        """Update the one document with this condition; whether there was one.

        ``weight`` is about how many bytes the change has. Raises Unsure, and what the
        driver raises.
        """
        if len(self._under_way) < self._at_once or weight > _BYTES or not _has_time():
            return await self._alone(condition, change)
        made: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Update(condition, change, weight, made))
        self._be_patient()
        return await made

    async def _alone(self, condition: dict[str, Any], change: dict[str, Any]) -> bool:
        this = object()
        self._under_way.add(this)
        try:
            result = await self._collection.update_one(condition, change)
        finally:
            self._came_back(this)
        return result.modified_count == 1

    def _came_back(self, this: object) -> None:
        self._under_way.discard(this)
        if self._waiting:
            self._send()

    def _be_patient(self) -> None:
        if self._patience is None:
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(_PATIENCE_SECONDS, self._lose_patience)

    def _lose_patience(self) -> None:
        self._patience = None
        self._under_way.clear()
        self._send()

    def _send(self) -> None:
        """Send what waits, as far as not too much is under way."""
        while self._waiting and len(self._under_way) < self._at_once:
            if group := self._gathered():
                task = asyncio.create_task(self._make(group), context=free_context())
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                self._under_way.add(group[0])
        if self._waiting:
            self._be_patient()
        elif self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _gathered(self) -> list[_Update]:
        group: list[_Update] = []
        weight = 0
        while self._waiting and len(group) < _STATEMENTS:
            if group and weight + self._waiting[0].weight > _BYTES:
                break
            update = self._waiting.popleft()
            # Whoever asked for it may have been cancelled.
            if not update.made.done():
                group.append(update)
                weight += update.weight
        return group

    async def _make(self, group: list[_Update]) -> None:
        made = None
        try:
            statements = [UpdateOne(each.condition, each.change) for each in group]
            deadline = Deadline(_SECONDS, is_away=self._is_away)
            with BoundedBy(deadline, ends_after_seconds=_SECONDS):
                result = await self._collection.bulk_write(statements, ordered=False)
                made = result.modified_count
        except PyMongoError:
            # Each meets it again by itself, or finds that it was made.
            pass
        finally:
            self._came_back(group[0])
            for each in group:
                if not each.made.done():
                    _tell(each.made, made, len(group))


def _has_time() -> bool:
    """Whether there is time enough to go twice; without a deadline nobody is in a hurry."""
    deadline = current()
    return deadline is not None and deadline.remaining() > 2 * _SECONDS


def _tell(is_made: "asyncio.Future[bool]", made: int | None, of: int) -> None:
    if made == of:
        is_made.set_result(True)
    elif made == 0:
        is_made.set_result(False)
    else:
        is_made.set_exception(Unsure())
