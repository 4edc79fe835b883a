"""Shares of a chat: made, listed, revoked, and found by their tokens."""

from datetime import datetime
from typing import Any

from documents.aggregates.chats.heads import find_head
from documents.database import collection_of, committed_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.chats import ChatMissing, ShareMissing
from documents.shapes.shares import ChatShare

StoredShare = dict[str, Any]
"""A ChatShare as it lies in the database."""


async def insert_share(
    user_id: str,
    chat_id: PydanticObjectId,
    *,
    token_digest: str,
    through: int | None,
    expires_at: datetime | None,
    now: datetime,
) -> StoredShare:
    """Share a chat up to a number: its newest message's where None says none.

    Raises ChatMissing.
    """
    head = await find_head(user_id, chat_id)
    share: StoredShare = {
        "_id": PydanticObjectId(),
        "user_id": user_id,
        "chat_id": chat_id,
        "token_digest": token_digest,
        "through": head.last_sequence if through is None else through,
        "expires_at": expires_at,
        "created_at": now,
    }
    await collection_of(ChatShare).insert_one(share)
    try:
        await find_head(user_id, chat_id)
    except ChatMissing:
        # It was removed meanwhile, and its shares perhaps before this one.
        await collection_of(ChatShare).delete_one({"_id": share["_id"]})
        raise
    return share


async def list_shares(
    user_id: str, chat_id: PydanticObjectId, *, after: PydanticObjectId | None, limit: int
) -> list[StoredShare]:
    """The shares of a chat, the newest first, after one of them. The caller knows that the
    chat is there."""
    condition: dict[str, Any] = {"chat_id": chat_id, "user_id": user_id}
    if after is not None:
        condition["_id"] = {"$lt": after}
    found = collection_of(ChatShare).find(condition, limit=limit).sort("_id", -1)
    return [share async for share in found]


async def delete_share(user_id: str, chat_id: PydanticObjectId, share_id: PydanticObjectId) -> None:
    """Revoke a share: from now on its token reads nothing. Raises ChatMissing, ShareMissing."""
    await find_head(user_id, chat_id)
    deleted = await collection_of(ChatShare).delete_one(
        {"_id": share_id, "chat_id": chat_id, "user_id": user_id}
    )
    if deleted.deleted_count == 0:
        raise ShareMissing


async def find_share(token_digest: str, *, now: datetime) -> StoredShare:
    """The share whose token has this digest. Raises ShareMissing, also once it has expired."""
    # Not by a secondary, nor what a failover may take back: who revokes it relies on it.
    share: StoredShare | None = await committed_in(ChatShare).find_one(
        {"token_digest": token_digest}
    )
    if share is None or (share["expires_at"] is not None and share["expires_at"] <= now):
        raise ShareMissing
    return share
