"""Sends what is recorded for webhooks, those of one session one after the other.

What waits stands in the database, and in memory only what is on its way: so many lanes of each
webhook at once. So one that does not answer holds up itself alone.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from documents.aggregates.webhooks import deliveries
from documents.aggregates.webhooks import webhooks as stored
from documents.aggregates.webhooks.deliveries import StoredDelivery, StoredLane
from documents.aggregates.webhooks.webhooks import StoredWebhook
from documents.database import error_told, is_unavailable
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.errors.webhooks import WebhookMissing
from documents.shapes.webhooks import DeliveryState, DisabledReason
from services.webhooks.sender import SendOutcome, WebhookSender
from services.webhooks.service import WebhookLimits
from services.webhooks.signing import signature
from services.work_counts import WorkCounts

log = structlog.get_logger()

PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""After which failure how long is waited, as Standard Webhooks advises; then it is dead."""

PAUSE_VARIES = 0.2
"""By how much of it a pause may be longer: what failed at once is not tried again at once."""

DISABLED_AFTER = timedelta(days=5)
"""How long nothing has arrived when a webhook is disabled."""

LANES_AT_ONCE = 4
"""How many sessions' deliveries are on their way to one webhook at once."""

DELIVERIES_A_TURN = 20
"""How many of one session go one after the other, before another session has its turn."""

LOOK_EVERY_SECONDS = 1.0
COUNT_EVERY = timedelta(seconds=60)


@dataclass
class WebhookDeliverer:
    """Sends to the webhooks that are enabled.

    ``chance`` gives a number from 0 to 1, not included; ``wait`` lets so many seconds pass, or
    less, where there is something to look at, as ``wake`` says.
    """

    clock: Clock
    chance: Callable[[], float]
    limits: WebhookLimits
    counts: WorkCounts
    sender: WebhookSender
    wait: Callable[[float], Awaitable[None]]
    wake: Callable[[], None]
    _busy: defaultdict[PydanticObjectId, set[str]] = field(default_factory=lambda: defaultdict(set))
    _running: set["asyncio.Task[None]"] = field(default_factory=set)
    _counted_at: datetime | None = None

    async def run(self) -> None:
        """Send for ever; at the end nothing is on its way."""
        try:
            while True:
                try:
                    await self.look()
                except Exception as error:
                    # Whatever it was: there is a next look.
                    if not is_unavailable(error):
                        log.warning("looking for deliveries stopped", error=error_told(error))
                await self.wait(LOOK_EVERY_SECONDS)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def look(self) -> None:
        """Begin with what is due."""
        webhooks = await stored.enabled_webhooks()
        await self._count(webhooks)
        for webhook in webhooks:
            busy = self._busy[webhook["_id"]]
            if (room := LANES_AT_ONCE - len(busy)) <= 0:
                continue
            due = await deliveries.due_lanes(webhook["_id"], now=self.clock(), but=busy, limit=room)
            for lane in due:
                busy.add(lane["_id"])
                task = asyncio.create_task(self._see_to(webhook, lane))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
        for gone in self._busy.keys() - {webhook["_id"] for webhook in webhooks}:
            if not self._busy[gone]:
                del self._busy[gone]

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        while self._running:
            await asyncio.wait(self._running)

    async def _count(self, webhooks: list[StoredWebhook]) -> None:
        """Disable webhooks for which too much waits, looking once a minute."""
        now = self.clock()
        if self._counted_at is not None and now - self._counted_at < COUNT_EVERY:
            return
        self._counted_at = now
        for webhook in webhooks:
            most = self.limits.pending
            if await deliveries.pending_of(webhook["_id"], most=most) >= most:
                await self._disable(webhook, DisabledReason.BEHIND)

    async def _see_to(self, webhook: StoredWebhook, lane: StoredLane) -> None:
        try:
            await self.see_to(webhook, lane)
            # There is room for another, and perhaps more in this one.
            self.wake()
        except Exception as error:
            if not is_unavailable(error):
                log.warning("delivering stopped", error=error_told(error))
        finally:
            self._busy[webhook["_id"]].discard(lane["_id"])

    async def see_to(self, webhook: StoredWebhook, lane: StoredLane) -> None:
        """Send what is due in a lane, until one fails."""
        for _ in range(DELIVERIES_A_TURN):
            delivery = await deliveries.next_in(lane)
            if delivery is None:
                if await deliveries.remove_empty(lane):
                    return
                found = await deliveries.lane_as_it_is(lane)
                if found is None:
                    return
                lane = found
                continue
            due_at = delivery["next_attempt_at"]
            if due_at is not None and due_at > self.clock():
                await deliveries.put_off(lane, due_at)
                return
            try:
                webhook = await stored.find_webhook(webhook["_id"])
            except WebhookMissing:
                await stored.remove_leavings(webhook["_id"])
                return
            if not webhook["enabled"]:
                return
            outcome = await self._send(webhook, delivery)
            if not await self._note(webhook, lane, delivery, outcome):
                return
        await deliveries.end_turn(lane, self.clock())

    async def _send(self, webhook: StoredWebhook, delivery: StoredDelivery) -> SendOutcome:
        now = self.clock()
        message_id, timestamp = str(delivery["_id"]), int(now.timestamp())
        body = delivery["body"].encode()
        secrets = [
            each["secret"]
            for each in webhook["secrets"]
            if each["until"] is None or each["until"] > now
        ]
        headers = {
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(
                secrets, message_id=message_id, timestamp=timestamp, body=body
            ),
        }
        return await self.sender.post(webhook["url"], headers, body)

    async def _note(
        self,
        webhook: StoredWebhook,
        lane: StoredLane,
        delivery: StoredDelivery,
        outcome: SendOutcome,
    ) -> bool:
        """Write down what came of an attempt; whether the lane goes on."""
        now = self.clock()
        if outcome.arrived:
            assert outcome.status is not None
            await deliveries.note_delivered(delivery, status=outcome.status, ended=now)
            self.counts.webhook_attempts["delivered"] += 1
            if webhook["failing_since"] is not None:
                await stored.note_success(webhook["_id"])
            return True
        facts: dict[str, Any] = {"last_status": outcome.status, "last_error": outcome.error}
        self.counts.webhook_attempts["failed"] += 1
        is_dead: bool = delivery["attempts"] >= len(PAUSES)
        if is_dead:
            facts |= {"state": DeliveryState.DEAD, "next_attempt_at": None, "ended_at": now}
            self.counts.webhook_attempts["dead"] += 1
        else:
            pause = PAUSES[delivery["attempts"]] * (1 + PAUSE_VARIES * self.chance())
            facts["next_attempt_at"] = now + pause
        await deliveries.note_failed(delivery, **facts)
        if not is_dead:
            await deliveries.put_off(lane, facts["next_attempt_at"])
        await self._note_failure(webhook, outcome, now)
        return is_dead

    async def _note_failure(
        self, webhook: StoredWebhook, outcome: SendOutcome, now: datetime
    ) -> None:
        since = webhook["failing_since"]
        if outcome.is_gone:
            await self._disable(webhook, DisabledReason.GONE)
        elif since is None:
            await stored.note_failing(webhook["_id"], now=now)
        elif now - since >= DISABLED_AFTER:
            await self._disable(webhook, DisabledReason.FAILING)

    async def _disable(self, webhook: StoredWebhook, reason: DisabledReason) -> None:
        if await stored.disable(webhook["_id"], reason, now=self.clock()):
            self.counts.webhooks_disabled[reason] += 1
            log.error("webhook disabled", webhook=str(webhook["_id"]), reason=str(reason))
