"""Pieces whose whole is gone: chunks without their file, a stray bucket without its chat."""

from collections.abc import AsyncIterator
from typing import Any

from documents.aggregates.chats.buckets import stray_of
from documents.database import collection_of, name_of
from documents.parts import Part, Removed, remove_parts
from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.chats import Chat, ChatBucket

_ORPHANS = (
    (ChatBucket, "chat_id", "first_sequence", Chat),
    (AssetFileChunk, "files_id", "n", AssetFile),
)
"""Pieces: their class, what they are pieces of, their place in it; and its class."""


async def remove_orphans() -> Removed:
    """Remove what ``find_orphans`` finds."""
    return await remove_parts([part async for part in find_orphans()])


async def find_orphans() -> AsyncIterator[Part]:
    """A stray bucket whose chat is gone, and chunks whose file is.

    There are some only where a process died in the midst of writing them at the very
    moment when another removed the whole. Who writes pieces first has a day for it.
    Several buckets of one chat are left alone: `threadkeep chats check` tells of them.
    """
    for piece, whole_id, place, whole in _ORPHANS:
        pipeline: list[dict[str, Any]] = [
            {"$sort": {whole_id: 1, place: 1}},
            {"$group": {"_id": f"${whole_id}", "first": {"$first": "$_id"}}},
            {
                "$lookup": {
                    "from": name_of(whole),
                    "localField": "_id",
                    "foreignField": "_id",
                    "pipeline": [{"$project": {"_id": 1}}],
                    "as": "whole",
                }
            },
            {"$match": {"whole": [], "$expr": {"$lt": [{"$toDate": "$first"}, _A_DAY_AGO]}}},
        ]
        pieces = collection_of(piece)
        async for orphan in pieces.aggregate(pipeline):
            if whole is not Chat:
                yield pieces, {whole_id: orphan["_id"]}
            elif (stray := await stray_of(orphan["_id"])) is not None:
                yield pieces, {"_id": stray}


_A_DAY_AGO = {"$dateSubtract": {"startDate": "$$NOW", "unit": "day", "amount": 1}}
