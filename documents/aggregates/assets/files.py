"""Content too large for a document: in GridFS, written and read as a stream.

The format is GridFS's (https://github.com/mongodb/specifications, GridFS), so any
driver and ``mongofiles`` read it. The order of writing is our own: the files
document comes first and says that the upload is not finished, then the chunks, and
one transaction makes the file the asset's. So no chunk is ever without a files
document, and whatever is no asset's has a time at which it expires.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta

from documents.database import DatabaseError, Transaction, collection_of
from documents.parts import Part, Removed, remove_parts
from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.assets import ContentFacts
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.workflow import TooHeavy, UploadGone

CHUNK_BYTES = 255 * 1024
"""GridFS's usual chunk: a few of them fit into one network message."""

CHUNKS_AT_ONCE = 16
"""How many a reader is given by one command: 4 MB."""

UPLOAD_EXPIRES_AFTER = timedelta(hours=24)
"""An upload that has not ended by then never will."""

REPLACED_KEPT_FOR = timedelta(hours=1)
"""How long a replaced file stays for those who are reading it."""


class FileDamaged(Exception):
    """A chunk of the file is not there."""


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
    size = number = 0
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
    waiting = bytearray()
    try:
        async for part in stream:
            size += len(part)
            if size > max_bytes:
                raise TooHeavy(
                    f"the content has more than {max_bytes} bytes "
                    "(THREADKEEP_MAX_ASSET_UPLOAD_BYTES)"
                )
            digest.update(part)
            waiting += part
            while len(waiting) >= CHUNK_BYTES:
                await _write_chunk(file_id, number, waiting[:CHUNK_BYTES])
                del waiting[:CHUNK_BYTES]
                number += 1
        if waiting:
            await _write_chunk(file_id, number, waiting)
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


async def _write_chunk(file_id: PydanticObjectId, number: int, data: bytearray) -> None:
    await collection_of(AssetFileChunk).insert_one(
        {"files_id": file_id, "n": number, "data": bytes(data)}
    )


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


async def read_file(file_id: PydanticObjectId, first: int, last: int) -> AsyncIterator[bytes]:
    """The bytes from position ``first`` to ``last``, both included, as a stream.

    Raises FileDamaged in the midst of it when the file is removed meanwhile.
    """
    number, end = first // CHUNK_BYTES, last // CHUNK_BYTES
    while number <= end:
        # No cursor outlasts a command: a slow reader's would be closed by the server.
        upto = min(end, number + CHUNKS_AT_ONCE - 1)
        found = collection_of(AssetFileChunk).find(
            {"files_id": file_id, "n": {"$gte": number, "$lte": upto}}
        )
        for chunk in await found.sort("n", 1).to_list(CHUNKS_AT_ONCE):
            if chunk["n"] != number:
                break
            start = number * CHUNK_BYTES
            yield bytes(chunk["data"])[max(0, first - start) : last - start + 1]
            number += 1
        if number <= upto:
            raise FileDamaged(f"chunk {number} of {file_id} is not there")


def parts_of_files(file_ids: list[PydanticObjectId]) -> list[Part]:
    """Files with their chunks; the files documents last, so that a stop is found again."""
    these = {"$in": file_ids}
    return [
        (collection_of(AssetFileChunk), {"files_id": these}),
        (collection_of(AssetFile), {"_id": these}),
    ]


async def remove_file(file_id: PydanticObjectId) -> Removed:
    """Remove a file with its chunks."""
    return await remove_parts(parts_of_files([file_id]))
