"""The files of attachments: their chunks, and what they count to the quota of their user.

A file is written by one writer at a time, the one with the highest number: each says his in
the condition of whatever he stores, so that one who was overtaken, and does not know it, changes
nothing. What a file counts is reserved before it is stored, and let go of once, in one
transaction each time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from documents.aggregates.files.store import CHUNK_BYTES, CHUNKS_AT_ONCE, FileStore
from documents.database import (
    Database,
    DuplicateKeyError,
    ReturnDocument,
    Transaction,
    collection_of,
    committed_in,
)
from documents.parts import Removed
from documents.shapes.attachments import (
    Attachment,
    AttachmentFile,
    AttachmentFileChunk,
    AttachmentUsage,
)
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.attachments import QuotaExceeded, UploadOvertaken, UploadRemoved

STORE = FileStore(AttachmentFile, AttachmentFileChunk)

AT_ONCE = datetime.fromtimestamp(0, UTC)
"""When something expires that is to go now, whatever the clocks say."""

RESERVED_AT_ONCE = CHUNK_BYTES * CHUNKS_AT_ONCE
"""How many bytes are reserved ahead of those that are stored: 4 MB."""


@dataclass(frozen=True)
class AttachmentLimits:
    """How large attachments may be, and how long one is kept that no message names."""

    attachment_bytes: int
    user_bytes: int
    kept: timedelta


@dataclass(frozen=True)
class FileWriter:
    """The writer with the number ``writer`` of a user's file."""

    user_id: str
    file_id: PydanticObjectId
    writer: int = 1

    @property
    def condition(self) -> dict[str, Any]:
        """The file, while this is its writer."""
        return {
            "_id": self.file_id,
            "metadata.writer": self.writer,
            "metadata.sha256": {"$exists": False},
            "metadata.claimed": {"$exists": False},
        }

    async def put_chunk(self, number: int, data: bytes) -> None:
        """Store a chunk, in the place of what an earlier writer stored. Raises UploadOvertaken."""
        try:
            await collection_of(AttachmentFileChunk).replace_one(
                {"files_id": self.file_id, "n": number, "writer": {"$lte": self.writer}},
                {"files_id": self.file_id, "n": number, "data": data, "writer": self.writer},
                upsert=True,
            )
        except DuplicateKeyError:
            raise UploadOvertaken from None

    async def lost(self) -> UploadOvertaken | UploadRemoved:
        """Why this writer can go on no more."""
        found = await collection_of(AttachmentFile).find_one(
            {"_id": self.file_id}, {"metadata.claimed": 1}
        )
        is_gone = found is None or "claimed" in found["metadata"]
        return UploadRemoved() if is_gone else UploadOvertaken()


async def insert_file(file: FileWriter, *, now: datetime, expires_at: datetime) -> None:
    """Make an empty file, which nothing has yet."""
    await collection_of(AttachmentFile).insert_one(
        {
            "_id": file.file_id,
            "length": 0,
            "chunkSize": CHUNK_BYTES,
            "uploadDate": now,
            "filename": str(file.file_id),
            "metadata": {
                "user_id": file.user_id,
                "reserved": 0,
                "let_go": 0,
                "writer": file.writer,
                "expires_at": expires_at,
            },
        }
    )


async def check_room(user_id: str, more: int, limits: AttachmentLimits) -> None:
    """Raise QuotaExceeded where a user has no room for so many bytes, before they are sent."""
    usage = await collection_of(AttachmentUsage).find_one({"_id": user_id}) or {"bytes": 0}
    if usage["bytes"] + more > limits.user_bytes:
        raise QuotaExceeded(limits.user_bytes)


async def reserve(
    database: Database,
    file: FileWriter,
    reserved: int,
    limits: AttachmentLimits,
    *,
    expires_at: datetime,
    length: int | None = None,
) -> None:
    """Let a file count so many bytes, and have ``length`` of them for good, if that is given.

    Raises QuotaExceeded, UploadOvertaken, UploadRemoved.
    """
    change: dict[str, Any] = {"metadata.reserved": reserved, "metadata.expires_at": expires_at}
    if length is not None:
        change["length"] = length

    async def work(transaction: Transaction) -> bool:
        before = await collection_of(AttachmentFile).find_one_and_update(
            file.condition, {"$set": change}, {"metadata.reserved": 1}, session=transaction
        )
        if before is None:
            return False
        more = reserved - before["metadata"]["reserved"]
        await count(file.user_id, more, transaction, at_most=limits.user_bytes)
        return True

    try:
        made = await database.in_transaction(work)
    except DuplicateKeyError:
        raise QuotaExceeded(limits.user_bytes) from None
    if not made:
        raise await file.lost()


async def count(
    user_id: str, more: int, transaction: Transaction, *, at_most: int | None = None
) -> None:
    """Count so many bytes to a user's quota, or fewer than none.

    Raises DuplicateKeyError where they would be more than ``at_most``.
    """
    if more == 0:
        return
    usage: dict[str, Any] = {"_id": user_id}
    if more > 0 and at_most is not None:
        if more > at_most:
            raise QuotaExceeded(at_most)
        # Of one who has more than that it would insert another.
        usage["bytes"] = {"$lte": at_most - more}
    await collection_of(AttachmentUsage).update_one(
        usage, {"$inc": {"bytes": more}}, upsert=more > 0, session=transaction
    )


async def find_expired_files(now: datetime) -> list[PydanticObjectId]:
    """The files that perhaps no attachment has, and that nobody can still be writing."""
    expired = {"metadata.expires_at": {"$lte": now}}
    found = collection_of(AttachmentFile).find(expired, {"_id": 1})
    return [file["_id"] async for file in found]


async def remove_expired_file(
    database: Database, file_id: PydanticObjectId, *, now: datetime
) -> Removed:
    """Remove a file with its upload, unless an attachment has it, or it goes on."""
    files = collection_of(AttachmentFile)
    removed = Removed()
    # Claimed first: from now on no attachment gets it.
    file = await files.find_one_and_update(
        {"_id": file_id, "metadata.expires_at": {"$lte": now}},
        {"$set": {"metadata.claimed": True}},
        return_document=ReturnDocument.AFTER,
    )
    if file is None:
        return removed
    has_it = {"file_id": file_id, "is_complete": True, "deleted_at": None}
    if await committed_in(Attachment).find_one(has_it, {"_id": 1}) is not None:
        # One that has let go of it meanwhile has marked it again.
        await files.update_one(
            {"_id": file_id, "metadata.let_go": file["metadata"]["let_go"]},
            {"$unset": {"metadata.claimed": "", "metadata.expires_at": ""}},
        )
        return removed
    uploads = {"file_id": file_id, "is_complete": False}
    gone = await collection_of(Attachment).delete_many(uploads)
    removed.documents[collection_of(Attachment).name] += gone.deleted_count

    async def work(transaction: Transaction) -> None:
        before = await files.find_one_and_update(
            {"_id": file_id, "metadata.reserved": {"$gt": 0}},
            {"$set": {"metadata.reserved": 0}},
            session=transaction,
        )
        if before is not None:
            facts = before["metadata"]
            await count(facts["user_id"], -facts["reserved"], transaction)

    await database.in_transaction(work)
    removed.add(await STORE.remove(file_id))
    return removed


async def hold(file_id: PydanticObjectId, transaction: Transaction) -> bool:
    """Let an attachment have a complete file; whether it stays for that."""
    held = await collection_of(AttachmentFile).update_one(
        {"_id": file_id, "metadata.claimed": {"$exists": False}},
        # Something is written in any case: what changes nothing is in nobody's way, and a removal
        # that begins meanwhile would see neither this nor the attachment.
        {"$unset": {"metadata.expires_at": ""}, "$inc": {"metadata.writer": 1}},
        session=transaction,
    )
    return bool(held.matched_count)


async def let_go(file_id: PydanticObjectId) -> None:
    """Have it seen to whether an attachment has a file still."""
    await collection_of(AttachmentFile).update_one(
        {"_id": file_id}, {"$set": {"metadata.expires_at": AT_ONCE}, "$inc": {"metadata.let_go": 1}}
    )
