"""Pages of a chat's messages, in either direction."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from documents.aggregates.chats.buckets import messages_bytes
from documents.aggregates.chats.limits import MAX_PAGE_BYTES, MAX_SEQUENCE, SealingLimits
from documents.aggregates.chats.lost import beyond, gaps, recorded_in
from documents.aggregates.chats.reader import TRIES, between, sealed_runs
from documents.database import bson_bytes, collection_of
from documents.json_values import plain
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import HEAD_FIELDS, Chat, LostRange, StoredMessage
from documents.shapes.errors.chats import ChatBusy, ChatMissing
from documents.shapes.messages import plain_message


@dataclass(frozen=True)
class ChatPage:
    """Messages in ascending order, without gaps but ``lost``, and the chat they were read from.

    ``lost`` are the numbers within the page whose messages are gone; ``unrecorded`` says
    that the chat does not know of all of them yet.

    ``head`` has the fields of ChatHead, ``tail_bytes`` is the Chat's, and ``pending``
    says that it notes edits which its revision does not show yet. An empty page stands
    after number ``place``. A page may hold
    fewer messages than were asked for when they are large: as many as fit into
    ``MAX_PAGE_BYTES``, and one at least.
    """

    messages: list[StoredMessage]
    head: dict[str, Any]
    tail_bytes: int
    pending: bool = False
    place: int = 0
    lost: Sequence[LostRange] = ()
    unrecorded: bool = False

    @property
    def first(self) -> int:
        """The number that all older messages are below."""
        empty = min(self.place, int(self.head["last_sequence"])) + 1
        firsts = [each["sequence_order"] for each in self.messages[:1]]
        return min([*firsts, *(each.first for each in self.lost[:1])], default=empty)

    @property
    def last(self) -> int:
        """The number that all newer messages are above."""
        lasts = [each["sequence_order"] for each in self.messages[-1:]]
        return max([*lasts, *(each.last for each in self.lost[-1:])], default=self.place)

    @property
    def has_before(self) -> bool:
        """Whether the chat has older messages than these."""
        return self.first > 1

    @property
    def has_after(self) -> bool:
        """Whether the chat had newer messages than these when it was read."""
        return self.last < int(self.head["last_sequence"])


@dataclass(frozen=True)
class _Sealed:
    """What the buckets gave of a page: it weighs ``bytes`` at most, and is
    ``cut`` when it was enough for a page before all of it was read."""

    messages: list[StoredMessage]
    bytes: int = 0
    cut: bool = False


async def read_page(
    user_id: str,
    chat_id: PydanticObjectId,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int,
    limits: SealingLimits,
) -> ChatPage:
    """The ``limit`` messages after a sequence number, before one, or the newest.

    One command where the Chat itself holds them, two where full buckets do, however
    long the chat; one more where large messages made the buckets short.

    Buckets that are missing are looked for again, as they are while one is split; then
    their numbers are lost, and the page has the rest.

    Raises ChatMissing; ChatBusy when the chat changes under every try.
    """
    ascending = after is not None
    missed: list[LostRange] | None = None
    if after is not None:
        # A sum with any number that a caller gives must stay within BSON's 64 bits.
        after = min(after, MAX_SEQUENCE)
    for attempt in range(TRIES):
        chat = await collection_of(Chat).find_one(
            owned(user_id, chat_id),
            {
                **HEAD_FIELDS,
                "tail_bytes": 1,
                "pending_edits": 1,
                "lost": 1,
                "messages": _tail(after, before, limit),
            },
        )
        if chat is None:
            raise ChatMissing
        tail: list[StoredMessage] = chat.pop("messages")
        tail_bytes: int = chat.pop("tail_bytes")
        pending = bool(chat.pop("pending_edits", []))
        chat["context_data"] = plain(chat["context_data"])
        low, high = _range(chat["last_sequence"], after, before, limit)
        tail = [message for message in tail if low <= message["sequence_order"] <= high]
        sealed = _Sealed([])
        if low <= (sealed_high := min(high, chat["sealed_sequence"])):
            sealed = await _sealed(
                chat_id, low, sealed_high, limits.piece_messages, ascending=ascending
            )
        if ascending and sealed.cut:
            tail = []
        messages = sealed.messages + tail
        recorded = recorded_in(chat)
        chat.pop("lost", None)
        lost = _lost(messages, low, high, ascending=ascending, cut=sealed.cut)
        unrecorded = lost is None or bool(beyond(lost, recorded))
        if lost is not None and (not unrecorded or (attempt == TRIES - 1 and lost == missed)):
            if tail_bytes + sealed.bytes > MAX_PAGE_BYTES:
                messages = within_bytes(messages, ascending=ascending)
                lost = _beside(lost, messages, ascending=ascending)
            for message in messages:
                plain_message(message)
            place = max(0, high if after is None else after)
            return ChatPage(messages, chat, tail_bytes, pending, place, lost, unrecorded)
        missed = lost
    raise ChatBusy


def _tail(after: int | None, before: int | None, limit: int) -> dict[str, Any]:
    """The projection of ``messages`` to what the page can hold of the Chat's own."""
    if after is not None:
        newer = {"$filter": {"input": "$messages", "cond": _compare("$gt", after)}}
        beyond = {"$gte": ["$sealed_sequence", after + limit]}
        return {"$cond": [beyond, [], {"$slice": [newer, limit]}]}
    if before is not None:
        older = {"$filter": {"input": "$messages", "cond": _compare("$lt", before)}}
        return {"$slice": [older, -limit]}
    return {"$slice": -limit}


def _compare(operator: str, sequence: int) -> dict[str, Any]:
    return {operator: ["$$this.sequence_order", sequence]}


def _range(last: int, after: int | None, before: int | None, limit: int) -> tuple[int, int]:
    """The first and the last number of the page: there are no gaps."""
    if after is not None:
        return after + 1, min(after + limit, last)
    high = last if before is None else min(before - 1, last)
    return max(1, high - limit + 1), high


async def _sealed(
    chat_id: PydanticObjectId, low: int, high: int, piece: int, *, ascending: bool
) -> _Sealed:
    """The messages ``low`` to ``high`` from the buckets, which must all be there.

    Reads as many buckets as full ones would be; then, where they were short, as
    many as the ones seen say.
    """
    parts: list[list[StoredMessage]] = []
    weight = 0
    ask = (high - low) // piece + 2
    while low <= high:
        seen = covered = 0
        found = sealed_runs(
            chat_id, low, high, ascending=ascending, shape=between(low, high), limit=ask
        )
        async with aclosing(found) as runs:
            async for run in runs:
                parts.append(run.messages)
                seen += 1
                covered += run.last - run.first + 1
                if ascending:
                    low = run.last + 1
                else:
                    high = run.first - 1
                weight += run.bytes
                if weight > MAX_PAGE_BYTES:
                    # A bucket's size is only a bound: it may reach beyond the page.
                    weight = sum(messages_bytes(part) for part in parts)
                    if weight > MAX_PAGE_BYTES:
                        return _Sealed(_joined(parts, ascending), weight, cut=low <= high)
        if not seen:
            break
        ask = (high - low + 1) * seen // max(covered, 1) + 2
    return _Sealed(_joined(parts, ascending), weight)


def _joined(parts: list[list[StoredMessage]], ascending: bool) -> list[StoredMessage]:
    return [message for part in (parts if ascending else reversed(parts)) for message in part]


def _lost(
    messages: list[StoredMessage], low: int, high: int, *, ascending: bool, cut: bool
) -> list[LostRange] | None:
    """Which of the numbers ``low`` to ``high`` are not there, or where the page was cut, of
    the first or the last of them; None where the messages do not ascend.

    Buckets that were split or removed between the two reads are missing too.
    """
    numbers = [message["sequence_order"] for message in messages]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        return None
    lost = gaps(numbers, low, high)
    return _beside(lost, messages, ascending=ascending) if cut else lost


def _beside(
    lost: list[LostRange], messages: list[StoredMessage], *, ascending: bool
) -> list[LostRange]:
    """The ranges of a page that was cut after, or before, these messages."""
    if ascending:
        return [each for each in lost if each.last < messages[-1]["sequence_order"]]
    return [each for each in lost if each.first > messages[0]["sequence_order"]]


def within_bytes(messages: list[StoredMessage], *, ascending: bool) -> list[StoredMessage]:
    """As many of the messages, from one end, as one answer holds (``MAX_PAGE_BYTES``)."""
    weight = 0
    kept = 0
    for message in messages if ascending else reversed(messages):
        weight += bson_bytes(message)
        if kept and weight > MAX_PAGE_BYTES:
            break
        kept += 1
    return messages[:kept] if ascending else messages[len(messages) - kept :]
