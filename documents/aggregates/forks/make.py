"""Making a fork: a chat of its own that begins with another's messages, copied.

1. A record of the fork is inserted, before anything is read.
2. The source is read at one point in time, and the server copies its buckets under the
   fork's id, where nobody looks yet.
3. One transaction takes the record away and inserts the Chat, with the newest messages and,
   where it was asked for, a session.

So a fork appears whole or not at all. What a process that dies leaves is found by the record
and swept. A redaction in all forks takes place either before the source is read, or it makes
the record stale and the fork is made again, or it finds the fork finished.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from documents.aggregates.attachments.copying import copy_attachments, held_ids
from documents.aggregates.chats.heads import read_head
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.overview import opening_among, read_openings
from documents.aggregates.forks import copying
from documents.aggregates.forks.copying import lost_of, marks_of, past_of
from documents.aggregates.forks.streamed import end_sealed, ended, streams_in_hand
from documents.aggregates.forks.unfinished import begin, discard, is_wanted
from documents.aggregates.idempotency.once import Once, in_transaction_once
from documents.aggregates.quotas.chats import ChatQuota
from documents.aggregates.sessions.create import new_session
from documents.database import (
    Database,
    DuplicateKeyError,
    Transaction,
    collection_of,
    committed_in,
    duplicate_of,
)
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import HEAD_FIELDS, Chat, ChatHead, ForkOrigin, SealedMax
from documents.shapes.errors.chats import (
    ChatBusy,
    ChatKeyTaken,
    ChatMissing,
    ForkTooDeep,
    ForkTooLong,
)
from documents.shapes.errors.sessions import SessionKeyTaken
from documents.shapes.unfinished_forks import UnfinishedFork

TRIES = 20
MAX_DEPTH = 500
"""How many forks of forks a chat may be: each names all that it has messages of."""


@dataclass(frozen=True)
class SessionOfFork:
    """The session that a fork gets."""

    name: str
    session_metadata: dict[str, Any]


@dataclass(frozen=True)
class NewFork:
    """A fork to make of a chat: its first messages, up to ``through``, or all that it has.

    ``key`` is the caller's own name for the session where there is one, else for the chat.
    """

    chat_id: PydanticObjectId
    through: int | None = None
    session: SessionOfFork | None = None
    key: str | None = None


class _Stale(Exception):
    """What was copied is no longer what the source says, or the fork took too long."""


async def make_fork(
    database: Database,
    user_id: str,
    new: NewFork,
    *,
    now: datetime,
    limits: SealingLimits,
    leave: Callable[[PydanticObjectId], None],
    once: Once | None = None,
    quota: ChatQuota | None = None,
) -> ChatHead:
    """Fork a chat; ``leave`` is told of a fork that has to be discarded.

    Raises ChatMissing, OverQuota, ForkTooLong, ForkTooDeep, ChatKeyTaken, SessionKeyTaken, ChatBusy
    where redactions win every try, and what ``in_transaction_once`` does.
    """
    if quota is not None:
        await quota.ready(user_id)
    for _ in range(TRIES):
        fork_id = PydanticObjectId()
        try:
            return await _make(database, user_id, new, fork_id, now, limits, once, quota)
        except _Stale:
            await discard(fork_id)
        except BaseException:
            leave(fork_id)
            raise
    raise ChatBusy


async def _make(
    database: Database,
    user_id: str,
    new: NewFork,
    fork_id: PydanticObjectId,
    now: datetime,
    limits: SealingLimits,
    once: Once | None,
    quota: ChatQuota | None,
) -> ChatHead:
    place = await committed_in(Chat).find_one(
        owned(user_id, new.chat_id), {"origins": 1, "last_sequence": 1}
    )
    if place is None:
        raise ChatMissing
    through = _through(new, place)
    origins = _origins(new.chat_id, place, through)
    await begin(user_id, fork_id, origins, now=now)
    # Those that are let go of meanwhile, and below those that come meanwhile.
    await copy_attachments(database, user_id, new.chat_id, fork_id, now=now)
    async with database.one_moment() as moment:
        source = await committed_in(Chat).find_one(owned(user_id, new.chat_id), session=moment)
        if source is None:
            raise ChatMissing
        past = await past_of(source, through, limits=limits, moment=moment)
        streams = await streams_in_hand(new.chat_id, through, moment)
        held = await held_ids(new.chat_id, moment=moment)

        async def still_wanted() -> None:
            if not await is_wanted(fork_id):
                raise _Stale

        await copying.copy_buckets(
            new.chat_id, fork_id, past.copied, now=now, moment=moment, still_wanted=still_wanted
        )
        await copying.copy_versions(new.chat_id, fork_id, through, moment)
    if held:
        await copy_attachments(database, user_id, new.chat_id, fork_id, now=now)
        if not held <= await held_ids(fork_id):
            raise _Stale
    for stream in streams.values():
        if (stream["sequence_order"] or 0) <= past.copied:
            await end_sealed(database, fork_id, stream, now)
    own = [
        message
        if message.get("stream_id") is None
        else await ended(message, streams.get(message["stream_id"]))
        for message in past.own
    ]
    past = replace(past, own=own)
    chat = Chat(
        id=fork_id,
        user_id=user_id,
        title=source.get("title"),
        key=None if new.session else new.key,
        last_sequence=through,
        sealed_sequence=past.sealed,
        tail_bytes=past.tail_bytes,
        # The messages were counted when they were written.
        counted=True,
        counted_sequence=through,
        usage_sequence=through,
        lost=lost_of(source, through),
        sealed_max=SealedMax(**marks_of(source, past.sealed)),
        forked_from=origins[0],
        origins=origins,
        created_at=now,
        # No message of it may be younger.
        updated_at=max(now, source["updated_at"]),
    )
    stored = {
        **chat.model_dump(exclude={"id", "revision_id", "messages", "context_data"}),
        "_id": fork_id,
        "context_data": source["context_data"],
        "messages": past.own,
    }
    return await _finish(database, stored, new, now, once, quota)


def _through(new: NewFork, place: dict[str, Any]) -> int:
    last: int = place["last_sequence"]
    if new.through is not None and new.through > last:
        raise ForkTooLong(last)
    return last if new.through is None else new.through


def _origins(chat_id: PydanticObjectId, place: dict[str, Any], through: int) -> list[ForkOrigin]:
    older = [ForkOrigin.model_validate(each) for each in place.get("origins") or []]
    if len(older) >= MAX_DEPTH:
        raise ForkTooDeep(f"the chat is {len(older)} forks deep, and may be no deeper")
    cut = [each.model_copy(update={"through": min(each.through, through)}) for each in older]
    return [ForkOrigin(chat_id=chat_id, through=through), *cut]


async def _finish(
    database: Database,
    stored: dict[str, Any],
    new: NewFork,
    now: datetime,
    once: Once | None,
    quota: ChatQuota | None,
) -> ChatHead:
    """Let the fork appear, with its session, in one step."""
    fork_id = stored["_id"]
    if new.session is not None:
        stored["session_id"] = PydanticObjectId()
    head = read_head({name: stored[name] for name in HEAD_FIELDS if name in stored})
    head.opening = opening_among(stored["messages"])
    await read_openings([head])

    async def work(transaction: Transaction) -> ChatHead:
        taken = await collection_of(UnfinishedFork).delete_one(
            {"_id": fork_id, "is_stale": False}, session=transaction
        )
        if taken.deleted_count != 1:
            raise _Stale
        if quota is not None:
            await quota.admit(stored["user_id"], transaction)
        await collection_of(Chat).insert_one(stored, session=transaction)
        if new.session is not None:
            session = new_session(
                stored["user_id"],
                stored["session_id"],
                name=new.session.name,
                session_metadata=new.session.session_metadata,
                chat_id=fork_id,
                mission_id=None,
                now=now,
            )
            session.key = new.key
            await session.insert(session=transaction)
        return head

    try:
        return await in_transaction_once(database, once, work)
    except DuplicateKeyError as error:
        if "key" not in duplicate_of(error):
            raise
        # The chat has no key where the session has it.
        raise (SessionKeyTaken if new.session else ChatKeyTaken) from error
