"""The stored shapes of attachments: what a chat's messages name, and the files behind it.

The files lie as GridFS has them: https://github.com/mongodb/specifications (GridFS), whose
names their fields have.
"""

from datetime import datetime
from typing import Any

from beanie import Document
from pydantic import BaseModel, Field

from documents.shapes.base import MAX_KEY_CHARACTERS, Keyed, PydanticObjectId, Stored

MAX_NAME_CHARACTERS = 255
MAX_NAMED_BY = 1000
"""How many messages may name one attachment at most."""

StoredAttachment = dict[str, Any]
"""An Attachment as it lies in the database."""


class AttachmentNaming(BaseModel):
    """A message that names an attachment, or was about to ``at`` a time.

    ``claim_id`` tells the writers of one message apart, ``is_edit`` those who changed it from the
    one who appended it; ``is_stored`` once the writer has said that the message is stored.
    """

    message_id: str
    claim_id: PydanticObjectId
    at: datetime
    is_edit: bool = False
    is_stored: bool = False


class Attachment(Stored):
    """A file that messages of one chat may name, by its ``attachment_id``, unique in the chat.

    ``file_id`` is the file in which its bytes are; several attachments of a user that have
    equal bytes have one file. Until it ``is_complete`` it is an upload with a file of its own,
    which is to have ``upload_length`` bytes and this ``sha256`` where its client has said so.
    ``named_by`` are the messages that may name it; at ``expires_at`` the sweep looks which of
    them do, and removes it where none does. ``key`` is the caller's own, unique in the chat.
    """

    chat_id: PydanticObjectId
    attachment_id: PydanticObjectId
    key: str | None = Field(None, max_length=MAX_KEY_CHARACTERS)
    name: str | None = Field(None, max_length=MAX_NAME_CHARACTERS)
    media_type: str
    bytes: int = 0
    sha256: str | None = None
    upload_length: int | None = None
    file_id: PydanticObjectId
    is_complete: bool = False
    named_by: list[AttachmentNaming] = []
    expires_at: datetime | None

    class Settings:
        name = "attachments"


class AttachmentFileFacts(BaseModel):
    """What is known of a file of attachments.

    ``reserved`` is how many bytes it counts to its user's quota, ``writer`` the number of its
    last writer: whoever has a lower one writes no more. ``sha256`` is there once all of it is,
    ``expires_at`` while it is an upload, or where an attachment has let go of it: then it is to
    be seen whether another has it. ``let_go`` counts those; ``claimed`` is there from when it is
    being seen to, until it is known that one has.
    """

    user_id: str
    reserved: int = 0
    let_go: int = 0
    writer: int = 1
    sha256: str | None = None
    expires_at: datetime | None = None
    claimed: bool = False


class AttachmentFile(Document):
    """A file; ``length`` is how many bytes of it are stored for good."""

    length: int
    chunk_size: int = Field(alias="chunkSize")
    upload_date: datetime = Field(alias="uploadDate")
    filename: str
    metadata: AttachmentFileFacts

    class Settings:
        name = "attachment_files.files"


class AttachmentFileChunk(Document):
    """The piece ``n`` of a file, counted from 0, as its ``writer`` of this number stored it.

    All but the last are of one size.
    """

    files_id: PydanticObjectId
    n: int
    data: bytes
    writer: int

    class Settings:
        name = "attachment_files.chunks"


class AttachmentUsage(Keyed):
    """How many bytes the files of a user's (``id``) attachments count to the quota."""

    id: str
    bytes: int = 0

    class Settings:
        name = "attachment_usage"
