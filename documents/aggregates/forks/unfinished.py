"""Forks that are being made: beginning one, and taking back one that will not be finished."""

from datetime import datetime, timedelta
from typing import Any

from documents.aggregates.attachments.releasing import remove_attachments_of
from documents.database import collection_of, committed_in
from documents.parts import Part, Removed, remove_parts
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket, ForkOrigin
from documents.shapes.message_versions import MessageVersion
from documents.shapes.unfinished_forks import UnfinishedFork

MADE_WITHIN = timedelta(minutes=10)
"""How long a fork may take: longer than the server keeps the point in time that it is read
at. After that the sweep removes what there is of it."""


async def begin(
    user_id: str, fork_id: PydanticObjectId, origins: list[ForkOrigin], *, now: datetime
) -> None:
    """Record that a fork is being made, before anything of it is written or read."""
    record = UnfinishedFork(
        id=fork_id,
        user_id=user_id,
        origins=origins,
        lease_until=now + MADE_WITHIN,
        created_at=now,
    )
    await record.insert()


async def is_wanted(fork_id: PydanticObjectId) -> bool:
    """Whether a fork that is being made can still be finished."""
    here = {"_id": fork_id, "is_stale": False}
    return await committed_in(UnfinishedFork).find_one(here, {"_id": 1}) is not None


async def discard(fork_id: PydanticObjectId) -> Removed:
    """Take back what there is of a fork, unless it was finished; safe at any time."""
    # From here on nobody can finish it: a commit that is under way is waited for.
    claimed = await collection_of(UnfinishedFork).update_one(
        {"_id": fork_id}, {"$set": {"is_stale": True}}
    )
    if claimed.matched_count:
        await remove_attachments_of(fork_id)
        return await remove_parts(parts_of_unfinished(fork_id))
    if await committed_in(Chat).find_one({"_id": fork_id}, {"_id": 1}) is not None:
        return Removed()
    # Erased, or swept, before the last bucket was written.
    await remove_attachments_of(fork_id)
    return await remove_parts(_copied(fork_id))


def _copied(fork_id: PydanticObjectId) -> list[Part]:
    return [(collection_of(model), {"chat_id": fork_id}) for model in (ChatBucket, MessageVersion)]


def parts_of_unfinished(fork_id: PydanticObjectId) -> list[Part]:
    """All that there is of a fork that was not finished; its record last."""
    return [
        *_copied(fork_id),
        (collection_of(UnfinishedFork), {"_id": fork_id}),
    ]


async def lapsed(now: datetime) -> list[PydanticObjectId]:
    """The forks whose making has stopped."""
    over: dict[str, Any] = {"lease_until": {"$lte": now}}
    found = collection_of(UnfinishedFork).find(over, {"_id": 1})
    return [record["_id"] async for record in found]


async def make_stale(user_id: str, chat_id: PydanticObjectId, number: int) -> None:
    """Let no fork be finished that may have read a message of this chat, of this number, as it
    was before: whoever makes one begins again."""
    copied = {"$elemMatch": {"chat_id": chat_id, "through": {"$gte": number}}}
    await collection_of(UnfinishedFork).update_many(
        {"origins.chat_id": chat_id, "origins": copied, "user_id": user_id},
        {"$set": {"is_stale": True}},
    )
