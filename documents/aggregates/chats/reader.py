"""Reading a chat, wherever its messages lie: in the Chat itself or in buckets.

The Chat is read first and its ``sealed_sequence`` decides: up to it the buckets
count, after it the Chat's own messages. A sealing that goes on beside the read
changes neither, so no reader sees a message lost or doubled.

``read`` of these functions is ``collection_of``, or ``committed_in`` for whoever acts
on what he reads, or ``snapshot_of``.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from pydantic import BaseModel

from documents.aggregates.chats.lost import beyond, recorded_in
from documents.aggregates.chats.pending import is_noted
from documents.database import (
    Collection,
    add_zone,
    collection_of,
    committed_in,
    find_one_raw,
    find_raw,
    from_bson,
)
from documents.json_values import plain
from documents.shapes.base import Owned, PydanticObjectId, owned
from documents.shapes.chats import (
    Chat,
    ChatBucket,
    ChatMessage,
    LostRange,
    PendingEdit,
    StoredMessage,
)
from documents.shapes.errors.chats import ChatMissing, MessageMissing
from documents.shapes.messages import plain_message

TRIES = 5

_BUCKETS_AT_ONCE = 32
"""How many buckets a reader of a whole chat has in memory, as they came: at most a batch of
16 MB, as a rule some 4 MB."""

Reading = Callable[[type[Chat] | type[ChatBucket]], Collection]


@dataclass(frozen=True)
class SealedRun:
    """The part of one bucket that was asked for.

    ``first`` to ``last`` are the numbers of the whole bucket.
    """

    messages: list[StoredMessage]
    first: int
    last: int


async def sealed_runs(
    chat_id: PydanticObjectId,
    low: int,
    high: int,
    *,
    ascending: bool,
    shape: Any = 1,
    limit: int = 0,
    batch_size: int = 0,
    read: Reading = collection_of,
) -> AsyncGenerator[SealedRun, None]:
    """The sealed messages ``low`` to ``high``, bucket by bucket in one command.

    From ``low`` upward, or from ``high`` downward; the messages of a run ascend
    always. Of a bucket that is split meanwhile nothing comes twice. ``shape`` is the
    projection of ``messages``, which keeps their ``sequence_order``; of ``limit``
    buckets at most, if that is not 0. Holds one batch of the cursor, of ``batch_size``
    buckets if that is not 0, and decodes one bucket at a time.
    """
    fields = {"first_sequence": 1, "last_sequence": 1, "messages": shape}
    condition, sort = run_of(chat_id, low, high, ascending=ascending)
    found = find_raw(
        read(ChatBucket), condition, fields, sort=sort, limit=limit, batch_size=batch_size
    )
    async with aclosing(found):
        async for raw in found:
            bucket = as_given(raw)
            first, last = bucket["first_sequence"], bucket["last_sequence"]
            if last < low or first > high:
                continue
            messages = [m for m in bucket["messages"] if low <= m["sequence_order"] <= high]
            yield SealedRun(messages, first, last)
            if ascending:
                low = last + 1
            else:
                high = first - 1


def run_of(
    chat_id: PydanticObjectId, low: int, high: int, *, ascending: bool
) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    """The condition and the order of the buckets from ``low`` upward, or from ``high``
    downward: one end of an index, however far the run goes."""
    if ascending:
        return {"chat_id": chat_id, "last_sequence": {"$gte": low}}, [("last_sequence", 1)]
    return {"chat_id": chat_id, "first_sequence": {"$lte": high}}, [("first_sequence", -1)]


def as_given(raw: bytes) -> dict[str, Any]:
    """A stored Chat or bucket of BSON, with the free JSON in it as it was given."""
    document = from_bson(raw)
    # What the driver reads as a DBRef has this key. To search for its first sign is far quicker
    # than for its name, and that from the end than from the beginning.
    sign = raw.find(b"$")
    if sign >= 0 and raw.rfind(b"$ref\x00", sign) >= 0:
        document = plain(document)
    add_zone([document], _TIMES)
    for part, times in _TIMES_OF_PARTS.items():
        if part in document:
            add_zone(document[part], times)
    return document


def _times_of(*models: type[BaseModel]) -> list[str]:
    """The names of the models' fields that are times."""
    fields = [each for model in models for each in model.model_fields.items()]
    times = [name for name, field in fields if datetime in _types(field.annotation)]
    return list(dict.fromkeys(times))


def _types(annotation: Any) -> tuple[Any, ...]:
    return (annotation, *get_args(annotation))


_TIMES = _times_of(Chat, ChatBucket)
_TIMES_OF_PARTS = {"messages": _times_of(ChatMessage), "pending_edits": _times_of(PendingEdit)}


def between(low: int, high: int) -> dict[str, Any]:
    """The ``shape`` of those messages of a bucket alone: edits may have made the others
    large."""
    inside = [{"$gte": ["$first_sequence", low]}, {"$lte": ["$last_sequence", high]}]
    # By their numbers and not by their places: one of them may be lost.
    number = "$$this.sequence_order"
    within = {"$and": [{"$gte": [number, low]}, {"$lte": [number, high]}]}
    part = {"$filter": {"input": "$messages", "cond": within}}
    return {"$cond": [{"$and": inside}, "$messages", part]}


async def read_messages(chat_id: PydanticObjectId) -> AsyncIterator[StoredMessage | LostRange]:
    """A chat's messages in order, and in their places what is lost. What is sealed
    meanwhile is found in its bucket.

    A gap is lost when it is there at every try. Ends early where buckets go because the
    chat is being removed. The chat's free JSON is as it was given.
    """
    place = 0
    tried = 0
    while True:
        raw = await find_one_raw(collection_of(Chat), {"_id": chat_id})
        if raw is None:
            return
        chat = as_given(raw)
        sealed: int = chat["sealed_sequence"]
        upto: int = sealed if place < sealed else chat["last_sequence"]
        gap = upto + 1
        async with aclosing(_stored(chat, place)) as messages:
            async for message in messages:
                number: int = message["sequence_order"]
                if number > place + 1:
                    gap = number
                    break
                yield message
                place, tried = number, 0
        if place >= upto:
            if upto == chat["last_sequence"]:
                return
            continue
        tried += 1
        if tried >= TRIES:
            lost = LostRange(first=place + 1, last=gap - 1)
            if chat["deleted_at"] is not None and beyond([lost], recorded_in(chat)):
                return
            yield lost
            place, tried = lost.last, 0


async def _stored(chat: dict[str, Any], place: int) -> AsyncGenerator[StoredMessage, None]:
    """What the buckets have after a number, or what the Chat has after its sealed ones."""
    if place >= chat["sealed_sequence"]:
        for message in chat["messages"]:
            if message["sequence_order"] > place:
                yield message
        return
    runs = sealed_runs(
        chat["_id"],
        place + 1,
        chat["sealed_sequence"],
        ascending=True,
        batch_size=_BUCKETS_AT_ONCE,
    )
    async with aclosing(runs):
        async for run in runs:
            for message in run.messages:
                yield message


async def stored_buckets(
    chat_id: PydanticObjectId, upto: int, *, at_once: int, read: Reading
) -> AsyncIterator[dict[str, Any]]:
    """The buckets that begin at ``upto`` or before, in order and just as they are stored,
    whatever is wrong with them; ``at_once`` in one command."""
    last_read = 0
    while True:
        place = {"$gt": last_read, "$lte": upto}
        found = read(ChatBucket).find({"chat_id": chat_id, "first_sequence": place})
        count = 0
        async for bucket in found.sort("first_sequence", 1).limit(at_once):
            count += 1
            last_read = bucket["first_sequence"]
            yield bucket
        if count < at_once:
            return


def newest_buckets(number: int, *, max_bytes: int) -> list[dict[str, Any]]:
    """The pipeline, of a lookup among the buckets of a chat, that gives the newest
    first; those heavier than ``max_bytes`` are left out. For ``leading_to``."""
    return [
        {"$sort": {"first_sequence": -1}},
        {"$limit": number},
        {"$match": {"bytes": {"$lte": max_bytes}}},
        {"$project": {"messages": 1}},
    ]


def leading_to(last: int, buckets: Iterable[dict[str, Any]]) -> list[StoredMessage]:
    """The messages of buckets, which come newest first, that lead without a gap to
    number ``last``. What lies beyond it is a copy."""
    run: list[StoredMessage] = []
    for bucket in buckets:
        for message in reversed(bucket["messages"]):
            if message["sequence_order"] == last - len(run):
                run.append(message)
    run.reverse()
    return run


@dataclass(frozen=True)
class FoundMessage:
    """One message, whether it is sealed, and the session that owns its chat.

    ``pending`` says that it shows an edit which its chat's revision does not.
    """

    message: StoredMessage
    sealed: bool
    session_id: PydanticObjectId | None
    pending: bool = False


async def find_message(
    user_id: str, chat_id: PydanticObjectId, message_id: str, *, mine: Owned = owned
) -> FoundMessage:
    """One message by its id, from the Chat or a bucket.

    Raises ChatMissing, MessageMissing.
    """
    lost: list[LostRange] = []
    for _ in range(TRIES):
        chat = await collection_of(Chat).find_one(
            mine(user_id, chat_id),
            {
                "messages": {"$elemMatch": {"id": message_id}},
                "sealed_sequence": 1,
                "session_id": 1,
                "pending_edits": 1,
                "lost": 1,
            },
        )
        if chat is None:
            raise ChatMissing
        if chat.get("messages"):
            return _found(chat["messages"][0], chat, sealed=False)
        bucket = await collection_of(ChatBucket).find_one(
            {"chat_id": chat_id, "messages.id": message_id},
            {"messages": {"$elemMatch": {"id": message_id}}},
        )
        if bucket is None:
            raise MessageMissing(recorded_in(chat))
        message = bucket["messages"][0]
        if message["sequence_order"] <= chat["sealed_sequence"]:
            return _found(message, chat, sealed=True)
        # Appended and copied since the Chat was read: it is still the Chat's to answer.
        lost = recorded_in(chat)
    # Or a chat that was restored without its buckets has it no more.
    raise MessageMissing(lost)


def _found(message: StoredMessage, chat: dict[str, Any], *, sealed: bool) -> FoundMessage:
    plain_message(message)
    pending = sealed and is_noted(message, chat.get("pending_edits", []))
    return FoundMessage(message, sealed, chat["session_id"], pending)


async def sealed_with_ids(
    user_id: str, chat_id: PydanticObjectId, message_ids: list[str]
) -> list[StoredMessage]:
    """The messages in buckets, copies among them, that have one of the ids.

    As the primary has them: whoever finds none stores them.
    """
    found = committed_in(ChatBucket).find(
        {"chat_id": chat_id, "user_id": user_id, "messages.id": {"$in": message_ids}},
        {"messages": with_ids(message_ids)},
    )
    return [message async for bucket in found for message in bucket["messages"]]


def with_ids(message_ids: list[str]) -> dict[str, Any]:
    """The ``shape`` of the messages alone that have one of the ids."""
    condition = {"$in": ["$$this.id", {"$literal": message_ids}]}
    return {"$filter": {"input": "$messages", "cond": condition}}
