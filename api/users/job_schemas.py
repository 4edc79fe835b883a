"""What the routes of jobs answer."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.fields import Id
from api.users.schemas import ReceiptOut
from documents.shapes.user_jobs import JobKind, JobStatus
from services.jobs import Job


class JobProgress(BaseModel):
    """How far a job is."""

    documents_done: int
    documents_found: int | None = Field(
        description="about how many there are in all; null until they are counted"
    )


class JobFile(BaseModel):
    """The file of an export."""

    url: str = Field(
        description="where it is read", examples=["/jobs/66f0c0ffee0000000000abcd/file"]
    )
    media_type: str
    bytes: int
    sha256: str
    lines: dict[str, int] = Field(description="how many lines it has, by their `type`")


class JobOut(BaseModel):
    """A job: the export or the erasure of all of one user."""

    model_config = ConfigDict(from_attributes=True)

    id: Id
    kind: JobKind
    status: JobStatus = Field(description="`running` also while it waits for its turn")
    user_id: str
    created_at: datetime
    finished_at: datetime | None
    kept_until: datetime | None = Field(
        description="when the job and its file go; null until it has ended"
    )
    progress: JobProgress
    error: str | None = Field(description="why it failed")
    receipt: ReceiptOut | None = Field(description="of an erasure that succeeded")
    file: JobFile | None = Field(description="of an export that succeeded")

    @classmethod
    def of(cls, job: Job) -> "JobOut":
        """What is shown of a job."""
        file = None
        if job.file is not None:
            file = JobFile(
                url=f"{path_of(job)}/file",
                media_type=MEDIA_TYPE,
                bytes=job.file.bytes,
                sha256=job.file.sha256,
                lines=job.file.lines,
            )
        return cls(
            id=job.id,
            kind=job.kind,
            status=job.status,
            user_id=job.user_id,
            created_at=job.created_at,
            finished_at=job.finished_at,
            kept_until=job.kept_until,
            progress=JobProgress(
                documents_done=job.documents_done, documents_found=job.documents_found
            ),
            error=job.error,
            receipt=None if job.receipt is None else ReceiptOut.model_validate(job.receipt),
            file=file,
        )


class JobPage(BaseModel):
    """Jobs, the newest first, and where to go on."""

    items: list[JobOut]
    next: str | None = Field(description="cursor to the next page; null at the end")


MEDIA_TYPE = "application/gzip"
"""What the file of an export is: its JSON lines, packed (RFC 6713)."""


def path_of(job: Job) -> str:
    """Where a job is asked for."""
    return f"/jobs/{job.id}"
