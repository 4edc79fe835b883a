"""Deleting, pruning and copying checkpoints, and what they count."""

import asyncio
from typing import Any

import httpx
import pytest

from documents.aggregates.checkpoints.threads import BLOCK_BYTES
from documents.database import collection_of
from documents.shapes.checkpoints import (
    Checkpoint,
    CheckpointFile,
    CheckpointFileChunk,
    CheckpointThread,
    CheckpointUsage,
    CheckpointValue,
    CheckpointWrite,
)
from tests.api.checkpoints.support import (
    a_thread_id,
    a_write,
    bytes_of,
    channel,
    ids,
    listed,
    number,
    put,
    saved,
    typed,
    uploaded,
    wrote,
)
from tests.queries import look
from tests.support import Api

ALL = (
    Checkpoint,
    CheckpointFile,
    CheckpointFileChunk,
    CheckpointThread,
    CheckpointValue,
    CheckpointWrite,
)


async def counted(user_id: str) -> int:
    usage = await look(collection_of(CheckpointUsage)).find_one({"_id": user_id}) or {"bytes": 0}
    size: int = usage["bytes"]
    return size


async def left() -> dict[str, int]:
    """How many documents each collection has, without those that have none."""
    counts = {model.__name__: await look(collection_of(model)).count_documents({}) for model in ALL}
    return {name: count for name, count in counts.items() if count}


async def settled(api: Api) -> None:
    await api.services.background.finish()


async def a_full_thread(user: httpx.AsyncClient, count: int = 3, **more: Any) -> str:
    """A thread with values, large ones as well, and writes."""
    thread = a_thread_id()
    for n in range(1, count + 1):
        large = {"type": "b", "upload_id": await uploaded(user, thread, b"%d" % n * 300_000)}
        await saved(
            user,
            thread,
            n,
            channel("a", n, b"%d" % n),
            channel("same", 1, b"same"),
            {"channel": "large", "version": n, "value": large},
            **more,
        )
        await wrote(user, thread, n, a_write(0, b"w%d" % n))
    return thread


async def prune(user: httpx.AsyncClient, *threads: str, **more: Any) -> int:
    response = await user.post("/checkpoints/prune", json={"thread_ids": threads, **more})
    assert response.status_code == 200, response.text
    deleted: int = response.json()["checkpoints"]
    return deleted


async def test_a_deleted_thread_is_gone_with_all_that_it_had(alone: Api) -> None:
    user = await alone.user("alice")
    thread, other = await a_full_thread(user), await a_full_thread(user, 1)
    before = await counted("alice")
    assert (await user.delete("/checkpoints", params={"thread_id": thread})).status_code == 204
    assert await ids(user, thread_id=thread) == []
    assert await ids(user) == [number(1)]
    await settled(alone)
    assert await left() == {
        "Checkpoint": 1,
        "CheckpointFile": 1,
        "CheckpointFileChunk": 2,
        "CheckpointThread": 1,
        "CheckpointValue": 3,
        "CheckpointWrite": 1,
    }
    assert await counted("alice") < before
    (kept,) = await listed(user, thread_id=other)
    assert kept["values"]["large"] == b"1" * 300_000
    # One that is not there, and one that begins anew.
    assert (await user.delete("/checkpoints", params={"thread_id": thread})).status_code == 204
    await saved(user, thread, 1, channel("a", 1, b"anew"))
    assert (await listed(user, thread_id=thread))[0]["values"] == {"a": b"anew"}
    assert (await user.delete("/checkpoints", params={"thread_id": other})).status_code == 204
    assert (await user.delete("/checkpoints", params={"thread_id": thread})).status_code == 204
    await settled(alone)
    assert await left() == {}
    assert await counted("alice") == 0


async def test_pruning_keeps_the_newest_of_each_namespace_and_its_values(alone: Api) -> None:
    user = await alone.user("alice")
    thread = await a_full_thread(user, 60)
    await saved(user, thread, 1, channel("a", 1, b"child 1"), checkpoint_ns="child")
    await saved(user, thread, 2, channel("a", 2, b"child 2"), checkpoint_ns="child")
    assert await prune(user, thread, "none") == 60
    await settled(alone)
    newest, child = await listed(user, thread_id=thread)
    assert newest["values"] == {"a": b"60", "same": b"same", "large": b"60" * 300_000}
    assert [await bytes_of(user, each["value"]) for each in newest["writes"]] == [b"w60"]
    assert child["values"] == {"a": b"child 2"}
    assert await left() == {
        "Checkpoint": 2,
        "CheckpointFile": 1,
        "CheckpointFileChunk": 3,
        "CheckpointThread": 1,
        "CheckpointValue": 4,
        "CheckpointWrite": 1,
    }
    stored = await look(collection_of(CheckpointThread)).find_one({})
    assert stored is not None
    assert "tidy_since" not in stored
    assert 600_000 < stored["bytes"] < 601_000
    assert await counted("alice") == 10 * BLOCK_BYTES
    assert await prune(user, thread) == 0
    assert await prune(user, thread, strategy="delete") == 0
    assert await ids(user, thread_id=thread) == []


async def test_pruning_keeps_what_delta_channels_are_made_from(user: httpx.AsyncClient) -> None:
    thread = a_thread_id()
    await saved(user, thread, 1, channel("delta", 1, b"old snapshot"))
    await saved(user, thread, 2, channel("delta", 2, b"snapshot"))
    counters = {"counters_since_delta_snapshot": {"delta": [1, 1]}}
    for n in (3, 4, 5):
        await wrote(user, thread, n - 1, a_write(0, b"delta %d" % n, "delta"))
        await saved(user, thread, n, channel("delta", n), metadata=counters)
    assert await prune(user, thread) == 1
    found = await listed(user, thread_id=thread)
    assert [each["checkpoint_id"] for each in found] == [number(n) for n in (5, 4, 3, 2)]
    assert [len(each["writes"]) for each in found] == [0, 1, 1, 1]
    assert found[-1]["values"] == {"delta": b"snapshot"}
    # One with a snapshot of its own needs none of them.
    await saved(user, thread, 6, channel("delta", 6, b"new"))
    assert await prune(user, thread) == 4
    assert await ids(user, thread_id=thread) == [number(6)]


async def test_the_checkpoints_of_runs_are_deleted_in_every_thread(alone: Api) -> None:
    user, other = await alone.user(), await alone.user()
    first = await a_full_thread(user, 2, metadata={"run_id": "gone"})
    await saved(user, first, 3, channel("a", 2), channel("b", 1, b"b"), metadata={"run_id": "kept"})
    second = await a_full_thread(user, 1, metadata={"run_id": "gone, too"})
    theirs = await a_full_thread(other, 1, metadata={"run_id": "gone"})
    body = {"run_ids": ["gone", "gone, too", "never there"]}
    response = await user.post("/checkpoints/delete-runs", json=body)
    assert response.json() == {"checkpoints": 3}
    (kept,) = await listed(user, thread_id=first)
    # A value that another checkpoint has stays.
    assert kept["values"] == {"a": b"2", "b": b"b"}
    assert await ids(user, thread_id=second) == []
    assert await ids(other, thread_id=theirs) == [number(1)]
    await settled(alone)
    assert (await left())["CheckpointValue"] == 5
    assert (await left())["CheckpointFile"] == 1
    response = await user.post("/checkpoints/delete-runs", json={"run_ids": []})
    assert response.json() == {"checkpoints": 0}


async def test_a_copy_has_all_that_its_source_has_and_nothing_in_common(alone: Api) -> None:
    user = await alone.user("alice")
    source, target = await a_full_thread(user, 4), a_thread_id()
    await saved(user, source, 1, channel("a", 1, b"child"), checkpoint_ns="child")
    before = await counted("alice")
    body = {"source_thread_id": source, "target_thread_id": target}
    for _ in range(2):
        response = await user.post("/checkpoints/copy", json=body)
        assert response.json() == {"copied": True}
    assert await counted("alice") == 2 * before

    async def told(thread: str) -> list[Any]:
        return [
            (
                *(each[name] for name in ("checkpoint_ns", "checkpoint_id", "metadata")),
                *(each["checkpoint"], each["values"]),
                [await bytes_of(user, write["value"]) for write in each["writes"]],
            )
            for each in await listed(user, thread_id=thread)
        ]

    copied = await told(target)
    assert copied == await told(source)
    assert (await user.delete("/checkpoints", params={"thread_id": source})).status_code == 204
    await settled(alone)
    assert await told(target) == copied
    assert await counted("alice") == before


async def test_a_copy_is_refused_where_there_is_a_thread(user: httpx.AsyncClient) -> None:
    source, target = await a_full_thread(user, 1), await a_full_thread(user, 2)
    body = {"source_thread_id": source, "target_thread_id": target}
    response = await user.post("/checkpoints/copy", json=body)
    assert response.status_code == 409
    assert response.json()["type"].endswith(":thread-taken")
    assert len(await ids(user, thread_id=target)) == 2
    none = {"source_thread_id": a_thread_id(), "target_thread_id": a_thread_id()}
    assert (await user.post("/checkpoints/copy", json=none)).json() == {"copied": False}


async def test_an_upload_that_nothing_has_goes_after_a_day(alone: Api) -> None:
    user = await alone.user("alice")
    thread = a_thread_id()
    await uploaded(user, thread, b"x" * 300_000)
    services = alone.services
    await services.upkeep.sweep()
    assert await counted("alice") == 5 * BLOCK_BYTES
    alone.clock.advance(hours=25)
    preview = await services.upkeep.preview_sweep()
    report = await services.upkeep.sweep()
    assert report.removed_documents == preview.removed_documents
    assert await left() == {"CheckpointThread": 1}
    assert await counted("alice") == 0


async def test_the_sweep_removes_what_a_process_left_that_died(alone: Api) -> None:
    user = await alone.user("alice")
    thread, other = await a_full_thread(user, 2), await a_full_thread(user, 1)
    threads = look(collection_of(CheckpointThread))
    deleted = {"$set": {"deleted_at": alone.clock()}}
    await threads.update_one({"thread_id": thread}, deleted)
    # As a removal of checkpoints that was stopped before the values.
    await look(collection_of(Checkpoint)).delete_many(
        {"thread": (await threads.find_one({"thread_id": other}) or {})["_id"]}
    )
    await threads.update_one({"thread_id": other}, {"$set": {"tidy_since": alone.clock()}})
    services = alone.services
    await services.upkeep.sweep()
    await services.upkeep.sweep()
    assert await left() == {"CheckpointThread": 1, "CheckpointWrite": 1}


@pytest.mark.parametrize("limited", ["checkpoint", "write", "upload"])
async def test_what_goes_beyond_the_quota_is_refused_and_leaves_nothing(
    alone: Api, limited: str
) -> None:
    user = await alone.user("alice")
    thread = a_thread_id()
    await saved(user, thread, 1, channel("a", 1, b"x" * 1000))
    limits = alone.services.checkpoints.checkpoint_limits
    object.__setattr__(limits, "user_bytes", BLOCK_BYTES)
    large = b"x" * BLOCK_BYTES
    if limited == "checkpoint":
        response = await put(user, thread, 2, channel("a", 2, large))
    elif limited == "write":
        body = {"thread_id": thread, "checkpoint_id": number(1), "task_id": "t"}
        write = {"index": 0, "channel": "c", "value": typed(large)}
        response = await user.put("/checkpoints/writes", json={**body, "writes": [write]})
    else:
        response = await user.post(
            "/checkpoints/values", params={"thread_id": thread}, content=large
        )
    assert response.status_code == 429
    assert "THREADKEEP_MAX_USER_CHECKPOINT_BYTES" in response.json()["detail"]
    assert await counted("alice") == BLOCK_BYTES
    assert await left() == {"Checkpoint": 1, "CheckpointThread": 1, "CheckpointValue": 1}
    # What still fits is taken.
    await saved(user, thread, 2, channel("a", 2, b"y" * 1000))


async def test_a_thread_pruned_while_others_write_to_it_loses_nothing_of_theirs(
    user: httpx.AsyncClient,
) -> None:
    thread = a_thread_id()
    for n in range(1, 31):
        await saved(user, thread, n, channel("a", n, b"%d" % n), channel("same", 1, b"same"))

    async def write() -> None:
        for n in range(31, 61):
            await saved(user, thread, n, channel("a", n, b"%d" % n), channel("same", 1))

    async def prune_often() -> None:
        for _ in range(5):
            await prune(user, thread)

    await asyncio.gather(write(), prune_often())
    found = await listed(user, thread_id=thread)
    assert found[0]["checkpoint_id"] == number(60)
    for each in found:
        n = int(each["checkpoint_id"])
        assert each["values"] == {"a": b"%d" % n, "same": b"same"}
