"""Webhooks themselves: made, found, changed, removed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from documents.database import (
    Database,
    DuplicateKeyError,
    ReturnDocument,
    Transaction,
    collection_of,
    committed_in,
    moment_of,
)
from documents.parts import Part, remove_parts
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.webhooks import TooManyWebhooks, WebhookChanged, WebhookMissing
from documents.shapes.webhooks import (
    MAX_SECRETS,
    DisabledReason,
    EventKind,
    Webhook,
    WebhookDelivery,
    WebhookLane,
)

SECRET_OVERLAP = timedelta(days=1)
"""How long a secret that was replaced signs beside the one that replaced it."""

# By the index of the slots, of which there are some dozens at most.
_ENABLED = {"slot": {"$gte": 0}, "enabled": True}

StoredWebhook = dict[str, Any]
"""A Webhook as it lies in the database."""


async def insert_webhook(
    database: Database,
    *,
    url: str,
    kinds: list[EventKind],
    description: str | None,
    enabled: bool,
    secret: str,
    most: int,
    now: datetime,
) -> StoredWebhook:
    """Make a webhook, which is told what happens from now on. Raises TooManyWebhooks."""
    webhooks = collection_of(Webhook, database)
    webhook: StoredWebhook = {
        "url": url,
        "kinds": kinds,
        "description": description,
        "enabled": enabled,
        "disabled_reason": None if enabled else DisabledReason.ASKED,
        "secrets": [{"secret": secret, "until": None}],
        "began": await moment_of(database),
        "revision": 1,
        "failing_since": None,
        "gaps": 0,
        "gap_at": None,
        "created_at": now,
        "updated_at": now,
    }
    while True:
        found = webhooks.find({"slot": {"$gte": 0}}, {"slot": 1, "_id": 0}).sort("slot", 1)
        taken = {each["slot"] async for each in found.limit(most + 1)}
        free = next((slot for slot in range(most) if slot not in taken), None)
        if free is None:
            raise TooManyWebhooks(most)
        try:
            # The unique index gives a slot to one of those who want it.
            await webhooks.insert_one({**webhook, "_id": (new := PydanticObjectId()), "slot": free})
        except DuplicateKeyError:
            continue
        return {**webhook, "_id": new, "slot": free}


async def list_webhooks(*, after: PydanticObjectId | None, limit: int) -> list[StoredWebhook]:
    """The webhooks, the newest first, after one of them."""
    condition = {} if after is None else {"_id": {"$lt": after}}
    found = collection_of(Webhook).find(condition, limit=limit).sort("_id", -1)
    return [webhook async for webhook in found]


async def find_webhook(webhook_id: PydanticObjectId) -> StoredWebhook:
    """A webhook. Raises WebhookMissing."""
    webhook = await committed_in(Webhook).find_one({"_id": webhook_id})
    if webhook is None:
        raise WebhookMissing
    return webhook


async def enabled_webhooks(session: Transaction | None = None) -> list[StoredWebhook]:
    """The webhooks that are enabled, as a majority has them; ``session`` may say since when."""
    found = committed_in(Webhook).find(_ENABLED, session=session).sort("slot", 1)
    return [webhook async for webhook in found]


async def any_enabled() -> bool:
    """Whether there is a webhook that is enabled."""
    return await committed_in(Webhook).find_one(_ENABLED, {"_id": 1}) is not None


async def update_webhook(
    database: Database,
    webhook_id: PydanticObjectId,
    fields: Mapping[str, Any],
    *,
    enabled: bool | None,
    revisions: list[int] | None,
    now: datetime,
) -> StoredWebhook:
    """Change a webhook. One that is enabled again is told what happens from now on, and goes on
    with what it had.

    Raises WebhookMissing, WebhookChanged.
    """
    values: dict[str, Any] = {name: {"$literal": value} for name, value in fields.items()}
    if enabled is True:
        values |= {
            "enabled": True,
            "began": {"$cond": ["$enabled", "$began", await moment_of(database)]},
            "failing_since": {"$cond": ["$enabled", "$failing_since", None]},
            "disabled_reason": None,
        }
    elif enabled is False:
        asked = DisabledReason.ASKED
        values |= {
            "enabled": False,
            "disabled_reason": {"$cond": ["$enabled", asked, "$disabled_reason"]},
        }
    # All of one stage see what was there before.
    return await _change(webhook_id, [{"$set": values}] if values else [], revisions, now)


async def _change(
    webhook_id: PydanticObjectId,
    stages: list[dict[str, Any]],
    revisions: list[int] | None,
    now: datetime,
) -> StoredWebhook:
    condition: dict[str, Any] = {"_id": webhook_id}
    if revisions is not None:
        condition["revision"] = {"$in": revisions}
    moved = {"$set": {"revision": {"$add": ["$revision", 1]}, "updated_at": now}}
    after = await collection_of(Webhook).find_one_and_update(
        condition, [*stages, moved], return_document=ReturnDocument.AFTER
    )
    if after is None:
        await find_webhook(webhook_id)
        raise WebhookChanged
    return after


async def rotate_secret(
    webhook_id: PydanticObjectId, secret: str, *, revisions: list[int] | None, now: datetime
) -> StoredWebhook:
    """Give a webhook another secret; those it had sign beside it for a day.

    Raises WebhookMissing, WebhookChanged.
    """
    kept = {
        "$filter": {
            "input": "$secrets",
            "cond": {"$gt": [{"$ifNull": ["$$this.until", now + SECRET_OVERLAP]}, now]},
        }
    }
    replaced = {
        "$map": {
            "input": {"$slice": [kept, MAX_SECRETS - 1]},
            "in": {
                "secret": "$$this.secret",
                "until": {"$ifNull": ["$$this.until", now + SECRET_OVERLAP]},
            },
        }
    }
    new = [{"secret": {"$literal": secret}, "until": None}]
    stage = {"$set": {"secrets": {"$concatArrays": [new, replaced]}}}
    return await _change(webhook_id, [stage], revisions, now)


async def remove_webhook(webhook_id: PydanticObjectId, *, revisions: list[int] | None) -> None:
    """Remove a webhook with its deliveries. Raises WebhookMissing, WebhookChanged."""
    condition: dict[str, Any] = {"_id": webhook_id}
    if revisions is not None:
        condition["revision"] = {"$in": revisions}
    removed = await collection_of(Webhook).delete_one(condition)
    if not removed.deleted_count:
        await find_webhook(webhook_id)
        raise WebhookChanged


async def remove_leavings(webhook_id: PydanticObjectId) -> None:
    """Remove what a webhook that is gone has left. What is stopped here expires."""
    await remove_parts(parts_of_webhook(webhook_id))


def parts_of_webhook(webhook_id: PydanticObjectId) -> list[Part]:
    """What goes with a webhook, in the order in which it is removed."""
    theirs = {"webhook_id": webhook_id}
    return [
        (collection_of(WebhookLane), theirs),
        (collection_of(WebhookDelivery), theirs),
    ]


async def disable(webhook_id: PydanticObjectId, reason: DisabledReason, *, now: datetime) -> bool:
    """Send a webhook nothing any more; whether it was enabled."""
    change = {
        "$set": {"enabled": False, "disabled_reason": reason, "updated_at": now},
        "$inc": {"revision": 1},
    }
    done = await collection_of(Webhook).update_one({"_id": webhook_id, "enabled": True}, change)
    return done.modified_count == 1


async def note_failing(webhook_id: PydanticObjectId, *, now: datetime) -> None:
    """Note when a webhook began to fail; nothing, where it fails already."""
    await collection_of(Webhook).update_one(
        {"_id": webhook_id, "failing_since": None},
        {"$set": {"failing_since": now}, "$inc": {"revision": 1}},
    )


async def note_success(webhook_id: PydanticObjectId) -> None:
    """Note that a webhook fails no longer."""
    await collection_of(Webhook).update_one(
        {"_id": webhook_id, "failing_since": {"$ne": None}},
        {"$set": {"failing_since": None}, "$inc": {"revision": 1}},
    )


async def note_gap(webhook_id: PydanticObjectId, *, gap: str, now: datetime) -> None:
    """Count a gap with a webhook, once for each ``gap``."""
    await collection_of(Webhook).update_one(
        {"_id": webhook_id, "last_gap": {"$ne": gap}},
        {"$set": {"gap_at": now, "last_gap": gap}, "$inc": {"gaps": 1, "revision": 1}},
    )
