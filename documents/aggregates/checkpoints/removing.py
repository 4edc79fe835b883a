"""Removing checkpoints: of runs, old ones, and what no checkpoint has any more.

Checkpoints go first, each with its writes in one transaction; the thread is marked in it. The
values that none of those left has go after them, or by the next sweep.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from documents.aggregates.checkpoints.files import STORE, let_go
from documents.aggregates.checkpoints.threads import ThreadChanged, change_thread, grow
from documents.database import Database, Transaction, collection_of, in_turns
from documents.parts import BEING_DELETED, DOCUMENTS_A_STEP, Removed, remove_parts
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.checkpoints import (
    Checkpoint,
    CheckpointFile,
    CheckpointThread,
    CheckpointValue,
    CheckpointWrite,
    StoredCheckpoint,
)

CHECKPOINTS_A_STEP = 50
VALUES_A_STEP = 500
LOOKS = 20
"""How often a thread is looked at anew that others change meanwhile."""

DELTA_COUNTERS = "counters_since_delta_snapshot"
"""The key of the metadata that names the delta channels without a snapshot in the checkpoint:
``CheckpointMetadata`` of langgraph-checkpoint."""


async def delete_of_runs(
    database: Database, user_id: str, run_ids: Sequence[str], *, now: datetime
) -> int:
    """Delete the checkpoints of runs with their writes; how many."""
    condition = {"user_id": user_id, "run_id": {"$in": list(run_ids)}}
    by_thread: dict[PydanticObjectId, list[PydanticObjectId]] = {}
    async for each in collection_of(Checkpoint).find(condition, {"thread": 1}):
        by_thread.setdefault(each["thread"], []).append(each["_id"])
    deleted = 0
    for thread, ids in by_thread.items():
        for start in range(0, len(ids), CHECKPOINTS_A_STEP):
            step = ids[start : start + CHECKPOINTS_A_STEP]
            deleted += await _delete(database, user_id, thread, step, now)
        await tidy(database, user_id, thread, now=now)
    return deleted


async def keep_newest(
    database: Database, user_id: str, thread: PydanticObjectId, *, now: datetime
) -> int:
    """Delete all checkpoints of a thread but the newest of each namespace; how many.

    Of one with delta channels those before it stay, too, back to where each of them has a value.
    """
    checkpoints = collection_of(Checkpoint)
    of_thread = {"user_id": user_id, "thread": thread}
    newest = checkpoints.aggregate(
        [
            {"$match": of_thread},
            {"$sort": {"user_id": 1, "thread": 1, "checkpoint_ns": 1, "checkpoint_id": -1}},
            {"$group": {"_id": "$checkpoint_ns", "checkpoint_id": {"$first": "$checkpoint_id"}}},
        ]
    )
    deleted = 0
    for each in await newest.to_list(None):
        of_ns = {**of_thread, "checkpoint_ns": each["_id"]}
        kept = await _kept(of_ns, each["checkpoint_id"])
        last: str = each["checkpoint_id"]
        while True:
            older = {**of_ns, "checkpoint_id": {"$lt": last}}
            found = checkpoints.find(older, {"checkpoint_id": 1}).sort("checkpoint_id", -1)
            step = await found.limit(CHECKPOINTS_A_STEP).to_list(None)
            if not step:
                break
            last = step[-1]["checkpoint_id"]
            ids = [found["_id"] for found in step if found["checkpoint_id"] not in kept]
            if ids:
                deleted += await _delete(database, user_id, thread, ids, now)
    await tidy(database, user_id, thread, now=now)
    return deleted


async def _kept(of_ns: dict[str, Any], newest: str) -> set[str]:
    """The checkpoints from which a newest one can be made."""
    kept: set[str] = set()
    wanted: set[str] | None = None
    at: str | None = newest
    fields = {"parent_checkpoint_id": 1, "channels": 1, f"metadata.{DELTA_COUNTERS}": 1}
    while at is not None and at not in kept and (wanted is None or wanted):
        found = await collection_of(Checkpoint).find_one({**of_ns, "checkpoint_id": at}, fields)
        if found is None:
            break
        kept.add(at)
        if wanted is None:
            counters = found["metadata"].get(DELTA_COUNTERS)
            wanted = set(counters) if isinstance(counters, dict) else set()
        wanted -= {each["channel"] for each in found["channels"] if each["value_id"] is not None}
        at = found["parent_checkpoint_id"]
    return kept


async def _delete(
    database: Database,
    user_id: str,
    thread: PydanticObjectId,
    ids: list[PydanticObjectId],
    now: datetime,
) -> int:
    """Delete checkpoints of one thread with their writes; how many there were."""

    async def work(transaction: Transaction) -> int:
        these = {"_id": {"$in": ids}, "user_id": user_id}
        fields = {"checkpoint_ns": 1, "checkpoint_id": 1, "bytes": 1}
        read = collection_of(Checkpoint).find(these, fields, session=transaction)
        found = [each async for each in read]
        if not found:
            return 0
        written = {
            "user_id": user_id,
            "thread": thread,
            "$or": [
                {name: each[name] for name in ("checkpoint_ns", "checkpoint_id")} for each in found
            ],
        }
        fields = {"bytes": 1, "file_id": 1}
        read = collection_of(CheckpointWrite).find(written, fields, session=transaction)
        writes = [each async for each in read]
        await collection_of(Checkpoint).delete_many(these, session=transaction)
        await _remove(CheckpointWrite, writes, transaction)
        gone = sum(each["bytes"] for each in found) + _own_bytes(writes)
        if not await grow(user_id, thread, -gone, now, transaction, tidy=True):
            raise _ThreadGone
        return len(found)

    try:
        return await change_thread(database, work)
    except _ThreadGone:
        return 0


class _ThreadGone(Exception):
    """The thread is being removed, and all that it has with it."""


def _own_bytes(found: list[dict[str, Any]]) -> int:
    """What values or writes count; files do that by themselves, until they are removed."""
    return sum(each["bytes"] for each in found if "file_id" not in each)


async def _remove(model: Any, found: list[dict[str, Any]], transaction: Transaction) -> None:
    if found:
        ids = [each["_id"] for each in found]
        await collection_of(model).delete_many({"_id": {"$in": ids}}, session=transaction)
        await let_go([each["file_id"] for each in found if "file_id" in each], transaction)


async def tidy(database: Database, user_id: str, thread: PydanticObjectId, *, now: datetime) -> int:
    """Remove the values that no checkpoint of a thread has; how many.

    Each step is one of the thread as it was looked at. Of one that others never cease to change
    it is left to the next sweep.
    """
    removed = 0
    threads = collection_of(CheckpointThread)
    for _ in range(LOOKS):
        found = await threads.find_one({"_id": thread, **owned(user_id)}, {"revision": 1})
        if found is None:
            return removed
        revision: int = found["revision"]
        unheld = await _unheld(user_id, thread)
        try:
            for start in range(0, len(unheld), VALUES_A_STEP):
                step = unheld[start : start + VALUES_A_STEP]
                work = partial(_remove_values, user_id, thread, revision, step, now)
                await database.in_transaction(work)
                removed += len(step)
                revision += 1
        except ThreadChanged:
            continue
        ended = await threads.update_one(
            {"_id": thread, "revision": revision}, {"$unset": {"tidy_since": ""}}
        )
        if ended.matched_count:
            break
    return removed


async def _remove_values(
    user_id: str,
    thread: PydanticObjectId,
    revision: int,
    step: list[dict[str, Any]],
    now: datetime,
    transaction: Transaction,
) -> None:
    more = -_own_bytes(step)
    if not await grow(user_id, thread, more, now, transaction, tidy=True, revision=revision):
        raise ThreadChanged
    await _remove(CheckpointValue, step, transaction)


async def _unheld(user_id: str, thread: PydanticObjectId) -> list[dict[str, Any]]:
    """The values of a thread that none of its checkpoints has."""
    of_thread = {"user_id": user_id, "thread": thread}
    held: set[str] = set()
    async for each, _ in in_turns(collection_of(Checkpoint), of_thread, {"channels.value_id": 1}):
        held.update(channel["value_id"] for channel in each["channels"])
    fields = {"bytes": 1, "file_id": 1}
    values = in_turns(collection_of(CheckpointValue), of_thread, fields)
    return [each async for each, _ in values if each["_id"] not in held]


async def remove_thread(user_id: str, thread: PydanticObjectId, *, now: datetime) -> Removed:
    """Remove what a deleted thread has, in steps; the thread itself last."""
    removed = Removed()
    doomed = {"_id": thread, "user_id": user_id, "deleted_at": {"$lte": now, **BEING_DELETED}}
    if await collection_of(CheckpointThread).find_one(doomed, {"_id": 1}) is None:
        return removed
    of_thread = {"user_id": user_id, "thread": thread}
    parts = [(collection_of(each), of_thread) for each in (Checkpoint, CheckpointWrite)]
    removed.add(await remove_parts([*parts, (collection_of(CheckpointValue), of_thread)]))
    files = await files_of(user_id, thread)
    for start in range(0, len(files), DOCUMENTS_A_STEP):
        removed.add(await remove_parts(STORE.parts_of(files[start : start + DOCUMENTS_A_STEP])))
    removed.add(await remove_parts([(collection_of(CheckpointThread), doomed)]))
    return removed


async def files_of(user_id: str, thread: PydanticObjectId) -> list[PydanticObjectId]:
    """The files of a thread."""
    of_thread = {"metadata.user_id": user_id, "metadata.thread": thread}
    found = collection_of(CheckpointFile).find(of_thread, {"_id": 1})
    return [each["_id"] async for each in found]


async def deleted_threads(now: datetime) -> list[StoredCheckpoint]:
    """The threads that are deleted by then, and not removed yet."""
    condition = {"deleted_at": {"$lte": now, **BEING_DELETED}}
    found = collection_of(CheckpointThread).find(condition, {"user_id": 1})
    return await found.to_list(None)


async def untidy_threads() -> list[StoredCheckpoint]:
    """The threads that may have values which no checkpoint has."""
    condition = {"tidy_since": BEING_DELETED, "deleted_at": None}
    found = collection_of(CheckpointThread).find(condition, {"user_id": 1})
    return await found.to_list(None)
