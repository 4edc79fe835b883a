"""What a fork has of its source: which messages it keeps itself, and the buckets it gets.

All is read at one point in time, in a session of ``Database.one_moment``, so what others
seal, edit or redact meanwhile is either in all of it or in none. The buckets are written by
the server itself, some at a time: the service holds no more of a long chat than of a short
one.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.chats.buckets import messages_bytes
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.lost import recorded_in
from documents.database import Transaction, collection_of, committed_in, name_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatBucket, StoredMessage
from documents.shapes.message_versions import MessageVersion

BYTES_A_STEP = 16 * 1024 * 1024
"""What the buckets of one step weigh at most, but for a single one that weighs more: a few
tenths of a second of the server's time."""

_BUCKETS_A_STEP = 500
_VERSIONS_A_STEP = 500
_PLACE = {"_id": 0, "first_sequence": 1, "last_sequence": 1, "bytes": 1}


@dataclass(frozen=True)
class ForkedPast:
    """What a fork has of its source's messages: ``own`` in the Chat itself, those up to
    ``sealed`` in buckets; ``copied`` is how far the source itself has sealed them."""

    own: list[StoredMessage]
    sealed: int
    copied: int

    @property
    def tail_bytes(self) -> int:
        """What its own messages weigh."""
        return messages_bytes(self.own)


async def past_of(
    source: dict[str, Any], through: int, *, limits: SealingLimits, moment: Transaction
) -> ForkedPast:
    """The first messages of a chat, up to ``through``, as a fork of it has them.

    It keeps about as many itself as a chat does: those of the source's own, or else of its
    newest buckets that are not heavy.
    """
    sealed: int = source["sealed_sequence"]
    own = [m for m in source["messages"] if m["sequence_order"] <= through]
    upto = min(through, sealed)
    room = 2 * limits.piece_bytes - messages_bytes(own)
    while len(own) < limits.piece_messages and upto > 0:
        bucket = await _bucket_at(source["_id"], upto, _PLACE, moment)
        if bucket is None or bucket["last_sequence"] < upto or bucket["bytes"] > room:
            break
        whole = await _bucket_at(source["_id"], upto, {"messages": 1}, moment)
        assert whole is not None, "it was there at this point in time"
        own = [m for m in whole["messages"] if m["sequence_order"] <= upto] + own
        room -= bucket["bytes"]
        upto = bucket["first_sequence"] - 1
    return ForkedPast(own, own[0]["sequence_order"] - 1 if own else through, upto)


async def _bucket_at(
    chat_id: PydanticObjectId, number: int, fields: dict[str, int], moment: Transaction
) -> dict[str, Any] | None:
    """The bucket that has this number, or else the one before it."""
    found: dict[str, Any] | None = await committed_in(ChatBucket).find_one(
        {"chat_id": chat_id, "first_sequence": {"$lte": number}},
        fields,
        sort=[("first_sequence", -1)],
        session=moment,
    )
    return found


async def copy_buckets(
    source_id: PydanticObjectId,
    fork_id: PydanticObjectId,
    upto: int,
    *,
    now: datetime,
    moment: Transaction,
    still_wanted: Callable[[], Awaitable[None]],
) -> None:
    """Write the fork's buckets: the messages 1 to ``upto``, bounded as the source's are.

    ``still_wanted`` is awaited between two steps, and raises where it is not.
    """
    place = 0
    while True:
        step = await _next_step(source_id, place, upto, moment)
        if not step:
            return
        if place:
            await still_wanted()
        end: int = step[-1]["first_sequence"]
        pipeline = [
            {"$match": {"chat_id": source_id, "first_sequence": {"$gt": place, "$lte": end}}},
            {"$set": _copy(fork_id, now)},
            *(_cut(upto) if step[-1]["last_sequence"] > upto else []),
            {"$project": {"_id": 0}},
            {"$merge": {"into": name_of(ChatBucket), "whenMatched": "fail"}},
        ]
        written = collection_of(ChatBucket).aggregate(pipeline, session=moment)
        async for _ in written:
            pass
        place = end


async def _next_step(
    source_id: PydanticObjectId, place: int, upto: int, moment: Transaction
) -> list[dict[str, Any]]:
    """The places of the next buckets, as many as one step copies."""
    found = committed_in(ChatBucket).find(
        {"chat_id": source_id, "first_sequence": {"$gt": place, "$lte": upto}},
        _PLACE,
        sort=[("first_sequence", 1)],
        limit=_BUCKETS_A_STEP,
        batch_size=_BUCKETS_A_STEP + 1,
        session=moment,
    )
    step: list[dict[str, Any]] = []
    weight = 0
    for bucket in [bucket async for bucket in found]:
        weight += bucket["bytes"]
        if step and weight > BYTES_A_STEP:
            break
        step.append(bucket)
    return step


async def copy_versions(
    source_id: PydanticObjectId, fork_id: PydanticObjectId, through: int, moment: Transaction
) -> None:
    """Write what the source's first messages said in versions that are not selected."""
    place = 0
    while place < through:
        here: dict[str, Any] = {
            "chat_id": source_id,
            "sequence_order": {"$gt": place, "$lte": through},
        }
        found = committed_in(MessageVersion).find(
            here,
            {"_id": 0, "sequence_order": 1},
            sort=[("sequence_order", 1), ("number", 1)],
            limit=_VERSIONS_A_STEP,
            batch_size=_VERSIONS_A_STEP + 1,
            session=moment,
        )
        numbers: list[int] = [version["sequence_order"] async for version in found]
        if not numbers:
            return
        # The last may have more; of one message there are never so many.
        end = through if len(numbers) < _VERSIONS_A_STEP else numbers[-1] - 1
        pipeline: list[dict[str, Any]] = [
            {"$match": {**here, "sequence_order": {"$gt": place, "$lte": end}}},
            {"$set": {"chat_id": fork_id}},
            {"$project": {"_id": 0}},
            {"$merge": {"into": name_of(MessageVersion), "whenMatched": "fail"}},
        ]
        async for _ in collection_of(MessageVersion).aggregate(pipeline, session=moment):
            pass
        place = end


def _copy(fork_id: PydanticObjectId, now: datetime) -> dict[str, Any]:
    return {
        "chat_id": fork_id,
        "source_edit_count": {"$literal": 0},
        "created_at": now,
        "updated_at": now,
    }


def _cut(upto: int) -> list[dict[str, Any]]:
    """The stages that leave of the last bucket the messages up to a number."""
    kept = {"$filter": {"input": "$messages", "cond": {"$lte": ["$$this.sequence_order", upto]}}}
    weight = {"$sum": {"$map": {"input": "$messages", "in": {"$bsonSize": "$$this"}}}}
    is_cut = {"$gt": ["$last_sequence", upto]}
    return [
        {"$set": {"messages": {"$cond": [is_cut, kept, "$messages"]}}},
        {
            "$set": {
                "bytes": {"$cond": [is_cut, weight, "$bytes"]},
                # Some are of messages that the fork does not have.
                "words": {"$cond": [is_cut, "$$REMOVE", "$words"]},
                "last_sequence": {
                    "$cond": [is_cut, {"$max": "$messages.sequence_order"}, "$last_sequence"]
                },
            }
        },
    ]


def lost_of(source: dict[str, Any], through: int) -> list[dict[str, int]]:
    """What is recorded as lost of a chat's messages up to ``through``."""
    return [
        {"first": each.first, "last": min(each.last, through)}
        for each in recorded_in(source)
        if each.first <= through
    ]


def marks_of(source: dict[str, Any], sealed: int) -> dict[str, Any]:
    """The ``sealed_max`` of a fork that is sealed so far.

    The source's ranks stay where it has sealed more: no id of the fork is above them.
    """
    marks = dict(source.get("sealed_max") or {})
    return {**marks, "sequence": min(marks.get("sequence", 0), sealed)}
