"""What can be wrong with the attachments of a chat, and with their files."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from documents.aggregates.attachments.naming import versions_of
from documents.aggregates.attachments.references import references_of
from documents.aggregates.attachments.storage import AT_ONCE
from documents.aggregates.files.store import CHUNK_BYTES
from documents.database import collection_of
from documents.shapes.attachments import (
    Attachment,
    AttachmentFile,
    AttachmentFileChunk,
    AttachmentNaming,
    StoredAttachment,
)
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from documents.shapes.sessions import UserSession

MISSING = "attachment-missing"
UNCLAIMED = "attachment-unclaimed"
UNNAMED = "attachment-unnamed"
FILE = "attachment-file"

_AT_ONCE = 100


@dataclass(frozen=True)
class AttachmentFault:
    """One thing that is wrong with an attachment, by its kind.

    Of a message, with its id and ``number``: MISSING, the chat does not have what it names;
    UNCLAIMED, what it names does not know of it, and might go. UNNAMED: no message names it,
    and it would stay. FILE: its file is not whole.
    """

    kind: str
    attachment_id: PydanticObjectId
    text: str
    message_id: str | None = None
    number: int | None = None


class NamedAttachments:
    """The attachments that a chat's messages name."""

    def __init__(self) -> None:
        self._named: dict[PydanticObjectId, dict[str, int]] = {}
        self._versioned: list[StoredMessage] = []

    def see(self, message: StoredMessage) -> None:
        """Take in the next message."""
        self._note(message, message["id"])
        if "versions" in message and message.get("redacted_at") is None:
            kept = ("id", "version_id", "versions")
            self._versioned.append({name: message.get(name) for name in kept})

    def _note(self, said: Mapping[str, Any], message_id: str) -> None:
        for each in references_of(said):
            self._named.setdefault(each.attachment_id, {})[message_id] = said["sequence_order"]

    async def faults(self, chat: dict[str, Any]) -> AsyncIterator[AttachmentFault]:
        """What is wrong with what they name, and with the chat's other attachments."""
        for start in range(0, len(self._versioned), _AT_ONCE):
            some = self._versioned[start : start + _AT_ONCE]
            async for version in versions_of(chat["_id"], some):
                self._note(version, version["message_id"])
        missing = dict(self._named)
        found = collection_of(Attachment).find(
            {"chat_id": chat["_id"], "is_complete": True, "deleted_at": None}
        )
        async for attachment in found:
            named = missing.pop(attachment["attachment_id"], {})
            async for fault in self._faults_of(attachment, named):
                yield fault
        if missing and not await _is_imported(chat):
            for attachment_id, named in missing.items():
                ((message_id, number), *_) = named.items()
                text = (
                    f"{number} names the attachment {attachment_id}, which the chat does not have"
                )
                yield AttachmentFault(MISSING, attachment_id, text, message_id, number)

    async def _faults_of(
        self, attachment: StoredAttachment, named: dict[str, int]
    ) -> AsyncIterator[AttachmentFault]:
        attachment_id = attachment["attachment_id"]
        known = {each["message_id"] for each in attachment["named_by"]}
        for message_id, number in named.items():
            if message_id not in known:
                text = f"{number} names the attachment {attachment_id}, which does not know of it"
                yield AttachmentFault(UNCLAIMED, attachment_id, text, message_id, number)
        if not named and attachment["expires_at"] is None:
            text = f"no message names the attachment {attachment_id}, which is kept"
            yield AttachmentFault(UNNAMED, attachment_id, text)
        if wrong := await _wrong_with_file(attachment):
            yield AttachmentFault(FILE, attachment_id, f"the attachment {attachment_id} {wrong}")


async def _is_imported(chat: dict[str, Any]) -> bool:
    """Whether its messages came without their files."""
    session_id = chat.get("session_id")
    if session_id is None:
        return False
    transcript = {"_id": session_id, "from_transcript": True}
    return await collection_of(UserSession).find_one(transcript, {"_id": 1}) is not None


async def _wrong_with_file(attachment: StoredAttachment) -> str | None:
    file_id, size = attachment["file_id"], attachment["bytes"]
    file = await collection_of(AttachmentFile).find_one({"_id": file_id}, {"length": 1})
    if file is None:
        return "has lost its file"
    if file["length"] != size:
        return f"has {size} bytes, and its file {file['length']}"
    # The numbers alone: they are read from the index.
    numbers = collection_of(AttachmentFileChunk).aggregate(
        [
            {"$match": {"files_id": file_id}},
            {"$sort": {"files_id": 1, "n": 1}},
            {"$group": {"_id": None, "count": {"$sum": 1}, "last": {"$max": "$n"}}},
        ]
    )
    counted = [each async for each in numbers] or [{"count": 0, "last": -1}]
    chunks = -(-size // CHUNK_BYTES)
    if (counted[0]["count"], counted[0]["last"]) != (chunks, chunks - 1):
        return f"should have {chunks} chunks, and has {counted[0]['count']}"
    return None


async def mend_naming(chat_id: PydanticObjectId, fault: AttachmentFault) -> bool:
    """Let an attachment know of a message that names it, or have the sweep see to one that none
    names; whether there was one of the two."""
    here = {"chat_id": chat_id, "attachment_id": fault.attachment_id}
    if fault.kind == UNCLAIMED and fault.message_id is not None:
        naming = AttachmentNaming(
            message_id=fault.message_id,
            claim_id=PydanticObjectId(),
            at=AT_ONCE,
            is_stored=True,
        )
        pushed = await collection_of(Attachment).update_one(
            {**here, "deleted_at": None, "named_by.message_id": {"$ne": naming.message_id}},
            {"$push": {"named_by": naming.model_dump()}, "$inc": {"revision": 1}},
        )
        return bool(pushed.matched_count)
    if fault.kind == UNNAMED:
        due = await collection_of(Attachment).update_one(
            {**here, "expires_at": None}, {"$set": {"expires_at": AT_ONCE}, "$inc": {"revision": 1}}
        )
        return bool(due.matched_count)
    return False
