"""Making today's messages of those that imports of older releases stored.

Such a session says so in its metadata, until all its messages are converted
(``documents.aggregates.chats.packed``): so what a run that was stopped has left, the next
one finds. The service may run meanwhile: each write asks that nobody has edited or sealed
since what it read, or it is read again.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.analytics.releasing import release_messages
from documents.aggregates.chats.changed import note_other_messages
from documents.aggregates.chats.packed import (
    BOOKKEEPING,
    FORMAT,
    converted,
    is_packed,
    is_packed_session,
    unpack_metadata,
)
from documents.aggregates.chats.reader import stored_buckets
from documents.aggregates.chats.search_words import NO_WORDS
from documents.database import Database, Transaction, bson_bytes, collection_of, committed_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket, Role, StoredMessage
from documents.shapes.errors.chats import ChatBusy
from documents.shapes.message_tallies import MessageTally
from documents.shapes.messages import plain_message
from documents.shapes.sessions import UserSession, read_session

TRIES = 20
MESSAGES_A_WRITE = 200

_NEW_ROLES = frozenset({Role.DEVELOPER, Role.FUNCTION})
"""What older imports counted as another role."""


@dataclass
class Converted:
    """One session: how many of its messages were converted, or would be, and how many are
    left in the older form, since only that can say what they were."""

    session_id: PydanticObjectId
    chat_id: PydanticObjectId
    messages: int = 0
    left: int = 0
    roles_changed: bool = False


@dataclass(frozen=True)
class _Change:
    place: int
    before: StoredMessage
    after: StoredMessage

    @property
    def growth(self) -> int:
        return bson_bytes(self.after) - bson_bytes(self.before)


async def is_packed_chat(session_id: PydanticObjectId | None) -> bool:
    """Whether a chat's session is one that an import of an older release made."""
    if session_id is None:
        return False
    raw = await collection_of(UserSession).find_one({"_id": session_id})
    return raw is not None and is_packed_session(read_session(raw))


async def convert_chats(
    database: Database, *, now: datetime, dry_run: bool = False
) -> AsyncIterator[Converted]:
    """Convert every session that an import of an older release made, and tell of each.

    With ``dry_run`` nothing is changed. Raises ChatBusy where others won every try.
    """
    last: PydanticObjectId | None = None
    while True:
        condition: dict[str, Any] = {
            f"session_metadata.{BOOKKEEPING}.format": FORMAT,
            "from_transcript": {"$ne": True},
            "_id": {"$gt": last or PydanticObjectId("0" * 24)},
        }
        raw = await collection_of(UserSession).find_one(condition, sort=[("_id", 1)])
        if raw is None:
            return
        session = read_session(raw)
        assert session.id is not None
        last = session.id
        yield await _convert(database, session, now, dry_run)


async def convert_session(
    database: Database, session_id: PydanticObjectId, *, now: datetime
) -> None:
    """Convert one session, where an import of an older release made it. Raises ChatBusy."""
    raw = await collection_of(UserSession).find_one({"_id": session_id})
    if raw is not None and is_packed_session(session := read_session(raw)):
        await _convert(database, session, now, dry_run=False)


async def _convert(
    database: Database, session: UserSession, now: datetime, dry_run: bool
) -> Converted:
    assert session.id is not None
    found = Converted(session.id, session.chat_id)
    # The tail first: what is sealed after it is converted already.
    await _convert_tail(found, dry_run)
    await _convert_buckets(found, now, dry_run)
    if not dry_run:
        await _show(database, found)
        if not found.left:
            await _finish(session.id)
    return found


async def _convert_tail(found: Converted, dry_run: bool) -> None:
    for _ in range(TRIES):
        chat = await committed_in(Chat).find_one(
            {"_id": found.chat_id}, {"messages": 1, "edit_count": 1, "sealed_sequence": 1}
        )
        if chat is None:
            return
        left, changes, roles_changed = _changes(chat["messages"])
        if not dry_run and changes:
            here = {name: chat[name] for name in ("_id", "edit_count", "sealed_sequence")}
            result = await collection_of(Chat).update_one(
                here,
                {
                    "$set": {f"messages.{each.place}": each.after for each in changes},
                    "$inc": {
                        "tail_bytes": sum(each.growth for each in changes),
                        "edit_count": 1,
                        "revision": 1,
                    },
                    **NO_WORDS,
                },
            )
            if result.modified_count != 1:
                continue
        found.messages += len(changes)
        found.left += left
        found.roles_changed |= roles_changed
        return
    raise ChatBusy


async def _convert_buckets(found: Converted, now: datetime, dry_run: bool) -> None:
    chat = await committed_in(Chat).find_one({"_id": found.chat_id}, {"sealed_sequence": 1})
    if chat is None:
        return
    # One at a time: where an edit splits a bucket meanwhile, its other half comes next.
    buckets = stored_buckets(found.chat_id, chat["sealed_sequence"], at_once=1, read=committed_in)
    async for bucket in buckets:
        await _convert_bucket(found, bucket, now, dry_run)


async def _convert_bucket(
    found: Converted, bucket: dict[str, Any], now: datetime, dry_run: bool
) -> None:
    for _ in range(TRIES):
        left, changes, roles_changed = _changes(bucket["messages"])
        if dry_run or await _write_bucket(found, bucket, changes, now):
            found.messages += len(changes) if dry_run else 0
            found.left += left
            found.roles_changed |= roles_changed
            return
        again = await committed_in(ChatBucket).find_one({"_id": bucket["_id"]})
        if again is None:
            return
        bucket = again
    raise ChatBusy


async def _write_bucket(
    found: Converted, bucket: dict[str, Any], changes: list[_Change], now: datetime
) -> bool:
    """Write the messages into their bucket, some at a time; False where one has changed."""
    for start in range(0, len(changes), MESSAGES_A_WRITE):
        some = changes[start : start + MESSAGES_A_WRITE]
        here: dict[str, Any] = {"_id": bucket["_id"]}
        for each in some:
            here[f"messages.{each.place}.id"] = each.before["id"]
            here[f"messages.{each.place}.revision"] = each.before.get(
                "revision", {"$exists": False}
            )
        result = await collection_of(ChatBucket).update_one(
            here,
            {
                "$set": {f"messages.{each.place}": each.after for each in some},
                "$inc": {"bytes": sum(each.growth for each in some)},
                "$max": {"updated_at": now},
                **NO_WORDS,
            },
        )
        if result.modified_count != 1:
            return False
        found.messages += len(some)
    return True


def _changes(messages: list[StoredMessage]) -> tuple[int, list[_Change], bool]:
    """How many messages stay in the older form, the changes to the others, and whether any
    has a role that older releases did not know."""
    left, changes, roles_changed = 0, [], False
    for place, message in enumerate(messages):
        plain_message(message)
        after = converted(message)
        if after is not None:
            changes.append(_Change(place, message, after))
        elif is_packed(message) and message["message_metadata"].get(BOOKKEEPING) is not None:
            left += 1
        roles_changed |= (after or message)["role"] in _NEW_ROLES
    return left, changes, roles_changed


async def _show(database: Database, found: Converted) -> None:
    """Let the chat's version, its followers and the tallies of its messages know what was
    converted.

    Always, since it may have been a run that was stopped that converted it.
    """

    async def work(transaction: Transaction) -> None:
        counting = {"counted": False, "counted_sequence": 0} if found.roles_changed else {}
        noted = note_other_messages()
        result = await collection_of(Chat).update_one(
            {"_id": found.chat_id},
            {**noted, "$set": {**noted["$set"], **counting}},
            session=transaction,
        )
        if counting and result.matched_count:
            tallies = collection_of(MessageTally, database)
            theirs = tallies.find({"chat_id": found.chat_id}, {"_id": 1}, session=transaction)
            ids = [tally["_id"] async for tally in theirs]
            await release_messages(database, ids, transaction)
            await tallies.delete_many({"_id": {"$in": ids}}, session=transaction)

    await database.in_transaction(work)


async def _finish(session_id: PydanticObjectId) -> None:
    """Give the session the keys of its conversation, now that none of its messages is packed."""
    for _ in range(TRIES):
        raw = await committed_in(UserSession).find_one({"_id": session_id})
        if raw is None:
            return
        session = read_session(raw)
        if not is_packed_session(session):
            return
        metadata = unpack_metadata(session.session_metadata)
        result = await collection_of(UserSession).update_one(
            {"_id": session_id, "revision": session.revision},
            {
                "$set": {"session_metadata": metadata, "from_transcript": True},
                "$inc": {"revision": 1},
            },
        )
        if result.modified_count == 1:
            return
    raise ChatBusy
