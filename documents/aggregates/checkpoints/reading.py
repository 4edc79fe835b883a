"""Reading checkpoints, with the values of their channels and what was written after them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.database import collection_of, list_within_bytes
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.checkpoints import (
    Checkpoint,
    CheckpointThread,
    CheckpointValue,
    CheckpointWrite,
    StoredCheckpoint,
)
from documents.shapes.errors.checkpoints import CheckpointValueMissing

VALUES_BYTES = 2 * 1024 * 1024
"""How many bytes of values an answer shows; the others are read one by one."""

WRITES_SHOWN = 1000
"""How many writes an answer shows beside checkpoints."""


@dataclass(frozen=True)
class CheckpointPlace:
    """A place in a list, the newest first."""

    checkpoint_id: str
    id: PydanticObjectId


@dataclass(frozen=True)
class CheckpointsWanted:
    """Which checkpoints of a user's are wanted, the newest first.

    None of ``thread_id``, ``checkpoint_ns`` and ``checkpoint_id`` is any; ``before`` is an id
    that they are below. Of ``metadata`` each key has the same value.
    """

    limit: int
    thread_id: str | None = None
    checkpoint_ns: str | None = None
    checkpoint_id: str | None = None
    before: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    after: CheckpointPlace | None = None


@dataclass(frozen=True)
class FoundCheckpoint:
    """A checkpoint with the writes after it; without them where they are too many."""

    thread_id: str
    stored: StoredCheckpoint
    writes: Sequence[dict[str, Any]]
    more_writes: bool


@dataclass(frozen=True)
class FoundCheckpoints:
    """Checkpoints, and the values that they have; those too many or too large without ``data``.

    ``after`` is where the next page begins, None at the end.
    """

    items: Sequence[FoundCheckpoint]
    values: Sequence[dict[str, Any]]
    after: CheckpointPlace | None = None


class _Gone(Exception):
    """A checkpoint was removed while its values were read."""


async def find_checkpoints(user_id: str, wanted: CheckpointsWanted) -> FoundCheckpoints:
    """A page of checkpoints, with all that belongs to them.

    It may have fewer than were wanted where there are more.
    """
    while True:
        try:
            return await _find(user_id, wanted)
        except _Gone:
            # It is not among them any more.
            continue


async def _find(user_id: str, wanted: CheckpointsWanted) -> FoundCheckpoints:
    threads = collection_of(CheckpointThread)
    condition: dict[str, Any] = {"user_id": user_id}
    thread_ids: dict[PydanticObjectId, str] = {}
    if wanted.thread_id is not None:
        thread = await threads.find_one({**owned(user_id), "thread_id": wanted.thread_id})
        if thread is None:
            return FoundCheckpoints([], [])
        condition["thread"] = thread["_id"]
        thread_ids[thread["_id"]] = wanted.thread_id
    found, more = await _page(condition, wanted)
    after = CheckpointPlace(found[-1]["checkpoint_id"], found[-1]["_id"]) if more else None
    if wanted.thread_id is None:
        ids = list({each["thread"] for each in found})
        alive = threads.find({"_id": {"$in": ids}, **owned(user_id)}, {"thread_id": 1})
        thread_ids = {each["_id"]: each["thread_id"] async for each in alive}
        found = [each for each in found if each["thread"] in thread_ids]
    values = await _values_of(user_id, found)
    writes, more_writes = await _writes_of(user_id, found)
    items = [
        FoundCheckpoint(
            thread_ids[each["thread"]], each, writes.get(_place_of(each), ()), more_writes
        )
        for each in found
    ]
    return FoundCheckpoints(items, values, after)


async def _page(
    condition: dict[str, Any], wanted: CheckpointsWanted
) -> tuple[list[StoredCheckpoint], bool]:
    conditions: list[dict[str, Any]] = [condition]
    sort = [("checkpoint_id", -1), ("_id", -1)]
    if wanted.checkpoint_ns is not None:
        conditions.append({"checkpoint_ns": wanted.checkpoint_ns})
        if wanted.thread_id is not None:
            sort = [("checkpoint_id", -1)]
    if wanted.checkpoint_id is not None:
        conditions.append({"checkpoint_id": wanted.checkpoint_id})
    if wanted.before is not None:
        conditions.append({"checkpoint_id": {"$lt": wanted.before}})
    if wanted.after is not None:
        last = wanted.after
        conditions.append({"checkpoint_id": {"$lte": last.checkpoint_id}})
        conditions.append(
            {"$or": [{"checkpoint_id": {"$lt": last.checkpoint_id}}, {"_id": {"$lt": last.id}}]}
        )
    if wanted.metadata:
        equal = [_is_equal("$metadata", wanted.metadata, whole=False)]
        conditions.append({"$expr": {"$and": equal}})
    return await list_within_bytes(
        collection_of(Checkpoint), {"$and": conditions}, sort=sort, limit=wanted.limit
    )


def _is_equal(place: Any, value: Any, *, whole: bool = True) -> dict[str, Any]:
    """Whether what stands at a place is equal to JSON, whatever the order of its keys.

    Without ``whole`` it may have other keys as well. What is not there is null.
    """
    if not isinstance(value, dict):
        return {"$eq": [{"$ifNull": [place, None]}, {"$literal": value}]}
    keys = [
        _is_equal({"$getField": {"field": {"$literal": key}, "input": place}}, each)
        for key, each in value.items()
    ]
    if not whole:
        return {"$and": keys}
    size = {"$eq": [{"$size": {"$objectToArray": place}}, len(value)]}
    is_object = {"$eq": [{"$type": place}, "object"]}
    return {"$cond": [is_object, {"$and": [size, *keys]}, False]}


async def _values_of(user_id: str, found: Sequence[StoredCheckpoint]) -> list[dict[str, Any]]:
    """The values of checkpoints, each once. Raises _Gone where one was removed."""
    sizes = {
        channel["value_id"]: channel["bytes"]
        for each in found
        for channel in each["channels"]
        if channel["value_id"] is not None
    }
    shown, total = [], 0
    for each_id, size in sizes.items():
        if total + size <= VALUES_BYTES:
            total += size
            shown.append(each_id)
    values = collection_of(CheckpointValue)
    read = values.find({"_id": {"$in": shown}, "user_id": user_id})
    by_id = {each["_id"]: each async for each in read} if shown else {}
    if unread := list(sizes.keys() - set(shown)):
        condition = {"_id": {"$in": unread}, "user_id": user_id}
        async for each in values.find(condition, {"data": 0}):
            by_id[each["_id"]] = each
    if len(by_id) < len(sizes):
        raise _Gone
    return [by_id[each_id] for each_id in sizes]


_Place = tuple[PydanticObjectId, str, str]


def _place_of(stored: dict[str, Any]) -> _Place:
    return stored["thread"], stored["checkpoint_ns"], stored["checkpoint_id"]


async def _writes_of(
    user_id: str, found: Sequence[StoredCheckpoint]
) -> tuple[dict[_Place, list[dict[str, Any]]], bool]:
    """The writes after each checkpoint; none, and that there are more, where they are many."""
    if not found:
        return {}, False
    places = [_place_of(each) for each in found]
    names = ("thread", "checkpoint_ns", "checkpoint_id")
    any_of = [dict(zip(names, place, strict=True)) for place in places]
    condition: dict[str, Any] = {"user_id": user_id}
    condition |= any_of[0] if len(any_of) == 1 else {"$or": any_of}
    sort = _IN_ORDER if len(any_of) == 1 else []
    read, more = await list_within_bytes(
        collection_of(CheckpointWrite), condition, sort=sort, limit=WRITES_SHOWN
    )
    if more:
        return {}, True
    by_place: dict[_Place, list[dict[str, Any]]] = {place: [] for place in places}
    for each in read:
        by_place[_place_of(each)].append(each)
    for writes in by_place.values():
        writes.sort(key=lambda each: (each["task_id"], each["index"]))
    return by_place, False


_IN_ORDER = [("task_id", 1), ("index", 1)]


async def list_writes(
    user_id: str,
    thread: PydanticObjectId,
    checkpoint_ns: str,
    checkpoint_id: str,
    *,
    after: tuple[str, int] | None,
    limit: int,
) -> tuple[list[dict[str, Any]], bool]:
    """Writes after a checkpoint by task and index, and whether there are more."""
    condition: dict[str, Any] = {
        "user_id": user_id,
        "thread": thread,
        "checkpoint_ns": checkpoint_ns,
        "checkpoint_id": checkpoint_id,
    }
    if after is not None:
        task_id, index = after
        condition["task_id"] = {"$gte": task_id}
        condition["$or"] = [{"task_id": {"$gt": task_id}}, {"index": {"$gt": index}}]
    return await list_within_bytes(
        collection_of(CheckpointWrite), condition, sort=_IN_ORDER, limit=limit
    )


async def find_value(user_id: str, wanted: str) -> dict[str, Any]:
    """A value, or a write, by its id. Raises CheckpointValueMissing."""
    if len(wanted) == _OBJECT_ID_CHARACTERS:
        write = {"_id": PydanticObjectId(wanted), "user_id": user_id}
        found = await collection_of(CheckpointWrite).find_one(write)
    else:
        value = {"_id": wanted, "user_id": user_id}
        found = await collection_of(CheckpointValue).find_one(value)
    alive = {} if found is None else {"_id": found["thread"], **owned(user_id)}
    if not alive or await collection_of(CheckpointThread).find_one(alive, {"_id": 1}) is None:
        raise CheckpointValueMissing
    assert found is not None
    return found


_OBJECT_ID_CHARACTERS = 24
