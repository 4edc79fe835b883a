"""What messages cost, held against the sums: a chat's own, and those of quarters of an hour."""

import math
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from documents.aggregates.chats.usage_tallies import (
    SlotSums,
    add_to,
    counted_at,
    forked_through,
    is_spent_in,
)
from documents.database import DuplicateKeyError, collection_of, snapshot_of
from documents.shapes.base import PydanticObjectId, untallied
from documents.shapes.chats import Chat, StoredMessage
from documents.shapes.message_versions import MessageVersion
from documents.shapes.streams import MessageStream
from documents.shapes.usage import SUMS, USAGE, UsageTally, UsageTotal, sums_of

OF_CHAT = "usage"
OF_SLOT = "usage-tally"

Sums = Mapping[str, float]


@dataclass(frozen=True)
class UsageFault:
    """Sums that are not what messages cost: ``found`` is what is stored, None where nothing is,
    and ``off`` what has to be added.

    OF_CHAT: the Chat's; OF_SLOT: those of a model and a quarter of an hour, from ``at``, or of
    all of them where it is not known to which each belongs.
    """

    kind: str
    text: str
    found: dict[str, Any] | None
    off: dict[str, float]
    user_id: str
    at: datetime | None = None
    model: str | None = None


class SpentUsage:
    """What a chat's messages cost, each version by itself."""

    def __init__(self, chat: Mapping[str, Any]) -> None:
        self._chat = chat
        origin = chat.get("forked_from") or {}
        # What is malformed is told by itself, and then nobody knows what was spent here.
        self._is_sound = isinstance(origin, dict) and isinstance(origin.get("through", 0), int)
        self._through = forked_through(chat) if self._is_sound else 0
        self._counted: int = chat.get("usage_sequence") or 0
        self._sums: dict[str, float] = {}
        self._slots: SlotSums = {}
        self._unsummed: dict[str, Mapping[str, Any]] = {}
        self._is_dated = True

    @classmethod
    async def of(cls, chat: Mapping[str, Any]) -> Self:
        """Before any of the chat's messages is seen."""
        spent = cls(chat)
        streams = collection_of(MessageStream).find(
            {"chat_id": chat["_id"], "is_written": False, "final_usage": {"$ne": None}},
            {"message_id": 1, "final_usage": 1},
        )
        async for stream in streams:
            spent._unsummed[stream["message_id"]] = stream["final_usage"]
        return spent

    def see(self, message: StoredMessage) -> None:
        """Take in the next message."""
        used = message.get(USAGE)
        if used is None or not self._is_ours(message):
            return
        is_tallied = message.get("usage_tallied", False)
        self._add(message, used, in_slot=is_tallied or message["sequence_order"] <= self._counted)
        if is_tallied and "stream_id" not in message:
            # A release before this one did not note when a stream had ended.
            self._is_dated &= "usage_at" in message or "version_id" in message
            if (unsummed := self._unsummed.get(message["id"])) is not None:
                # Its stream has said it, and is about to sum it.
                self._add(message, unsummed, in_slot=True, times=-1)

    def _is_ours(self, version: Mapping[str, Any]) -> bool:
        return is_spent_in(self._chat["_id"], version, forked_through=self._through)

    def _add(
        self, version: Mapping[str, Any], used: Mapping[str, Any], *, in_slot: bool, times: int = 1
    ) -> None:
        for name, number in sums_of([used]).items():
            self._sums[name] = self._sums.get(name, 0.0) + times * number
        if in_slot:
            add_to(self._slots, counted_at(version), used, times=times)

    async def faults(self, selected: Mapping[str, str]) -> AsyncIterator[UsageFault]:
        """What is wrong with the sums, now that all messages were seen; ``selected`` are the
        versions that those with several say. Nothing where others change them meanwhile."""
        await self._see_versions(selected)
        faults = [each async for each in self._wrong()]
        if not faults or not self._is_sound:
            return
        now = await collection_of(Chat).find_one(
            {"_id": self._chat["_id"]}, dict.fromkeys(_STATE, 1)
        )
        if now is not None and all(now.get(name) == self._chat.get(name) for name in _STATE):
            for fault in faults:
                yield fault

    async def _see_versions(self, selected: Mapping[str, str]) -> None:
        if not selected:
            return
        fields = ("message_id", "sequence_order", "version_id", *_OF_VERSION)
        found = snapshot_of(MessageVersion).find(
            {"chat_id": self._chat["_id"]}, dict.fromkeys(fields, 1)
        )
        async for version in found:
            used = version.get(USAGE)
            is_other = selected.get(version["message_id"]) not in (None, version["version_id"])
            if used is not None and is_other and self._is_ours(version):
                self._add(version, used, in_slot=True)

    async def _wrong(self) -> AsyncIterator[UsageFault]:
        user_id = self._chat["user_id"]
        stored = self._chat.get("usage")
        if off := _off(self._sums, stored or {}):
            text = (
                f"the chat says {_words(stored or {})}, and its messages cost {_words(self._sums)}"
            )
            yield UsageFault(OF_CHAT, text, stored, off, user_id)
        expected: _Found = {(at, model): sums for (at, model), sums in self._slots.items()}
        by_slot: _Found = {}
        tallies = snapshot_of(UsageTally).find({"chat_id": self._chat["_id"]})
        async for tally in tallies:
            by_slot[tally["at"], tally.get("model")] = tally["sums"]
        if not self._is_dated:
            expected, by_slot = _by_model(expected), _by_model(by_slot)
        for slot in {**expected, **by_slot}:
            there = by_slot.get(slot)
            if off := _off(expected.get(slot, {}), there or {}):
                at, model = slot
                when = "" if at is None else f" at {at:%Y-%m-%d %H:%M}"
                text = (
                    f"the analytics have {_words(there or {})} of {model or 'no model'}{when}, "
                    f"and messages cost {_words(expected.get(slot, {}))}"
                )
                yield UsageFault(OF_SLOT, text, there, off, user_id, at, model)


_Found = dict[tuple[datetime | None, str | None], dict[str, float]]
_EXACT = 2.0**53
_STATE = ("revision", "last_sequence", "usage_sequence", "usage")
_OF_VERSION = (USAGE, "usage_at", "version_chat_id", "created_at")


def _off(expected: Sums, stored: Sums) -> dict[str, float]:
    """What has to be added to what is stored."""
    both = {name: (expected.get(name, 0.0), stored.get(name) or 0.0) for name in SUMS}
    return {
        name: wanted - there for name, (wanted, there) in both.items() if not _equal(wanted, there)
    }


def _equal(one: float, other: float) -> bool:
    if max(abs(one), abs(other)) <= _EXACT:
        return one == other
    # They were rounded, perhaps in another order.
    return math.isclose(one, other, rel_tol=1e-9)


def _by_model(sums: _Found) -> _Found:
    """The sums of each model over all slots."""
    together: _Found = {}
    for (_, model), some in sums.items():
        there = together.setdefault((None, model), {})
        for name, number in some.items():
            there[name] = there.get(name, 0.0) + number
    return together


def _words(sums: Sums) -> str:
    total = UsageTotal.of(sums)
    tokens = total.input_tokens + total.output_tokens
    return f"{total.messages} messages, {tokens} tokens and {total.cost:g}"


async def mend_usage(chat_id: PydanticObjectId, fault: UsageFault) -> bool:
    """Add what sums are off, if they are still what was found; whether it was done."""
    if fault.kind == OF_CHAT:
        result = await collection_of(Chat).update_one(
            {"_id": chat_id, "usage": fault.found},
            {"$inc": {f"usage.{name}": number for name, number in fault.off.items()}},
        )
        return result.modified_count == 1
    if fault.at is None:
        return False
    here = {"chat_id": chat_id, "at": fault.at, "model": fault.model}
    added = {
        "$inc": {f"sums.{name}": number for name, number in fault.off.items()},
        "$set": untallied(),
    }
    if fault.found is not None:
        result = await collection_of(UsageTally).update_one({**here, "sums": fault.found}, added)
        return result.modified_count == 1
    chat = await collection_of(Chat).find_one({"_id": chat_id}, {"deleted_at": 1})
    if chat is None:
        return False
    fresh = {
        "user_id": fault.user_id,
        "hidden": chat["deleted_at"] is not None,
        **untallied(),
    }
    tally = {**here, **fresh, "sums": {name: fault.off.get(name, 0.0) for name in SUMS}}
    try:
        await collection_of(UsageTally).insert_one(tally)
    except DuplicateKeyError:
        # Somebody counted meanwhile.
        return False
    return True
