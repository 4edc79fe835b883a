"""Places that what is open has, whichever process it is with: feeds, and the bodies of requests.

A place is had until a time that its process moves on; so the places of one that was killed are
free again after that. One atomic update takes a place, of however many processes that ask.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from documents.database import DuplicateKeyError, ReturnDocument, UpdateOne, hastily_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.quotas import UserQuota

Kind = Literal["feeds", "bodies"]
"""What has places: the field of ``UserQuota`` that they are in."""


@dataclass(frozen=True)
class QuotaPlace:
    """A place of a user's (``subject``), or among those of all; of what ``weight``, where one has
    more than another."""

    subject: str
    id: PydanticObjectId
    weight: int = 1

    def stored(self, until: datetime) -> dict[str, Any]:
        """As it lies in the database."""
        weight = {} if self.weight == 1 else {"weight": self.weight}
        return {"id": self.id, "until": until, **weight}


async def take_place(
    kind: Kind, place: QuotaPlace, *, most: int, now: datetime, until: datetime
) -> bool:
    """Take a place, or the weight that it is to have, if with all others that is no more than
    ``most``; whether it was. What is alone always gets one."""
    others = {"$filter": {"input": f"${kind}", "cond": {"$ne": ["$$this.id", place.id]}}}
    weights = {"$map": {"input": others, "in": {"$ifNull": ["$$this.weight", 1]}}}
    fits = {"$lte": [{"$add": [{"$sum": weights}, place.weight]}, most]}
    change: list[dict[str, Any]] = [
        {
            "$set": {
                kind: {
                    "$filter": {
                        "input": {"$ifNull": [f"${kind}", []]},
                        "cond": {"$gt": ["$$this.until", now]},
                    }
                }
            }
        },
        {"$set": {"has_room": {"$or": [{"$eq": [others, []]}, fits]}}},
        {
            "$set": {
                kind: {
                    "$cond": [
                        "$has_room",
                        {"$concatArrays": [others, [place.stored(until)]]},
                        f"${kind}",
                    ]
                }
            }
        },
    ]
    quotas = hastily_in(UserQuota)
    asked: dict[str, Any] = {
        "upsert": True,
        "return_document": ReturnDocument.AFTER,
        "projection": {"has_room": 1},
    }
    try:
        found = await quotas.find_one_and_update({"_id": place.subject}, change, **asked)
    except DuplicateKeyError:
        # Another made it just now.
        found = await quotas.find_one_and_update({"_id": place.subject}, change, **asked)
    assert found is not None
    return bool(found["has_room"])


async def let_places_go(kind: Kind, places: Iterable[QuotaPlace]) -> None:
    """Give places back."""
    writes = [
        UpdateOne({"_id": subject}, {"$pull": {kind: {"id": {"$in": [each.id for each in of_it]}}}})
        for subject, of_it in _by_subject(places)
    ]
    if writes:
        await hastily_in(UserQuota).bulk_write(writes, ordered=False)


async def keep_places(kind: Kind, places: Iterable[QuotaPlace], *, until: datetime) -> None:
    """Have these places for longer, also those that have lapsed meanwhile."""
    writes = [
        UpdateOne(
            {"_id": subject},
            [
                {
                    "$set": {
                        kind: {
                            "$concatArrays": [
                                {
                                    "$filter": {
                                        "input": {"$ifNull": [f"${kind}", []]},
                                        "cond": {
                                            "$not": [
                                                {"$in": ["$$this.id", [each.id for each in of_it]]}
                                            ]
                                        },
                                    }
                                },
                                [each.stored(until) for each in of_it],
                            ]
                        }
                    }
                }
            ],
        )
        for subject, of_it in _by_subject(places)
    ]
    if writes:
        await hastily_in(UserQuota).bulk_write(writes, ordered=False)


def _by_subject(places: Iterable[QuotaPlace]) -> list[tuple[str, list[QuotaPlace]]]:
    found: defaultdict[str, list[QuotaPlace]] = defaultdict(list)
    for place in places:
        found[place.subject].append(place)
    return list(found.items())
