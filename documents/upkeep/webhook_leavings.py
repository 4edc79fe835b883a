"""What webhooks left that are gone: lanes and deliveries.

There are some where a process died as it removed a webhook, or recorded for it at that very
moment. They would be counted as pending until they expire.
"""

from documents.aggregates.webhooks.webhooks import parts_of_webhook
from documents.database import (
    Database,
    collection_of,
    committed_in,
    moment_of,
    no_earlier_than,
)
from documents.parts import Part
from documents.shapes.base import PydanticObjectId
from documents.shapes.webhooks import Webhook, WebhookDelivery, WebhookLane


async def parts_of_webhook_leavings(database: Database) -> list[Part]:
    """The lanes and deliveries of each webhook that is gone. Reads one entry of an index for
    each webhook, however many deliveries it has."""
    named = await _named(WebhookLane, due_at=1) | await _named(WebhookDelivery, place=-1)
    those = {"_id": {"$in": sorted(named)}}
    # A webhook is stored before anything is recorded for it. Whoever has become primary just now
    # may not know yet that a majority has it: then this waits.
    async with no_earlier_than(database, await moment_of(database)) as session:
        found = committed_in(Webhook).find(those, {"_id": 1}, session=session)
        there = {webhook["_id"] async for webhook in found}
    return [part for gone in sorted(named - there) for part in parts_of_webhook(gone)]


async def _named(
    model: type[WebhookLane] | type[WebhookDelivery], **then_by: int
) -> set[PydanticObjectId]:
    """The webhooks that some are of, by an index of that order."""
    found = collection_of(model).aggregate(
        [{"$sort": {"webhook_id": 1, **then_by}}, {"$group": {"_id": "$webhook_id"}}]
    )
    return {each["_id"] async for each in found}
