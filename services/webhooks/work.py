"""What the service does for webhooks by itself: one process records and sends, under a lease.

Where no webhook is enabled nothing is followed, and each process looks now and then.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from documents import leases
from documents.aggregates.webhooks.places import WEBHOOKS
from documents.aggregates.webhooks.webhooks import any_enabled
from documents.database import Database, error_told, is_unavailable
from documents.leases import Lease, LeaseHeld, LeaseLost
from services.webhooks.deliverer import WebhookDeliverer
from services.webhooks.sender import WebhookSender
from services.webhooks.service import WebhookService
from services.webhooks.watcher import WebhookWatcher
from services.work_counts import WorkCounts

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 5.0


class WebhookWork:
    """Records and sends while any webhook is enabled and no other process does.

    ``chance`` gives a number from 0 to 1, not included; ``sender`` is what sends.
    """

    def __init__(
        self,
        database: Database,
        webhooks: WebhookService,
        chance: Callable[[], float],
        counts: WorkCounts | None = None,
        sender: Callable[[], WebhookSender] | None = None,
    ) -> None:
        self._database = database
        self._webhooks = webhooks
        self._chance = chance
        self._counts = counts or WorkCounts()
        self._sender = sender or self._new_sender

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self._wait(LOOK_EVERY_SECONDS * (0.75 + self._chance() / 2))
            await self.once()

    async def once(self) -> None:
        """Record and send now, unless another process does, until no webhook is enabled."""
        try:
            if not await any_enabled():
                return
            async with leases.hold(self._database, WEBHOOKS, wait_seconds=0) as lease:
                await self.work(lease)
        except LeaseHeld:
            return
        except LeaseLost:
            log.warning("webhooks are another process's now")
        except Exception as error:
            if not is_unavailable(error):
                log.warning("webhooks stopped", error=error_told(error))

    async def work(self, lease: Lease) -> None:
        """Record and send under a lease, until no webhook is enabled. Raises LeaseLost."""
        sender = self._sender()
        await sender.open()
        woken = self._webhooks.woken
        watcher = WebhookWatcher(
            self._database,
            self._webhooks.clock,
            self._webhooks.limits,
            self._counts,
            on_recorded=woken.set,
        )
        deliverer = WebhookDeliverer(
            self._webhooks.clock,
            self._chance,
            self._webhooks.limits,
            self._counts,
            sender,
            self._wait,
            woken.set,
        )
        delivering = asyncio.create_task(deliverer.run())
        try:
            await watcher.run(lease)
        finally:
            self._counts.webhook_lag_seconds = 0.0
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)
            await sender.close()

    async def _wait(self, seconds: float) -> None:
        """Let so many seconds pass, less where there is something to look at."""
        woken = self._webhooks.woken
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await woken.wait()
        woken.clear()

    def _new_sender(self) -> WebhookSender:
        limits = self._webhooks.limits
        return WebhookSender(timeout_seconds=limits.timeout_seconds, allowed=limits.allowed)
