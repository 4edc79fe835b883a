"""One sweep at a time, however many ask: a lease in the database decides."""

from datetime import timedelta

from documents import leases
from documents.database import Database
from documents.shapes.base import Clock
from documents.upkeep.erasure import resume_erasures
from documents.upkeep.sweep import BATCH, OnStep, Periods, SweepReport, sweep

PLACE = leases.Place("leases", "sweep")


async def run_sweep(
    database: Database,
    periods: Periods,
    *,
    clock: Clock,
    batch: int = BATCH,
    on_step: OnStep = lambda _name, _count: None,
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
    found = await database[PLACE.collection].find_one(
        {"_id": PLACE.key, "$expr": {"$gt": ["$finished_at", since]}}, {"_id": 1}
    )
    return found is not None
