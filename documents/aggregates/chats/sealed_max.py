"""The greatest ids that a chat has sealed: how an append knows without a look that an id is new.

An id has an order and a rank in it, both pure functions of its text: UUIDs of version 7
and ULIDs begin with the time they were made at; every other id ranks as text. A sealing
raises the Chat's ``sealed_max`` in the very update that takes messages out of the Chat.
So each stored id is among the Chat's own messages, or ranks no higher than the greatest
of its order; an append asks for both in the filter of its one update. That is exact. It
serves ids that are made in their order; of any other it says "perhaps sealed", and the
buckets have to be asked.

``sealed_max.sequence`` is how far messages are counted in. A release before this one seals
without it, and a chat from before has none: while it is not ``sealed_sequence``, nothing
can be told. Each sealing then counts in what is missing, a few buckets at a time.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import aclosing
from typing import Any

from documents.aggregates.chats.buckets import NAMES_OF_MESSAGES
from documents.aggregates.chats.lost import reach, recorded_in
from documents.database import collection_of, committed_in, in_turns
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket, SealedMarks

BUCKETS_A_SEALING = 20
"""How many buckets a sealing counts in that were sealed without: about as much work as
the sealing itself."""

_BUCKETS_A_READ = 40
# Buckets may be set to hold 10,000.
_MESSAGES_A_READ = 2_000

# Between 2020 and 2100, in the milliseconds that either begins with. Of random ids that
# happen to look like one hardly any does: it would stand above all that come later.
_UUID7_TIMES = ("016f5e66e800", "03bb2cc3d800")
_ULID_TIMES = ("01DXF6DT00", "03QCPC7P00")

# https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
_UUID7 = re.compile(
    r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1(?:7[0-9a-f]{3})\1(?:[89ab][0-9a-f]{3})\1(?:[0-9a-f]{12})",
    re.IGNORECASE | re.ASCII,
)
# https://github.com/ulid/spec
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.IGNORECASE | re.ASCII)


def order_and_rank(message_id: str) -> tuple[str, str]:
    """The order of an id, a field of SealedMax, and its rank in it.

    Ids that differ may have one rank: forms of one UUID in upper and lower case.
    """
    if _UUID7.fullmatch(message_id):
        rank = message_id.replace("-", "").lower()
        if _UUID7_TIMES[0] <= rank < _UUID7_TIMES[1]:
            return "uuid7", rank
    elif _ULID.fullmatch(message_id):
        rank = message_id.upper()
        if _ULID_TIMES[0] <= rank < _ULID_TIMES[1]:
            return "ulid", rank
    return "other", message_id


def greatest(message_ids: Iterable[str]) -> dict[str, str]:
    """The greatest rank of each order."""
    ranks: dict[str, str] = {}
    for order, rank in map(order_and_rank, message_ids):
        if rank >= ranks.get(order, ""):
            ranks[order] = rank
    return ranks


def _least(message_ids: Iterable[str]) -> dict[str, str]:
    ranks: dict[str, str] = {}
    for order, rank in map(order_and_rank, message_ids):
        if order not in ranks or rank < ranks[order]:
            ranks[order] = rank
    return ranks


def none_sealed(message_ids: Iterable[str]) -> dict[str, Any]:
    """The condition of a Chat that has certainly sealed none of the ids."""
    all_counted = {"$eq": [{"$ifNull": ["$sealed_max.sequence", 0]}, "$sealed_sequence"]}
    below = {
        f"sealed_max.{order}": {"$not": {"$gte": rank}}
        for order, rank in _least(message_ids).items()
    }
    return {"$expr": all_counted, **below}


def may_be_new(sealed: int, marks: SealedMarks | None, message_ids: Iterable[str]) -> bool:
    """Whether a Chat that is sealed so far fulfils ``none_sealed``."""
    marks = marks or {}
    return marks.get("sequence", 0) == sealed and all(
        rank > (marks.get(order) or "") for order, rank in _least(message_ids).items()
    )


def unchanged(chat: dict[str, Any]) -> dict[str, Any]:
    """The condition of a Chat whose ``sealed_max`` is what ``raised_by`` saw."""
    return {"sealed_max.sequence": (chat.get("sealed_max") or {}).get("sequence")}


async def raised_by(chat: dict[str, Any], bucket: dict[str, Any]) -> dict[str, Any]:
    """The fields to raise (``$max``) as a Chat commits a bucket.

    With the ids of the bucket, and of some others that were sealed without.
    """
    sealed: int = chat["sealed_sequence"]
    counted: int = (chat.get("sealed_max") or {}).get("sequence", 0)
    message_ids = [message["id"] for message in bucket["messages"]]
    if counted < sealed:
        counted, more = await ids_after(chat, counted, buckets=BUCKETS_A_SEALING)
        message_ids += more
    if counted == sealed:
        counted = bucket["last_sequence"]
    return _fields(counted, greatest(message_ids))


def _fields(counted: int, ranks: Mapping[str, str]) -> dict[str, Any]:
    raised = {f"sealed_max.{order}": rank for order, rank in ranks.items()}
    return {"sealed_max.sequence": counted, **raised}


async def ids_after(chat: dict[str, Any], counted: int, *, buckets: int) -> tuple[int, list[str]]:
    """How far so many buckets at most lead on from a number without a gap, and their ids.

    As read by a majority. Numbers that are recorded as lost are none: what they held is gone.
    """
    sealed = chat["sealed_sequence"]
    place = {"last_sequence": {"$gt": counted}, "first_sequence": {"$lte": sealed}}
    here = {"chat_id": chat["_id"], **place}
    order = [("last_sequence", 1)]
    messages: list[dict[str, Any]] = []
    found = in_turns(committed_in(ChatBucket), here, NAMES_OF_MESSAGES, sort=order, limit=buckets)
    async with aclosing(found):
        async for bucket, _ in found:
            messages += bucket["messages"]
            if len(messages) >= _MESSAGES_A_READ:
                break
    numbers = [message["sequence_order"] for message in messages]
    reached = reach(counted + 1, numbers, recorded_in(chat))
    return min(reached, sealed), [message["id"] for message in messages]


async def catch_up(chat_id: PydanticObjectId, *, afresh: bool = False) -> int | None:
    """Count in all that is sealed, in bounded steps: how many messages are left out in the
    end, behind one that is missing; None where there is no such chat.

    With ``afresh`` from nothing, whatever stands there. Safe beside writers, sealings and
    older releases.
    """
    chats = collection_of(Chat)
    here = {"_id": chat_id, "deleted_at": None}
    if afresh:
        await chats.update_one(here, {"$set": {"sealed_max": {"sequence": 0}}})
    fields = {"sealed_sequence": 1, "sealed_max": 1, "lost": 1}
    while (chat := await committed_in(Chat).find_one(here, fields)) is not None:
        begun: int = (chat.get("sealed_max") or {}).get("sequence", 0)
        counted = begun
        ranks: dict[str, str] = {}
        while counted < chat["sealed_sequence"]:
            reached, more = await ids_after(chat, counted, buckets=_BUCKETS_A_READ)
            if reached == counted:
                break
            counted = reached
            ranks = greatest([*more, *ranks.values()])
        # Set anew meanwhile, it has lost what was counted in before.
        still = {"sealed_max.sequence": {"$gte": begun}} if begun else {}
        result = await chats.update_one({**here, **still}, {"$max": _fields(counted, ranks)})
        if result.matched_count:
            return int(chat["sealed_sequence"]) - counted
    return None
