"""Deliveries: recorded once, sent lane by lane, listed, and sent again."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from documents.database import (
    BulkWriteError,
    Database,
    ObjectId,
    Transaction,
    UpdateOne,
    collection_of,
    moment_of,
    place_at,
)
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.webhooks import DeliveryMissing
from documents.shapes.webhooks import DeliveryState, WebhookDelivery, WebhookLane

StoredDelivery = dict[str, Any]
"""A WebhookDelivery as it lies in the database."""

StoredLane = dict[str, Any]
"""A WebhookLane as it lies in the database."""

_DUPLICATE = 11000
SENT_AGAIN_AT_ONCE = 1000
"""How many deliveries one request lets be tried anew."""
_SENT_AGAIN_A_STEP = 100


def delivery_id(webhook_id: PydanticObjectId, place: str) -> PydanticObjectId:
    """The id of the delivery of what happened at a place: the same whoever records it."""
    digest = hashlib.sha256(f"{webhook_id} {place}".encode()).digest()
    return PydanticObjectId(digest[:12])


def new_delivery(
    webhook_id: PydanticObjectId,
    *,
    kind: str,
    lane: str,
    place: str,
    user_id: str | None,
    body: str,
    now: datetime,
    kept: timedelta,
) -> StoredDelivery:
    """A delivery that nobody has tried yet, and that is not stored."""
    return {
        "_id": delivery_id(webhook_id, place),
        "webhook_id": webhook_id,
        "kind": kind,
        "lane": lane,
        "place": place,
        "user_id": user_id,
        "body": body,
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "last_status": None,
        "last_error": None,
        "next_attempt_at": now,
        "created_at": now,
        "ended_at": None,
        "expires_at": now + kept,
    }


async def record(deliveries: Sequence[StoredDelivery], *, now: datetime) -> int:
    """Store deliveries, each once, and let their lanes be seen to; how many were new.

    Who dies in between records the same again, and so lets the lanes be seen to.
    """
    if not deliveries:
        return 0
    new, waiting = len(deliveries), deliveries
    try:
        await collection_of(WebhookDelivery).insert_many(deliveries, ordered=False)
    except BulkWriteError as error:
        faults = (error.details or {}).get("writeErrors", [])
        if any(fault.get("code") != _DUPLICATE for fault in faults):
            raise
        if (error.details or {}).get("writeConcernErrors"):
            raise
        new -= len(faults)
        waiting = await _as_recorded(deliveries)
    if waiting:
        await collection_of(WebhookLane).bulk_write(_added_to(waiting, now), ordered=False)
    return new


async def _as_recorded(deliveries: Sequence[StoredDelivery]) -> list[StoredDelivery]:
    """Those of the deliveries that are pending, as whoever recorded them first did: where it
    died before it let their lanes be seen to, their session may be gone by now."""
    pending = {"_id": {"$in": [each["_id"] for each in deliveries]}, "state": DeliveryState.PENDING}
    fields = dict.fromkeys(("webhook_id", "lane", "expires_at"), 1)
    return [each async for each in collection_of(WebhookDelivery).find(pending, fields)]


def _added_to(deliveries: Sequence[StoredDelivery], now: datetime) -> list[UpdateOne]:
    # A lane outlives all of its deliveries; the last one is the last to expire.
    lanes = {(each["webhook_id"], each["lane"]): each["expires_at"] for each in deliveries}
    return [
        UpdateOne(
            {"_id": f"{webhook_id}:{lane}"},
            {
                # One that waits for another attempt goes on waiting.
                "$setOnInsert": {"webhook_id": webhook_id, "lane": lane, "due_at": now},
                "$set": {"stamp": ObjectId()},
                "$max": {"expires_at": expires_at},
            },
            upsert=True,
        )
        for (webhook_id, lane), expires_at in lanes.items()
    ]


async def record_now(
    database: Database,
    webhook_id: PydanticObjectId,
    *,
    kind: str,
    body: str,
    now: datetime,
    kept: timedelta,
) -> StoredDelivery:
    """Store a delivery of what no change in the database says, in a lane of its own, to be sent
    at once."""
    new_id = ObjectId()
    made = new_delivery(
        webhook_id,
        kind=kind,
        lane=str(new_id),
        place=f"{place_at(await moment_of(database))}.{new_id}",
        user_id=None,
        body=body,
        now=now,
        kept=kept,
    )

    async def work(transaction: Transaction) -> None:
        await collection_of(WebhookDelivery, database).insert_one(made, session=transaction)
        await collection_of(WebhookLane, database).bulk_write(
            _added_to([made], now), session=transaction
        )

    await database.in_transaction(work)
    return made


async def due_lanes(
    webhook_id: PydanticObjectId, *, now: datetime, but: Iterable[str], limit: int
) -> list[StoredLane]:
    """The lanes of a webhook in which something is due, longest due first, without some."""
    but = list(but)
    due = {"webhook_id": webhook_id, "due_at": {"$lte": now}}
    found = collection_of(WebhookLane).find(due).sort("due_at", 1).limit(limit + len(but))
    return [lane async for lane in found if lane["_id"] not in but][:limit]


async def next_in(lane: StoredLane) -> StoredDelivery | None:
    """The first delivery of a lane that is pending."""
    return await collection_of(WebhookDelivery).find_one(
        {"webhook_id": lane["webhook_id"], "lane": lane["lane"], "state": DeliveryState.PENDING},
        sort=[("place", 1)],
    )


async def remove_empty(lane: StoredLane) -> bool:
    """Remove a lane in which nothing was pending, unless one was added to it since."""
    condition = {"_id": lane["_id"], "stamp": lane["stamp"]}
    removed = await collection_of(WebhookLane).delete_one(condition)
    return removed.deleted_count == 1


async def lane_as_it_is(lane: StoredLane) -> StoredLane | None:
    """The lane as it is by now; None where it is gone."""
    return await collection_of(WebhookLane).find_one({"_id": lane["_id"]})


async def put_off(lane: StoredLane, due_at: datetime) -> None:
    """Let a lane be seen to at a time, unless one was added to it since: one that is sent again
    is due at once."""
    condition = {"_id": lane["_id"], "stamp": lane["stamp"]}
    await collection_of(WebhookLane).update_one(condition, {"$set": {"due_at": due_at}})


async def end_turn(lane: StoredLane, now: datetime) -> None:
    """Let a lane be seen to after those that are due by now."""
    await collection_of(WebhookLane).update_one({"_id": lane["_id"]}, {"$set": {"due_at": now}})


async def note_delivered(delivery: StoredDelivery, *, status: int, ended: datetime) -> bool:
    """Write down that a delivery has arrived; whether it was pending until now."""
    facts = {"state": DeliveryState.DELIVERED, "last_status": status, "last_error": None}
    return await _note({}, delivery, {**facts, "next_attempt_at": None, "ended_at": ended})


async def note_failed(delivery: StoredDelivery, **facts: Any) -> bool:
    """Write down that an attempt has failed, unless another attempt was written down since."""
    attempts = delivery["attempts"]
    return await _note({"attempts": attempts}, delivery, {**facts, "attempts": attempts + 1})


async def _note(condition: dict[str, Any], delivery: StoredDelivery, facts: dict[str, Any]) -> bool:
    pending = {"_id": delivery["_id"], "state": DeliveryState.PENDING, **condition}
    done = await collection_of(WebhookDelivery).update_one(pending, {"$set": facts})
    return done.matched_count == 1


async def list_deliveries(
    webhook_id: PydanticObjectId,
    *,
    state: DeliveryState | None,
    after: str | None,
    limit: int,
) -> list[StoredDelivery]:
    """The deliveries of a webhook, the newest first, after a place."""
    condition: dict[str, Any] = {"webhook_id": webhook_id}
    if state is not None:
        condition["state"] = state
    if after is not None:
        condition["place"] = {"$lt": after}
    found = collection_of(WebhookDelivery).find(condition, limit=limit).sort("place", -1)
    return [delivery async for delivery in found]


async def find_delivery(
    webhook_id: PydanticObjectId, delivery_id: PydanticObjectId
) -> StoredDelivery:
    """A delivery of a webhook. Raises DeliveryMissing."""
    found = await collection_of(WebhookDelivery).find_one(
        {"_id": delivery_id, "webhook_id": webhook_id}
    )
    if found is None:
        raise DeliveryMissing
    return found


async def send_again(
    database: Database,
    webhook_id: PydanticObjectId,
    delivery_id: PydanticObjectId,
    *,
    now: datetime,
    kept: timedelta,
) -> StoredDelivery:
    """Let a delivery that has ended be tried anew; one that is pending, at once.

    Raises DeliveryMissing.
    """

    async def work(transaction: Transaction) -> None:
        found = await collection_of(WebhookDelivery, database).find_one_and_update(
            {"_id": delivery_id, "webhook_id": webhook_id},
            {"$set": _anew(now, kept)},
            session=transaction,
        )
        if found is None:
            raise DeliveryMissing
        await _see_to(database, [found], now, kept, transaction)

    await database.in_transaction(work)
    return await find_delivery(webhook_id, delivery_id)


async def send_dead_again(
    database: Database, webhook_id: PydanticObjectId, *, now: datetime, kept: timedelta
) -> int:
    """Let dead deliveries of a webhook be tried anew, the oldest first, ``SENT_AGAIN_AT_ONCE`` at
    most; how many."""
    dead = {"webhook_id": webhook_id, "state": DeliveryState.DEAD}
    deliveries = collection_of(WebhookDelivery, database)

    async def work(transaction: Transaction) -> int:
        found = deliveries.find(dead, {"webhook_id": 1, "lane": 1}, session=transaction)
        some = [each async for each in found.sort("place", 1).limit(_SENT_AGAIN_A_STEP)]
        if some:
            await deliveries.update_many(
                {"_id": {"$in": [each["_id"] for each in some]}},
                {"$set": _anew(now, kept)},
                session=transaction,
            )
            await _see_to(database, some, now, kept, transaction)
        return len(some)

    total = 0
    while total < SENT_AGAIN_AT_ONCE and (done := await database.in_transaction(work)):
        total += done
    return total


def _anew(now: datetime, kept: timedelta) -> dict[str, Any]:
    return {
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "next_attempt_at": now,
        "ended_at": None,
        "expires_at": now + kept,
    }


async def _see_to(
    database: Database,
    deliveries: Sequence[StoredDelivery],
    now: datetime,
    kept: timedelta,
    transaction: Transaction,
) -> None:
    lanes = dict.fromkeys((each["webhook_id"], each["lane"]) for each in deliveries)
    await collection_of(WebhookLane, database).bulk_write(
        [
            UpdateOne(
                {"_id": f"{webhook_id}:{lane}"},
                {
                    "$setOnInsert": {"webhook_id": webhook_id, "lane": lane},
                    "$set": {"due_at": now, "stamp": ObjectId()},
                    "$max": {"expires_at": now + kept},
                },
                upsert=True,
            )
            for webhook_id, lane in lanes
        ],
        session=transaction,
    )


async def pending_of(webhook_id: PydanticObjectId, *, most: int) -> int:
    """How many deliveries of a webhook are pending, ``most`` at most."""
    return await collection_of(WebhookDelivery).count_documents(
        {"webhook_id": webhook_id, "state": DeliveryState.PENDING}, limit=most
    )
