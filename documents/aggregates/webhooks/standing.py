"""How webhooks stand, for whoever is on call."""

from dataclasses import dataclass
from datetime import datetime

from documents.aggregates.webhooks.places import placed_at
from documents.database import Database, collection_of
from documents.shapes.webhooks import DeliveryState, Webhook, WebhookDelivery


@dataclass(frozen=True)
class WebhookStanding:
    """How many webhooks are enabled, how many deliveries wait or are dead, and since when the
    oldest waits. ``recorded_at`` is when it was last noted how far events are recorded."""

    enabled: int
    pending: int
    dead: int
    oldest_pending: datetime | None
    recorded_at: datetime | None


async def read_webhook_standing(database: Database, *, most: int) -> WebhookStanding:
    """How webhooks stand just now, counting ``most`` deliveries at most. Raises DatabaseError."""
    deliveries = collection_of(WebhookDelivery, database)
    pending = {"state": DeliveryState.PENDING}
    # By the index of their states and times, which has all of them.
    oldest = await deliveries.find_one(pending, {"created_at": 1}, sort=[("created_at", 1)])
    return WebhookStanding(
        enabled=await collection_of(Webhook, database).count_documents(
            {"slot": {"$gte": 0}, "enabled": True}
        ),
        pending=await deliveries.count_documents(pending, limit=most),
        dead=await deliveries.count_documents({"state": DeliveryState.DEAD}, limit=most),
        oldest_pending=None if oldest is None else oldest["created_at"],
        recorded_at=await placed_at(database),
    )
