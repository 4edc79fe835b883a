"""Threads: what every change of checkpoints begins and ends with, and what they count.

A change reads its thread, does its work, and ends with ``grow``, in one transaction. So two
changes of one thread never both take effect from the same state, and the bytes of a thread are
always those of all that it has.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from documents.database import (
    BulkWriteError,
    Database,
    DuplicateKeyError,
    Transaction,
    collection_of,
)
from documents.shapes.base import PydanticObjectId, deletion_mark, owned
from documents.shapes.checkpoints import ChannelVersion, CheckpointThread, CheckpointUsage
from documents.shapes.errors.checkpoints import CheckpointQuotaExceeded, ThreadBusy

BLOCK_BYTES = 64 * 1024
"""A thread counts to the quota in blocks: so few of its changes change the count of its user,
which all its threads share."""

TRIES = 10

T = TypeVar("T")


@dataclass(frozen=True)
class CheckpointLimits:
    """How large values may be, how many bytes a user's checkpoints have, and how long an upload
    is kept that nothing has."""

    value_bytes: int
    user_bytes: int
    own_bytes: int
    kept: timedelta = timedelta(hours=24)


def blocks(size: int) -> int:
    """What a thread of so many bytes counts to the quota."""
    return -(-size // BLOCK_BYTES) * BLOCK_BYTES


def value_id(
    thread: PydanticObjectId, checkpoint_ns: str, channel: str, version: ChannelVersion
) -> str:
    """The id of a channel's value of a version; the thread's comes first."""
    if isinstance(version, float) and version.is_integer():
        version = int(version)
    kind = "s" if isinstance(version, str) else "n"
    parts = (checkpoint_ns, channel, kind, str(version))
    told = "".join(f"{len(part)}:{part}" for part in parts)
    return str(thread) + hashlib.sha256(told.encode()).hexdigest()[:32]


async def find_thread(user_id: str, thread_id: str) -> PydanticObjectId | None:
    """The id of a user's thread; None where there is none."""
    found = await collection_of(CheckpointThread).find_one(
        {**owned(user_id), "thread_id": thread_id}, {"_id": 1}
    )
    return None if found is None else found["_id"]


async def take_thread(
    user_id: str, thread_id: str, now: datetime, transaction: Transaction
) -> PydanticObjectId:
    """The thread to change, made where there is none. Raises DuplicateKeyError for two at once."""
    threads = collection_of(CheckpointThread)
    found = await threads.find_one(
        {**owned(user_id), "thread_id": thread_id}, {"_id": 1}, session=transaction
    )
    if found is not None:
        taken: PydanticObjectId = found["_id"]
        return taken
    thread = new_thread(user_id, thread_id, now)
    await threads.insert_one(thread, session=transaction)
    made: PydanticObjectId = thread["_id"]
    return made


def new_thread(user_id: str, thread_id: str, now: datetime) -> dict[str, Any]:
    """An empty thread, as it is stored."""
    return {
        "_id": PydanticObjectId(),
        "user_id": user_id,
        "thread_id": thread_id,
        "bytes": 0,
        "revision": 1,
        "created_at": now,
        "updated_at": now,
        "deleted_at": None,
    }


async def grow(
    user_id: str,
    thread: PydanticObjectId,
    more: int,
    now: datetime,
    transaction: Transaction,
    *,
    at_most: int | None = None,
    tidy: bool = False,
    revision: int | None = None,
) -> bool:
    """Note a change of a thread, which has so many more bytes, or fewer; False where it is gone,
    or has another ``revision``.

    With ``tidy`` values may be left that no checkpoint has. Raises CheckpointQuotaExceeded.
    """
    change: dict[str, Any] = {"$inc": {"bytes": more, "revision": 1}, "$max": {"updated_at": now}}
    if tidy:
        change["$set"] = {"tidy_since": now}
    condition = {"_id": thread, **owned(user_id)}
    if revision is not None:
        condition["revision"] = revision
    before = await collection_of(CheckpointThread).find_one_and_update(
        condition, change, {"bytes": 1}, session=transaction
    )
    if before is None:
        return False
    counted = blocks(before["bytes"] + more) - blocks(before["bytes"])
    await count(user_id, counted, transaction, at_most=at_most)
    return True


async def count(
    user_id: str, more: int, transaction: Transaction, *, at_most: int | None = None
) -> None:
    """Count so many bytes to a user's quota, or fewer than none. Raises CheckpointQuotaExceeded."""
    if more == 0:
        return
    usages = collection_of(CheckpointUsage)
    usage: dict[str, Any] = {"_id": user_id}
    if more > 0 and at_most is not None:
        if more > at_most:
            raise CheckpointQuotaExceeded(at_most)
        usage["bytes"] = {"$lte": at_most - more}
    counted = await usages.update_one(usage, {"$inc": {"bytes": more}}, session=transaction)
    if counted.matched_count or more < 0:
        return
    if await usages.find_one({"_id": user_id}, {"_id": 1}, session=transaction) is not None:
        raise CheckpointQuotaExceeded(at_most or 0)
    await usages.insert_one({"_id": user_id, "bytes": more}, session=transaction)


async def check_room(user_id: str, more: int, limits: CheckpointLimits) -> None:
    """Raise CheckpointQuotaExceeded where a user has no room for so many bytes."""
    usage = await collection_of(CheckpointUsage).find_one({"_id": user_id}) or {"bytes": 0}
    if usage["bytes"] + more > limits.user_bytes:
        raise CheckpointQuotaExceeded(limits.user_bytes)


async def change_thread(database: Database, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Run a change in a transaction, again where another has just made what it would make.

    Raises ThreadBusy where that never ends, and what ``work`` raises.
    """
    for _ in range(TRIES):
        try:
            return await database.in_transaction(work)
        except (DuplicateKeyError, BulkWriteError, ThreadChanged):
            continue
    raise ThreadBusy


class ThreadChanged(Exception):
    """The thread is not any more what the transaction has read."""


async def delete_thread(
    database: Database, user_id: str, thread_id: str, *, now: datetime
) -> PydanticObjectId | None:
    """Delete a thread for every reader; what it has is removed later. Its id, if there was one."""

    async def work(transaction: Transaction) -> PydanticObjectId | None:
        before = await collection_of(CheckpointThread).find_one_and_update(
            {**owned(user_id), "thread_id": thread_id},
            deletion_mark(now),
            {"bytes": 1},
            session=transaction,
        )
        if before is None:
            return None
        await count(user_id, -blocks(before["bytes"]), transaction)
        deleted: PydanticObjectId = before["_id"]
        return deleted

    return await database.in_transaction(work)
