"""Finding the forks of a chat."""

from datetime import datetime
from typing import Any

from documents.aggregates.chats.heads import HEAD_AND_NEWEST, listed_chats
from documents.aggregates.chats.overview import ListedChat
from documents.database import collection_of, committed_in, list_within_bytes
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat


async def list_forks(
    user_id: str,
    chat_id: PydanticObjectId,
    *,
    after: tuple[datetime, PydanticObjectId] | None,
    limit: int,
) -> tuple[list[ListedChat], bool]:
    """The forks of a chat, but no forks of forks, the newest first, after a place; and whether
    there are more."""
    condition: dict[str, Any] = {
        **owned(user_id),
        "origins.chat_id": chat_id,
        "forked_from.chat_id": chat_id,
    }
    if after is not None:
        at, last_id = after
        condition["created_at"] = {"$lte": at}
        condition["$or"] = [{"created_at": {"$lt": at}}, {"_id": {"$lt": last_id}}]
    found, more = await list_within_bytes(
        collection_of(Chat),
        condition,
        sort=[("created_at", -1), ("_id", -1)],
        limit=limit,
        projection=HEAD_AND_NEWEST,
    )
    return await listed_chats(found), more


async def chats_with_copies(
    user_id: str, chat_id: PydanticObjectId, number: int
) -> list[PydanticObjectId]:
    """The chats that have a copy of a chat's message of this number: its forks, their forks,
    and so on, deleted ones that may be restored too. As a majority has them."""
    copied = {"$elemMatch": {"chat_id": chat_id, "through": {"$gte": number}}}
    found = committed_in(Chat).find(
        {"user_id": user_id, "origins.chat_id": chat_id, "origins": copied}, {"_id": 1}
    )
    return [chat["_id"] async for chat in found]
