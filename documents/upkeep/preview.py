"""What a sweep would do, without doing it."""

from collections.abc import Container
from datetime import datetime
from typing import Any

from documents.aggregates.analytics.tallies import sessions_behind
from documents.aggregates.assets.files import STORE as ASSET_FILES
from documents.aggregates.forks.unfinished import lapsed, parts_of_unfinished
from documents.database import Database, collection_of
from documents.parts import weigh
from documents.shapes.base import PydanticObjectId
from documents.shapes.sessions import SessionStatus, UserSession
from documents.upkeep import removal
from documents.upkeep.checkpoint_leftovers import parts_of_checkpoint_leftovers
from documents.upkeep.expired_files import expired_files
from documents.upkeep.orphans import find_orphans
from documents.upkeep.resting import BATCH, LEFT_TO_TIME, WITH_CHAT, resting_batches, rests
from documents.upkeep.sweep import Periods, SweepReport
from documents.upkeep.unnamed_attachments import parts_of_files_alone, unheld_parts
from documents.upkeep.user_jobs import outlived_jobs, parts_of_job
from documents.upkeep.webhook_leavings import parts_of_webhook_leavings


async def preview_sweep(database: Database, periods: Periods, *, now: datetime) -> SweepReport:
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
    report.note_removed(0, await weigh(await parts_of_webhook_leavings(database)))
    return report


async def _count_open(report: SweepReport, periods: Periods, now: datetime) -> None:
    behind = await sessions_behind(batch=BATCH)
    report.mended += len(behind)
    if periods.abandoned_after is not None:
        since = now - periods.abandoned_after
        report.abandoned += sum(moved_at <= since for moved_at in behind.values())
        due = {"status": SessionStatus.ACTIVE, "last_activity_at": {"$lte": since}}
        report.abandoned += await _count_resting(report, due, "last_activity_at", behind)
    if periods.archived_after is not None:
        since = now - periods.archived_after
        due = {"status": SessionStatus.ABANDONED, "status_changed_at": {"$lte": since}}
        report.archived += await _count_resting(report, due, "status_changed_at", behind)


async def _count_resting(
    report: SweepReport,
    due: dict[str, Any],
    order: str,
    behind: Container[PydanticObjectId],
) -> int:
    """How many of those that are due rest; others are noted to be mended."""
    count = 0
    async for sessions in resting_batches({**due, **LEFT_TO_TIME}, order, BATCH, WITH_CHAT):
        for session in sessions:
            if session["_id"] not in behind:
                count += rests(session)
                report.mended += not rests(session)
    return count


async def _weigh(
    report: SweepReport, doomed: list[PydanticObjectId], periods: Periods, now: datetime
) -> None:
    sessions = collection_of(UserSession)
    missions: list[PydanticObjectId] = []
    for start in range(0, len(doomed), BATCH):
        batch = {"_id": {"$in": doomed[start : start + BATCH]}}
        async for session in sessions.find(batch, {"user_id": 1, "chat": 1, "mission": 1}):
            if session["mission"] is not None:
                missions.append(session["mission"].id)
            report.note_removed(1, await weigh(await removal.parts_of(session, None)))
            report.note_removed(0, await weigh(await parts_of_files_alone(session["chat"].id)))
    async for chat_id in removal.deleted_chats():
        report.note_removed(1, await removal.weigh_chat(chat_id))
        report.note_removed(0, await weigh(await parts_of_files_alone(chat_id)))
    async for parts in removal.deleted_workflows(now - periods.kept, beside=missions):
        report.note_removed(1, await weigh(parts))
    report.note_removed(0, await weigh([part async for part in find_orphans(now)]))
    for fork_id in await lapsed(now):
        report.note_removed(0, await weigh(parts_of_unfinished(fork_id)))
    report.note_removed(0, await weigh(await unheld_parts(now)))
    for job_id in await outlived_jobs(now):
        report.note_removed(0, await weigh(parts_of_job(job_id)))
    for file_id in await expired_files(now):
        report.note_removed(0, await weigh(ASSET_FILES.parts_of([file_id])))
    report.note_removed(0, await weigh(await parts_of_checkpoint_leftovers(now)))
