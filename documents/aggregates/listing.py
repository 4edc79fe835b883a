"""Lists of a user's documents, by creation or by activity, of which no page skips one.

A list by activity moves while it is read: what becomes active between two pages would
jump over the place at which the next one begins. So its pages are all read as of the
moment of the first (``documents.database.moments``): the order is the one that stood
then, and what is shown is as it is now. Past the five minutes that the server keeps, it
goes on from the same place in the order of the present.

A condition that no index serves is looked at in a bounded number of documents a page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from beanie import Document

from documents.database import (
    Moment,
    MomentGone,
    aggregate_at,
    collection_of,
    list_within_bytes,
)
from documents.shapes.base import PydanticObjectId, owned

EXAMINED_A_PAGE = 1000
"""How many documents a page looks at for those that meet its conditions."""


@dataclass(frozen=True)
class ListPlace:
    """A place in a list: the time by which it is ordered, and the document's id."""

    at: datetime
    id: PydanticObjectId


@dataclass(frozen=True)
class ListWanted:
    """Which page of a list is wanted.

    ``by`` is the time by which it is ordered, the newest first; ``moves`` whether that
    time ever changes. ``within`` are conditions that an index on ``by`` serves as well,
    ``others`` those that it does not; ``single`` is one that a single document meets at
    most, by an index of its own. ``after`` is the last place of the page before, and
    ``moment`` that of the first page.
    """

    by: str
    limit: int
    moves: bool = False
    within: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    single: dict[str, Any] | None = None
    after: ListPlace | None = None
    moment: Moment | None = None


@dataclass(frozen=True)
class Listed:
    """The documents of a page, in order; ``after`` is where the next begins, None at the end."""

    documents: list[dict[str, Any]]
    after: ListPlace | None
    moment: Moment | None


async def list_documents(
    model: type[Document],
    user_id: str,
    wanted: ListWanted,
    projection: dict[str, Any] | None = None,
) -> Listed:
    """A page of a user's documents that are not deleted.

    It may have fewer than were wanted where there are more: where they weigh much
    (``list_within_bytes``), and where few of EXAMINED_A_PAGE met the conditions.
    """
    if wanted.single is not None:
        one = await collection_of(model).find_one(
            {"$and": [owned(user_id) | wanted.single, wanted.within, wanted.others]}, projection
        )
        return Listed([] if one is None else [one], None, None)
    while True:
        try:
            places, end, moment = await _places(model, user_id, wanted)
            break
        except MomentGone:
            wanted = replace(wanted, moment=None)
    found: list[dict[str, Any]] = []
    more = False
    if places:
        ids = [place.id for place in places]
        found, more = await list_within_bytes(
            collection_of(model),
            {**owned(user_id), "_id": {"$in": ids}},
            projection,
            # By the id: the order is that of the places, and an index has this one.
            sort=[("_id", -1)],
            limit=len(ids),
        )
    by_id = {document["_id"]: document for document in found}
    if more:
        # Only those that stand before the first that was not read.
        unread = next(n for n, place in enumerate(places) if place.id not in by_id)
        if unread == 0:
            return await list_documents(model, user_id, replace(wanted, limit=1), projection)
        places, end = places[:unread], places[unread - 1]
    return Listed([by_id[place.id] for place in places if place.id in by_id], end, moment)


async def _places(
    model: type[Document], user_id: str, wanted: ListWanted
) -> tuple[list[ListPlace], ListPlace | None, Moment | None]:
    """The places of a page, the one to go on after, and the moment that they are of."""
    by, limit = wanted.by, wanted.limit
    condition: dict[str, Any] = {**owned(user_id), **wanted.within}
    if wanted.after is not None:
        at, last_id = wanted.after.at, wanted.after.id
        condition = {
            "$and": [
                condition,
                {by: {"$lte": at}},
                {"$or": [{by: {"$lt": at}}, {"_id": {"$lt": last_id}}]},
            ]
        }
    fields = {"$project": {by: 1}}
    ordered: list[dict[str, Any]] = [{"$match": condition}, {"$sort": {by: -1, "_id": -1}}]
    read = _reader(model, wanted)
    narrowed: list[dict[str, Any]] = []
    if wanted.others:
        narrowed = [{"$limit": EXAMINED_A_PAGE}, {"$match": wanted.others}]
    raw, moment = await read([*ordered, *narrowed, {"$limit": limit + 1}, fields], limit + 1)
    places = [ListPlace(each[by], each["_id"]) for each in raw]
    if len(places) > limit:
        return places[:limit], places[limit - 1], moment
    if not wanted.others:
        return places, None, moment
    read = _reader(model, replace(wanted, moment=moment))
    last = [*ordered, {"$skip": EXAMINED_A_PAGE - 1}, {"$limit": 2}, fields]
    raw, moment = await read(last, 2)
    return places, ListPlace(raw[0][by], raw[0]["_id"]) if len(raw) == 2 else None, moment


def _reader(model: type[Document], wanted: ListWanted) -> Callable[..., Any]:
    collection = collection_of(model)

    async def at_moment(
        pipeline: list[dict[str, Any]], most: int
    ) -> tuple[list[dict[str, Any]], Moment | None]:
        return await aggregate_at(collection, pipeline, wanted.moment, most=most)

    async def now(
        pipeline: list[dict[str, Any]], most: int
    ) -> tuple[list[dict[str, Any]], Moment | None]:
        found = collection.aggregate(pipeline, batchSize=most + 1)
        return [each async for each in found], None

    return at_moment if wanted.moves else now
