"""How the store stands, as far as its indexes tell: what is left to do, and what was done last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.webhooks.standing import WebhookStanding, read_webhook_standing
from documents.database import Database, collection_of
from documents.shapes.base import Clock
from documents.shapes.chats import UNCOUNTED, Chat
from documents.shapes.lease_records import LeaseRecord
from documents.shapes.streams import MessageStream

COUNTED_AT_MOST = 10_000
"""Further nothing is counted: so much of an index takes some milliseconds."""


@dataclass(frozen=True)
class Standing:
    """What is left, each ``COUNTED_AT_MOST`` at most, and when work last ended; None for never.

    ``finished`` has the leases that note their end, by name. ``overdue_streams`` wait for the
    reaper; ``kept_streams`` are written just now, or have ended and are kept for their readers.
    """

    uncounted_chats: int
    kept_streams: int
    overdue_streams: int
    finished: dict[str, datetime]
    webhooks: WebhookStanding


async def read_standing(database: Database, clock: Clock) -> Standing:
    """How the store stands just now. Raises DatabaseError."""
    now = clock()
    leases = collection_of(LeaseRecord, database).find(
        {"_id": {"$in": ["sweep", "tallies"]}}, {"finished_at": 1}
    )
    finished = {each["_id"]: each["finished_at"] async for each in leases if "finished_at" in each}
    streams = collection_of(MessageStream, database)
    return Standing(
        uncounted_chats=await _count(
            # Of any user: so the index of those is used, which has no others.
            collection_of(Chat, database),
            {"user_id": {"$gt": ""}, **UNCOUNTED},
        ),
        kept_streams=await _count(streams, {"lease_until": {"$type": "date", "$gt": now}}),
        overdue_streams=await _count(streams, {"lease_until": {"$type": "date", "$lte": now}}),
        finished=finished,
        webhooks=await read_webhook_standing(database, most=COUNTED_AT_MOST),
    )


async def _count(collection: Any, condition: dict[str, Any]) -> int:
    return int(await collection.count_documents(condition, limit=COUNTED_AT_MOST))
