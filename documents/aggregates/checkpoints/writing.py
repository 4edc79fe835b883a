"""Saving checkpoints, and what tasks write after them.

A checkpoint, its new values and what its thread counts are stored in one transaction: a
process that dies leaves all of it or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from documents.aggregates.checkpoints.files import hold, let_go
from documents.aggregates.checkpoints.threads import (
    CheckpointLimits,
    ThreadChanged,
    change_thread,
    grow,
    take_thread,
    value_id,
)
from documents.database import Database, ReturnDocument, Transaction, collection_of
from documents.json_values import json_bytes
from documents.shapes.base import PydanticObjectId
from documents.shapes.checkpoints import (
    ChannelVersion,
    Checkpoint,
    CheckpointValue,
    CheckpointWrite,
    StoredCheckpoint,
)


@dataclass(frozen=True)
class TypedValue:
    """Opaque bytes and their type: here in ``data``, or uploaded before."""

    type: str
    data: bytes | None = None
    upload_id: PydanticObjectId | None = None


@dataclass(frozen=True)
class NewChannel:
    """A channel of a checkpoint to save; ``value`` where its version is new and has one."""

    channel: str
    version: ChannelVersion
    value: TypedValue | None = None


@dataclass(frozen=True)
class CheckpointKey:
    """Which checkpoint of a user's."""

    thread_id: str
    checkpoint_ns: str
    checkpoint_id: str


@dataclass(frozen=True)
class NewCheckpoint:
    """A checkpoint to save: ``body`` is what it is without its channels' values."""

    key: CheckpointKey
    parent_checkpoint_id: str | None
    body: TypedValue
    metadata: dict[str, Any]
    channels: Sequence[NewChannel] = field(default=())

    @property
    def size(self) -> int:
        """How many bytes stand in the checkpoint itself."""
        names = sum(len(each.channel.encode()) + _version_bytes(each) for each in self.channels)
        return len(self.body.data or b"") + json_bytes(self.metadata) + names


@dataclass(frozen=True)
class NewWrite:
    """A task's write to a channel, at its place among the task's."""

    index: int
    channel: str
    value: TypedValue


def _version_bytes(channel: NewChannel) -> int:
    version = channel.version
    return len(version.encode()) if isinstance(version, str) else 8


async def put_checkpoint(
    database: Database,
    user_id: str,
    new: NewCheckpoint,
    *,
    now: datetime,
    limits: CheckpointLimits,
) -> StoredCheckpoint:
    """Save a checkpoint, in the place of one that has its ids.

    A value of a version that is stored already stays as it is. Raises
    CheckpointUploadMissing, CheckpointQuotaExceeded, ThreadBusy.
    """

    async def work(transaction: Transaction) -> StoredCheckpoint:
        thread = await take_thread(user_id, new.key.thread_id, now, transaction)
        ids = {
            value_id(thread, new.key.checkpoint_ns, each.channel, each.version): each
            for each in new.channels
        }
        sizes = await _stored_sizes(user_id, list(ids), transaction)
        added = await _add_values(user_id, thread, ids, sizes, transaction)
        stored = _stored(user_id, thread, new, ids, sizes, now)
        before = await collection_of(Checkpoint).find_one_and_replace(
            {
                "user_id": user_id,
                "thread": thread,
                "checkpoint_ns": new.key.checkpoint_ns,
                "checkpoint_id": new.key.checkpoint_id,
            },
            stored,
            {"bytes": 1, "channels.value_id": 1},
            upsert=True,
            return_document=ReturnDocument.BEFORE,
            session=transaction,
        )
        gone = 0
        tidy = False
        if before is not None:
            gone = before["bytes"]
            had = {each["value_id"] for each in before["channels"]} - {None}
            tidy = not had <= sizes.keys()
        more = stored["bytes"] + added - gone
        if not await grow(
            user_id, thread, more, now, transaction, at_most=limits.user_bytes, tidy=tidy
        ):
            raise ThreadChanged
        return stored

    return await change_thread(database, work)


async def _stored_sizes(user_id: str, ids: list[str], transaction: Transaction) -> dict[str, int]:
    """Those of the values that are stored, and how many bytes each has."""
    if not ids:
        return {}
    found = collection_of(CheckpointValue).find(
        {"_id": {"$in": ids}, "user_id": user_id}, {"bytes": 1}, session=transaction
    )
    return {each["_id"]: each["bytes"] async for each in found}


async def _add_values(
    user_id: str,
    thread: PydanticObjectId,
    ids: dict[str, NewChannel],
    sizes: dict[str, int],
    transaction: Transaction,
) -> int:
    """Store the values that are not stored yet, and note their sizes; how many bytes that adds.

    Those of uploads count already.
    """
    added = 0
    values = []
    for each_id, channel in ids.items():
        if channel.value is None or each_id in sizes:
            continue
        document = await _document(user_id, thread, channel.value, transaction)
        sizes[each_id] = document["bytes"]
        if "file_id" not in document:
            added += document["bytes"]
        values.append({"_id": each_id, **document})
    if values:
        await collection_of(CheckpointValue).insert_many(values, session=transaction)
    return added


async def _document(
    user_id: str, thread: PydanticObjectId, value: TypedValue, transaction: Transaction
) -> dict[str, Any]:
    common = {"user_id": user_id, "thread": thread, "type": value.type}
    if value.upload_id is None:
        data = value.data or b""
        return {**common, "data": data, "bytes": len(data)}
    size = await hold(user_id, thread, value.upload_id, transaction)
    return {**common, "file_id": value.upload_id, "bytes": size}


def _stored(
    user_id: str,
    thread: PydanticObjectId,
    new: NewCheckpoint,
    ids: dict[str, NewChannel],
    sizes: dict[str, int],
    now: datetime,
) -> StoredCheckpoint:
    run_id = new.metadata.get("run_id")
    stored = {
        "user_id": user_id,
        "thread": thread,
        "checkpoint_ns": new.key.checkpoint_ns,
        "checkpoint_id": new.key.checkpoint_id,
        "parent_checkpoint_id": new.parent_checkpoint_id,
        "type": new.body.type,
        "data": new.body.data or b"",
        "metadata": new.metadata,
        "channels": [
            {
                "channel": each.channel,
                "version": each.version,
                "value_id": each_id if each_id in sizes else None,
                "bytes": sizes.get(each_id, 0),
            }
            for each_id, each in ids.items()
        ],
        "bytes": new.size,
        "created_at": now,
    }
    if isinstance(run_id, str):
        stored["run_id"] = run_id
    return stored


async def put_writes(
    database: Database,
    user_id: str,
    key: CheckpointKey,
    writes: Sequence[NewWrite],
    *,
    task_id: str,
    task_path: str,
    now: datetime,
    limits: CheckpointLimits,
) -> None:
    """Store what a task wrote after a checkpoint, which may be stored yet to come.

    A write that is stored already stays as it is; one with an index below 0 takes its place.
    Raises CheckpointUploadMissing, CheckpointQuotaExceeded, ThreadBusy.
    """
    collection = collection_of(CheckpointWrite)

    async def work(transaction: Transaction) -> None:
        thread = await take_thread(user_id, key.thread_id, now, transaction)
        place = {
            "user_id": user_id,
            "thread": thread,
            "checkpoint_ns": key.checkpoint_ns,
            "checkpoint_id": key.checkpoint_id,
            "task_id": task_id,
        }
        indexes = [each.index for each in writes]
        found = collection.find(
            {**place, "index": {"$in": indexes}},
            {"index": 1, "bytes": 1, "file_id": 1},
            session=transaction,
        )
        stored = {each["index"]: each async for each in found}
        replaced = [stored[index] for index in indexes if index < 0 and index in stored]
        if replaced:
            ids = [each["_id"] for each in replaced]
            await collection.delete_many({"_id": {"$in": ids}}, session=transaction)
            await let_go([each["file_id"] for each in replaced if "file_id" in each], transaction)
        more = -sum(each["bytes"] for each in replaced if "file_id" not in each)
        documents = []
        for each in writes:
            if each.index >= 0 and each.index in stored:
                continue
            document = await _document(user_id, thread, each.value, transaction)
            if "file_id" not in document:
                more += document["bytes"]
            told = {"index": each.index, "channel": each.channel, "task_path": task_path}
            documents.append({**place, **told, **document})
        if documents:
            await collection.insert_many(documents, session=transaction)
        if (documents or replaced) and not await grow(
            user_id, thread, more, now, transaction, at_most=limits.user_bytes
        ):
            raise ThreadChanged

    await change_thread(database, work)
