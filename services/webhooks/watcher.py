"""Records what happens as deliveries to webhooks, in the order of the database's change stream.

Deliveries first, then the place: whoever dies between records the same again, under the
same ids, and so nothing twice. One process does, under a lease; one that has lost it and does not
know yet can note no place.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog

from documents.aggregates.webhooks import deliveries, places
from documents.aggregates.webhooks import webhooks as stored
from documents.aggregates.webhooks.deliveries import StoredDelivery, new_delivery
from documents.aggregates.webhooks.events import PIPELINE, Event
from documents.aggregates.webhooks.places import Start
from documents.aggregates.webhooks.recording import events_in
from documents.aggregates.webhooks.webhooks import StoredWebhook
from documents.database import (
    CHANGES_AT_ONCE,
    Database,
    Trail,
    TrailBatch,
    TrailLost,
    moment_in,
    moment_of,
    no_earlier_than,
    place_at,
)
from documents.leases import Lease
from documents.shapes.base import Clock
from documents.shapes.webhooks import GAP_KIND
from services.webhooks.bodies import iso, webhook_body
from services.webhooks.service import WebhookLimits
from services.work_counts import WorkCounts

log = structlog.get_logger()

DELIVERIES_AT_ONCE = 500
NOTED_EVERY_READS = 20
"""How many readings without a change there are between two notes of the place: so it moves on
with the oplog, and the server does not forget it."""


@dataclass
class WebhookWatcher:
    """Records for the webhooks that are enabled. ``on_recorded`` is told of what is new."""

    database: Database
    clock: Clock
    limits: WebhookLimits
    counts: WorkCounts
    on_recorded: Callable[[], None]
    _has_read: bool = field(default=True, init=False)

    async def run(self, lease: Lease) -> None:
        """Record until no webhook is enabled.

        Raises LeaseLost, DatabaseError, and TrailLost where the server can tell nothing from
        now on either.
        """
        self._has_read = True
        while webhooks := await stored.enabled_webhooks():
            start = await places.start_for(self.database, webhooks)
            trail = Trail(self.database, PIPELINE, after=start.after, begin=start.begin)
            try:
                await self._follow(lease, trail)
            except TrailLost as error:
                if not self._has_read:
                    raise
                self._has_read = False
                await self._lose(lease, start, str(error))
            finally:
                await trail.close()

    async def _follow(self, lease: Lease, trail: Trail) -> None:
        since_noted = 0
        while True:
            batch = await trail.read()
            self._has_read = True
            webhooks = await self._webhooks_of(batch)
            if not webhooks:
                # Whoever comes next begins anew.
                await places.note_place(lease, None)
                return
            since_noted += 1
            if not batch.changes and since_noted < NOTED_EVERY_READS:
                self.counts.webhook_lag_seconds = 0.0
                continue
            await self.record(batch, webhooks)
            await places.note_place(lease, batch.place)
            since_noted = 0

    async def _webhooks_of(self, batch: TrailBatch) -> list[StoredWebhook]:
        """Each webhook that is enabled and began before one of the changes, and perhaps others."""
        if not batch.changes:
            return await stored.enabled_webhooks()
        last = moment_in(batch.changes[-1]["clusterTime"])
        async with no_earlier_than(self.database, last) as session:
            return await stored.enabled_webhooks(session)

    async def record(self, batch: TrailBatch, webhooks: Sequence[StoredWebhook]) -> None:
        """Record what has happened for those who want to know."""
        if not batch.changes:
            return
        made: list[StoredDelivery] = []
        for event in await events_in(batch.changes):
            made += [
                self._delivery(event, webhook)
                for webhook in webhooks
                if event.kind in webhook["kinds"] and event.moment > webhook["began"]
            ]
            if len(made) >= DELIVERIES_AT_ONCE:
                await self._store(made)
                made = []
        await self._store(made)
        is_behind = len(batch.changes) >= CHANGES_AT_ONCE
        late = (self.clock() - batch.changes[-1]["wallTime"]).total_seconds()
        self.counts.webhook_lag_seconds = max(late, 0.0) if is_behind else 0.0

    async def _store(self, made: list[StoredDelivery]) -> None:
        if await deliveries.record(made, now=self.clock()):
            self.on_recorded()
        # Others have their turn between two of so many.
        await asyncio.sleep(0)

    def _delivery(self, event: Event, webhook: StoredWebhook) -> StoredDelivery:
        return new_delivery(
            webhook["_id"],
            kind=event.kind,
            lane=event.lane,
            place=event.place,
            user_id=event.user_id,
            body=webhook_body(event.kind, event.at, event.data),
            now=self.clock(),
            kept=self.limits.kept,
        )

    async def _lose(self, lease: Lease, start: Start, why: str) -> None:
        """Tell every webhook that events were lost, and go on from now."""
        now, begin = self.clock(), await moment_of(self.database)
        lost_from = str((start.after or {}).get("_data") or start.begin)
        gap = hashlib.sha256(lost_from.encode()).hexdigest()[:24]
        # Told under one name: whoever dies before the place is noted tells the same again.
        place = f"{place_at(start.begin)}.gap.{gap}"
        data: dict[str, Any] = {"lost_after": await self._placed_at(start), "resumed_at": iso(now)}
        for webhook in await stored.enabled_webhooks():
            await stored.note_gap(webhook["_id"], gap=gap, now=now)
            told = new_delivery(
                webhook["_id"],
                kind=GAP_KIND,
                lane=f"gap {gap}",
                place=place,
                user_id=None,
                body=webhook_body(GAP_KIND, now, data),
                now=now,
                kept=self.limits.kept,
            )
            await deliveries.record([told], now=now)
        await places.note_gap_at(lease, begin)
        self.counts.webhook_gaps += 1
        self.on_recorded()
        log.error("events for webhooks lost", why=why, **data)

    async def _placed_at(self, start: Start) -> str:
        """Up to when events are recorded, as far as that is known."""
        if start.after is None:
            return iso(datetime.fromtimestamp(start.begin >> 32, UTC))
        placed_at = await places.placed_at(self.database)
        return iso(placed_at or datetime.fromtimestamp(start.begin >> 32, UTC))
