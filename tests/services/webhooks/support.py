"""Webhooks as a process serves them, a step at a time: what happened is recorded, then sent."""

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

from documents import leases
from documents.aggregates.webhooks.places import WEBHOOKS
from documents.database import Collection, Database, collection_of, moment_of, place_at
from documents.leases import Lease
from documents.shapes.base import PydanticObjectId
from documents.shapes.lease_records import LeaseRecord
from documents.shapes.webhooks import EventKind, Webhook, WebhookDelivery, WebhookLane
from services.sessions import NewSession
from services.webhooks import watcher
from services.webhooks.deliverer import WebhookDeliverer
from services.webhooks.sender import SendOutcome, WebhookSender
from services.webhooks.watcher import WebhookWatcher
from services.wiring import Wiring, make_services
from services.work_counts import WorkCounts
from tests.queries import look
from tests.support import CURSOR_KEY, SetClock, settings_for

URL = "https://hooks.example/threadkeep"
ALL_KINDS = list(EventKind)
ARRIVED = SendOutcome(204)
REFUSED = SendOutcome(503)


class Receivers(WebhookSender):
    """Receivers that note what they are sent, and answer what ``answer`` says."""

    def __init__(self, answer: Callable[[str, dict[str, Any]], SendOutcome] | None = None) -> None:
        self.answer = answer or (lambda _url, _told: ARRIVED)
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.arrived: list[tuple[str, str, dict[str, Any]]] = []

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> SendOutcome:
        self.requests.append((url, headers, body))
        told = json.loads(body)
        outcome = self.answer(url, told)
        await asyncio.sleep(0)
        if outcome.arrived:
            self.arrived.append((url, headers["webhook-id"], told))
        return outcome

    def told(self, url: str = URL) -> list[dict[str, Any]]:
        """What has arrived at a URL, each time that it did."""
        return [told for to, _, told in self.arrived if to == url]

    def kinds(self, url: str = URL) -> list[str]:
        """The kinds of what has arrived at a URL."""
        return [told["type"] for told in self.told(url)]


class Process:
    """A process that serves on a database of which it shares the clock."""

    def __init__(
        self, uri: str, database: Database, clock: SetClock, receivers: Receivers, **settings: Any
    ) -> None:
        self.database = database
        self.clock = clock
        self.receivers = receivers
        self.counts = WorkCounts()
        wiring = Wiring(settings_for(uri, database.name, **settings), CURSOR_KEY, clock)
        self.services = make_services(database, wiring)
        self.webhooks = self.services.webhooks
        self.watcher = WebhookWatcher(
            database, clock, self.webhooks.limits, self.counts, on_recorded=lambda: None
        )
        self.deliverer = WebhookDeliverer(
            clock,
            lambda: 0.0,
            self.webhooks.limits,
            self.counts,
            receivers,
            asyncio.sleep,
            lambda: None,
        )

    async def a_webhook(
        self, url: str = URL, kinds: Sequence[EventKind] = ALL_KINDS
    ) -> PydanticObjectId:
        """The id of a new webhook."""
        made = await self.webhooks.create_webhook(
            url=url, kinds=list(kinds), description=None, enabled=True
        )
        webhook_id: PydanticObjectId = made["_id"]
        return webhook_id

    async def a_session(self, user_id: str = "alice", **fields: Any) -> Any:
        """A new session, with its chat."""
        new = NewSession(fields.pop("name", "a session"), {}, None, fields.pop("mission_id", None))
        session, _ = await self.services.sessions.obtain_session(user_id, new, None)
        return session

    async def record(self) -> None:
        """Record all that has happened."""
        async with leases.hold(self.database, WEBHOOKS, wait_seconds=0) as lease:
            await self.record_under(lease)

    async def record_under(self, lease: Lease) -> None:
        """Record all that has happened under a lease."""
        moment = place_at(await moment_of(self.database))
        noted_every, watcher.NOTED_EVERY_READS = watcher.NOTED_EVERY_READS, 1
        task = asyncio.create_task(self.watcher.run(lease))
        try:
            async with asyncio.timeout(60):
                while True:
                    await asyncio.wait([task], timeout=0.02)
                    if task.done() or (await self.place() or "") >= moment:
                        break
        finally:
            watcher.NOTED_EVERY_READS = noted_every
            if not task.done():
                task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def place(self) -> str | None:
        """The place that was noted last."""
        record = await look(collection_of(LeaseRecord, self.database)).find_one(
            {"_id": WEBHOOKS.key}
        )
        return None if not record or not record.get("place") else record["place"]["_data"]

    async def deliver(self) -> None:
        """Send all that is due now."""
        while True:
            before = len(self.receivers.requests)
            await self.deliverer.look()
            await self.deliverer.settle()
            if len(self.receivers.requests) == before:
                return

    async def deliveries(self, **condition: Any) -> list[dict[str, Any]]:
        """The deliveries that there are, in order."""
        found = self.collection(WebhookDelivery).find(condition).sort("place", 1)
        return [each async for each in found]

    async def lanes(self) -> list[dict[str, Any]]:
        """The lanes that there are."""
        return [each async for each in self.collection(WebhookLane).find()]

    async def webhook(self, webhook_id: PydanticObjectId) -> dict[str, Any]:
        """A webhook as it is stored."""
        found = await self.collection(Webhook).find_one({"_id": webhook_id})
        assert found is not None
        return found

    def collection(self, model: Any) -> Collection:
        """A collection, as a test looks into it."""
        return look(collection_of(model, self.database))


def someone() -> str:
    """A user whom nobody had before."""
    return f"user-{uuid4().hex}"
