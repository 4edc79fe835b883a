"""Appending to a chat: one atomic update that numbers the messages and stores them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from documents.aggregates.chats.limits import (
    MAX_APPEND_BYTES,
    MAX_TAIL_BYTES,
    ChatHints,
    LastSeen,
    SealingLimits,
    too_heavy,
)
from documents.aggregates.chats.new_messages import NewMessage, stored_body
from documents.aggregates.chats.reader import sealed_with_ids, with_ids
from documents.aggregates.chats.repetition import same_body
from documents.aggregates.chats.sealed_max import may_be_new, none_sealed
from documents.aggregates.chats.sealing import seal
from documents.aggregates.chats.search_words import NO_WORDS, NO_WORDS_STAGE
from documents.aggregates.chats.usage_tallies import incremented, summed
from documents.database import (
    GroupCommit,
    ReturnDocument,
    Unsure,
    bson_bytes,
    collection_of,
    committed_in,
)
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import NOT_COUNTED, Chat, SealedMarks, StoredMessage
from documents.shapes.errors.chats import (
    AppendTooLarge,
    ChatBusy,
    ChatClosed,
    ChatMissing,
    MessageIdTaken,
)
from documents.shapes.messages import plain_message

__all__ = ["TRIES", "Appended", "NewMessage", "append"]

TRIES = 20


@dataclass(frozen=True)
class Appended:
    """What an append answers.

    ``created`` is False when these messages were stored before and nothing was
    written. ``tail_messages`` and ``tail_bytes`` are the chat's after the append.
    ``looked`` says that the buckets had to be asked for the given ids.
    """

    messages: list[StoredMessage]
    created: bool
    session_id: PydanticObjectId | None
    tail_messages: int
    tail_bytes: int
    looked: bool = False


async def append(
    user_id: str,
    chat_id: PydanticObjectId,
    messages: Sequence[NewMessage],
    *,
    now: datetime,
    new_id: Callable[[], str],
    limits: SealingLimits,
    hints: ChatHints,
    redaction_key: bytes | None = None,
    group_commit: GroupCommit | None = None,
    reserved: Sequence[str] = (),
) -> Appended:
    """Append ``messages`` in order: all of them, or none.

    One command where the ids are the server's, or the chat has no buckets, or the given
    ids rank above all that it has sealed (``sealed_max``), or this process knows all of
    those (``known_ids``); one indexed look for them before it otherwise. Messages whose
    given ids are all stored with equal bodies are answered as they were stored.
    ``redaction_key`` tells so of redacted ones (``documents.aggregates.chats.redaction``);
    without it they are others. By ``group_commit`` it goes together with appends to other
    chats. Where the chat has an id that is ``reserved``, nothing is stored.

    Raises ChatMissing, ChatClosed, MessageIdTaken, AppendTooLarge and ChatBusy;
    ValueError when one id is given twice.
    """
    bodies = [stored_body(message, message.id_by(new_id), now) for message in messages]
    given = [message.id for message in messages if message.id is not None]
    if len(set(given)) < len(given):
        raise ValueError("the same id twice in one append")
    weight = sum(bson_bytes(body) for body in bodies)
    if weight > MAX_APPEND_BYTES:
        raise AppendTooLarge(too_heavy("the messages weigh", weight))
    asked = [*given, *reserved]
    writer = _Writer(user_id, chat_id, bodies, asked, weight, now, limits, hints, group_commit)
    seen = hints.take(chat_id)
    unsealed = await writer.unsealed(seen or hints.last(chat_id))
    unsure = False
    if seen and unsealed is not None:
        try:
            if stored := await writer.push_at(seen, unsealed):
                return stored
        except Unsure:
            # It may be stored: its messages are looked for, by the server's ids too.
            unsure = True
            ids = [body["id"] for body in bodies]
            writer = replace(writer, given=[*ids, *reserved])
            messages = [replace(each, id=id_) for each, id_ in zip(messages, ids, strict=True)]
            unsealed = await writer.unsealed(hints.last(chat_id))
    for _ in range(TRIES):
        if unsealed is not None and (stored := await writer.push(unsealed)):
            return stored
        head = await _head(user_id, chat_id, writer.given)
        found, unsealed = await writer.look(head)
        # The tail last: what lies in both is a copy that a sealing has not finished.
        if by_id := {message["id"]: message for message in [*found, *head["messages"]]}:
            writer.note(head, appended=0)
            repeated = _repeated(messages, by_id, head, redaction_key)
            first = repeated.messages[0]["sequence_order"]
            # Where it was about to be stored it is its own.
            ours = unsure and seen is not None and first == seen.last_sequence + 1
            return replace(repeated, created=ours)
        if head["closed_at"] is not None:
            raise ChatClosed
        if head["tail_bytes"] + weight > MAX_TAIL_BYTES:
            room = MAX_TAIL_BYTES - weight
            await seal(chat_id, now=now, limits=limits, tail_bytes_at_most=room)
    raise ChatBusy


@dataclass(frozen=True)
class _Unsealed:
    """The condition of a Chat under which none of the given ids of an append is sealed, and
    whether the buckets were asked."""

    condition: dict[str, Any]
    looked: bool = False


@dataclass(frozen=True)
class _Writer:
    """The ways to store the messages of one append, each in one atomic update."""

    user_id: str
    chat_id: PydanticObjectId
    bodies: list[StoredMessage]
    given: list[str]
    weight: int
    now: datetime
    limits: SealingLimits
    hints: ChatHints
    group_commit: GroupCommit | None

    async def unsealed(self, last: LastSeen | None) -> _Unsealed | None:
        """What to ask of the Chat as this process knows it; None where an id is sealed.

        One command less where the Chat can tell by itself, so that is tried unless it
        is known to fail.
        """
        if not self.given:
            return _Unsealed({})
        if last is None or may_be_new(last.sealed_sequence, last.sealed_max, self.given):
            return _Unsealed(none_sealed(self.given))
        sealed = last.sealed_sequence
        known = self.hints.known_ids.none_sealed(self.chat_id, sealed, self.given)
        if known is not None:
            return _Unsealed(known)
        found, unsealed = await self._look(sealed, last.sealed_max)
        return None if found else unsealed

    async def look(self, head: dict[str, Any]) -> tuple[list[StoredMessage], _Unsealed]:
        """The sealed messages that have given ids; and what to ask where there are none."""
        if len(head["messages"]) == len(self.given):
            return [], _Unsealed({})
        return await self._look(head["sealed_sequence"], head.get("sealed_max"))

    async def _look(
        self, sealed: int, marks: SealedMarks | None
    ) -> tuple[list[StoredMessage], _Unsealed]:
        if not self.given:
            return [], _Unsealed({})
        if may_be_new(sealed, marks, self.given):
            return [], _Unsealed(none_sealed(self.given))
        # How far it is sealed is known, then the buckets are asked, and then the update
        # asks for just that: so no bucket that has the id can slip in between.
        found = await sealed_with_ids(self.user_id, self.chat_id, self.given)
        # What lies beyond is a copy, or sealed since, or what a restored chat has no more.
        found = [message for message in found if message["sequence_order"] <= sealed]
        return found, _Unsealed({"sealed_sequence": sealed}, looked=True)

    async def push(self, unsealed: _Unsealed) -> Appended | None:
        """At the chat's end, wherever the server finds it; None where it takes none.

        The server numbers the messages, so writers never meet.
        """
        after = await collection_of(Chat).find_one_and_update(
            self._open() | unsealed.condition,
            _numbering(self.bodies, self.weight, self.now),
            projection=_SEEN,
            return_document=ReturnDocument.AFTER,
        )
        return None if after is None else self._stored(after, unsealed)

    async def push_at(self, seen: LastSeen, unsealed: _Unsealed) -> Appended | None:
        """At the end where this process left it; None when the chat has moved since.

        Cheaper than ``push``: it need not read and rebuild the messages that are
        there, nor keep an image of them for the driver's retry. That none of the ids is
        sealed was judged by what is sealed as of ``seen``, and the filter asks for just that.
        Raises Unsure.
        """
        count = len(self.bodies)
        # No message of the chat, up to the one that is its last, is younger than that.
        now = max(self.now, seen.updated_at)
        numbered = [
            {**body, "sequence_order": number, "created_at": now}
            for number, body in enumerate(self.bodies, seen.last_sequence + 1)
        ]
        here: dict[str, Any] = {
            "last_sequence": seen.last_sequence,
            "sealed_sequence": seen.sealed_sequence,
            "session_id": seen.session_id,
        }
        condition = {**self._open(), **here}
        change = {
            "$push": {"messages": {"$each": numbered}},
            "$inc": {"last_sequence": count, "tail_bytes": self.weight, **incremented(self.bodies)},
            "$max": {"updated_at": now},
            "$set": NOT_COUNTED,
            **NO_WORDS,
        }
        if self.group_commit is not None:
            is_made = await self.group_commit.update(condition, change, weight=self.weight)
        else:
            result = await collection_of(Chat).update_one(condition, change)
            is_made = result.modified_count == 1
        if not is_made:
            return None
        return self._stored(
            {
                **here,
                "last_sequence": seen.last_sequence + count,
                "tail_bytes": seen.tail_bytes + self.weight,
                "sealed_max": seen.sealed_max,
                "updated_at": now,
            },
            unsealed,
        )

    def _open(self) -> dict[str, Any]:
        """The chat, if it takes these messages: open, with room, none of the ids in its tail."""
        condition = owned(self.user_id, self.chat_id)
        condition["closed_at"] = None
        condition["tail_bytes"] = {"$lte": MAX_TAIL_BYTES - self.weight}
        if self.given:
            condition["messages.id"] = {"$nin": self.given}
        return condition

    def _stored(self, after: dict[str, Any], unsealed: _Unsealed) -> Appended:
        last = after["last_sequence"]
        for number, body in enumerate(self.bodies, last - len(self.bodies) + 1):
            body["sequence_order"] = number
            body["created_at"] = after["updated_at"]
        self.note(after, appended=len(self.bodies))
        return Appended(
            messages=self.bodies,
            created=True,
            session_id=after["session_id"],
            tail_messages=last - after["sealed_sequence"],
            tail_bytes=after["tail_bytes"],
            looked=unsealed.looked,
        )

    def note(self, chat: dict[str, Any], *, appended: int) -> None:
        """Remember where the chat stands."""
        seen = LastSeen(
            sealed_sequence=chat["sealed_sequence"],
            last_sequence=chat["last_sequence"],
            tail_bytes=chat["tail_bytes"],
            session_id=chat["session_id"],
            updated_at=chat["updated_at"],
            sealed_max=chat.get("sealed_max") if chat["sealed_sequence"] else None,
        )
        due = self.limits.due(seen.last_sequence - seen.sealed_sequence, seen.tail_bytes)
        self.hints.note(self.chat_id, seen, appended=appended, due=due)


_SEEN = dict.fromkeys(
    ("last_sequence", "sealed_sequence", "tail_bytes", "session_id", "sealed_max", "updated_at"), 1
)


def _numbering(bodies: list[StoredMessage], weight: int, now: datetime) -> list[dict[str, Any]]:
    youngest = {"$max": ["$updated_at", now]}
    # Users' values are wrapped in $literal: a bare "$user_id" would be an expression.
    numbered = [
        {
            **{name: {"$literal": value} for name, value in body.items()},
            "sequence_order": {"$add": ["$last_sequence", place]},
            # A writer's clock may be behind: time never runs back along the numbers.
            "created_at": youngest,
        }
        for place, body in enumerate(bodies, 1)
    ]
    return [
        {
            "$set": {
                "messages": {"$concatArrays": ["$messages", numbered]},
                "last_sequence": {"$add": ["$last_sequence", len(bodies)]},
                "tail_bytes": {"$add": ["$tail_bytes", weight]},
                "updated_at": youngest,
                **summed(bodies),
                **NOT_COUNTED,
            }
        },
        NO_WORDS_STAGE,
    ]


async def _head(user_id: str, chat_id: PydanticObjectId, given: list[str]) -> dict[str, Any]:
    # A repetition is answered from this: only by what no failover can take back.
    head = await committed_in(Chat).find_one(
        owned(user_id, chat_id),
        {
            **_SEEN,
            "closed_at": 1,
            "messages": with_ids(given),
        },
    )
    if head is None:
        raise ChatMissing
    return head


def _repeated(
    messages: Sequence[NewMessage],
    by_id: dict[str, StoredMessage],
    head: dict[str, Any],
    redaction_key: bytes | None,
) -> Appended:
    """The first answer, if all of ``messages`` were stored before with equal bodies."""
    for stored in by_id.values():
        plain_message(stored)
    used = [message for message in messages if message.id in by_id]
    # What else was found is reserved.
    refused = sorted(by_id.keys() - {message.id for message in messages})
    refused += [
        m.id
        for m in used
        if m.id and not same_body(m.body(), by_id[m.id], redaction_key, stream_id=m.stream_id)
    ]
    if not refused and len(used) < len(messages):
        # Part of the list is new: not a repetition of one append, and not storable whole.
        refused = [m.id for m in used if m.id]
    if refused:
        raise MessageIdTaken(refused, [by_id[message_id] for message_id in refused])
    answer = [by_id[message.id] for message in messages if message.id]
    return Appended(
        messages=answer,
        created=False,
        session_id=head["session_id"],
        tail_messages=head["last_sequence"] - head["sealed_sequence"],
        tail_bytes=head["tail_bytes"],
    )
