"""What can be done with a chat's attachments."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from documents.aggregates.attachments import find, releasing, storage, uploading
from documents.aggregates.attachments.storage import AttachmentLimits, FileWriter
from documents.aggregates.attachments.uploading import NewAttachment, Upload, Uploading
from documents.database import Database, DatabaseError, DuplicateKeyError
from documents.shapes.attachments import StoredAttachment
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.errors.attachments import (
    AttachmentKeyReused,
    AttachmentMissing,
    AttachmentTooLarge,
    AttachmentUnfinished,
    DigestMismatch,
    LengthMismatch,
    UploadOvertaken,
)
from documents.shapes.errors.chats import ChatMissing
from services.attachment_files import UnheldFiles
from services.pagination import Cursors, Page
from services.settings import Settings
from services.stored_quota import StoredQuota


def attachment_limits_of(settings: Settings) -> AttachmentLimits:
    """The limits of attachments that the settings give."""
    return AttachmentLimits(
        attachment_bytes=settings.max_attachment_bytes,
        user_bytes=settings.max_user_attachment_bytes,
        kept=timedelta(hours=settings.attachment_unnamed_hours),
    )


@dataclass(frozen=True)
class UploadBody:
    """The bytes of a request: ``expected`` of them, where its head says so.

    ``sha256`` is what they should have, where that was sent.
    """

    stream: AsyncIterator[bytes]
    expected: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class AttachmentState:
    """An attachment, and how many bytes of it are stored."""

    attachment: StoredAttachment
    length: int


@dataclass(frozen=True)
class AttachmentService:
    """The attachments of the caller's chats. Another user's chat is one that does not exist."""

    database: Database
    clock: Clock
    limits: AttachmentLimits
    cursors: Cursors
    files: UnheldFiles
    stored_quota: StoredQuota | None = None

    async def upload(
        self, user_id: str, chat_id: PydanticObjectId, new: NewAttachment, body: UploadBody
    ) -> tuple[StoredAttachment, bool]:
        """Store all of an attachment in one go; and whether it is new.

        With ``key`` of a complete one nothing is stored, and it is answered if its bytes are the
        same. What fails leaves nothing. Raises ChatMissing, AttachmentKeyReused,
        AttachmentTooLarge, QuotaExceeded, LengthMismatch, DigestMismatch, UploadOvertaken,
        UploadRemoved.
        """
        await self._admit(user_id, chat_id, body.expected)
        now = self.clock()
        stored, is_new = await uploading.begin(user_id, chat_id, new, now=now, limits=self.limits)
        if not is_new:
            _expect_same(stored, new)
            if stored["is_complete"]:
                await uploading.compare(stored, body.stream, self.limits.attachment_bytes)
                return stored, False
            upload = await self._begin_again(stored)
        else:
            upload = Upload.of(stored, writer=1, offset=0)
        upload = replace(upload, sha256=new.sha256, upload_length=new.upload_length)
        try:
            made = await self._store(upload, body, is_last=True)
        except UploadOvertaken:
            # By a retry, which goes on.
            raise
        except BaseException:
            # With the database away it stays until it expires.
            with suppress(DatabaseError):
                await self._discard(upload)
            raise
        assert not isinstance(made, int), "it was the last request"
        return made, True

    async def obtain(
        self, user_id: str, chat_id: PydanticObjectId, new: NewAttachment, body: UploadBody
    ) -> StoredAttachment:
        """The attachment with the id and the key of ``new``, else a new one: what ``body`` has is
        read only then. Raises what ``upload`` does."""
        assert new.attachment_id is not None, "it is looked for by that"
        with suppress(AttachmentMissing):
            found = await find.find_attachment(user_id, chat_id, new.attachment_id)
            if found["is_complete"]:
                return found
        return (await self.upload(user_id, chat_id, new, body))[0]

    async def open_upload(
        self, user_id: str, chat_id: PydanticObjectId, new: NewAttachment, body: UploadBody
    ) -> tuple[AttachmentState, bool]:
        """Begin an upload that goes in several requests, this one's bytes first; and whether it is
        new. With ``key`` of another nothing is stored, and that one is answered.

        Raises ChatMissing, AttachmentKeyReused, AttachmentTooLarge, QuotaExceeded,
        LengthMismatch, DigestMismatch, UploadOvertaken, UploadRemoved.
        """
        size = body.expected if new.upload_length is None else new.upload_length
        await self._admit(user_id, chat_id, size)
        stored, is_new = await uploading.begin(
            user_id, chat_id, new, now=self.clock(), limits=self.limits
        )
        if not is_new:
            _expect_same(stored, new)
            return await self._state(stored), False
        upload = Upload.of(stored, writer=1, offset=0)
        return await self._go_on(stored, upload, body, is_last=False), True

    async def go_on(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        attachment_id: PydanticObjectId,
        body: UploadBody,
        *,
        offset: int,
        is_last: bool,
        sha256: str | None = None,
    ) -> AttachmentState:
        """Store some more of an upload, from ``offset`` on, where it has to end by now.

        ``is_last`` completes it, and so does reaching the length that was said; ``sha256`` is
        what all of it should have. What breaks is kept as far as it came.

        Raises ChatMissing, AttachmentMissing, AttachmentFinished, OffsetMismatch,
        AttachmentTooLarge, QuotaExceeded, LengthMismatch, DigestMismatch, UploadOvertaken,
        UploadRemoved.
        """
        stored = await find.find_attachment(user_id, chat_id, attachment_id)
        upload = await uploading.take_up(stored, offset, now=self.clock(), limits=self.limits)
        if sha256 is not None:
            upload = replace(upload, sha256=sha256)
        return await self._go_on(stored, upload, body, is_last=is_last)

    async def _go_on(
        self, stored: StoredAttachment, upload: Upload, body: UploadBody, *, is_last: bool
    ) -> AttachmentState:
        try:
            made = await self._store(upload, body, is_last=is_last)
        except DigestMismatch as error:
            if not error.may_go_on:
                await self._discard(upload)
            raise
        except (AttachmentTooLarge, LengthMismatch):
            await self._discard(upload)
            raise
        if isinstance(made, int):
            return AttachmentState(stored, made)
        return AttachmentState(made, made["bytes"])

    async def get(
        self, user_id: str, chat_id: PydanticObjectId, attachment_id: PydanticObjectId
    ) -> AttachmentState:
        """One attachment, or an upload. Raises ChatMissing, AttachmentMissing, UploadRemoved."""
        return await self._state(await find.find_attachment(user_id, chat_id, attachment_id))

    async def get_complete(
        self, user_id: str, chat_id: PydanticObjectId, attachment_id: PydanticObjectId
    ) -> StoredAttachment:
        """One attachment whose bytes can be read.

        Raises ChatMissing, AttachmentMissing, AttachmentUnfinished.
        """
        stored = await find.find_attachment(user_id, chat_id, attachment_id)
        if not stored["is_complete"]:
            raise AttachmentUnfinished
        return stored

    async def list_of_chat(
        self, user_id: str, chat_id: PydanticObjectId, *, cursor: str | None, limit: int
    ) -> Page[StoredAttachment]:
        """One page of a chat's attachments, newest first. Raises ChatMissing, InvalidArgument."""
        listing = f"attachments of {chat_id}"
        after = self.cursors.read_id(cursor, user_id=user_id, listing=listing)
        found, more = await find.list_attachments(user_id, chat_id, after=after, limit=limit)
        return self.cursors.page(
            found,
            limit,
            lambda attachment: [str(attachment["attachment_id"])],
            user_id=user_id,
            listing=listing,
            more=more,
        )

    async def delete(
        self, user_id: str, chat_id: PydanticObjectId, attachment_id: PydanticObjectId
    ) -> None:
        """Remove an attachment that no message names, or end an upload.

        Raises ChatMissing, AttachmentMissing, AttachmentInUse.
        """
        now = self.clock()
        await releasing.delete_attachment(user_id, chat_id, attachment_id, now=now)
        self.files.remove_soon()

    def read_file(self, file_id: PydanticObjectId, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes of an attachment's file from ``first`` to ``last``, both included."""
        return self.database.each_part_within_timeout(storage.STORE.read(file_id, first, last))

    async def _admit(self, user_id: str, chat_id: PydanticObjectId, size: int | None) -> None:
        """Refuse what is known to be in vain, before anybody sends a gigabyte for nothing."""
        await find.check_chat(user_id, chat_id)
        if size is not None:
            if size > self.limits.attachment_bytes:
                raise AttachmentTooLarge(self.limits.attachment_bytes)
            await storage.check_room(user_id, size, self.limits)
        if self.stored_quota is not None:
            await self.stored_quota.check(user_id, size or 0)

    async def _begin_again(self, stored: StoredAttachment) -> Upload:
        """Take up an upload from its beginning, even one that was never given its file."""
        now = self.clock()
        file = FileWriter(stored["user_id"], stored["file_id"])
        with suppress(DuplicateKeyError):
            await storage.insert_file(file, now=now, expires_at=now + self.limits.kept)
        return await uploading.take_up(stored, None, now=now, limits=self.limits)

    async def _store(
        self, upload: Upload, body: UploadBody, *, is_last: bool
    ) -> StoredAttachment | int:
        made = await Uploading(
            self.database,
            self.clock,
            self.limits,
            upload,
            is_last,
            content_sha256=body.sha256,
            expected=body.expected,
        ).store(body.stream)
        if not isinstance(made, int):
            try:
                await find.check_chat(upload.user_id, upload.chat_id)
            except ChatMissing:
                # Deleted meanwhile, and its attachments perhaps before this one.
                await releasing.remove({"_id": made["_id"]})
                raise
            if made["file_id"] != upload.file.file_id:
                self.files.remove_soon()
        return made

    async def _discard(self, upload: Upload) -> None:
        await releasing.remove(
            {
                **find.of_chat(upload.user_id, upload.chat_id, upload.attachment_id),
                "file_id": upload.file.file_id,
                "is_complete": False,
            }
        )
        self.files.remove_soon()

    async def _state(self, stored: StoredAttachment) -> AttachmentState:
        if stored["is_complete"]:
            return AttachmentState(stored, stored["bytes"])
        return AttachmentState(stored, await uploading.stored_length(stored))


def _expect_same(stored: StoredAttachment, new: NewAttachment) -> None:
    """Raise AttachmentKeyReused where the key is that of another attachment."""
    if (new.name, new.media_type) != (stored["name"], stored["media_type"]):
        raise AttachmentKeyReused
    if new.sha256 is not None and stored["sha256"] not in (None, new.sha256):
        raise AttachmentKeyReused
