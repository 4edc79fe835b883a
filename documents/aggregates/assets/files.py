"""Content too large for a document: in GridFS, written and read as a stream.

How it lies there: ``documents.aggregates.files.store``. One transaction makes a file the
asset's; whatever is no asset's has a time at which it expires.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from documents.aggregates.files.store import CHUNK_BYTES, ChunkWriter, FileStore
from documents.database import DatabaseError, Transaction, collection_of
from documents.parts import Removed
from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.assets import ContentFacts
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.workflow import TooHeavy, UploadGone

STORE = FileStore(AssetFile, AssetFileChunk)

UPLOAD_EXPIRES_AFTER = timedelta(hours=24)
"""An upload that has not ended by then never will."""

REPLACED_KEPT_FOR = timedelta(hours=1)
"""How long a replaced file stays for those who are reading it."""


async def write_file(
    stream: AsyncIterator[bytes],
    *,
    user_id: str,
    asset_id: PydanticObjectId,
    media_type: str,
    max_bytes: int,
    now: datetime,
) -> ContentFacts:
    """Store a stream as a file that is no asset's yet; ``adopt`` makes it one.

    A stream that breaks, or has more than ``max_bytes`` (TooHeavy), leaves nothing. Nor
    does one whose file was removed meanwhile (UploadGone).
    """
    file_id = PydanticObjectId()
    digest = hashlib.sha256()
    size = 0
    await collection_of(AssetFile).insert_one(
        {
            "_id": file_id,
            "length": 0,
            "chunkSize": CHUNK_BYTES,
            "uploadDate": now,
            "filename": str(asset_id),
            "metadata": {
                "user_id": user_id,
                "asset_id": asset_id,
                "media_type": media_type,
                "expires_at": now + UPLOAD_EXPIRES_AFTER,
            },
        }
    )
    writer = ChunkWriter(partial(STORE.add_chunk, file_id))
    try:
        async for part in stream:
            size += len(part)
            if size > max_bytes:
                raise TooHeavy(
                    f"the content has more than {max_bytes} bytes "
                    "(THREADKEEP_MAX_ASSET_UPLOAD_BYTES)"
                )
            digest.update(part)
            await writer.add(part)
        await writer.flush()
        sha256 = digest.hexdigest()
        ended = await collection_of(AssetFile).update_one(
            {"_id": file_id}, {"$set": {"length": size, "metadata.sha256": sha256}}
        )
        if ended.matched_count == 0:
            # Its user was erased meanwhile: the chunks since have to go, too.
            raise UploadGone
    except BaseException:
        # With the database away it stays until it expires.
        with suppress(DatabaseError):
            await remove_file(file_id)
        raise
    return ContentFacts(bytes=size, sha256=sha256, media_type=media_type, file_id=file_id)


async def adopt(file_id: PydanticObjectId, transaction: Transaction) -> None:
    """Make a written file one that stays. Raises UploadGone."""
    adopted = await collection_of(AssetFile).update_one(
        {
            "_id": file_id,
            "metadata.expires_at": {"$exists": True},
            "metadata.claimed": {"$exists": False},
        },
        {"$unset": {"metadata.expires_at": ""}},
        session=transaction,
    )
    if adopted.matched_count == 0:
        raise UploadGone


async def abandon(file_id: PydanticObjectId, now: datetime, transaction: Transaction) -> None:
    """Let a file that an asset no longer has go, once its readers have had time."""
    await collection_of(AssetFile).update_one(
        {"_id": file_id},
        {"$set": {"metadata.expires_at": now + REPLACED_KEPT_FOR}},
        session=transaction,
    )


async def remove_file(file_id: PydanticObjectId) -> Removed:
    """Remove a file with its chunks."""
    return await STORE.remove(file_id)
