"""Copying a thread: made aside, and there all at once.

The copy is marked as deleted an hour from now while it is made: nobody sees it, and the sweep
removes what a process left that died. It becomes a thread in one transaction.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from documents.aggregates.checkpoints.files import copy_file
from documents.aggregates.checkpoints.threads import (
    CheckpointLimits,
    ThreadChanged,
    blocks,
    change_thread,
    count,
    find_thread,
    new_thread,
)
from documents.database import Database, DatabaseError, Transaction, collection_of, in_turns
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.checkpoints import (
    Checkpoint,
    CheckpointThread,
    CheckpointValue,
    CheckpointWrite,
)
from documents.shapes.errors.checkpoints import ThreadBusy, ThreadTaken

MADE_WITHIN = timedelta(hours=1)
COPIED_AT_ONCE = 50


async def copy_thread(
    database: Database,
    user_id: str,
    source_id: str,
    target_id: str,
    *,
    now: datetime,
    limits: CheckpointLimits,
) -> bool:
    """Copy all checkpoints of a thread, with their values and writes, to one that is not there.

    Whether there was one to copy. The same once more does nothing. Raises ThreadTaken,
    CheckpointQuotaExceeded, ThreadBusy.
    """
    source = await find_thread(user_id, source_id)
    if source is None:
        return False
    threads = collection_of(CheckpointThread)
    target = await threads.find_one({**owned(user_id), "thread_id": target_id})
    if target is not None and target.get("copied_from") == source:
        return True
    if target is not None and not await _is_empty(user_id, target["_id"]):
        raise ThreadTaken
    made = new_thread(user_id, target_id, now)
    made["deleted_at"] = now + MADE_WITHIN
    made["copied_from"] = source
    await threads.insert_one(made)
    copy = _Copy(user_id, source, made["_id"], now)
    try:
        await copy.all()
        await _install(database, made, target, copy.size, limits)
    except BaseException:
        with suppress(DatabaseError):
            doomed = {"_id": made["_id"], "deleted_at": made["deleted_at"]}
            await threads.update_one(doomed, {"$set": {"deleted_at": now}})
        raise
    return True


async def _install(
    database: Database,
    made: dict[str, Any],
    replaced: dict[str, Any] | None,
    size: int,
    limits: CheckpointLimits,
) -> None:
    """Let a copy be the thread, in the place of an empty one."""
    threads = collection_of(CheckpointThread)
    user_id: str = made["user_id"]

    async def install(transaction: Transaction) -> None:
        if replaced is not None:
            # Who puts something into it meanwhile comes first.
            empty = {"_id": replaced["_id"], **owned(user_id), "revision": replaced["revision"]}
            await threads.delete_one(empty, session=transaction)
        other = {**owned(user_id), "thread_id": made["thread_id"]}
        if await threads.find_one(other, {"_id": 1}, session=transaction) is not None:
            raise ThreadTaken
        installed = await threads.update_one(
            {"_id": made["_id"], "deleted_at": made["deleted_at"]},
            {"$set": {"deleted_at": None, "bytes": size}},
            session=transaction,
        )
        if not installed.matched_count:
            # Its user was erased meanwhile, or it took too long.
            raise ThreadBusy
        await count(user_id, blocks(size), transaction, at_most=limits.user_bytes)

    await change_thread(database, install)


async def _is_empty(user_id: str, thread: PydanticObjectId) -> bool:
    of_thread = {"user_id": user_id, "thread": thread}
    for model in (Checkpoint, CheckpointWrite, CheckpointValue):
        if await collection_of(model).find_one(of_thread, {"_id": 1}) is not None:
            return False
    return True


class _Copy:
    """What is copied of one thread into another."""

    def __init__(
        self,
        user_id: str,
        source: PydanticObjectId,
        target: PydanticObjectId,
        now: datetime,
    ) -> None:
        self.size = 0
        self._user_id = user_id
        self._source = source
        self._target = target
        self._now = now
        self._values: set[str] = set()

    async def all(self) -> None:
        """Copy each checkpoint, after its values and with its writes."""
        checkpoints = collection_of(Checkpoint)
        of_thread = {"user_id": self._user_id, "thread": self._source}
        # All ids first: a cursor that waits for what each has is closed by the server.
        ids = [each["_id"] async for each in checkpoints.find(of_thread, {"_id": 1})]
        for start in range(0, len(ids), COPIED_AT_ONCE):
            these = {"_id": {"$in": ids[start : start + COPIED_AT_ONCE]}, "user_id": self._user_id}
            async for each, _ in in_turns(checkpoints, these):
                await self._checkpoint(each)

    async def _checkpoint(self, stored: dict[str, Any]) -> None:
        ids = [each["value_id"] for each in stored["channels"] if each["value_id"] is not None]
        wanted = [each for each in ids if each not in self._values]
        values = {"_id": {"$in": wanted}, "user_id": self._user_id}
        if wanted:
            await self._take(CheckpointValue, values)
        if not self._values.issuperset(ids):
            # It was removed meanwhile, and its values with it.
            return
        for channel in stored["channels"]:
            if channel["value_id"] is not None:
                channel["value_id"] = self._renamed(channel["value_id"])
        self.size += stored["bytes"]
        del stored["_id"]
        stored["thread"] = self._target
        await collection_of(Checkpoint).insert_one(stored)
        place = {name: stored[name] for name in ("checkpoint_ns", "checkpoint_id")}
        await self._take(
            CheckpointWrite, {"user_id": self._user_id, "thread": self._source, **place}
        )

    async def _take(self, model: Any, condition: dict[str, Any]) -> None:
        waiting: list[dict[str, Any]] = []
        weight = 0
        async for each, weighs in in_turns(collection_of(model), condition):
            if "file_id" in each:
                try:
                    each["file_id"], size = await copy_file(
                        self._user_id, self._target, each["file_id"], self._now
                    )
                except ThreadChanged:
                    continue
                self.size += size
            else:
                self.size += each["bytes"]
            if isinstance(each["_id"], str):
                self._values.add(each["_id"])
                each["_id"] = self._renamed(each["_id"])
            else:
                del each["_id"]
            each["thread"] = self._target
            waiting.append(each)
            weight += weighs
            if weight > _BATCH_BYTES:
                await self._insert(model, waiting)
                waiting, weight = [], 0
        if waiting:
            await self._insert(model, waiting)

    @staticmethod
    async def _insert(model: Any, documents: Sequence[dict[str, Any]]) -> None:
        await collection_of(model).insert_many(list(documents))

    def _renamed(self, value_id: str) -> str:
        return str(self._target) + value_id[len(str(self._source)) :]


_BATCH_BYTES = 1024 * 1024
