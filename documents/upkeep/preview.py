"""What a sweep would do, without doing it."""

from datetime import datetime, timedelta

from documents.aggregates.assets.files import STORE as ASSET_FILES
from documents.aggregates.forks.unfinished import lapsed, parts_of_unfinished
from documents.database import collection_of
from documents.parts import weigh
from documents.shapes.base import PydanticObjectId
from documents.shapes.sessions import OPEN_STATUSES, SessionStatus, UserSession
from documents.upkeep import removal
from documents.upkeep.checkpoint_leftovers import parts_of_checkpoint_leftovers
from documents.upkeep.expired_files import expired_files
from documents.upkeep.orphans import find_orphans
from documents.upkeep.resting import BATCH, LEFT_TO_TIME, resting_batches
from documents.upkeep.sweep import Periods, SweepReport
from documents.upkeep.unnamed_attachments import parts_of_files_alone, unheld_parts


async def preview_sweep(periods: Periods, *, now: datetime) -> SweepReport:
    """The report that ``sweep`` would give at ``now``. Writes nothing.

    ``freed_bytes`` is what the documents weigh as BSON that it would remove.
    """
    report = SweepReport(dry_run=True)
    await _count_open(report, periods, now)
    doomed = [session_id async for session_id in removal.deleted_sessions(now - periods.kept)]
    if periods.deleted_after is not None:
        archived = {
            "status": SessionStatus.ARCHIVED,
            "status_changed_at": {"$lte": now - periods.deleted_after},
            **LEFT_TO_TIME,
        }
        async for session in collection_of(UserSession).find(archived, {"_id": 1}):
            report.deleted += 1
            if not periods.kept:
                doomed.append(session["_id"])
    await _weigh(report, doomed, periods, now)
    return report


async def _count_open(report: SweepReport, periods: Periods, now: datetime) -> None:
    for status in sorted(OPEN_STATUSES):
        resting = {"status": status, "last_activity_at": {"$lte": now}, "deleted_at": None}
        async for sessions in resting_batches(resting, "last_activity_at", BATCH):
            for session in sessions:
                at = session["last_activity_at"]
                moved_at = session["chat_moved_at"]
                behind = moved_at is not None and moved_at > at
                report.mended += behind
                if behind:
                    at = moved_at
                elif session["kept_status"] is not None:
                    continue
                if behind or status is SessionStatus.ACTIVE:
                    report.abandoned += _is_over(periods.abandoned_after, at, now)
                else:
                    since = session["status_changed_at"]
                    report.archived += _is_over(periods.archived_after, since, now)


def _is_over(period: timedelta | None, since: datetime, now: datetime) -> bool:
    return period is not None and since <= now - period


async def _weigh(
    report: SweepReport, doomed: list[PydanticObjectId], periods: Periods, now: datetime
) -> None:
    sessions = collection_of(UserSession)
    missions: list[PydanticObjectId] = []
    for start in range(0, len(doomed), BATCH):
        batch = {"_id": {"$in": doomed[start : start + BATCH]}}
        async for session in sessions.find(batch, {"chat": 1, "mission": 1}):
            if session["mission"] is not None:
                missions.append(session["mission"].id)
            report.note_removed(1, await weigh(await removal.parts_of(session, None)))
            report.note_removed(0, await weigh(await parts_of_files_alone(session["chat"].id)))
    async for chat_id in removal.deleted_chats():
        report.note_removed(1, await removal.weigh_chat(chat_id))
        report.note_removed(0, await weigh(await parts_of_files_alone(chat_id)))
    async for parts in removal.deleted_workflows(now - periods.kept, beside=missions):
        report.note_removed(1, await weigh(parts))
    report.note_removed(0, await weigh([part async for part in find_orphans()]))
    for fork_id in await lapsed(now):
        report.note_removed(0, await weigh(parts_of_unfinished(fork_id)))
    report.note_removed(0, await weigh(await unheld_parts(now)))
    for file_id in await expired_files(now):
        report.note_removed(0, await weigh(ASSET_FILES.parts_of([file_id])))
    report.note_removed(0, await weigh(await parts_of_checkpoint_leftovers(now)))
