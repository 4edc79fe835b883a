"""What messages cost, counted by chat, model and quarter of an hour.

A message says so when it is appended: then it is counted with its role, in the same step
(``documents.aggregates.analytics.tallies``). One that a stream writes says so when that
ends: then the stream's own document knows whether it was counted. Neither an edit nor a
redaction changes what a message has cost. The Chat has the sum of all, from the moment at
which they are stored.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from documents.database import Transaction, UpdateOne, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from documents.shapes.usage import USAGE, UsageTally, sums_of

SLOT_SECONDS = 15 * 60

Slot = tuple[datetime, str | None]


def slot_of(at: datetime) -> datetime:
    """The beginning of the quarter of an hour that a time lies in."""
    seconds = int(at.timestamp()) // SLOT_SECONDS * SLOT_SECONDS
    return datetime.fromtimestamp(seconds, UTC)


def incremented(messages: Iterable[StoredMessage]) -> dict[str, float]:
    """The ``$inc`` of a Chat by what these messages cost."""
    sums = sums_of(message.get(USAGE) for message in messages)
    return {f"usage.{name}": number for name, number in sums.items()}


def summed(messages: Iterable[StoredMessage]) -> dict[str, Any]:
    """The same for the ``$set`` of a pipeline."""
    return {
        name: {"$add": [{"$ifNull": [f"${name}", 0.0]}, number]}
        for name, number in incremented(messages).items()
    }


async def add_messages(
    chat_id: PydanticObjectId,
    user_id: str,
    messages: Iterable[StoredMessage],
    transaction: Transaction,
) -> None:
    """Count what messages cost, but for those that were counted with their streams."""
    slots: dict[Slot, list[Mapping[str, Any]]] = {}
    for message in messages:
        usage = message.get(USAGE)
        if usage and not message.get("usage_tallied"):
            slots.setdefault((slot_of(message["created_at"]), usage.get("model")), []).append(usage)
    if slots:
        await _add(chat_id, user_id, slots, transaction)


async def add_one(
    chat_id: PydanticObjectId,
    user_id: str,
    usage: Mapping[str, Any],
    at: datetime,
    transaction: Transaction,
) -> None:
    """Count what one message cost that was finished at a time."""
    await _add(chat_id, user_id, {(slot_of(at), usage.get("model")): [usage]}, transaction)


async def _add(
    chat_id: PydanticObjectId,
    user_id: str,
    slots: Mapping[Slot, list[Mapping[str, Any]]],
    transaction: Transaction,
) -> None:
    await collection_of(UsageTally).bulk_write(
        [
            UpdateOne(
                {"chat_id": chat_id, "at": at, "model": model},
                {
                    "$inc": {f"sums.{name}": number for name, number in sums_of(usages).items()},
                    "$setOnInsert": {"user_id": user_id, "hidden": False},
                },
                upsert=True,
            )
            for (at, model), usages in slots.items()
        ],
        ordered=False,
        session=transaction,
    )
