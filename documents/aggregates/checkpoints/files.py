"""Large values, in files as GridFS has them (``documents.aggregates.files.store``).

A file counts to its thread from when all of it is there until it is removed. What no value and
no write has expires.
"""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from documents.aggregates.checkpoints.threads import (
    CheckpointLimits,
    ThreadChanged,
    change_thread,
    check_room,
    grow,
    take_thread,
)
from documents.aggregates.files.store import CHUNK_BYTES, ChunkWriter, FileStore
from documents.database import Database, DatabaseError, Transaction, collection_of
from documents.parts import Removed
from documents.shapes.base import PydanticObjectId
from documents.shapes.checkpoints import CheckpointFile, CheckpointFileChunk
from documents.shapes.errors.checkpoints import CheckpointTooLarge, CheckpointUploadMissing

STORE = FileStore(CheckpointFile, CheckpointFileChunk)

AT_ONCE = datetime.fromtimestamp(0, UTC)
"""When something expires that is to go now, whatever the clocks say."""


async def upload(
    database: Database,
    user_id: str,
    thread_id: str,
    stream: AsyncIterator[bytes],
    *,
    expected: int | None,
    now: datetime,
    limits: CheckpointLimits,
) -> tuple[PydanticObjectId, int]:
    """Store a stream as a file of a thread that nothing has yet: its id, and its bytes.

    What breaks leaves nothing. Raises CheckpointTooLarge, CheckpointQuotaExceeded,
    CheckpointUploadMissing where the thread was deleted meanwhile.
    """
    if expected is not None:
        _check_size(expected, limits)
    await check_room(user_id, expected or 0, limits)
    thread = await change_thread(database, partial(take_thread, user_id, thread_id, now))
    file_id = PydanticObjectId()
    await collection_of(CheckpointFile).insert_one(
        new_file(file_id, user_id, thread, now, now + limits.kept)
    )
    writer = ChunkWriter(partial(STORE.add_chunk, file_id))
    size = 0
    try:
        async for part in stream:
            size += len(part)
            _check_size(size, limits)
            await writer.add(part)
        await writer.flush()
        ended = partial(complete, user_id, thread, file_id, size, now, at_most=limits.user_bytes)
        await change_thread(database, ended)
    except BaseException:
        # With the database away it stays until it expires.
        with suppress(DatabaseError):
            await remove_file(database, file_id)
        raise
    return file_id, size


def new_file(
    file_id: PydanticObjectId,
    user_id: str,
    thread: PydanticObjectId,
    now: datetime,
    expires_at: datetime,
) -> dict[str, Any]:
    """An empty file, as it is stored."""
    return {
        "_id": file_id,
        "length": 0,
        "chunkSize": CHUNK_BYTES,
        "uploadDate": now,
        "filename": str(file_id),
        "metadata": {"user_id": user_id, "thread": thread, "expires_at": expires_at},
    }


async def complete(
    user_id: str,
    thread: PydanticObjectId,
    file_id: PydanticObjectId,
    size: int,
    now: datetime,
    transaction: Transaction,
    *,
    at_most: int,
) -> None:
    """Let a file have all its bytes, and count them."""
    ended = await collection_of(CheckpointFile).update_one(
        {"_id": file_id, "metadata.claimed": {"$exists": False}},
        {"$set": {"length": size, "metadata.complete": True}},
        session=transaction,
    )
    if not ended.matched_count or not await grow(
        user_id, thread, size, now, transaction, at_most=at_most
    ):
        raise CheckpointUploadMissing(str(file_id))


async def hold(
    user_id: str, thread: PydanticObjectId, file_id: PydanticObjectId, transaction: Transaction
) -> int:
    """Let a value or a write have an upload; its bytes. Raises CheckpointUploadMissing."""
    held = await collection_of(CheckpointFile).find_one_and_update(
        {
            "_id": file_id,
            "metadata.user_id": user_id,
            "metadata.thread": thread,
            "metadata.complete": True,
            "metadata.expires_at": {"$exists": True},
            "metadata.claimed": {"$exists": False},
        },
        {"$unset": {"metadata.expires_at": ""}},
        {"length": 1},
        session=transaction,
    )
    if held is None:
        raise CheckpointUploadMissing(str(file_id))
    size: int = held["length"]
    return size


async def let_go(file_ids: list[PydanticObjectId], transaction: Transaction) -> None:
    """Let files be removed."""
    if file_ids:
        await collection_of(CheckpointFile).update_many(
            {"_id": {"$in": file_ids}},
            {"$set": {"metadata.expires_at": AT_ONCE}},
            session=transaction,
        )


async def remove_expired(database: Database, now: datetime) -> Removed:
    """Remove the files that nothing has, and that nobody can still be writing."""
    removed = Removed()
    expired = {"metadata.expires_at": {"$lte": now}}
    for found in await collection_of(CheckpointFile).find(expired, {"_id": 1}).to_list(None):
        # Claimed first: of this and ``hold`` only one can win.
        claimed = await collection_of(CheckpointFile).update_one(
            {"_id": found["_id"], **expired}, {"$set": {"metadata.claimed": True}}
        )
        if claimed.matched_count:
            removed.add(await remove_file(database, found["_id"]))
    return removed


async def remove_file(database: Database, file_id: PydanticObjectId) -> Removed:
    """Remove a file with its chunks, and what it counts."""

    async def work(transaction: Transaction) -> None:
        before = await collection_of(CheckpointFile).find_one_and_update(
            {"_id": file_id},
            {"$set": {"length": 0, "metadata.claimed": True, "metadata.expires_at": AT_ONCE}},
            session=transaction,
        )
        if before is not None and before["length"]:
            facts = before["metadata"]
            updated_at = before["uploadDate"]
            # One that is deleted counts nothing any more.
            await grow(
                facts["user_id"], facts["thread"], -before["length"], updated_at, transaction
            )

    await change_thread(database, work)
    return await STORE.remove(file_id)


async def copy_file(
    user_id: str,
    thread: PydanticObjectId,
    source: PydanticObjectId,
    now: datetime,
) -> tuple[PydanticObjectId, int]:
    """A copy of a file for a thread that is being made, which has it from the beginning.

    Raises ThreadChanged where the file is gone.
    """
    found = await collection_of(CheckpointFile).find_one({"_id": source}, {"length": 1})
    if found is None:
        raise ThreadChanged
    file_id = PydanticObjectId()
    made = new_file(file_id, user_id, thread, now, AT_ONCE)
    del made["metadata"]["expires_at"]
    made["metadata"]["complete"] = True
    made["length"] = found["length"]
    await collection_of(CheckpointFile).insert_one(made)
    size: int = found["length"]
    writer = ChunkWriter(partial(STORE.add_chunk, file_id))
    async for part in STORE.read(source, 0, size - 1):
        await writer.add(part)
    await writer.flush()
    return file_id, size


def _check_size(size: int, limits: CheckpointLimits) -> None:
    if size > limits.value_bytes:
        raise CheckpointTooLarge(
            f"a value has {limits.value_bytes} bytes at most "
            "(THREADKEEP_MAX_CHECKPOINT_VALUE_BYTES)"
        )
