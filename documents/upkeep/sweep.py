"""The sweep: all that is due at a time, done once, however many processes ask."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from documents import leases
from documents.aggregates.forks.unfinished import discard, lapsed
from documents.database import Database, collection_of
from documents.parts import Removed, remove_parts
from documents.shapes.base import Clock
from documents.shapes.lease_records import LeaseRecord
from documents.shapes.sessions import SessionStatus, UserSession
from documents.upkeep import removal
from documents.upkeep.checkpoint_leftovers import remove_checkpoint_leftovers
from documents.upkeep.erasure import resume_erasures
from documents.upkeep.expired_files import remove_expired_files
from documents.upkeep.orphans import remove_orphans
from documents.upkeep.resting import (
    BATCH,
    LEFT_TO_TIME,
    OnStep,
    abandon_inactive,
    archive_inactive,
    delete_archived,
    mend,
    silent,
)
from documents.upkeep.unnamed_attachments import remove_unnamed_attachments
from documents.upkeep.user_jobs import remove_ended_jobs
from documents.upkeep.webhook_leavings import parts_of_webhook_leavings

PLACE = leases.Place(LeaseRecord, "sweep")


@dataclass(frozen=True)
class Periods:
    """How long a session may rest before the next thing happens to it; None is for ever.

    ``kept`` is how long a deleted session can be restored.
    """

    abandoned_after: timedelta | None
    archived_after: timedelta | None
    deleted_after: timedelta | None
    kept: timedelta


@dataclass
class SweepReport:
    """What a sweep did, or would do: sessions, and what their removal frees."""

    mended: int = 0
    abandoned: int = 0
    archived: int = 0
    deleted: int = 0
    removed: int = 0
    removed_documents: dict[str, int] = field(default_factory=dict)
    freed_bytes: int = 0
    dry_run: bool = False

    def note_removed(self, count: int, removed: Removed) -> None:
        """Count what a removal took away."""
        self.removed += count
        self.freed_bytes += removed.bytes
        for collection, documents in removed.documents.items():
            known = self.removed_documents.get(collection, 0)
            self.removed_documents[collection] = known + documents

    def sessions(self) -> dict[str, int]:
        """With how many sessions each thing was done."""
        return {
            "mended": self.mended,
            "abandoned": self.abandoned,
            "archived": self.archived,
            "deleted": self.deleted,
            "removed": self.removed,
        }

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON values."""
        return asdict(self)


async def sweep(
    database: Database,
    periods: Periods,
    *,
    now: datetime,
    batch: int = BATCH,
    on_step: OnStep = silent,
) -> SweepReport:
    """Do to every session what is due at ``now``, in batches.

    May stop between any two commands, and beside any number of others: what is
    left is done by the next sweep. Nothing is done twice.
    """
    report = SweepReport()
    report.mended = await mend(batch=batch, on_step=on_step)
    if periods.abandoned_after is not None:
        settled = await abandon_inactive(
            database,
            inactive_since=now - periods.abandoned_after,
            now=now,
            batch=batch,
            on_step=on_step,
        )
        report.abandoned = settled.moved
        report.mended += settled.mended
    if periods.archived_after is not None:
        settled = await archive_inactive(
            database,
            abandoned_before=now - periods.archived_after,
            now=now,
            batch=batch,
            on_step=on_step,
        )
        report.archived = settled.moved
        report.mended += settled.mended
    if periods.deleted_after is not None:
        report.deleted = await delete_archived(
            database, archived_before=now - periods.deleted_after, now=now, on_step=on_step
        )
    report.note_removed(
        *await removal.remove_leftovers(
            database,
            deleted_before=now - periods.kept,
            on_removed=lambda: on_step("removed", 1),
        )
    )
    report.note_removed(0, await remove_orphans(database, now))
    for fork_id in await lapsed(now):
        report.note_removed(0, await discard(fork_id))
    while (expired := await remove_expired_files(now)).documents:
        report.note_removed(0, expired)
    report.note_removed(0, await remove_unnamed_attachments(database, now))
    report.note_removed(0, await remove_ended_jobs(now))
    report.note_removed(0, await remove_checkpoint_leftovers(database, now))
    report.note_removed(0, await remove_parts(await parts_of_webhook_leavings(database)))
    return report


async def sweep_alone(
    database: Database,
    periods: Periods,
    *,
    clock: Clock,
    batch: int = BATCH,
    on_step: OnStep = silent,
    wait_seconds: float = 0,
    not_within: timedelta | None = None,
) -> SweepReport | None:
    """Sweep under the lease. None when another sweep ended less than ``not_within`` ago.

    The lease keeps workers from doing the same work; that none of it is done twice
    or wrongly does not hang on it, but on the conditions of each change. Raises
    LeaseHeld when another sweep runs for longer than ``wait_seconds``, and
    LeaseLost when it was taken for dead.
    """
    async with leases.hold(database, PLACE, wait_seconds=wait_seconds) as lease:
        if not_within is not None and await _ended_within(database, not_within):
            return None
        await resume_erasures(database, now=clock())
        report = await sweep(database, periods, now=clock(), batch=batch, on_step=on_step)
        await lease.note(finished_at=True, report=report.as_dict())
        return report


async def _ended_within(database: Database, period: timedelta) -> bool:
    milliseconds = int(period.total_seconds() * 1000)
    since = {"$subtract": ["$$NOW", milliseconds]}
    found = await collection_of(PLACE.record, database).find_one(
        {"_id": PLACE.key, "$expr": {"$gt": ["$finished_at", since]}}, {"_id": 1}
    )
    return found is not None


async def count_due(periods: Periods, *, now: datetime) -> int:
    """About how many steps a sweep has to do; chats are not looked at.

    A session that is deleted and not kept is two: marked, then removed.
    """
    sessions = collection_of(UserSession)
    due: list[dict[str, Any]] = [
        {"status": status, order: {"$lte": now - period}}
        for status, order, period in (
            (SessionStatus.ACTIVE, "last_activity_at", periods.abandoned_after),
            (SessionStatus.ABANDONED, "status_changed_at", periods.archived_after),
            (SessionStatus.ARCHIVED, "status_changed_at", periods.deleted_after),
        )
        if period is not None
    ]
    if periods.deleted_after is not None and not periods.kept:
        due.append(due[-1])
    due = [{**condition, **LEFT_TO_TIME} for condition in due]
    due.append(removal.removal_due(now - periods.kept))
    return sum([await sessions.count_documents(condition) for condition in due])
