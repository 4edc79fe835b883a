"""The stored shape of work on all of one user that outlives its request."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from beanie import Document

from documents.shapes.base import PydanticObjectId
from documents.shapes.lease_records import LeaseFacts


class JobKind(StrEnum):
    """What a job does with all of a user."""

    EXPORT = "export"
    ERASURE = "erasure"


class JobStatus(StrEnum):
    """Whether a job has ended, and how; one that waits for its turn is running."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class UserJob(LeaseFacts):
    """Work on all of the user ``user_id``, done by whoever holds the lease.

    ``asked_by`` is the user who asked for what is his own, None where an administrator did.
    ``found`` is how many documents there were as it began, ``done`` how many of them are
    exported; what is erased stands in the Erasure. ``attempts`` counts how often it was begun
    since it last got on. ``kept_until`` is when an ended one goes.

    An export lies in the UserJobChunks: up to ``length`` bytes, which hold all that comes up to
    ``place`` (a collection, and the last id of it), as ``lines`` by their type. ``sha256`` is
    there once all of it is. The ``receipt`` is that of an erasure that has ended.
    """

    id: PydanticObjectId
    kind: JobKind
    status: JobStatus
    user_id: str
    asked_by: str | None = None
    created_at: datetime
    finished_at: datetime | None = None
    kept_until: datetime | None = None
    attempts: int = 0
    found: int | None = None
    done: int = 0
    error: str | None = None
    place: dict[str, Any] | None = None
    length: int = 0
    lines: dict[str, int] = {}
    sha256: str | None = None
    receipt: dict[str, Any] | None = None

    class Settings:
        name = "user_jobs"


class UserJobChunk(Document):
    """The piece ``n`` of a job's export, counted from 0; all but the last are of one size.

    ``token`` is that of the lease under which it was written.
    """

    files_id: PydanticObjectId
    n: int
    token: int
    data: bytes

    class Settings:
        name = "user_job_chunks"
