"""Appending to a chat: one atomic update that numbers the messages and stores them."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from documents.aggregates.chats.limits import (
    MAX_APPEND_BYTES,
    MAX_TAIL_BYTES,
    ChatHints,
    LastSeen,
    SealingLimits,
)
from documents.aggregates.chats.reader import sealed_with_ids, with_ids
from documents.aggregates.chats.redaction import is_repetition
from documents.aggregates.chats.sealing import seal
from documents.database import ReturnDocument, bson_bytes, collection_of, committed_in
from documents.json_values import canonical_json
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat, StoredMessage
from documents.shapes.errors.chats import (
    AppendTooLarge,
    ChatBusy,
    ChatClosed,
    ChatMissing,
    MessageIdTaken,
)
from documents.shapes.messages import Content, body_fields, plain_message

TRIES = 20


@dataclass(frozen=True)
class NewMessage:
    """A message to append. Without an ``id`` the server makes one.

    ``others`` are the further fields of its body, those that it has
    (``documents.shapes.messages``); ``no_content``: it has not even a content.
    """

    role: str
    content: Content = ""
    message_metadata: dict[str, Any] = field(default_factory=dict)
    id: str | None = None
    others: Mapping[str, Any] = field(default_factory=dict)
    no_content: bool = False

    def body(self) -> dict[str, Any]:
        """Its fields as they are stored, but for what its place in the chat gives it."""
        content = {} if self.no_content else {"content": self.content}
        return {
            "role": self.role,
            **content,
            **self.others,
            "message_metadata": self.message_metadata,
        }


@dataclass(frozen=True)
class Appended:
    """What an append answers.

    ``created`` is False when these messages were stored before and nothing was
    written. ``tail_messages`` and ``tail_bytes`` are the chat's after the append.
    """

    messages: list[StoredMessage]
    created: bool
    session_id: PydanticObjectId | None
    tail_messages: int
    tail_bytes: int


def digest(body: Mapping[str, Any]) -> str:
    """What tells whether two bodies of a message are equal JSON.

    Of one that has no more than releases before the optional fields knew, it is theirs.
    """
    metadata, others = body["message_metadata"], body_fields(body)
    if "content" in body and not others:
        told: Any = [body["role"], body["content"], metadata]
    else:
        content = {"content": body["content"]} if "content" in body else {}
        told = {"role": body["role"], **content, **others, "message_metadata": metadata}
    return hashlib.sha256(canonical_json(told)).hexdigest()


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
) -> Appended:
    """Append ``messages`` in order: all of them, or none.

    One command where the ids are the server's, or the chat has no buckets; one
    indexed look for given ids before it otherwise. Messages whose given ids are
    all stored with equal bodies are answered as they were stored. ``redaction_key`` tells
    so of redacted ones (``documents.aggregates.chats.redaction``); without it they are others.

    Raises ChatMissing, ChatClosed, MessageIdTaken, AppendTooLarge and ChatBusy;
    ValueError when one id is given twice.
    """
    bodies = [_body(message, message.id or new_id(), now) for message in messages]
    given = [message.id for message in messages if message.id is not None]
    if len(set(given)) < len(given):
        raise ValueError("the same id twice in one append")
    weight = sum(bson_bytes(body) for body in bodies)
    if weight > MAX_APPEND_BYTES:
        raise AppendTooLarge(too_heavy("the messages weigh", weight))
    writer = _Writer(user_id, chat_id, bodies, given, weight, now, limits, hints)
    # How far it is sealed comes first, then the look into the buckets, then the update
    # that asks for just that: so no bucket that has the id can slip in between.
    seen = hints.take(chat_id)
    sealed = seen.sealed_sequence if seen else hints.sealed(chat_id)
    repeated = bool(sealed and await writer.sealed_messages())
    if seen and not repeated and (stored := await writer.push_at(seen)):
        return stored
    for _ in range(TRIES):
        if not repeated and (stored := await writer.push(sealed)):
            return stored
        head = await _head(user_id, chat_id, given)
        sealed = head["sealed_sequence"]
        found = await writer.sealed_messages() if sealed else []
        # The tail last: what lies in both is a copy that a sealing has not finished.
        if by_id := {message["id"]: message for message in [*found, *head["messages"]]}:
            writer.note(head, appended=0)
            return _repeated(messages, by_id, head, redaction_key)
        repeated = False
        if head["closed_at"] is not None:
            raise ChatClosed
        if head["tail_bytes"] + weight > MAX_TAIL_BYTES:
            room = MAX_TAIL_BYTES - weight
            await seal(chat_id, now=now, limits=limits, tail_bytes_at_most=room)
    raise ChatBusy


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

    async def push(self, sealed: int) -> Appended | None:
        """At the chat's end, wherever the server finds it; None where it takes none.

        The server numbers the messages, so writers never meet.
        """
        after = await collection_of(Chat).find_one_and_update(
            self._open(sealed),
            _numbering(self.bodies, self.weight, self.now),
            projection=_SEEN,
            return_document=ReturnDocument.AFTER,
        )
        return None if after is None else self._stored(after)

    async def push_at(self, seen: LastSeen) -> Appended | None:
        """At the end where this process left it; None when the chat has moved since.

        Cheaper than ``push``: it need not read and rebuild the messages that are
        there, nor keep an image of them for the driver's retry.
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
        result = await collection_of(Chat).update_one(
            {**self._open(seen.sealed_sequence), **here},
            {
                "$push": {"messages": {"$each": numbered}},
                "$inc": {"last_sequence": count, "tail_bytes": self.weight},
                "$max": {"updated_at": now},
                "$set": _NOT_COUNTED,
            },
        )
        if result.modified_count != 1:
            return None
        here["last_sequence"] = seen.last_sequence + count
        here["updated_at"] = now
        return self._stored({**here, "tail_bytes": seen.tail_bytes + self.weight})

    async def sealed_messages(self) -> list[StoredMessage]:
        """The messages in buckets that have one of the given ids."""
        if not self.given:
            return []
        return await sealed_with_ids(self.user_id, self.chat_id, self.given)

    def _open(self, sealed: int) -> dict[str, Any]:
        """The chat, if it takes these messages: open, with room, and none of the ids in it.

        A given id may lie in a bucket. None of the buckets up to ``sealed`` has it;
        so that none written since has it either, the chat must still stand there.
        """
        condition = owned(self.user_id, self.chat_id)
        condition["closed_at"] = None
        condition["tail_bytes"] = {"$lte": MAX_TAIL_BYTES - self.weight}
        if self.given:
            condition["sealed_sequence"] = sealed
            condition["messages.id"] = {"$nin": self.given}
        return condition

    def _stored(self, after: dict[str, Any]) -> Appended:
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
        )

    def note(self, chat: dict[str, Any], *, appended: int) -> None:
        """Remember where the chat stands."""
        seen = LastSeen(**{name: chat[name] for name in _SEEN})
        due = self.limits.due(seen.last_sequence - seen.sealed_sequence, seen.tail_bytes)
        self.hints.note(self.chat_id, seen, appended=appended, due=due)


# Always the same value: its index changes with the first append after a count
# (documents.aggregates.analytics.tallies), not with each one.
_NOT_COUNTED = {"counted": False}

_SEEN = dict.fromkeys(
    ("last_sequence", "sealed_sequence", "tail_bytes", "session_id", "updated_at"), 1
)


def too_heavy(what: str, weight: int) -> str:
    """What is said of messages, or one, of more bytes than a document can take in."""
    return f"{what} {weight} bytes, {MAX_APPEND_BYTES} at most, which no setting changes"


def _body(message: NewMessage, message_id: str, now: datetime) -> StoredMessage:
    return {
        "id": message_id,
        "sequence_order": 0,
        **message.body(),
        "created_at": now,
    }


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
                **_NOT_COUNTED,
            }
        }
    ]


async def _head(user_id: str, chat_id: PydanticObjectId, given: list[str]) -> dict[str, Any]:
    # A repetition is answered from this: only by what no failover can take back.
    head = await committed_in(Chat).find_one(
        owned(user_id, chat_id),
        {
            "closed_at": 1,
            **_SEEN,
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
    refused = [m.id for m in used if m.id and not same_body(m, by_id[m.id], redaction_key)]
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


def same_body(message: NewMessage, stored: StoredMessage, redaction_key: bytes | None) -> bool:
    """Whether ``stored`` was appended with this body, whatever edits have made of it since."""
    if stored.get("redacted_at"):
        return is_repetition(stored, digest(message.body()), redaction_key)
    return original_digest(stored) == digest(message.body())


def original_digest(stored: StoredMessage) -> str:
    """The digest of the body that a message was appended with."""
    return stored.get("original_digest") or digest(plain_message(dict(stored)))
