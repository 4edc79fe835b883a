"""Ids that chats have sealed, as far as this process has read them: for ids of no order.

``sealed_max`` says nothing of an id that is random: nearly always a greater one is
sealed. A process that is asked for such ids again and again reads those that the chat
has sealed, a few buckets at a time, and keeps of each the bits of a Bloom filter. What is
not among them was not sealed, if the chat is still sealed just as far: the append asks for
that in the filter of its one update.

Read is only what a majority has: no failover can make it untrue. A chat that was removed
and made again with the same id has another ``created_at``. The service stands still while
a backup is restored, and what it knew goes with its process.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from documents.aggregates.chats.sealed_max import ids_after
from documents.database import committed_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat

BUCKETS_A_STEP = 10
"""How many buckets one step reads: a few milliseconds of work beside the append that began it."""

MAX_KNOWN_BYTES = 32 * 1024 * 1024
"""What a process keeps of all chats: some ten million ids."""

_BITS_AN_ID = 16
_PROBES = 8
_FIRST_IDS = 1_024


class _Layer:
    """A Bloom filter for so many ids: of others one in 1,700 seems to be among them."""

    def __init__(self, ids: int) -> None:
        self.room = ids
        self.bits = bytearray(ids * _BITS_AN_ID // 8)

    def add(self, digest: bytes) -> None:
        self.room -= 1
        for byte, bit in self._places(digest):
            self.bits[byte] |= bit

    def may_have(self, digest: bytes) -> bool:
        return all(self.bits[byte] & bit for byte, bit in self._places(digest))

    def _places(self, digest: bytes) -> Iterator[tuple[int, int]]:
        # https://www.eecs.harvard.edu/~michaelm/postscripts/rsa2008.pdf
        place = int.from_bytes(digest[:8], "big")
        step = int.from_bytes(digest[8:], "big") | 1
        size = len(self.bits) * 8
        for _ in range(_PROBES):
            yield place % size >> 3, 1 << (place & 7)
            place += step


class _Known:
    """The ids of a chat's messages 1 to ``sequence``."""

    def __init__(self, created_at: datetime) -> None:
        self.created_at = created_at
        self.sequence = 0
        self.layers: list[_Layer] = []

    @property
    def bytes(self) -> int:
        return sum(len(layer.bits) for layer in self.layers)

    def add(self, message_ids: Iterable[str]) -> None:
        for message_id in message_ids:
            if not self.layers or self.layers[-1].room == 0:
                # Twice the last: a chat of a million ids has eleven layers.
                self.layers.append(_Layer(_FIRST_IDS << len(self.layers)))
            self.layers[-1].add(_digest(message_id))

    def may_have(self, message_id: str) -> bool:
        digest = _digest(message_id)
        return any(layer.may_have(digest) for layer in self.layers)


def _digest(message_id: str) -> bytes:
    return hashlib.blake2b(message_id.encode(), digest_size=16).digest()


class KnownIds:
    """What a process knows of chats' sealed ids; the chats that were longest not asked for go
    when it is more than ``max_bytes``."""

    def __init__(self, max_bytes: int = MAX_KNOWN_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._known: OrderedDict[PydanticObjectId, _Known] = OrderedDict()

    def __contains__(self, chat_id: PydanticObjectId) -> bool:
        return chat_id in self._known

    def none_sealed(
        self, chat_id: PydanticObjectId, sealed: int, message_ids: Sequence[str]
    ) -> dict[str, Any] | None:
        """The condition of the Chat under which none of the ids is sealed.

        None where one may be, or where this process knows another number of messages than
        the ``sealed`` that it has seen last.
        """
        known = self._known.get(chat_id)
        if known is None or known.sequence != sealed:
            return None
        self._known.move_to_end(chat_id)
        if any(map(known.may_have, message_ids)):
            return None
        return {"sealed_sequence": known.sequence, "created_at": known.created_at}

    async def learn(self, chat_id: PydanticObjectId) -> dict[str, Any] | None:
        """Read a few buckets more of a chat; its ``sealed_sequence`` and ``sealed_max``, or
        None where there is none."""
        fields = {"sealed_sequence": 1, "sealed_max": 1, "created_at": 1, "lost": 1}
        chat = await committed_in(Chat).find_one({"_id": chat_id}, fields)
        if chat is None:
            self.forget(chat_id)
            return None
        known = self._known.get(chat_id)
        if known is None or known.created_at != chat["created_at"]:
            self.forget(chat_id)
            known = self._known[chat_id] = _Known(chat["created_at"])
        place = known.sequence
        if place < chat["sealed_sequence"]:
            reached, message_ids = await ids_after(chat, place, buckets=BUCKETS_A_STEP)
            # Of two steps at once one counts.
            if self._known.get(chat_id) is known and known.sequence == place:
                self._bytes -= known.bytes
                known.add(message_ids)
                known.sequence = reached
                self._bytes += known.bytes
                while self._bytes > self._max_bytes:
                    self.forget(next(iter(self._known)))
        return chat

    def forget(self, chat_id: PydanticObjectId) -> None:
        """Know nothing of a chat any more."""
        known = self._known.pop(chat_id, None)
        if known is not None:
            self._bytes -= known.bytes
