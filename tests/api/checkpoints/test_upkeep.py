"""Proving what is stored of checkpoints, and all of a user's."""

import asyncio
import base64
from typing import Any

import httpx
import orjson
import pytest

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
    channel,
    ids,
    listed,
    number,
    put,
    saved,
    uploaded,
    wrote,
)
from tests.queries import collection_names, look
from tests.support import Api


async def a_thread_with_everything(user: httpx.AsyncClient) -> str:
    thread = a_thread_id()
    large = {"type": "b", "upload_id": await uploaded(user, thread, b"large" * 100_000)}
    await saved(user, thread, 1, channel("a", 1, b"one"), channel("b", 1, b"same"))
    value = {"channel": "a", "version": 2, "value": large}
    await saved(user, thread, 2, value, channel("b", 1))
    await wrote(user, thread, 2, a_write(0, b"written"), a_write(-1, b"error"))
    return thread


async def findings(api: Api) -> list[str]:
    return [each.text async for each in api.services.upkeep.check_checkpoints()]


async def test_what_is_stored_is_sound_whatever_was_done(alone: Api) -> None:
    user = await alone.user("alice")
    threads = [await a_thread_with_everything(user) for _ in range(4)]
    await wrote(user, threads[0], 2, a_write(0, b"again"), a_write(-1, b"longer error"))
    await saved(user, threads[0], 1, channel("a", 3, b"in its place"))
    await user.post("/checkpoints/prune", json={"thread_ids": threads[:1]})
    await user.delete("/checkpoints", params={"thread_id": threads[1]})
    body = {"source_thread_id": threads[2], "target_thread_id": a_thread_id()}
    assert (await user.post("/checkpoints/copy", json=body)).status_code == 200
    await uploaded(user, threads[3], b"nobody's")
    await alone.services.background.finish()
    assert await findings(alone) == []


@pytest.mark.parametrize(
    ("model", "text", "is_count"),
    [
        (CheckpointValue, "values of the checkpoint", False),
        (CheckpointFileChunk, "is not whole", False),
        (CheckpointFile, "is not whole", False),
        (CheckpointWrite, "bytes, and has", True),
    ],
)
async def test_what_is_gone_is_told(alone: Api, model: Any, text: str, is_count: bool) -> None:
    user = await alone.user("alice")
    await a_thread_with_everything(user)
    await look(collection_of(model)).delete_many({})
    found = [each async for each in alone.services.upkeep.check_checkpoints()]
    assert any(text in each.text for each in found)
    mended = [await alone.services.upkeep.repair_checkpoints(each) for each in found]
    assert mended == [each.is_count for each in found]
    assert any(each.is_count for each in found) or not is_count
    left = [each async for each in alone.services.upkeep.check_checkpoints()]
    assert not any(each.is_count for each in left)


async def test_a_wrong_count_of_a_user_is_counted_anew(alone: Api) -> None:
    user = await alone.user("alice")
    await a_thread_with_everything(user)
    await look(collection_of(CheckpointUsage)).update_one({"_id": "alice"}, {"$inc": {"bytes": 7}})
    (found,) = [each async for each in alone.services.upkeep.check_checkpoints()]
    assert await alone.services.upkeep.repair_checkpoints(found)
    assert await findings(alone) == []


async def test_an_export_is_stored_again_with_its_checkpoints(alone: Api) -> None:
    user = await alone.user("alice")
    await a_thread_with_everything(user)
    await alone.services.background.finish()

    async def exported() -> list[Any]:
        blocks = [block async for block in alone.services.users.export_user("alice")]
        lines = [orjson.loads(line) for line in b"".join(blocks).splitlines()]
        return [{**line, "exported_at": None} for line in lines]

    before = await exported()
    for name in await collection_names(alone.services.database):
        await look(alone.services.database[name]).delete_many({})
    lines = [{k: v for k, v in line.items() if k != "exported_at"} for line in before]
    async for restored in alone.services.users.import_user(lines):
        assert restored.user_id == "alice"
    assert await exported() == before
    assert await findings(alone) == []


async def test_the_export_of_a_user_has_its_checkpoints(alone: Api) -> None:
    user, admin = await alone.user("alice"), await alone.user(admin=True)
    thread = await a_thread_with_everything(user)
    response = await admin.get("/users/export", params={"user_id": "alice"})
    lines = [orjson.loads(line) for line in response.text.splitlines()]
    by_type = {
        kind: [each for each in lines if each["type"] == kind]
        for kind in ("checkpoint_thread", "checkpoint", "checkpoint_value", "checkpoint_write")
    }
    assert [each["thread_id"] for each in by_type["checkpoint_thread"]] == [thread]
    found = sorted(by_type["checkpoint"], key=lambda each: str(each["checkpoint_id"]))
    assert [each["checkpoint_id"] for each in found] == [number(1), number(2)]
    assert base64.b64decode(found[0]["base64"]) == b"checkpoint 1"
    assert len(by_type["checkpoint_value"]) == 3
    assert len(by_type["checkpoint_write"]) == 2
    chunks = b"".join(
        base64.b64decode(each["base64"]) for each in lines if each["type"] == "file_chunk"
    )
    assert chunks == b"large" * 100_000


async def test_an_erased_users_checkpoints_are_gone_and_nobody_elses(alone: Api) -> None:
    user, other = await alone.user("alice"), await alone.user("bob")
    admin = await alone.user(admin=True)
    await a_thread_with_everything(user)
    theirs = await a_thread_with_everything(other)
    receipt = (await admin.post("/users/erase", json={"user_id": "alice"})).json()
    assert receipt["documents"]["checkpoints"] == 2
    assert receipt["documents"]["checkpoint_values"] == 3
    assert receipt["documents"]["checkpoint_files_chunks"] == 2
    for model in (Checkpoint, CheckpointValue, CheckpointWrite, CheckpointThread):
        assert await look(collection_of(model)).count_documents({"user_id": "alice"}) == 0
    assert await look(collection_of(CheckpointFile)).count_documents({}) == 1
    assert [each["_id"] async for each in look(collection_of(CheckpointUsage)).find({})] == ["bob"]
    assert len(await listed(other, thread_id=theirs)) == 2
    assert await findings(alone) == []


async def test_a_save_that_is_stopped_anywhere_leaves_all_of_it_or_nothing(alone: Api) -> None:
    user = await alone.user("alice")
    thread = a_thread_id()
    await saved(user, thread, 1, channel("a", 1, b"one"))
    for n in range(2, 40):
        asked = asyncio.create_task(put(user, thread, n, channel("a", n, b"%d" % n)))
        for _ in range(n):
            await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
    await alone.services.database.settle(5)
    found = await listed(user, thread_id=thread, limit=100)
    assert await ids(user, thread_id=thread)
    for each in found[:-1]:
        assert each["values"] == {"a": b"%d" % int(each["checkpoint_id"])}
    assert await findings(alone) == []
