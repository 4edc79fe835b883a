"""What messages cost, counted by chat, model and quarter of an hour.

A message says so when it is appended: then it is counted with its role, in the same step
(``documents.aggregates.analytics.tallies``). One that a stream writes says so when that
ends: then the stream's own document knows whether it was counted. A further version of a
message, and an edit of what one cost, are counted as they are stored, in one transaction.
Every version was paid for, so each is in the sums. A redaction changes nothing of it. The Chat
has the sum of all, from the moment at which they are stored.

What a fork took over was spent in the chat that it comes from, and is in no sum of the fork's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from documents.aggregates.chats.version_archive import selected_id
from documents.database import Transaction, UpdateOne, collection_of
from documents.shapes.base import PydanticObjectId, untallied
from documents.shapes.chats import StoredMessage
from documents.shapes.usage import USAGE, UsageTally, sums_of

SLOT_SECONDS = 15 * 60

Slot = tuple[datetime, str | None]
SlotSums = dict[Slot, dict[str, float]]
"""Sums, as ``sums_of`` makes them, by slot and model."""


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


def add_to(
    sums: SlotSums, at: datetime, usage: Mapping[str, Any] | None, *, times: int = 1
) -> None:
    """Add what one message cost to the sums of its slot; with ``times=-1`` take it off."""
    if usage is not None:
        there = sums.setdefault((slot_of(at), usage.get("model")), {})
        for name, number in sums_of([usage]).items():
            there[name] = there.get(name, 0.0) + times * number


def counted_at(version: Mapping[str, Any]) -> datetime:
    """The time at which a message, in the version that it says, is counted."""
    at: datetime = version.get("usage_at") or version.get("version_at") or version["created_at"]
    return at


def is_spent_in(
    chat_id: PydanticObjectId, version: Mapping[str, Any], *, forked_through: int
) -> bool:
    """Whether what a message, or a version of one, cost was spent in this chat, and not in the
    one whose messages up to ``forked_through`` it took over."""
    added_in = version.get("version_chat_id")
    if added_in is not None:
        return bool(added_in == chat_id)
    return int(version["sequence_order"]) > forked_through


def changes_usage(before: StoredMessage, after: StoredMessage) -> bool:
    """Whether a change of a message lets it say another cost, or one of another version.

    What a stream makes of its message is counted with the stream.
    """
    if before.get("stream_id") is not None:
        return False
    if before.get(USAGE) != after.get(USAGE):
        return True
    return USAGE in after and selected_id(before) != selected_id(after)


@dataclass(frozen=True)
class UsageChange:
    """What a change of one message does to sums: to its chat's, and to those of slots."""

    of_chat: dict[str, float] = field(default_factory=dict)
    of_slots: SlotSums = field(default_factory=dict)

    @property
    def inc(self) -> dict[str, float]:
        """The ``$inc`` of the Chat."""
        return {f"usage.{name}": number for name, number in self.of_chat.items() if number}


def usage_change(
    chat: Mapping[str, Any], before: StoredMessage, after: StoredMessage
) -> UsageChange:
    """What it does to the sums that a message becomes another; ``after`` is counted then.

    ``chat`` has the Chat's ``_id``, ``usage_sequence`` and ``forked_from``.
    """
    change = UsageChange()
    if not before.get("usage_tallied") and before["sequence_order"] > chat.get("usage_sequence", 0):
        # Nobody will count it any more.
        add_to(change.of_slots, counted_at(before), before.get(USAGE))
    gone, came = before.get(USAGE), after.get(USAGE)
    if after.get("versions", 1) > before.get("versions", 1):
        gone = None
    elif selected_id(after) != selected_id(before) or not is_spent_in(
        chat["_id"], after, forked_through=forked_through(chat)
    ):
        return change
    add_to(change.of_slots, counted_at(after), gone, times=-1)
    add_to(change.of_slots, counted_at(after), came)
    for usage, times in ((gone, -1), (came, 1)):
        for name, number in sums_of([usage]).items():
            change.of_chat[name] = change.of_chat.get(name, 0.0) + times * number
    return change


def forked_through(chat: Mapping[str, Any]) -> int:
    """How many messages a chat took over from another."""
    return int((chat.get("forked_from") or {}).get("through", 0))


async def add_messages(
    chat_id: PydanticObjectId,
    user_id: str,
    messages: Iterable[StoredMessage],
    transaction: Transaction,
) -> None:
    """Count what messages cost, but for those that were counted with their streams."""
    sums: SlotSums = {}
    for message in messages:
        if not message.get("usage_tallied"):
            add_to(sums, message["created_at"], message.get(USAGE))
    await add_sums(chat_id, user_id, sums, transaction)


async def add_one(
    chat_id: PydanticObjectId,
    user_id: str,
    usage: Mapping[str, Any],
    at: datetime,
    transaction: Transaction,
    *,
    hidden: bool = False,
) -> None:
    """Count what one message cost that was finished at a time; ``hidden`` where its chat is
    deleted."""
    sums: SlotSums = {}
    add_to(sums, at, usage)
    await add_sums(chat_id, user_id, sums, transaction, hidden=hidden)


async def add_sums(
    chat_id: PydanticObjectId,
    user_id: str,
    slots: SlotSums,
    transaction: Transaction,
    *,
    hidden: bool = False,
) -> None:
    """Add sums to a chat's tallies, each to its slot."""
    if not slots:
        return
    await collection_of(UsageTally).bulk_write(
        [
            UpdateOne(
                {"chat_id": chat_id, "at": at, "model": model},
                {
                    "$inc": {f"sums.{name}": number for name, number in sums.items()},
                    "$set": untallied(),
                    "$setOnInsert": {"user_id": user_id, "hidden": hidden},
                },
                upsert=True,
            )
            for (at, model), sums in slots.items()
        ],
        ordered=False,
        session=transaction,
    )
