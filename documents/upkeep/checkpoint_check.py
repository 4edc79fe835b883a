"""Proving that checkpoints are whole, and that their bytes are counted right.

Each change of a thread changes its count in the same transaction, and that of its user where it
gets more blocks or fewer: as of any one moment they agree.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from documents.aggregates.checkpoints.threads import BLOCK_BYTES
from documents.database import Database, Transaction, collection_of, in_turns, read_snapshot
from documents.shapes.base import PydanticObjectId
from documents.shapes.checkpoints import (
    Checkpoint,
    CheckpointFile,
    CheckpointFileChunk,
    CheckpointThread,
    CheckpointUsage,
    CheckpointValue,
    CheckpointWrite,
)


@dataclass(frozen=True)
class CheckpointFinding:
    """What is wrong with a user's checkpoints, of one thread or of all; ``text`` says what.

    ``is_count``: something is counted wrongly, and can be counted anew.
    """

    user_id: str
    text: str
    thread: PydanticObjectId | None = None
    is_count: bool = False


async def check_checkpoints(database: Database) -> AsyncIterator[CheckpointFinding]:
    """Check the checkpoints of every user."""
    last: str | None = None
    while (user_id := await _next_user(last)) is not None:
        last = user_id
        threads = collection_of(CheckpointThread)
        mine = {"user_id": user_id, "deleted_at": None}
        for thread in [each["_id"] async for each in threads.find(mine, {"_id": 1})]:
            async for finding in _check_thread(database, user_id, thread):
                yield finding
        counted, right = await database.in_transaction(partial(_count_user, user_id))
        if counted != right:
            text = f"{counted} bytes are counted to the quota, and the threads have {right}"
            yield CheckpointFinding(user_id, text, is_count=True)


async def repair_checkpoints(database: Database, finding: CheckpointFinding) -> bool:
    """Count anew what was counted wrongly; whether it is counted right now."""
    if not finding.is_count:
        return False
    user_id, thread = finding.user_id, finding.thread

    async def count_thread(transaction: Transaction) -> None:
        counted, right = await _count_thread(user_id, thread, transaction)
        if counted is not None and counted != right:
            await collection_of(CheckpointThread).update_one(
                {"_id": thread},
                {"$set": {"bytes": right}, "$inc": {"revision": 1}},
                session=transaction,
            )

    async def count_user(transaction: Transaction) -> None:
        counted, right = await _count_user(user_id, transaction)
        if counted != right:
            # Who changes a count meanwhile makes one of the two begin again.
            await collection_of(CheckpointUsage).update_one(
                {"_id": user_id}, {"$set": {"bytes": right}}, upsert=True, session=transaction
            )

    if thread is not None:
        await database.in_transaction(count_thread)
    await database.in_transaction(count_user)
    if thread is not None:
        counted, right = await database.in_transaction(partial(_count_thread, user_id, thread))
    else:
        counted, right = await database.in_transaction(partial(_count_user, user_id))
    return counted in (None, right)


async def _check_thread(
    database: Database, user_id: str, thread: PydanticObjectId
) -> AsyncIterator[CheckpointFinding]:
    counted, right = await database.in_transaction(partial(_count_thread, user_id, thread))
    found = partial(CheckpointFinding, user_id, thread=thread)
    if counted is not None and counted != right:
        text = f"thread {thread} counts {counted} bytes, and has {right}"
        yield found(text, is_count=True)
    of_thread = {"user_id": user_id, "thread": thread}
    fields = {"checkpoint_ns": 1, "checkpoint_id": 1, "channels": 1}
    known: set[str] = set()
    async for checkpoint, _ in in_turns(collection_of(Checkpoint), of_thread, fields):
        ids = [each["value_id"] for each in checkpoint["channels"]]
        wanted = [each for each in ids if each is not None and each not in known]
        if not wanted:
            continue
        values = collection_of(CheckpointValue).find({"_id": {"$in": wanted}}, {"_id": 1})
        known.update([each["_id"] async for each in values])
        missing = sum(each not in known for each in wanted)
        still = {"_id": checkpoint["_id"]}
        # One that is removed meanwhile may be without its values.
        if missing and await collection_of(Checkpoint).find_one(still, {"_id": 1}) is not None:
            text = f"{missing} values of the checkpoint {checkpoint['checkpoint_id']!r} are missing"
            yield found(f"thread {thread}: {text}")
    for model in (CheckpointValue, CheckpointWrite):
        filed = {**of_thread, "file_id": {"$exists": True}}
        held = in_turns(collection_of(model), filed, {"file_id": 1, "bytes": 1})
        async for each, _ in held:
            if await _has_all(each["file_id"], each["bytes"]):
                continue
            if await collection_of(model).find_one({"_id": each["_id"]}, {"_id": 1}) is not None:
                yield found(f"thread {thread}: the file of {each['_id']} is not whole")


async def _has_all(file_id: PydanticObjectId, size: int) -> bool:
    """Whether a file has so many bytes, in its document and in its chunks."""
    file = await collection_of(CheckpointFile).find_one({"_id": file_id}, {"length": 1})
    weights = collection_of(CheckpointFileChunk).aggregate(
        [
            {"$match": {"files_id": file_id}},
            {"$group": {"_id": None, "bytes": {"$sum": {"$binarySize": "$data"}}}},
        ]
    )
    chunks = await weights.to_list(None)
    stored = chunks[0]["bytes"] if chunks else 0
    return file is not None and file["length"] == size == stored


async def _count_thread(
    user_id: str, thread: PydanticObjectId | None, transaction: Transaction
) -> tuple[int | None, int]:
    """How many bytes a thread counts, None where it is gone; and how many it has."""
    alive = {"_id": thread, "deleted_at": None}
    found = await collection_of(CheckpointThread).find_one(alive, session=transaction)
    right = 0
    of_thread = {"user_id": user_id, "thread": thread}
    own = {"$sum": {"$cond": [{"$eq": [{"$type": "$file_id"}, "missing"]}, "$bytes", 0]}}
    of_files = {"metadata.user_id": user_id, "metadata.thread": thread}
    for model, condition, total in (
        (Checkpoint, of_thread, own),
        (CheckpointValue, of_thread, own),
        (CheckpointWrite, of_thread, own),
        (CheckpointFile, of_files, {"$sum": "$length"}),
    ):
        pipeline: list[dict[str, Any]] = [
            {"$match": condition},
            {"$group": {"_id": None, "bytes": total}},
        ]
        for each in await read_snapshot(collection_of(model), pipeline, transaction):
            right += each["bytes"]
    return None if found is None else found["bytes"], right


async def _count_user(user_id: str, transaction: Transaction) -> tuple[int, int]:
    """How many bytes are counted to a user's quota, and how many that should be."""
    in_blocks = {"$multiply": [{"$ceil": {"$divide": ["$bytes", BLOCK_BYTES]}}, BLOCK_BYTES]}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"user_id": user_id, "deleted_at": None}},
        {"$group": {"_id": None, "bytes": {"$sum": in_blocks}}},
    ]
    totals = await read_snapshot(collection_of(CheckpointThread), pipeline, transaction)
    usage = await collection_of(CheckpointUsage).find_one({"_id": user_id}, session=transaction)
    return (usage or {}).get("bytes", 0), int(totals[0]["bytes"]) if totals else 0


async def _next_user(last: str | None) -> str | None:
    """The next user after one, in order, who has threads or a count."""
    after: dict[str, Any] = {"$gt": last} if last is not None else {"$gte": ""}
    thread = await collection_of(CheckpointThread).find_one(
        {"user_id": after}, {"user_id": 1}, sort=[("user_id", 1)]
    )
    usage = await collection_of(CheckpointUsage).find_one(
        {"_id": after}, {"_id": 1}, sort=[("_id", 1)]
    )
    users = [] if thread is None else [str(thread["user_id"])]
    users += [] if usage is None else [str(usage["_id"])]
    return min(users, key=str.encode, default=None)
