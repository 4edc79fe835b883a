"""Uploaded files that no asset has: never finished, or replaced a while ago."""

from datetime import datetime
from typing import Any

from documents.aggregates.assets import files
from documents.database import collection_of
from documents.parts import Removed
from documents.shapes.asset_files import AssetFile
from documents.shapes.base import PydanticObjectId


async def expired_files(now: datetime) -> list[PydanticObjectId]:
    """The files that ``remove_expired_files`` removes, however many."""
    found = collection_of(AssetFile).find({"metadata.expires_at": {"$lte": now}}, {"_id": 1})
    return [file["_id"] async for file in found]


async def remove_expired_files(now: datetime, *, limit: int = 100) -> Removed:
    """Remove up to ``limit`` files that no asset has and nobody can still be writing."""
    expired: dict[str, Any] = {"metadata.expires_at": {"$lte": now}}
    removed = Removed()
    async for file in collection_of(AssetFile).find(expired, {"_id": 1}).limit(limit):
        # Claimed first: of this and ``adopt`` only one can win.
        claimed = await collection_of(AssetFile).update_one(
            {"_id": file["_id"], **expired}, {"$set": {"metadata.claimed": True}}
        )
        if claimed.matched_count:
            removed.add(await files.remove_file(file["_id"]))
    return removed
