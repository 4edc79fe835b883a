"""How far events are recorded: with the lease of whoever records them, and proven by it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from documents.aggregates.webhooks.webhooks import StoredWebhook
from documents.database import Database, TrailPlace, collection_of
from documents.leases import Lease, Place
from documents.shapes.lease_records import LeaseRecord

WEBHOOKS = Place(LeaseRecord, "webhooks")
"""The lease under which events are recorded and sent."""


@dataclass(frozen=True)
class Start:
    """From where on events are recorded: after a place, else from a moment on."""

    after: TrailPlace | None
    begin: int


async def start_for(database: Database, webhooks: list[StoredWebhook]) -> Start:
    """From where on these webhooks, one at least, have not been told.

    A place that was noted before any of them began is of no use: nobody wants what came
    between, and by now the server may not know it.
    """
    noted = await collection_of(LeaseRecord, database).find_one({"_id": WEBHOOKS.key}) or {}
    first = min(webhook["began"] for webhook in webhooks)
    begin = max(first, noted.get("begin") or 0)
    place, placed_at = noted.get("place"), noted.get("placed_at")
    if place is None or placed_at is None or placed_at < _time_of(begin):
        return Start(None, begin)
    return Start(place, begin)


def _time_of(moment: int) -> datetime:
    return datetime.fromtimestamp(moment >> 32, UTC)


async def note_place(lease: Lease, place: TrailPlace | None) -> None:
    """Note that all up to a place is recorded. Raises LeaseLost."""
    await lease.note(place=place, placed_at=True)


async def note_gap_at(lease: Lease, begin: int) -> None:
    """Note that events are recorded from a moment on, and what was before is lost.

    Raises LeaseLost.
    """
    await lease.note(place=None, placed_at=None, begin=begin)


async def placed_at(database: Database) -> datetime | None:
    """When a place was noted last; None where there is none."""
    noted = await collection_of(LeaseRecord, database).find_one({"_id": WEBHOOKS.key}) or {}
    found: datetime | None = noted.get("placed_at")
    return found
