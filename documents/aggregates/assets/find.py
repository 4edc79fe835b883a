"""Finding assets and their content."""

import asyncio
from typing import Any

from documents.database import Transaction, collection_of, list_within_bytes
from documents.shapes.assets import (
    WITHOUT_CONTENT,
    Asset,
    AssetRole,
    AssetScope,
    read_asset,
)
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.errors.workflow import Missing
from documents.shapes.state_tables import AssetStatus


async def find_asset(
    user_id: str, asset_id: PydanticObjectId, transaction: Transaction | None = None
) -> Asset:
    """One asset without its content. Raises Missing."""
    raw = await collection_of(Asset).find_one(
        owned(user_id, asset_id), WITHOUT_CONTENT, session=transaction
    )
    if raw is None:
        raise Missing("asset")
    return read_asset(raw)


async def find_content(user_id: str, asset_id: PydanticObjectId) -> Asset:
    """One asset with its inline content. Raises Missing, also when it has no content."""
    raw = await collection_of(Asset).find_one(owned(user_id, asset_id), {"transitions": 0})
    if raw is None:
        raise Missing("asset")
    if raw["content_facts"] is None:
        raise Missing("content of this asset")
    # Megabytes of small values: not on the event loop.
    return await asyncio.to_thread(read_asset, raw)


async def list_assets(
    user_id: str,
    *,
    scope_type: AssetScope | None,
    scope_id: PydanticObjectId | None,
    statuses: list[AssetStatus],
    role: AssetRole | None,
    after: PydanticObjectId | None,
    limit: int,
) -> tuple[list[Asset], bool]:
    """The user's assets without content, newest first, after a place in that order.

    And whether there are more.
    """
    condition: dict[str, Any] = owned(user_id)
    if scope_id is not None:
        condition["scope_id"] = scope_id
    if scope_type is not None:
        condition["scope_type"] = scope_type
    if statuses:
        condition["status"] = statuses[0] if len(statuses) == 1 else {"$in": statuses}
    if role is not None:
        condition["role"] = role
    if after is not None:
        condition["_id"] = {"$lt": after}
    found, more = await list_within_bytes(
        collection_of(Asset), condition, WITHOUT_CONTENT, sort=[("_id", -1)], limit=limit
    )
    return [read_asset(raw) for raw in found], more
