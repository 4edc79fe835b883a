"""The stored shape of an uploaded file, as GridFS has it.

https://github.com/mongodb/specifications (GridFS): the names of the fields are its.
"""

from datetime import datetime

from beanie import Document
from pydantic import BaseModel, Field

from documents.shapes.base import PydanticObjectId


class AssetFileFacts(BaseModel):
    """What is known of a file: whose it is, of which asset, and until when it is no asset's.

    ``expires_at`` is there while no asset has it; ``claimed`` once its removal has begun.
    ``sha256`` is there once all of it is.
    """

    user_id: str
    asset_id: PydanticObjectId
    media_type: str
    sha256: str | None = None
    expires_at: datetime | None = None
    claimed: bool = False


class AssetFile(Document):
    """A file; ``length`` in bytes is 0 until all of it is there."""

    length: int
    chunk_size: int = Field(alias="chunkSize")
    upload_date: datetime = Field(alias="uploadDate")
    filename: str
    metadata: AssetFileFacts

    class Settings:
        name = "asset_files.files"


class AssetFileChunk(Document):
    """The piece ``n`` of a file, counted from 0; all but the last are of one size."""

    files_id: PydanticObjectId
    n: int
    data: bytes

    class Settings:
        name = "asset_files.chunks"
