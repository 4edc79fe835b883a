"""What administrators can do with webhooks and with their deliveries.

What is sent, and when, is ``work``'s: it looks at what stands here in the database.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from documents.aggregates.webhooks import deliveries
from documents.aggregates.webhooks import webhooks as stored
from documents.aggregates.webhooks.deliveries import StoredDelivery
from documents.aggregates.webhooks.webhooks import StoredWebhook
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.errors.webhooks import WebhookDisabled
from documents.shapes.webhooks import TEST_KIND, DeliveryState, EventKind
from services.background import Background
from services.errors import InvalidArgument
from services.pagination import Cursors, Page
from services.settings import Settings
from services.webhooks.addresses import BadUrl, Network, checked_url
from services.webhooks.bodies import webhook_body
from services.webhooks.signing import SECRET_BYTES, secret_of


@dataclass(frozen=True)
class WebhookLimits:
    """How many webhooks there may be, what may wait for one, and what they may reach."""

    most: int
    pending: int
    kept: timedelta
    timeout_seconds: float
    allowed: tuple[Network, ...]

    @classmethod
    def of(cls, settings: Settings) -> "WebhookLimits":
        """The limits that the settings give."""
        return cls(
            most=settings.max_webhooks,
            pending=settings.max_webhook_pending,
            kept=timedelta(days=settings.webhook_kept_days),
            timeout_seconds=settings.webhook_timeout_seconds,
            allowed=settings.webhook_networks or (),
        )


@dataclass(frozen=True)
class WebhookChanges:
    """What is to be changed of a webhook: what is None stays as it is, but a ``description``
    that is ``described``."""

    url: str | None = None
    kinds: list[EventKind] | None = None
    description: str | None = None
    described: bool = False
    enabled: bool | None = None


@dataclass(frozen=True)
class WebhookService:
    """Webhooks and their deliveries. ``new_secret`` gives so many bytes of chance.

    ``woken`` is set where whoever sends in this process should look at once.
    """

    database: Database
    clock: Clock
    limits: WebhookLimits
    cursors: Cursors
    background: Background
    new_secret: Callable[[int], bytes]
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def create_webhook(
        self, *, url: str, kinds: list[EventKind], description: str | None, enabled: bool
    ) -> StoredWebhook:
        """Make a webhook. Raises InvalidArgument, TooManyWebhooks."""
        self._check(url)
        made = await stored.insert_webhook(
            self.database,
            url=url,
            kinds=kinds,
            description=description,
            enabled=enabled,
            secret=self._secret(),
            most=self.limits.most,
            now=self.clock(),
        )
        self.woken.set()
        return made

    async def list_webhooks(
        self, user_id: str, *, cursor: str | None, limit: int
    ) -> Page[StoredWebhook]:
        """One page of the webhooks, the newest first. Raises InvalidArgument for a bad cursor."""
        listing = "webhooks"
        after = self.cursors.read_id(cursor, user_id=user_id, listing=listing)
        found = await stored.list_webhooks(after=after, limit=limit + 1)
        return self.cursors.page(
            found, limit, lambda webhook: [str(webhook["_id"])], user_id=user_id, listing=listing
        )

    async def webhook(self, webhook_id: PydanticObjectId) -> StoredWebhook:
        """A webhook. Raises WebhookMissing."""
        return await stored.find_webhook(webhook_id)

    async def update_webhook(
        self, webhook_id: PydanticObjectId, changes: WebhookChanges, revisions: list[int] | None
    ) -> StoredWebhook:
        """Change a webhook. Raises InvalidArgument, WebhookMissing, WebhookChanged."""
        fields: dict[str, Any] = {}
        if changes.url is not None:
            self._check(changes.url)
            fields["url"] = changes.url
        if changes.kinds is not None:
            fields["kinds"] = changes.kinds
        if changes.described:
            fields["description"] = changes.description
        changed = await stored.update_webhook(
            self.database,
            webhook_id,
            fields,
            enabled=changes.enabled,
            revisions=revisions,
            now=self.clock(),
        )
        self.woken.set()
        return changed

    async def rotate_secret(
        self, webhook_id: PydanticObjectId, revisions: list[int] | None
    ) -> StoredWebhook:
        """Give a webhook another secret. Raises WebhookMissing, WebhookChanged."""
        return await stored.rotate_secret(
            webhook_id, self._secret(), revisions=revisions, now=self.clock()
        )

    async def delete_webhook(
        self, webhook_id: PydanticObjectId, revisions: list[int] | None
    ) -> None:
        """Remove a webhook; its deliveries follow. Raises WebhookMissing, WebhookChanged."""
        await stored.remove_webhook(webhook_id, revisions=revisions)
        self.background.start(
            ("webhook removal", webhook_id), partial(stored.remove_leavings, webhook_id)
        )

    async def test_webhook(self, webhook_id: PydanticObjectId) -> StoredDelivery:
        """Send a webhook something to try it. Raises WebhookMissing, WebhookDisabled."""
        await self._enabled(webhook_id)
        now = self.clock()
        data = {"webhook_id": str(webhook_id)}
        made = await deliveries.record_now(
            self.database,
            webhook_id,
            kind=TEST_KIND,
            body=webhook_body(TEST_KIND, now, data),
            now=now,
            kept=self.limits.kept,
        )
        self.woken.set()
        return made

    async def list_deliveries(
        self,
        user_id: str,
        webhook_id: PydanticObjectId,
        *,
        state: DeliveryState | None,
        cursor: str | None,
        limit: int,
    ) -> Page[StoredDelivery]:
        """One page of a webhook's deliveries, the newest first.

        Raises WebhookMissing, InvalidArgument for a bad cursor.
        """
        await stored.find_webhook(webhook_id)
        listing = f"deliveries of {webhook_id} {state}"
        after = None
        if cursor is not None:
            (after,) = self.cursors.read(cursor, user_id=user_id, listing=listing)
        found = await deliveries.list_deliveries(
            webhook_id, state=state, after=after, limit=limit + 1
        )
        return self.cursors.page(
            found, limit, lambda each: [each["place"]], user_id=user_id, listing=listing
        )

    async def delivery(
        self, webhook_id: PydanticObjectId, delivery_id: PydanticObjectId
    ) -> StoredDelivery:
        """A delivery of a webhook. Raises DeliveryMissing."""
        return await deliveries.find_delivery(webhook_id, delivery_id)

    async def send_again(
        self, webhook_id: PydanticObjectId, delivery_id: PydanticObjectId
    ) -> StoredDelivery:
        """Let a delivery be tried anew. Raises WebhookMissing, WebhookDisabled, DeliveryMissing."""
        await self._enabled(webhook_id)
        sent = await deliveries.send_again(
            self.database, webhook_id, delivery_id, now=self.clock(), kept=self.limits.kept
        )
        self.woken.set()
        return sent

    async def send_dead_again(self, webhook_id: PydanticObjectId) -> int:
        """Let dead deliveries be tried anew, a thousand at most; how many.

        Raises WebhookMissing, WebhookDisabled.
        """
        await self._enabled(webhook_id)
        sent = await deliveries.send_dead_again(
            self.database, webhook_id, now=self.clock(), kept=self.limits.kept
        )
        self.woken.set()
        return sent

    async def _enabled(self, webhook_id: PydanticObjectId) -> None:
        webhook = await stored.find_webhook(webhook_id)
        if not webhook["enabled"]:
            raise WebhookDisabled(webhook["disabled_reason"])

    def _check(self, url: str) -> None:
        try:
            checked_url(url, self.limits.allowed)
        except BadUrl as error:
            raise InvalidArgument(str(error), pointer="/url") from None

    def _secret(self) -> str:
        return secret_of(self.new_secret(SECRET_BYTES))
