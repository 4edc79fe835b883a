"""What the routes of upkeep answer."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.fields import Id
from documents.shapes.sessions import SessionStatus
from documents.upkeep.due import DueCount, DueSession, LastSweep, SweepStep
from indexes import Operation, OperationKind, Plan, Risk
from indexes.show.status import IndexStatus, Status
from services.foresight import IndexForesight, SweepForesight
from services.pagination import Page

_REASONS = {
    SweepStep.ABANDON: "without activity",
    SweepStep.ARCHIVE: "abandoned",
    SweepStep.DELETE: "archived",
    SweepStep.REMOVE: "deleted",
}

_DID = ("mended", "abandoned", "archived", "deleted", "removed")


class SweepStepCount(BaseModel):
    """How many sessions a step would be done to."""

    step: SweepStep
    after_seconds: float | None = Field(
        description="how long a session waits for it; null for ever"
    )
    sessions: int
    at_least: bool = Field(description="whether there are more than were counted")

    @classmethod
    def of(cls, count: DueCount) -> Self:
        """The JSON of a count."""
        return cls(
            step=count.step,
            after_seconds=_seconds(count.period),
            sessions=count.sessions,
            at_least=count.at_least,
        )


class LastSweepOut(BaseModel):
    """The last sweep that ended."""

    finished_at: datetime
    sessions: dict[str, int] = Field(description="with how many it did each thing")
    freed_bytes: int

    @classmethod
    def of(cls, last: LastSweep) -> Self:
        """The JSON of what a sweep noted."""
        report = last.report
        return cls(
            finished_at=last.finished_at,
            sessions={name: int(report[name]) for name in _DID if name in report},
            freed_bytes=int(report.get("freed_bytes", 0)),
        )


class SweepPreview(BaseModel):
    """What a sweep would do now."""

    at: datetime
    steps: list[SweepStepCount]
    last: LastSweepOut | None = Field(description="null before the first sweep")

    @classmethod
    def of(cls, foreseen: SweepForesight) -> Self:
        """The JSON of what a sweep would do."""
        return cls(
            at=foreseen.at,
            steps=[SweepStepCount.of(each) for each in foreseen.counts],
            last=None if foreseen.last is None else LastSweepOut.of(foreseen.last),
        )


class DueSessionOut(BaseModel):
    """A session that a sweep would do a step to."""

    session_id: Id
    user_id: str
    name: str
    status: SessionStatus
    step: SweepStep
    reason: str = Field(description="why, in words", examples=["without activity"])
    since: datetime = Field(description="since when it is so")
    last_activity_at: datetime

    @classmethod
    def of(cls, due: DueSession) -> Self:
        """The JSON of a session that is due."""
        return cls(
            session_id=due.session_id,
            user_id=due.user_id,
            name=due.name,
            status=due.status,
            step=due.step,
            reason=_REASONS[due.step],
            since=due.since,
            last_activity_at=due.last_activity_at,
        )


class DueSessionPage(BaseModel):
    """Sessions that a sweep would do a step to, and where to go on."""

    items: list[DueSessionOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[DueSession]) -> Self:
        """The JSON of a page."""
        return cls(items=[DueSessionOut.of(each) for each in page.items], next=page.next)


class RunningBuildOut(BaseModel):
    """How far a build is."""

    model_config = ConfigDict(from_attributes=True)

    phase: str
    done: int
    total: int | None = Field(description="null in a phase that is not counted")
    seconds: int


class IndexOut(BaseModel):
    """One index as it is."""

    model_config = ConfigDict(from_attributes=True)

    collection: str
    name: str = Field(description="empty for the options of the collection itself")
    state: str = Field(
        description="`ready`, `building`, `hidden`, `differs`, `missing` or `undeclared`"
    )
    detail: str
    uses: int | None = Field(description="null where the service may not ask")
    uses_since: datetime | None
    size_bytes: int | None
    serves: str = Field(description="which query a missing one is for")
    build: RunningBuildOut | None

    @classmethod
    def of(cls, index: IndexStatus) -> Self:
        """The JSON of an index."""
        return cls.model_validate(index)


class IndexOperationOut(BaseModel):
    """One change that `threadkeep indexes sync` would make."""

    kind: OperationKind
    collection: str
    name: str
    risk: Risk
    changes: list[str] = Field(description="what differs")
    reason: str = Field(description="why it is blocked, or what to mind")
    documents: int | None = Field(description="how many the collection has")

    @classmethod
    def of(cls, operation: Operation) -> Self:
        """The JSON of an operation."""
        return cls(
            kind=operation.kind,
            collection=operation.collection,
            name=operation.name,
            risk=operation.risk,
            changes=list(operation.changes),
            reason=operation.reason,
            documents=operation.documents,
        )


class IndexRemarkOut(BaseModel):
    """Something to know that is no difference."""

    model_config = ConfigDict(from_attributes=True)

    collection: str
    name: str
    text: str


class IndexLockOut(BaseModel):
    """Who changes indexes now."""

    owner: str
    since: datetime | None
    expires_at: datetime | None


class IndexesOut(BaseModel):
    """How the indexes stand, and the plan."""

    at: datetime
    in_step: bool = Field(description="whether there is nothing to change")
    indexes: list[IndexOut]
    plan: list[IndexOperationOut] = Field(description="in the order in which it would be done")
    remarks: list[IndexRemarkOut]
    lock: IndexLockOut | None

    @classmethod
    def of(cls, foreseen: IndexForesight) -> Self:
        """The JSON of how the indexes stand."""
        plan: Plan = foreseen.plan
        return cls(
            at=foreseen.at,
            in_step=plan.in_step,
            indexes=[IndexOut.of(each) for each in foreseen.status.indexes],
            plan=[IndexOperationOut.of(each) for each in plan.operations],
            remarks=[IndexRemarkOut.model_validate(each) for each in plan.remarks],
            lock=_lock(foreseen.status),
        )


def _lock(status: Status) -> IndexLockOut | None:
    holder = status.holder
    if holder is None:
        return None
    return IndexLockOut(owner=holder.owner, since=holder.since, expires_at=holder.expires_at)


def _seconds(period: timedelta | None) -> float | None:
    return None if period is None else period.total_seconds()
