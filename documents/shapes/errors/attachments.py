"""What attachments refuse.

AttachmentError
├─ AttachmentMissing    no such attachment of the chat
├─ AttachmentInUse      messages name it
├─ AttachmentUnfinished its upload is not complete
├─ AttachmentFinished   its upload is complete and takes no more
├─ AttachmentKeyReused  the key is that of an attachment with other bytes
├─ OffsetMismatch       the upload goes on at another place
├─ UploadOvertaken      another request goes on with the upload
├─ UploadRemoved        it was removed meanwhile
├─ LengthMismatch       it has another length than was said
├─ DigestMismatch       the bytes are not those that were meant
├─ AttachmentTooLarge   it has more bytes than an attachment may have
└─ QuotaExceeded        the user's attachments have as many bytes as they may
"""

from collections.abc import Sequence


class AttachmentError(Exception):
    """Base of what attachments refuse."""


class AttachmentMissing(AttachmentError):
    """No such attachment of the chat."""


class AttachmentInUse(AttachmentError):
    """Messages name the attachment, or are about to; carries the ids of some of them."""

    def __init__(self, message_ids: Sequence[str]) -> None:
        super().__init__("messages of the chat name the attachment")
        self.message_ids = message_ids


class AttachmentUnfinished(AttachmentError):
    """The attachment's upload is not complete."""

    def __init__(self) -> None:
        super().__init__("the upload is not complete")


class AttachmentFinished(AttachmentError):
    """The attachment's upload is complete, and takes no more bytes."""

    def __init__(self) -> None:
        super().__init__("the upload is complete and takes no more bytes")


class AttachmentKeyReused(AttachmentError):
    """The key is that of an attachment of the chat with other bytes."""


class OffsetMismatch(AttachmentError):
    """The upload goes on at ``offset``, and not where the request would."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the upload goes on at {offset}")
        self.offset = offset


class UploadOvertaken(AttachmentError):
    """Another request goes on with the upload."""

    def __init__(self) -> None:
        super().__init__("another request goes on with the upload")


class UploadRemoved(AttachmentError):
    """The upload was removed meanwhile: it took too long, or its chat was deleted."""

    def __init__(self) -> None:
        super().__init__("the upload was removed meanwhile")


class LengthMismatch(AttachmentError):
    """The upload has, or would have, another length than was said at its beginning."""

    def __init__(self, told: int, given: int) -> None:
        super().__init__(f"the upload is to have {told} bytes and would have {given}")
        self.told = told
        self.given = given


class DigestMismatch(AttachmentError):
    """The SHA-256 of the bytes is not the one that was sent with them.

    ``may_go_on``: none of what was sent counts, and the upload stands where it stood.
    """

    def __init__(self, header: str, sha256: str, *, may_go_on: bool) -> None:
        super().__init__(f"the SHA-256 of what came is {sha256}, not that of {header}")
        self.header = header
        self.may_go_on = may_go_on


class AttachmentTooLarge(AttachmentError):
    """The attachment has more bytes than an attachment may have."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"an attachment has {most} bytes at most (THREADKEEP_MAX_ATTACHMENT_BYTES)"
        )


class QuotaExceeded(AttachmentError):
    """The user's attachments would have more bytes than they may."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"the attachments of a user have {most} bytes together at most "
            "(THREADKEEP_MAX_USER_ATTACHMENT_BYTES); equal bytes count once, and those of "
            "deleted and redacted messages no more"
        )
