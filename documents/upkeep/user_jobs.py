"""Jobs on all of one user: begun once, found by who does them, ended once, removed in time.

A job is done under its lease (``documents.leases``), whose document it is. What it writes of
itself is written there while the lease is held, so of two who take each other for dead one
gets on. What it does is safe in itself: a second erasure shares the first one's work, and a
piece of an export carries the token of the lease under which it was written.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from documents.aggregates.files.store import FileStore
from documents.database import Database, DuplicateKeyError, collection_of, committed_in
from documents.leases import Place
from documents.parts import Part, Removed, remove_parts
from documents.shapes.base import PydanticObjectId
from documents.shapes.user_jobs import JobKind, JobStatus, UserJob, UserJobChunk

STORE = FileStore(UserJob, UserJobChunk)

EXPORTS_KEPT_AT_MOST = 3
"""How many ended exports of a user that the same has asked for there are at once."""

ATTEMPTS_AT_MOST = 8
_FIRST_PAUSE_MILLISECONDS = 5000

StoredJob = dict[str, Any]


class JobError(Exception):
    """Base of what is refused of jobs."""


class JobMissing(JobError):
    """There is no such job, or it is not kept any longer."""


class JobRunning(JobError):
    """The job has not ended yet, and what was asked for wants one that has."""


class JobWithoutFile(JobError):
    """The job has ended, and left no file: no export, or one that failed."""


def place_of(job_id: PydanticObjectId) -> Place:
    """The lease under which a job is done."""
    return Place(UserJob, job_id, standing=True)


async def begin_job(
    database: Database, kind: JobKind, user_id: str, *, asked_by: str | None, now: datetime
) -> StoredJob:
    """A new job, or the one of this kind that runs for the user and that the same has asked for."""
    jobs = collection_of(UserJob, database)
    running = _running(kind, user_id, asked_by)
    job: StoredJob = {
        **running,
        "created_at": now,
        "token": 0,
        "attempts": 0,
        "done": 0,
        "length": 0,
        "lines": {},
    }
    while True:
        found = await jobs.find_one(running)
        if found is not None:
            return found
        try:
            # The driver adds the id to what it is given.
            await jobs.insert_one(job)
        except DuplicateKeyError:
            job.pop("_id", None)
            continue
        return job


async def running_erasure(database: Database, user_id: str) -> StoredJob | None:
    """The job that erases a user, if one runs."""
    running = _running(JobKind.ERASURE, user_id, None)
    return await collection_of(UserJob, database).find_one(running)


def _running(kind: JobKind, user_id: str, asked_by: str | None) -> dict[str, Any]:
    return {"user_id": user_id, "kind": kind, "asked_by": asked_by, "status": JobStatus.RUNNING}


async def find_job(
    database: Database, job_id: PydanticObjectId, *, asked_by: str | None, now: datetime
) -> StoredJob:
    """A job that runs or is kept, of those that the user asked for; with None any.

    Raises JobMissing.
    """
    job = await collection_of(UserJob, database).find_one({"_id": job_id, **_kept(now)})
    if job is None or asked_by not in (None, job["asked_by"]):
        raise JobMissing
    return job


async def list_jobs(
    database: Database,
    user_id: str,
    *,
    asked_by: str | None,
    after: PydanticObjectId | None,
    limit: int,
    now: datetime,
) -> list[StoredJob]:
    """The jobs on a user that run or are kept, of those that this one asked for, the newest
    first; with None all."""
    condition: dict[str, Any] = {"user_id": user_id, **_kept(now)}
    if asked_by is not None:
        condition["asked_by"] = asked_by
    if after is not None:
        condition["_id"] = {"$lt": after}
    found = collection_of(UserJob, database).find(condition).sort("_id", -1).limit(limit)
    return [job async for job in found]


def _kept(now: datetime) -> dict[str, Any]:
    return {"kind": {"$exists": True}, "kept_until": {"$not": {"$lte": now}}}


async def jobs_to_do(database: Database, *, limit: int) -> list[PydanticObjectId]:
    """The jobs that nobody does, those first that were asked for first.

    One that was begun and has not got on since is left alone for a while, each time twice as
    long.
    """
    pause = {"$multiply": [_FIRST_PAUSE_MILLISECONDS, {"$pow": [2, {"$ifNull": ["$attempts", 0]}]}]}
    free = {"$lte": [{"$ifNull": ["$expires_at", None]}, "$$NOW"]}
    rested = {
        "$or": [
            {"$eq": ["$attempts", 0]},
            {"$lte": [{"$add": [{"$ifNull": ["$since", "$created_at"]}, pause]}, "$$NOW"]},
        ]
    }
    found = collection_of(UserJob, database).find(
        {"status": JobStatus.RUNNING, "$expr": {"$and": [free, rested]}}, {"_id": 1}
    )
    return [job["_id"] async for job in found.sort("created_at", 1).limit(limit)]


async def remove_job(job_id: PydanticObjectId) -> Removed:
    """Remove a job with its file. Who does it learns so from its lease, and stops."""
    # The job first: nobody reads a file of which the half is gone, and pieces that are written
    # later, or stay where this is stopped, are of no job (``documents.upkeep.orphans``).
    return await remove_parts(parts_of_job(job_id))


def parts_of_job(job_id: PydanticObjectId) -> list[Part]:
    """A job and its file, in the order in which they are removed."""
    return [
        (collection_of(UserJob), {"_id": job_id}),
        (collection_of(UserJobChunk), {"files_id": job_id}),
    ]


async def let_older_go(
    database: Database, user_id: str, *, asked_by: str | None, now: datetime
) -> None:
    """Keep as many ended exports of a user as there may be with one that begins."""
    jobs = collection_of(UserJob, database)
    ended = {"user_id": user_id, "kind": JobKind.EXPORT, "status": {"$ne": JobStatus.RUNNING}}
    found = jobs.find({**ended, "asked_by": asked_by}, {"_id": 1}).sort("finished_at", -1)
    found = found.skip(EXPORTS_KEPT_AT_MOST - 1)
    older = [job["_id"] async for job in found]
    if older:
        await jobs.update_many({"_id": {"$in": older}}, {"$set": {"kept_until": now}})


async def remove_ended_jobs(now: datetime) -> Removed:
    """Remove the jobs that are kept no longer."""
    removed = Removed()
    for job_id in await outlived_jobs(now):
        removed.add(await remove_job(job_id))
    return removed


async def outlived_jobs(now: datetime) -> list[PydanticObjectId]:
    """The jobs that ``remove_ended_jobs`` removes."""
    due = {"kept_until": {"$type": "date", "$lte": now}}
    found = collection_of(UserJob).find(due, {"_id": 1})
    return [job["_id"] async for job in found]


async def is_there(job_id: PydanticObjectId) -> bool:
    """Whether a job has not been removed."""
    return await committed_in(UserJob).find_one({"_id": job_id}, {"_id": 1}) is not None


def ended(
    status: JobStatus, *, now: datetime, kept_until: datetime, **facts: Any
) -> dict[str, Any]:
    """What is set on a job that ends."""
    return {"status": status, "finished_at": now, "kept_until": kept_until, **facts}


async def count_documents(
    database: Database, conditions: Iterable[tuple[Any, dict[str, Any]]], *, upto: int | None = None
) -> int:
    """How many documents there are of the classes with these conditions; with ``upto`` so many
    at most are counted."""
    total = 0
    for model, condition in conditions:
        collection = collection_of(model, database)
        if upto is None:
            total += await collection.count_documents(condition)
        elif total < upto:
            total += await collection.count_documents(condition, limit=upto - total)
    return total
