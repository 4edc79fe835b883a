"""What the buckets give of a page of a chat's messages."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from documents.aggregates.chats.buckets import messages_bytes
from documents.aggregates.chats.limits import MAX_PAGE_BYTES
from documents.aggregates.chats.reader import Reading, as_given, between, run_of
from documents.database import find_raw
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatBucket, StoredMessage

WHOLE_BUCKET = {"first_sequence": 1, "last_sequence": 1, "messages": 1}
"""The projection of a bucket for ``SealedPart``."""


class SealedPart:
    """What the buckets give of a page: the messages ``low`` to ``high``, from one end on.

    ``low`` rises as they are taken upward. They weigh ``bytes`` at most. ``cut`` says that
    they were enough for a page before all were read, ``shifted`` that of those taken by their
    places there may be others than were asked for.
    """

    def __init__(self, low: int, high: int, *, ascending: bool) -> None:
        self.bytes = 0
        self.cut = False
        self.shifted = False
        self.low = low
        self._high = high
        self._ascending = ascending
        self._parts: list[list[StoredMessage]] = []
        self._covered = 0
        self._ended = False

    @property
    def done(self) -> bool:
        """Whether there is nothing more to read."""
        return self.cut or self._ended or self.low > self._high

    @property
    def messages(self) -> list[StoredMessage]:
        """What was taken, in order."""
        parts = self._parts if self._ascending else reversed(self._parts)
        return [message for part in parts for message in part]

    async def take(self, found: AsyncIterator[bytes], asked: int) -> None:
        """Take buckets in the order of ``run_of``, of which ``asked`` were asked for."""
        came = 0
        async for raw in found:
            came += 1
            self._take(as_given(raw), len(raw))
            if self.done:
                return
        self._ended = came < asked

    async def read_on(self, chat_id: PydanticObjectId, piece: int, read: Reading) -> None:
        """Read what is missing: as many buckets as full ones would be, or where some were
        seen, as many as those say."""
        while not self.done:
            low, high = self.low, self._high
            seen = len(self._parts)
            asked = full_buckets(low, high, piece)
            if seen:
                asked = (high - low + 1) * seen // max(self._covered, 1) + 2
            condition, sort = run_of(chat_id, low, high, ascending=self._ascending)
            found = find_raw(
                read(ChatBucket),
                condition,
                part_of_bucket(low, high, piece),
                sort=sort,
                limit=asked,
            )
            async with aclosing(found):
                await self.take(found, asked)

    def _take(self, bucket: dict[str, Any], weight: int) -> None:
        first, last = bucket["first_sequence"], bucket["last_sequence"]
        if last < self.low or first > self._high:
            # Else a part of one that was split meanwhile, or a copy.
            self._ended = first > self._high if self._ascending else last < self.low
            return
        messages: list[StoredMessage] = bucket["messages"]
        if bucket.get("size", last - first + 1) != last - first + 1:
            self.shifted = True
        if first < self.low or last > self._high:
            numbers = range(self.low, self._high + 1)
            messages = [m for m in messages if m["sequence_order"] in numbers]
        self._parts.append(messages)
        self._covered += last - first + 1
        if self._ascending:
            self.low = last + 1
        else:
            self._high = first - 1
        self.bytes += weight
        if self.bytes > MAX_PAGE_BYTES:
            # What came weighs more than the messages that are kept of it.
            self.bytes = sum(messages_bytes(part) for part in self._parts)
            self.cut = self.bytes > MAX_PAGE_BYTES and self.low <= self._high


def full_buckets(low: int, high: int, piece: int) -> int:
    """How many full buckets can have a part of these numbers."""
    return (high - low) // piece + 2


def part_of_bucket(low: int, high: int, piece: int, *, by_place: bool = False) -> dict[str, Any]:
    """The projection of a bucket that has some of these numbers, with the others as a rule
    left out. With ``by_place`` at less cost, and of a bucket that has lost some it may give
    others; so each has its ``size``, too."""
    if high - low >= 2 * piece:
        # To choose among a bucket's messages costs the server as much again as to send them: in
        # a page of many buckets more than the messages beside it, which two of them have at most.
        return WHOLE_BUCKET
    if not by_place:
        return WHOLE_BUCKET | {"messages": between(low, high)}
    first = "$first_sequence"
    skipped = {"$max": [0, {"$subtract": [low, first]}]}
    number = {"$subtract": [high + 1, {"$max": [low, first]}]}
    part = {"$slice": ["$messages", skipped, number]}
    return WHOLE_BUCKET | {"messages": part, "size": {"$size": "$messages"}}
