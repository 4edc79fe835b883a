"""Sealing: moving the older messages of a chat into buckets.

Two commands a piece, and a stop between them harms nobody:

1. the oldest messages are copied into a bucket, which no reader counts yet;
2. one update of the Chat takes them out, moves ``sealed_sequence`` past them and
   raises ``sealed_max`` by their ids, if nothing of the tail was edited since it was read.

``(chat_id, first_sequence)`` is unique, so of two sealers one writes the bucket. A
copy that an edit has overtaken is replaced, only ever by a later one
(``source_edit_count``); so what the Chat's update commits is what the bucket holds.

Sealing acts on what it reads, so it reads only what a majority has: a copy of
messages that a failover takes back must never be committed.
"""

from datetime import datetime
from typing import Any

from documents.aggregates.chats.buckets import (
    NAMES_OF_MESSAGES,
    is_copy,
    make_bucket,
    make_guard,
    place_of,
    put_bucket,
)
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.sealed_max import raised_by, unchanged
from documents.aggregates.chats.search_words import NO_WORDS, words_of_messages
from documents.database import bson_bytes, collection_of, committed_in
from documents.shapes.base import PydanticObjectId, owned_or_deleted
from documents.shapes.chats import Chat, ChatBucket, StoredMessage

TRIES = 20

_SOURCE = {
    "deleted_at": 1,
    "user_id": 1,
    "sealed_sequence": 1,
    "edit_count": 1,
    "tail_bytes": 1,
    "sealed_max": 1,
    "lost": 1,
    "messages": 1,
}
_COPIED = {"chat_id": 1, "source_edit_count": 1, "bytes": 1, **NAMES_OF_MESSAGES}


async def seal(
    chat_id: PydanticObjectId,
    *,
    now: datetime,
    limits: SealingLimits,
    tail_bytes_at_most: int | None = None,
) -> int:
    """Seal pieces until the chat is no longer due; give back how many messages moved.

    With ``tail_bytes_at_most`` it goes on until the tail weighs no more than that.
    Safe to call at any time, from any number of processes; it finishes what a
    killed one began. Leaves the rest to the next call when edits keep winning.
    """
    moved = 0
    lost = 0
    copied: dict[str, Any] | None = None
    while lost < TRIES:
        chat = await committed_in(Chat).find_one({"_id": chat_id}, _SOURCE)
        if chat is None and copied is not None:
            # The chat was removed under us, and its buckets perhaps before our copy.
            await collection_of(ChatBucket).delete_one(place_of(copied))
        if chat is None or chat["deleted_at"] is not None:
            # A deleted chat may be restored: what it was sealed into stays. Its
            # removal takes the buckets once more after the chat itself.
            return moved
        piece = _piece(chat, limits, tail_bytes_at_most)
        if not piece:
            return moved
        copied = await _copy(chat, piece, now)
        if copied is not None and await _commit(chat, copied):
            moved += copied["last_sequence"] - chat["sealed_sequence"]
        else:
            lost += 1
    return moved


async def fence(
    chat_id: PydanticObjectId, user_id: str, *, sealed: int, edit_count: int, now: datetime
) -> None:
    """Leave no copy beyond ``sealed`` that is older than the edit of that count, for good.

    A sealer that was stopped, or is only slow, may have copied a text that has just
    been redacted, or still be about to. An empty copy stands in its place: the
    sealer's own is refused, and whoever has read the chat since replaces it.
    """
    guard = make_guard(chat_id, user_id, sealed=sealed, edit_count=edit_count, now=now)
    if not await put_bucket(guard, edit_count=edit_count):
        # A copy, or a bucket, made since the edit.
        return
    if await committed_in(Chat).find_one(owned_or_deleted(user_id, chat_id), {"_id": 1}) is None:
        # The chat was removed under us, and its buckets perhaps before this one.
        await collection_of(ChatBucket).delete_one(place_of(guard))


def _piece(
    chat: dict[str, Any], limits: SealingLimits, tail_bytes_at_most: int | None
) -> list[StoredMessage]:
    """The oldest messages that should go into one bucket now; empty when none should."""
    messages: list[StoredMessage] = chat["messages"]
    if tail_bytes_at_most is not None:
        if chat["tail_bytes"] <= tail_bytes_at_most:
            return []
    elif not limits.due(len(messages), chat["tail_bytes"]):
        return []
    else:
        messages = messages[:-1]
    piece: list[StoredMessage] = []
    weight = 0
    for message in messages[: limits.piece_messages]:
        weight += bson_bytes(message)
        if piece and weight > limits.piece_bytes:
            break
        piece.append(message)
    return piece


async def _copy(
    chat: dict[str, Any], piece: list[StoredMessage], now: datetime
) -> dict[str, Any] | None:
    """Write the bucket, or find the one that another sealer wrote; None to look again."""
    edit_count = chat["edit_count"]
    bucket = make_bucket(chat["_id"], chat["user_id"], piece, source_edit_count=edit_count, now=now)
    bucket["words"] = await words_of_messages(piece)
    if await put_bucket(bucket, edit_count=edit_count):
        return bucket
    other = await committed_in(ChatBucket).find_one(place_of(bucket), _COPIED)
    # It may have what was appended since, or, after a backup of the chats alone was
    # restored, what this chat never had: its own messages must not go for those.
    if other is None or other["source_edit_count"] != edit_count or not is_copy(other, chat):
        return None
    return other


async def _commit(chat: dict[str, Any], bucket: dict[str, Any]) -> bool:
    """Take the bucket's messages out of the Chat; False when the Chat has moved on."""
    last = bucket["last_sequence"]
    raised = await raised_by(chat, bucket)
    result = await collection_of(Chat).update_one(
        {
            "_id": chat["_id"],
            "user_id": chat["user_id"],
            "deleted_at": None,
            "sealed_sequence": chat["sealed_sequence"],
            "edit_count": bucket["source_edit_count"],
            **unchanged(chat),
        },
        {
            "$pull": {"messages": {"sequence_order": {"$lte": last}}},
            "$set": {"sealed_sequence": last},
            "$inc": {"tail_bytes": -bucket["bytes"]},
            "$max": raised,
            # What is sealed is found by its bucket, and edited there.
            **NO_WORDS,
        },
    )
    return result.modified_count == 1
