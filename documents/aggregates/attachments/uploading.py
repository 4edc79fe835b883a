"""Uploading an attachment: in one request, or in several that go on where the last one ended.

An upload is an attachment that is not complete, with a file of its own. Each request that
sends bytes of it is the writer of that file (``storage``); the last one makes the attachment
complete, in one transaction with its file, or with another of the user's that has equal bytes.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from documents.aggregates.attachments.find import of_chat
from documents.aggregates.attachments.storage import (
    AT_ONCE,
    RESERVED_AT_ONCE,
    STORE,
    AttachmentLimits,
    FileWriter,
    count,
    hold,
    insert_file,
    reserve,
)
from documents.aggregates.files.store import CHUNK_BYTES, ChunkWriter
from documents.database import (
    Database,
    DatabaseError,
    DuplicateKeyError,
    ReturnDocument,
    Transaction,
    collection_of,
)
from documents.shapes.attachments import (
    Attachment,
    AttachmentFile,
    AttachmentFileChunk,
    StoredAttachment,
)
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.errors.attachments import (
    AttachmentError,
    AttachmentFinished,
    AttachmentKeyReused,
    AttachmentTooLarge,
    DigestMismatch,
    LengthMismatch,
    OffsetMismatch,
    QuotaExceeded,
    UploadRemoved,
)

TRIES = 5
_DECIDED_AFTER_SECONDS = 0.05


@dataclass(frozen=True)
class NewAttachment:
    """An attachment to upload: what its client says of it. ``key`` is its own name for it.

    ``attachment_id`` is for one who must be able to name it beforehand; with a key.
    """

    media_type: str
    name: str | None = None
    key: str | None = None
    upload_length: int | None = None
    sha256: str | None = None
    attachment_id: PydanticObjectId | None = None


@dataclass(frozen=True)
class Upload:
    """An upload, the writer of its file, and where that goes on.

    ``sha256`` is what all of the bytes should have, ``upload_length`` how many they should be.
    """

    user_id: str
    chat_id: PydanticObjectId
    attachment_id: PydanticObjectId
    file: FileWriter
    offset: int
    sha256: str | None = None
    upload_length: int | None = None

    @classmethod
    def of(cls, stored: StoredAttachment, *, writer: int, offset: int) -> "Upload":
        """That of a stored attachment that is not complete."""
        return cls(
            stored["user_id"],
            stored["chat_id"],
            stored["attachment_id"],
            FileWriter(stored["user_id"], stored["file_id"], writer),
            offset,
            stored.get("sha256"),
            stored.get("upload_length"),
        )


async def begin(
    user_id: str,
    chat_id: PydanticObjectId,
    new: NewAttachment,
    *,
    now: datetime,
    limits: AttachmentLimits,
) -> tuple[StoredAttachment, bool]:
    """The attachment of a new upload, and whether it is new: not where another has the key."""
    expires_at = now + limits.kept
    attachment = Attachment(
        id=PydanticObjectId(),
        user_id=user_id,
        chat_id=chat_id,
        attachment_id=new.attachment_id or PydanticObjectId(),
        key=new.key,
        name=new.name,
        media_type=new.media_type,
        sha256=new.sha256,
        upload_length=new.upload_length,
        file_id=PydanticObjectId(),
        expires_at=expires_at,
        created_at=now,
        updated_at=now,
    )
    stored = {"_id": attachment.id, **attachment.model_dump(exclude={"id", "revision_id"})}
    for _ in range(TRIES):
        try:
            await collection_of(Attachment).insert_one(stored)
        except DuplicateKeyError:
            found = await collection_of(Attachment).find_one(
                {**of_chat(user_id, chat_id), "key": new.key}
            )
            if found is None:
                # It was removed just now.
                continue
            return found, False
        with suppress(DuplicateKeyError):
            # A retry with the same key has just taken it up, and given it its file.
            await insert_file(
                FileWriter(user_id, stored["file_id"]), now=now, expires_at=expires_at
            )
        return stored, True
    raise UploadRemoved


async def take_up(
    stored: StoredAttachment,
    offset: int | None,
    *,
    now: datetime,
    limits: AttachmentLimits,
) -> Upload:
    """Become the writer of an upload: where it ends, if that is at ``offset``; from its
    beginning with None. Whoever wrote it before writes no more.

    Raises AttachmentFinished, OffsetMismatch, UploadRemoved.
    """
    if stored["is_complete"]:
        raise AttachmentFinished
    files = collection_of(AttachmentFile)
    there: dict[str, Any] = {"_id": stored["file_id"], "metadata.claimed": {"$exists": False}}
    change: dict[str, Any] = {"metadata.expires_at": now + limits.kept}
    if offset is None:
        change["length"] = 0
    at = {} if offset is None else {"length": offset}
    file = await files.find_one_and_update(
        {**there, **at, "metadata.sha256": {"$exists": False}},
        {"$set": change, "$inc": {"metadata.writer": 1}},
        return_document=ReturnDocument.AFTER,
    )
    if file is None:
        file = await files.find_one(there)
        if file is None:
            raise UploadRemoved
        if "sha256" in file["metadata"]:
            raise AttachmentFinished
        raise OffsetMismatch(file["length"])
    return Upload.of(stored, writer=file["metadata"]["writer"], offset=file["length"])


async def stored_length(stored: StoredAttachment) -> int:
    """How many bytes of an upload are stored for good. Raises UploadRemoved."""
    file = await collection_of(AttachmentFile).find_one({"_id": stored["file_id"]}, {"length": 1})
    if file is None:
        raise UploadRemoved
    return int(file["length"])


@dataclass(frozen=True)
class Uploading:
    """Stores the bytes of one request of an upload.

    ``content_sha256`` is what the request's own bytes should have: none of them counts until
    they do. ``is_last`` says that they end the upload, ``expected`` how many they are to be.
    """

    database: Database
    clock: Clock
    limits: AttachmentLimits
    upload: Upload
    is_last: bool
    content_sha256: str | None = None
    expected: int | None = None

    async def store(self, stream: AsyncIterator[bytes]) -> StoredAttachment | int:
        """Store a stream: the attachment, where that completes it; else how many bytes it has.

        What breaks is kept as far as it came, for a request that goes on. Raises
        AttachmentTooLarge, QuotaExceeded, LengthMismatch, DigestMismatch, UploadOvertaken,
        UploadRemoved.
        """
        upload = self.upload
        size = upload.offset
        writer = ChunkWriter(upload.file.put_chunk, at=size, head=await self._head())
        digest, reserved = hashlib.sha256(), 0
        try:
            async for part in stream:
                size += len(part)
                self._check_size(size)
                digest.update(part)
                if size > reserved:
                    reserved = await self._reserve(writer.written, size)
                await writer.add(part)
            await writer.flush()
            self._check_content(digest.hexdigest())
            is_last = self.is_last or size == upload.upload_length
            if is_last:
                self._check_length(size)
            else:
                await self._note(size, size, for_good=True)
        except (AttachmentTooLarge, LengthMismatch, DigestMismatch):
            raise
        except BaseException:
            if self.content_sha256 is None and size > upload.offset:
                # With the database away it goes on where it was noted last.
                with suppress(DatabaseError, AttachmentError):
                    await writer.flush()
                    await self._note(writer.size, writer.size)
            raise
        if not is_last:
            return size
        if upload.file.writer > 1:
            await self._cut(size)
        whole = digest.hexdigest() if upload.offset == 0 else await self._digest(size)
        if upload.sha256 not in (None, whole):
            raise DigestMismatch("Repr-Digest", whole, may_go_on=False)
        return await complete(
            self.database, upload, size, whole, now=self.clock(), limits=self.limits
        )

    async def _head(self) -> bytes:
        """What the chunk has already in which the upload goes on."""
        offset = self.upload.offset
        start = offset - offset % CHUNK_BYTES
        file_id = self.upload.file.file_id
        if start == offset:
            return b""
        return b"".join([part async for part in STORE.read(file_id, start, offset - 1)])

    async def _reserve(self, written: int, size: int) -> int:
        """Reserve some of what is to come; how many bytes are reserved then."""
        most = size + RESERVED_AT_ONCE
        if self.expected is not None:
            most = min(most, max(size, self.upload.offset + self.expected))
        try:
            await self._note(written, most)
        except QuotaExceeded:
            if most == size:
                raise
            most = size
            await self._note(written, most)
        return most

    async def _note(self, length: int, reserved: int, *, for_good: bool = False) -> None:
        """Let what is stored count, unless it is checked first."""
        counts = for_good or self.content_sha256 is None
        await reserve(
            self.database,
            self.upload.file,
            reserved,
            self.limits,
            expires_at=self.clock() + self.limits.kept,
            length=max(length, self.upload.offset) if counts else None,
        )

    def _check_size(self, size: int) -> None:
        if size > self.limits.attachment_bytes:
            raise AttachmentTooLarge(self.limits.attachment_bytes)
        told = self.upload.upload_length
        if told is not None and size > told:
            raise LengthMismatch(told, size)

    def _check_length(self, size: int) -> None:
        told = self.upload.upload_length
        if told is not None and size != told:
            raise LengthMismatch(told, size)

    def _check_content(self, sha256: str) -> None:
        if self.content_sha256 not in (None, sha256):
            raise DigestMismatch("Content-Digest", sha256, may_go_on=True)

    async def _cut(self, size: int) -> None:
        """Take away what an earlier writer stored beyond the end."""
        file = self.upload.file
        beyond = {"files_id": file.file_id, "n": {"$gt": (size - 1) // CHUNK_BYTES}}
        await collection_of(AttachmentFileChunk).delete_many(
            {**beyond, "writer": {"$lte": file.writer}}
        )

    async def _digest(self, size: int) -> str:
        """The digest of all that is stored: earlier requests sent some of it."""
        digest = hashlib.sha256()
        async for part in STORE.read(self.upload.file.file_id, 0, size - 1):
            await asyncio.to_thread(digest.update, part)
        return digest.hexdigest()


async def complete(
    database: Database,
    upload: Upload,
    size: int,
    sha256: str,
    *,
    now: datetime,
    limits: AttachmentLimits,
) -> StoredAttachment:
    """Make the upload's attachment complete: with its file, or with one of equal bytes.

    Raises UploadOvertaken, UploadRemoved.
    """
    files, file = collection_of(AttachmentFile), upload.file

    async def work(transaction: Transaction, *, alone: bool) -> StoredAttachment | None:
        equal = {"metadata.user_id": upload.user_id, "metadata.sha256": sha256}
        twin = await files.find_one(equal, {"_id": 1}, session=transaction)
        if twin is not None and not await hold(twin["_id"], transaction):
            if not alone:
                raise _Undecided
            await files.update_one(
                {"_id": twin["_id"]}, {"$unset": {"metadata.sha256": ""}}, session=transaction
            )
            twin = None
        if twin is None:
            change: dict[str, Any] = {
                "$set": {
                    "length": size,
                    "metadata.sha256": sha256,
                    "metadata.reserved": size,
                },
                "$unset": {"metadata.expires_at": ""},
                # No writer of before goes on with it.
                "$inc": {"metadata.writer": 1},
            }
        else:
            change = {"$set": {"metadata.expires_at": AT_ONCE}, "$inc": {"metadata.let_go": 1}}
        before = await files.find_one_and_update(file.condition, change, session=transaction)
        if before is None:
            return None
        file_id = file.file_id
        if twin is None:
            await count(upload.user_id, size - before["metadata"]["reserved"], transaction)
        else:
            file_id = twin["_id"]
        completed: StoredAttachment | None = await collection_of(Attachment).find_one_and_update(
            {
                **of_chat(upload.user_id, upload.chat_id, upload.attachment_id),
                "file_id": file.file_id,
                "is_complete": False,
            },
            {
                "$set": {
                    "is_complete": True,
                    "file_id": file_id,
                    "bytes": size,
                    "sha256": sha256,
                    "expires_at": now + limits.kept,
                    "updated_at": now,
                },
                "$inc": {"revision": 1},
            },
            return_document=ReturnDocument.AFTER,
            session=transaction,
        )
        if completed is None:
            raise UploadRemoved
        return completed

    for tries in range(1, TRIES + 1):
        try:
            made = await database.in_transaction(partial(work, alone=tries == TRIES))
        except DuplicateKeyError:
            # Another upload of equal bytes was completed just now.
            continue
        except _Undecided:
            await asyncio.sleep(_DECIDED_AFTER_SECONDS)
            continue
        if made is None:
            raise await file.lost()
        return made
    raise UploadRemoved


class _Undecided(Exception):
    """It is just being seen to whether an attachment has the file of equal bytes."""


async def compare(stored: StoredAttachment, stream: AsyncIterator[bytes], most: int) -> None:
    """Raise AttachmentKeyReused where a stream is not what a complete attachment has.

    Reads the stream to its end, and stores nothing. Raises AttachmentTooLarge.
    """
    digest = hashlib.sha256()
    size = 0
    async for part in stream:
        size += len(part)
        if size > most:
            raise AttachmentTooLarge(most)
        digest.update(part)
    if digest.hexdigest() != stored["sha256"]:
        raise AttachmentKeyReused
