"""Places that a user's feeds have, whichever process they are with.

A place is had until a time that its process moves on; so the places of one that was killed are
free again after that. One atomic update takes a place, of however many processes that ask.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from documents.database import DuplicateKeyError, ReturnDocument, UpdateOne, hastily_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.quotas import UserQuota

_PLACES = {"$ifNull": ["$feeds", []]}


async def take_place(
    user_id: str, place: PydanticObjectId, *, most: int, now: datetime, until: datetime
) -> bool:
    """Take a place for a feed, if the user has fewer than ``most``; whether he had."""
    change: list[dict[str, Any]] = [
        {
            "$set": {
                "feeds": {"$filter": {"input": _PLACES, "cond": {"$gt": ["$$this.until", now]}}}
            }
        },
        {"$set": {"has_room": {"$lt": [{"$size": "$feeds"}, most]}}},
        {
            "$set": {
                "feeds": {
                    "$concatArrays": [
                        "$feeds",
                        {"$cond": ["$has_room", [{"id": place, "until": until}], []]},
                    ]
                }
            }
        },
    ]
    quotas = hastily_in(UserQuota)
    asked: dict[str, Any] = {"upsert": True, "return_document": ReturnDocument.AFTER}
    try:
        found = await quotas.find_one_and_update({"_id": user_id}, change, **asked)
    except DuplicateKeyError:
        # Another made it just now.
        found = await quotas.find_one_and_update({"_id": user_id}, change, **asked)
    assert found is not None
    return bool(found["has_room"])


async def let_place_go(user_id: str, place: PydanticObjectId) -> None:
    """Give a place back."""
    await hastily_in(UserQuota).update_one({"_id": user_id}, {"$pull": {"feeds": {"id": place}}})


async def keep_places(places: Mapping[str, Sequence[PydanticObjectId]], *, until: datetime) -> None:
    """Have these places of users for longer, also those that have lapsed meanwhile."""
    writes = [
        UpdateOne(
            {"_id": user_id},
            [
                {
                    "$set": {
                        "feeds": {
                            "$concatArrays": [
                                {
                                    "$filter": {
                                        "input": _PLACES,
                                        "cond": {"$not": [{"$in": ["$$this.id", list(ids)]}]},
                                    }
                                },
                                [{"id": each, "until": until} for each in ids],
                            ]
                        }
                    }
                }
            ],
        )
        for user_id, ids in places.items()
    ]
    if writes:
        await hastily_in(UserQuota).bulk_write(writes, ordered=False)
