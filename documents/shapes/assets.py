"""The stored shape of an asset."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from documents.json_values import plain
from documents.shapes.base import PydanticObjectId, Stored
from documents.shapes.state_tables import AssetStatus
from documents.shapes.transitions import Transition

MAX_ASSETS = 500
"""How many assets a mission and its hops have together at most."""

MAX_INLINE_BSON_BYTES = 14 * 1024 * 1024
"""What inline content may weigh as BSON: it leaves room for the rest of the document's
16 MB. A list of small numbers weighs four times as much as its JSON."""


class AssetScope(StrEnum):
    """What an asset belongs to."""

    MISSION = "mission"
    HOP = "hop"


class AssetRole(StrEnum):
    """What an asset is to its mission or hop."""

    INPUT = "input"
    OUTPUT = "output"
    INTERMEDIATE = "intermediate"


class ContentFacts(BaseModel):
    """What is known of an asset's content without reading it.

    ``file_id`` is set where the content lies in GridFS, else it is inline.
    ``bytes`` and ``sha256`` are those of what the content route answers.
    """

    bytes: int
    sha256: str
    media_type: str
    file_id: PydanticObjectId | None = None


class Asset(Stored):
    """An asset of a mission or of one of its hops; ``name`` is unique within that scope.

    ``content`` is any JSON and may be null; whether there is content at all says
    ``content_facts``.
    """

    name: str = Field(max_length=255)
    description: str | None = None
    schema_definition: dict[str, Any] | None = None
    subtype: str | None = None
    scope_type: AssetScope
    scope_id: PydanticObjectId
    mission_id: PydanticObjectId
    status: AssetStatus = AssetStatus.PROPOSED
    status_changed_at: datetime
    transitions: list[Transition] = []
    role: AssetRole
    content: Any = None
    content_facts: ContentFacts | None = None
    content_summary: dict[str, Any] = {}
    asset_metadata: dict[str, Any] = {}
    db_entity_metadata: dict[str, Any] | None = None

    class Settings:
        name = "assets"


WITHOUT_CONTENT = {"content": 0, "transitions": 0}
"""The projection of an asset to what lists and details show."""

_FREE = ("schema_definition", "content", "content_summary", "asset_metadata", "db_entity_metadata")


def read_asset(raw: dict[str, Any]) -> Asset:
    """The asset in a raw document, with its content and log or without."""
    free = {name: plain(raw[name]) for name in _FREE if name in raw}
    asset: Asset = Asset.model_validate({**raw, **free})
    return asset


class AssetHead(BaseModel):
    """What a mission's or a hop's map of assets shows of one."""

    id: PydanticObjectId = Field(alias="_id")
    name: str
    subtype: str | None
    scope_type: AssetScope
    scope_id: PydanticObjectId
    status: AssetStatus
    role: AssetRole
    content_summary: dict[str, Any]
    created_at: datetime
    updated_at: datetime


HEAD_FIELDS = {field.alias or name: 1 for name, field in AssetHead.model_fields.items()}
"""The projection of an asset to its head, which stays under 8 KB."""


def read_head(raw: dict[str, Any]) -> AssetHead:
    """The head in a raw document, or in a projection of one."""
    return AssetHead.model_validate({**raw, "content_summary": plain(raw["content_summary"])})
