"""Ids that a chat has more than once."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from documents.database import collection_of, snapshot_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket, StoredMessage


def are_once(messages: Sequence[StoredMessage]) -> bool:
    """Whether these messages have an id each, a text, and no two of them have one."""
    ids = {each for message in messages if isinstance(each := message.get("id"), str)}
    return len(ids) == len(messages)


async def repeated_ids(
    chat_id: PydanticObjectId, sealed: int, *, at_most: int
) -> AsyncIterator[tuple[Any, int, int | None]]:
    """Each id that is in a chat, sealed so far, more than once: how often, and the last
    number that has it.

    Found by the server, which may use its disk: a client would have to keep every id.
    """
    flat: list[dict[str, Any]] = [
        {"$project": {"messages.id": 1, "messages.sequence_order": 1}},
        {"$unwind": "$messages"},
    ]
    found = snapshot_of(ChatBucket).aggregate(
        [
            {"$match": {"chat_id": chat_id, "first_sequence": {"$lte": sealed}}},
            *flat,
            {
                "$unionWith": {
                    "coll": collection_of(Chat).name,
                    "pipeline": [
                        {"$match": {"_id": chat_id}},
                        *flat,
                        # What was sealed since is in a bucket that was counted or is not.
                        {"$match": {"messages.sequence_order": {"$gt": sealed}}},
                    ],
                }
            },
            {
                "$group": {
                    "_id": "$messages.id",
                    "times": {"$sum": 1},
                    "last": {"$max": "$messages.sequence_order"},
                }
            },
            {"$match": {"times": {"$gt": 1}}},
            {"$limit": at_most},
        ],
        allowDiskUse=True,
    )
    async for repeated in found:
        place = repeated["last"]
        yield repeated["_id"], repeated["times"], place if isinstance(place, int) else None
