"""An export to a file: whole wherever it is stopped, and whoever else takes it up."""

import asyncio
import gzip
import hashlib
import json
import random
from datetime import timedelta
from typing import Any

import pytest

from documents import leases
from documents.aggregates.files import store
from documents.database import Database, collection_of
from documents.leases import Lease, LeaseLost
from documents.shapes.user_jobs import JobKind, UserJobChunk
from documents.upkeep import export, export_job
from documents.upkeep.erasure import erase_user
from documents.upkeep.export import export_user
from documents.upkeep.export_job import write_export
from documents.upkeep.user_jobs import (
    STORE,
    StoredJob,
    begin_job,
    find_job,
    is_there,
    place_of,
    remove_job,
)
from tests.documents.upkeep.test_erasure import HER, HIM, everything, settle, traces
from tests.queries import look
from tests.support import BEGINNING


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks and steps so small that an export of some chats has many."""
    for module in (store, export_job):
        monkeypatch.setattr(module, "CHUNK_BYTES", 700)
    monkeypatch.setattr(export, "_BLOCK_BYTES", 500)
    monkeypatch.setattr(export_job, "NOTED_EVERY_BYTES", 2_000)
    monkeypatch.setattr(export_job, "_COMPRESSED_AT_ONCE", 900)


async def a_job(database: Database) -> StoredJob:
    return await begin_job(database, JobKind.EXPORT, HER, asked_by=HER, now=BEGINNING)


async def now_of(database: Database, job: StoredJob) -> StoredJob:
    return await find_job(database, job["_id"], asked_by=None, now=BEGINNING)


async def run(database: Database, lease: Lease, job: StoredJob, max_bytes: int = 10**9) -> None:
    await write_export(
        database,
        lease,
        job,
        clock=lambda: BEGINNING,
        kept=timedelta(hours=1),
        max_bytes=max_bytes,
    )


async def held_and_run(database: Database, job: StoredJob) -> StoredJob:
    async with leases.hold(database, place_of(job["_id"]), wait_seconds=0) as lease:
        await run(database, lease, await now_of(database, job))
    return await now_of(database, job)


async def packed(job: StoredJob) -> bytes:
    return b"".join([part async for part in STORE.read(job["_id"], 0, job["length"] - 1)])


async def check_whole(database: Database, done: StoredJob) -> None:
    """The file has all that a stream has, and nothing lies beyond it."""
    data = await packed(done)
    assert (len(data), hashlib.sha256(data).hexdigest()) == (done["length"], done["sha256"])
    streamed = [b async for b in export_user(database, HER, now=BEGINNING)]
    assert gzip.decompress(data) == b"".join(streamed)
    types = [json.loads(line)["type"] for line in gzip.decompress(data).splitlines()]
    assert done["lines"] == {each: types.count(each) for each in types}
    chunks = look(collection_of(UserJobChunk, database))
    assert await chunks.count_documents({}) == -(-len(data) // store.CHUNK_BYTES)


class _Killed(Exception):
    pass


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("seed", range(4))
async def test_an_export_killed_anywhere_goes_on_to_the_same_file(
    bound: Database, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    await settle(bound, HIM, sessions=1)
    await settle(bound, HER, sessions=2)
    job = await a_job(bound)
    put, note = export_job._Writing._put, Lease.note
    kills = 0

    async def put_or_die(self: Any, number: int, data: bytes) -> None:
        nonlocal kills
        if kills < 8 and chance.random() < 0.25:
            kills += 1
            raise _Killed
        await put(self, number, data)

    async def note_or_die(self: Lease, **facts: Any) -> None:
        nonlocal kills
        await note(self, **facts)
        if kills < 8 and chance.random() < 0.25:
            kills += 1
            raise _Killed

    monkeypatch.setattr(export_job._Writing, "_put", put_or_die)
    monkeypatch.setattr(Lease, "note", note_or_die)
    while (await now_of(bound, job))["status"] == "running":
        try:
            await held_and_run(bound, job)
        except _Killed:
            continue
    assert kills > 3
    await check_whole(bound, await now_of(bound, job))


@pytest.mark.usefixtures("small_steps")
async def test_an_export_killed_after_each_note_says_nothing_twice(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle(bound, HER)
    job = await a_job(bound)
    note = Lease.note
    lengths = set[int]()

    async def note_and_die(self: Lease, **facts: Any) -> None:
        await note(self, **facts)
        if facts.get("length", 0) not in lengths | {0}:
            lengths.add(facts["length"])
            raise _Killed

    monkeypatch.setattr(Lease, "note", note_and_die)
    while (await now_of(bound, job))["status"] == "running":
        try:
            await held_and_run(bound, job)
        except _Killed:
            continue
    assert len(lengths) > 3
    await check_whole(bound, await now_of(bound, job))


@pytest.mark.usefixtures("small_steps")
async def test_who_was_thought_dead_does_no_harm_to_who_goes_on(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle(bound, HER)
    job = await a_job(bound)
    asleep, wake = asyncio.Event(), asyncio.Event()
    put = export_job._Writing._put

    async def slow(self: Any, number: int, data: bytes) -> None:
        if number == 3 and not asleep.is_set():
            asleep.set()
            await wake.wait()
        await put(self, number, data)

    monkeypatch.setattr(export_job._Writing, "_put", slow)
    async with leases.hold(bound, place_of(job["_id"]), wait_seconds=0) as lease:
        sleeper = asyncio.create_task(run(bound, lease, await now_of(bound, job)))
        await asleep.wait()
        await lease.release()
        done = await held_and_run(bound, job)
        wake.set()
        with pytest.raises(LeaseLost):
            await sleeper
    await check_whole(bound, done)


@pytest.mark.usefixtures("small_steps")
async def test_an_export_beside_an_erasure_leaves_nothing(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle(bound, HER)
    job = await a_job(bound)
    put = export_job._Writing._put

    async def erased_meanwhile(self: Any, number: int, data: bytes) -> None:
        if number == 3:
            await erase_user(bound, HER, now=BEGINNING)
        await put(self, number, data)

    monkeypatch.setattr(export_job._Writing, "_put", erased_meanwhile)
    with pytest.raises(LeaseLost):
        await held_and_run(bound, job)
    assert not await is_there(job["_id"])
    await remove_job(job["_id"])
    found = await everything(bound)
    assert traces(HER, found) == []
    assert found["user_job_chunks"] == []
