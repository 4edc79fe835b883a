"""Exporting and erasing all of a user, however much it is: work that outlives its request.

A job stands in the database and is done by any process that serves: the one that was asked
begins at once, and every process looks now and then for those that nobody does, as the one
that did has ended. Each is done under its own lease, and goes on where it was.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from documents import leases
from documents.database import Database, error_told, is_unavailable
from documents.leases import Lease, LeaseHeld, LeaseLost
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.user_jobs import JobKind, JobStatus
from documents.upkeep.erasure import (
    RECEIPT_KEPT,
    Receipt,
    StillWriting,
    count_personal,
    erase_user,
    erased_so_far,
    has_more_than,
)
from documents.upkeep.export_job import write_export
from documents.upkeep.user_jobs import (
    ATTEMPTS_AT_MOST,
    STORE,
    JobMissing,
    JobRunning,
    JobWithoutFile,
    StoredJob,
    begin_job,
    ended,
    find_job,
    is_there,
    jobs_to_do,
    let_older_go,
    list_jobs,
    place_of,
    remove_job,
    running_erasure,
)
from services.background import Background
from services.pagination import Cursors, Page
from services.settings import Settings

log = structlog.get_logger()

ERASED_AT_ONCE = 1000
"""Up to so many documents of a user are erased in the request itself."""

AT_ONCE = 2
"""How many jobs a process does at once."""

PAUSE = 0.5
"""How long each step of an erasure is followed by nothing, by what it took."""


@dataclass(frozen=True)
class JobLimits:
    """How large the file of an export may be, and how long it is kept."""

    export_bytes: int
    export_kept: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "JobLimits":
        """The limits that the settings give."""
        return cls(settings.max_export_bytes, timedelta(hours=settings.export_kept_hours))


@dataclass(frozen=True)
class ExportedFile:
    """The file of an export: gzip of ``bytes``, and its lines by type."""

    bytes: int
    sha256: str
    lines: dict[str, int]


@dataclass(frozen=True)
class Job:
    """A job as it is now. ``documents_done`` are of about ``documents_found``, which is None
    until they are counted."""

    id: PydanticObjectId
    kind: JobKind
    status: JobStatus
    user_id: str
    created_at: datetime
    finished_at: datetime | None
    kept_until: datetime | None
    documents_done: int
    documents_found: int | None
    error: str | None
    receipt: Receipt | None
    file: ExportedFile | None


@dataclass
class JobService:
    """Jobs on all of a user. ``asked_by`` is the user who asks for what is his own, None for an
    administrator, who sees every job."""

    database: Database
    clock: Clock
    limits: JobLimits
    cursors: Cursors
    background: Background
    _doing: set[PydanticObjectId] = field(default_factory=set)
    _asked: bool = False

    async def begin_export(self, user_id: str, *, asked_by: str | None) -> Job:
        """Begin to export all of a user to a file; or the export that the same has begun."""
        now = self.clock()
        await let_older_go(self.database, user_id, asked_by=asked_by, now=now)
        job = await begin_job(self.database, JobKind.EXPORT, user_id, asked_by=asked_by, now=now)
        self.do_soon()
        return await self._shown(job)

    async def erase_user(self, user_id: str) -> Receipt | Job:
        """Erase everything of a user: the receipt where that is little, else the job that does.

        Raises StillWriting.
        """
        job = await running_erasure(self.database, user_id)
        if job is None:
            if not await has_more_than(self.database, user_id, ERASED_AT_ONCE):
                return await erase_user(self.database, user_id, now=self.clock())
            job = await begin_job(
                self.database, JobKind.ERASURE, user_id, asked_by=None, now=self.clock()
            )
        self.do_soon()
        return await self._shown(job)

    async def job(self, job_id: PydanticObjectId, *, asked_by: str | None) -> Job:
        """A job as it is now. Raises JobMissing."""
        return await self._shown(await self._found(job_id, asked_by))

    async def list_jobs(
        self, user_id: str, *, asked_by: str | None, cursor: str | None, limit: int
    ) -> Page[Job]:
        """One page of the jobs on a user, the newest first. Raises InvalidArgument for a bad
        cursor."""
        listing = f"jobs of {asked_by or 'anybody'}"
        after = self.cursors.read_id(cursor, user_id=user_id, listing=listing)
        found = await list_jobs(
            self.database,
            user_id,
            asked_by=asked_by,
            after=after,
            limit=limit + 1,
            now=self.clock(),
        )
        shown = [await self._shown(job) for job in found]
        return self.cursors.page(
            shown, limit, lambda job: [str(job.id)], user_id=user_id, listing=listing
        )

    async def file(self, job_id: PydanticObjectId, *, asked_by: str | None) -> ExportedFile:
        """The file of an export that has ended. Raises JobMissing, JobRunning, JobWithoutFile."""
        job = await self.job(job_id, asked_by=asked_by)
        if job.status == JobStatus.RUNNING:
            raise JobRunning
        if job.file is None:
            raise JobWithoutFile
        return job.file

    def read_file(self, job_id: PydanticObjectId, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes of an export's file from position ``first`` to ``last``, both included."""
        return self.database.each_part_within_timeout(STORE.read(job_id, first, last))

    async def remove(self, job_id: PydanticObjectId, *, asked_by: str | None) -> None:
        """Remove a job with its file, and end an export that runs.

        Raises JobMissing, and JobRunning for an erasure that runs: it cannot be undone.
        """
        job = await self._found(job_id, asked_by)
        if job["kind"] == JobKind.ERASURE and job["status"] == JobStatus.RUNNING:
            raise JobRunning
        await remove_job(job_id)

    def do_soon(self) -> None:
        """Begin, beside the requests, with jobs that nobody does."""
        self._asked = True
        self.background.start("jobs", self._begin_asked)

    async def _begin_asked(self) -> None:
        # Who asks meanwhile may have added one since.
        while self._asked:
            self._asked = False
            await self.begin_some()

    async def begin_some(self) -> None:
        """Begin with jobs that nobody does, as many as this process does at once."""
        # Those that it does itself are not among them, but may be the moment after.
        found = await jobs_to_do(self.database, limit=2 * AT_ONCE)
        for job_id in found:
            if len(self._doing) < AT_ONCE and job_id not in self._doing:
                self._doing.add(job_id)
                self.background.start(object(), partial(self._do, job_id))

    async def _do(self, job_id: PydanticObjectId) -> None:
        try:
            async with leases.hold(self.database, place_of(job_id), wait_seconds=0) as lease:
                await self._do_under(lease, job_id)
        except LeaseHeld:
            return
        except LeaseLost:
            if not await is_there(job_id):
                # It was removed, or its user erased: what was written since goes, too.
                await remove_job(job_id)
        except Exception as error:
            if not is_unavailable(error):
                log.warning("job stopped", job=str(job_id), error=error_told(error))
        finally:
            self._doing.discard(job_id)
        self.do_soon()

    async def _do_under(self, lease: Lease, job_id: PydanticObjectId) -> None:
        try:
            job = await find_job(self.database, job_id, asked_by=None, now=self.clock())
        except JobMissing:
            return
        if job["status"] != JobStatus.RUNNING:
            return
        attempts = job["attempts"]
        if job["kind"] == JobKind.ERASURE:
            done = await erased_so_far(self.database, job["user_id"])
            attempts = 0 if done > job["done"] else attempts
            await lease.note(done=done)
        if attempts >= ATTEMPTS_AT_MOST:
            told = f"it was begun {ATTEMPTS_AT_MOST} times and never got on; the log says why"
            await lease.note(**self._failed(job["kind"], told))
            return
        await lease.note(attempts=attempts + 1)
        if job["kind"] == JobKind.EXPORT:
            await write_export(
                self.database,
                lease,
                job,
                clock=self.clock,
                kept=self.limits.export_kept,
                max_bytes=self.limits.export_bytes,
            )
        else:
            await self._erase(lease, job)

    async def _erase(self, lease: Lease, job: StoredJob) -> None:
        user_id = job["user_id"]
        if job.get("found") is None:
            before = await erased_so_far(self.database, user_id)
            await lease.note(found=before + await count_personal(self.database, user_id))
        try:
            await erase_user(self.database, user_id, now=self.clock(), pause=PAUSE)
        except StillWriting as error:
            await lease.note(**self._failed(JobKind.ERASURE, str(error)))

    def _failed(self, kind: str, error: str) -> dict[str, object]:
        kept = RECEIPT_KEPT if kind == JobKind.ERASURE else self.limits.export_kept
        now = self.clock()
        return ended(JobStatus.FAILED, now=now, kept_until=now + kept, error=error)

    async def _found(self, job_id: PydanticObjectId, asked_by: str | None) -> StoredJob:
        return await find_job(self.database, job_id, asked_by=asked_by, now=self.clock())

    async def _shown(self, job: StoredJob) -> Job:
        receipt, file, done = None, None, job["done"]
        if job.get("receipt") is not None:
            receipt = Receipt(**job["receipt"])
            done = job.get("found") or 0
        elif job["kind"] == JobKind.ERASURE:
            done = await erased_so_far(self.database, job["user_id"])
        if job.get("sha256") is not None:
            file = ExportedFile(job["length"], job["sha256"], job["lines"])
        return Job(
            id=job["_id"],
            kind=JobKind(job["kind"]),
            status=JobStatus(job["status"]),
            user_id=job["user_id"],
            created_at=job["created_at"],
            finished_at=job.get("finished_at"),
            kept_until=job.get("kept_until"),
            documents_done=done,
            documents_found=job.get("found"),
            error=job.get("error"),
            receipt=receipt,
            file=file,
        )
