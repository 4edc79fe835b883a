"""What a message said in its versions that are not selected.

A version is archived just before another is selected, as of the message's revision; the
selection asks for that revision in its filter, so nothing that was said is lost, and what was
archived for a selection that failed is only a copy. A later archiving takes an earlier one's
place, never the other way round: so a redaction leaves none that comes late.
"""

from datetime import datetime
from typing import Any

from documents.aggregates.chats.repetition import original_digest
from documents.database import DuplicateKeyError, collection_of, committed_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, StoredMessage
from documents.shapes.message_versions import MessageVersion
from documents.shapes.messages import AS_IMPORTED, ITEM, OPTIONAL_FIELDS, plain_message
from documents.shapes.usage import USAGE

BODY = ("content", *OPTIONAL_FIELDS, "message_metadata", AS_IMPORTED, ITEM)
"""What a message says, that each of its versions has of its own."""

OF_VERSION = (*BODY, USAGE, "usage_at", "version_chat_id")
"""All fields of a message that a version has of its own."""

StoredVersion = dict[str, Any]
"""A MessageVersion as it lies in the database."""


def selected_id(message: StoredMessage) -> str:
    """The id of a message's selected version; that of the first is the message's own."""
    return str(message.get("version_id") or message["id"])


def version_of(message: StoredMessage) -> StoredVersion:
    """The selected version of a message, but for the chat's fields."""
    return {
        "message_id": message["id"],
        "sequence_order": message["sequence_order"],
        "version_id": selected_id(message),
        "number": message.get("version", 1),
        "revision": message.get("revision", 1),
        **{name: message[name] for name in OF_VERSION if name in message},
        "created_at": message.get("version_at") or message["created_at"],
        "edited_at": message.get("edited_at"),
        "redacted_at": message.get("redacted_at"),
    }


def version_digest(message: StoredMessage) -> str:
    """The digest of the body that the selected version was added with."""
    return message.get("version_digest") or original_digest(message)


async def archive(
    user_id: str, chat_id: PydanticObjectId, version: StoredVersion, digest: str | None
) -> None:
    """Write down a version, unless a later one stands there."""
    key = {name: version[name] for name in ("message_id", "version_id")}
    older = {"chat_id": chat_id, **key, "revision": {"$lt": version["revision"]}}
    stored = {"chat_id": chat_id, "user_id": user_id, **version, "digest": digest}
    try:
        await collection_of(MessageVersion).replace_one(older, stored, upsert=True)
    except DuplicateKeyError:
        return


async def find_archived(
    chat_id: PydanticObjectId, message_id: str, version_id: str
) -> StoredVersion | None:
    """A version of a message that was archived, selected since or not."""
    found: StoredVersion | None = await committed_in(MessageVersion).find_one(
        {"chat_id": chat_id, "message_id": message_id, "version_id": version_id}
    )
    return None if found is None else plain_message(found)


async def list_archived(
    chat_id: PydanticObjectId, message: StoredMessage, *, after: int, limit: int
) -> list[StoredVersion]:
    """The versions of a message but the selected one, from a number on, in order."""
    found = committed_in(MessageVersion).find(
        {
            "chat_id": chat_id,
            "sequence_order": message["sequence_order"],
            "number": {"$gt": after},
            "version_id": {"$ne": selected_id(message)},
        },
        sort=[("number", 1)],
        limit=limit,
    )
    return [plain_message(version) async for version in found]


async def redact_archived(
    user_id: str, chat_id: PydanticObjectId, message: StoredMessage, now: datetime
) -> bool:
    """Empty all versions of a message that was redacted, and keep its last one from being
    archived by whoever read it before; whether it has any. Safe to repeat."""
    if "versions" not in message:
        # One gets its mark before the first version is archived.
        return False
    revision = message.get("revision", 1)
    await archive(user_id, chat_id, version_of(message), None)
    await collection_of(MessageVersion).update_many(
        {"chat_id": chat_id, "message_id": message["id"], "digest": {"$ne": None}},
        {
            "$set": {
                "content": "",
                "message_metadata": {},
                "digest": None,
                "redacted_at": message.get("redacted_at") or now,
            },
            "$unset": dict.fromkeys((*OPTIONAL_FIELDS, AS_IMPORTED, ITEM), ""),
            "$max": {"revision": revision},
        },
    )
    return True


async def forget_versions(chat_id: PydanticObjectId) -> None:
    """Take back what was archived of a chat, if that was removed meanwhile."""
    if await committed_in(Chat).find_one({"_id": chat_id}, {"_id": 1}) is None:
        await collection_of(MessageVersion).delete_many({"chat_id": chat_id})
