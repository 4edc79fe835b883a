"""Pages of a chat's messages, in either direction."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from documents.aggregates.chats.limits import MAX_PAGE_BYTES, MAX_SEQUENCE, SealingLimits
from documents.aggregates.chats.lost import beyond, gaps, recorded_in
from documents.aggregates.chats.reader import TRIES, Reading, as_given, run_of
from documents.aggregates.chats.sealed_part import (
    WHOLE_BUCKET,
    SealedPart,
    full_buckets,
    part_of_bucket,
)
from documents.database import (
    aggregate_raw,
    bson_bytes,
    collection_of,
    find_one_raw,
    name_of,
)
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import HEAD_FIELDS, Chat, ChatBucket, LostRange, StoredMessage
from documents.shapes.errors.chats import ChatBusy, ChatMissing


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
class _Wanted:
    """The ``limit`` messages after a number, before one, or the newest."""

    after: int | None
    before: int | None
    limit: int

    @property
    def ascending(self) -> bool:
        """Whether it is read upward."""
        return self.after is not None

    @property
    def span(self) -> tuple[int, int] | None:
        """The first and the last number that it has in a chat that is long enough: there
        are no gaps. None for the newest, which no number tells beforehand."""
        if self.after is not None:
            return self.after + 1, self.after + self.limit
        if self.before is not None:
            return max(1, self.before - self.limit), self.before - 1
        return None

    def span_in(self, last: int) -> tuple[int, int]:
        """The first and the last number that it has in a chat of so many messages."""
        if self.after is not None:
            return self.after + 1, min(self.after + self.limit, last)
        high = last if self.before is None else min(self.before - 1, last)
        return max(1, high - self.limit + 1), high


async def read_page(
    user_id: str,
    chat_id: PydanticObjectId,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int,
    limits: SealingLimits,
    fields: Mapping[str, Any] | None = None,
    read: Reading = collection_of,
) -> ChatPage:
    """The ``limit`` messages after a sequence number, before one, or the newest.

    One command, however long the chat; one more where large messages made the buckets, or
    what the Chat itself holds, short, and for a page before a number that the chat has not
    reached.

    Buckets that are missing are looked for again, as they are while one is split; then
    their numbers are lost, and the page has the rest. ``fields`` is the projection of what the
    ``head`` is to have beside its own; ``read`` as in ``reader``.

    Raises ChatMissing; ChatBusy when the chat changes under every try.
    """
    # A sum with any number that a caller gives must stay within BSON's 64 bits.
    wanted = _Wanted(
        None if after is None else min(after, MAX_SEQUENCE),
        None if before is None else min(before, MAX_SEQUENCE),
        limit,
    )
    missed: list[LostRange] | None = None
    for attempt in range(2 * TRIES):
        chat, sealed = await _read(
            user_id,
            chat_id,
            wanted,
            limits.piece_messages,
            {**_CHAT, **(fields or {})},
            read,
            # At less cost; it is seen where that may be wrong.
            by_place=attempt == 0,
        )
        tail_bytes: int = chat.pop("tail_bytes")
        pending = bool(chat.pop("pending_edits", []))
        low, high = wanted.span_in(chat["last_sequence"])
        tail = [m for m in chat.pop("messages") if low <= m["sequence_order"] <= high]
        if wanted.ascending and sealed.cut:
            tail = []
        messages = sealed.messages + tail
        recorded = recorded_in(chat)
        lost = _lost(messages, low, high, ascending=wanted.ascending, cut=sealed.cut)
        unrecorded = lost is None or bool(beyond(lost, recorded))
        sure = not unrecorded or (attempt >= TRIES - 1 and lost == missed)
        if lost is not None and sure and not sealed.shifted:
            if tail_bytes + sealed.bytes > MAX_PAGE_BYTES:
                # Of messages of many small parts the weighing takes as long as the reading.
                await asyncio.sleep(0)
                messages = within_bytes(messages, ascending=wanted.ascending)
                await asyncio.sleep(0)
                lost = _beside(lost, messages, ascending=wanted.ascending)
                unrecorded = bool(beyond(lost, recorded))
            place = max(0, high if wanted.after is None else wanted.after)
            return ChatPage(messages, chat, tail_bytes, pending, place, lost, unrecorded)
        missed = lost
    raise ChatBusy


async def _read(
    user_id: str,
    chat_id: PydanticObjectId,
    wanted: _Wanted,
    piece: int,
    fields: dict[str, Any],
    read: Reading,
    *,
    by_place: bool,
) -> tuple[dict[str, Any], SealedPart]:
    """The Chat, with those of its own messages that the page can have, and the buckets' part.

    The Chat comes first, so what its ``sealed_sequence`` says is sealed is in the buckets
    that are read after it.
    """
    mine = owned(user_id, chat_id)
    asked, union = _union(chat_id, wanted, piece, by_place=by_place)
    if union is None:
        newest = {**fields, "messages": {"$slice": -wanted.limit}}
        chat = _chat(await find_one_raw(read(Chat), mine, newest))
        sealed = _sealed_part(chat, wanted)
        if not sealed.done:
            # It keeps as many messages as one or two buckets: few where they are large.
            own = chat["last_sequence"] - chat["sealed_sequence"]
            await sealed.read_on(chat_id, min(piece, max(1, own // 2)), read)
        return chat, sealed
    pipeline = [{"$match": mine}, {"$project": {**fields, "messages": _tail(wanted)}}, union]
    # With as many as can come, the server would keep the cursor open for more.
    found = aggregate_raw(read(Chat), pipeline, batch_size=asked + 2)
    async with aclosing(found):
        chat = _chat(await anext(found, None))
        sealed = _sealed_part(chat, wanted)
        # Before a number that the chat has not reached, the page lies further back.
        reached = wanted.span is None or wanted.span[0] == sealed.low
        if not sealed.done and reached:
            await sealed.take(found, asked)
    await sealed.read_on(chat_id, piece, read)
    return chat, sealed


def _chat(raw: bytes | None) -> dict[str, Any]:
    chat = {} if raw is None else as_given(raw)
    if "_id" not in chat:
        # Buckets alone, at most: the chat is another user's, or deleted.
        raise ChatMissing
    return chat


def _sealed_part(chat: dict[str, Any], wanted: _Wanted) -> SealedPart:
    low, high = wanted.span_in(chat["last_sequence"])
    return SealedPart(low, min(high, chat["sealed_sequence"]), ascending=wanted.ascending)


_CHAT = {**HEAD_FIELDS, "tail_bytes": 1, "pending_edits": 1}


def _union(
    chat_id: PydanticObjectId, wanted: _Wanted, piece: int, *, by_place: bool
) -> tuple[int, dict[str, Any] | None]:
    """How many buckets are asked for beside the Chat, and the stage that adds them to it.

    None where the Chat itself has the page: it keeps a piece at least, unless its messages
    are large.
    """
    if wanted.span is not None:
        low, high = wanted.span
        if low > high:
            return 0, None
        asked = full_buckets(low, high, piece)
        condition, sort = run_of(chat_id, low, high, ascending=wanted.ascending)
        # Of as many buckets as can have a part of it, the last has none as a rule.
        within = [{"$match": {"first_sequence": {"$lte": high}, "last_sequence": {"$gte": low}}}]
        fields = part_of_bucket(low, high, piece, by_place=by_place)
    elif wanted.limit > piece:
        asked = (wanted.limit - 1) // piece + 1
        condition, sort = run_of(chat_id, 1, MAX_SEQUENCE, ascending=False)
        within = []
        fields = WHOLE_BUCKET
    else:
        return 0, None
    pipeline = [
        {"$match": condition},
        {"$sort": dict(sort)},
        {"$limit": asked},
        *within,
        {"$project": {"_id": 0, **fields}},
    ]
    return asked, {"$unionWith": {"coll": name_of(ChatBucket), "pipeline": pipeline}}


def _tail(wanted: _Wanted) -> dict[str, Any]:
    """What the page can hold of the Chat's own messages."""
    if wanted.span is None:
        return {"$slice": ["$messages", -wanted.limit]}
    low, high = wanted.span
    within = {"$and": [_compare("$gte", low), _compare("$lte", high)]}
    part: dict[str, Any] = {"$filter": {"input": "$messages", "cond": within}}
    if not wanted.ascending:
        # A chat that has not reached that number has its page further back.
        older = {"$filter": {"input": "$messages", "cond": _compare("$lte", high)}}
        part = {"$slice": [older, -wanted.limit]}
    return {"$cond": [{"$gte": ["$sealed_sequence", high]}, [], part]}


def _compare(operator: str, sequence: int) -> dict[str, Any]:
    return {operator: ["$$this.sequence_order", sequence]}


def _lost(
    messages: list[StoredMessage], low: int, high: int, *, ascending: bool, cut: bool
) -> list[LostRange] | None:
    """Which of the numbers ``low`` to ``high`` are not there, or where the page was cut, of
    the first or the last of them; None where the messages do not ascend.

    Buckets that were split or removed between the two reads are missing too.
    """
    numbers = [message["sequence_order"] for message in messages]
    if numbers == list(range(low, high + 1)):
        return []
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        return None
    lost = gaps(numbers, low, high)
    return _beside(lost, messages, ascending=ascending) if cut else lost


def _beside(
    lost: list[LostRange], messages: list[StoredMessage], *, ascending: bool
) -> list[LostRange]:
    """The ranges of a page that was cut after, or before, these messages."""
    if not messages:
        return lost
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
