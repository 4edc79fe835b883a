"""Giving a chat the attachments of another, for messages that are copied with their ids."""

from datetime import datetime

from documents.aggregates.attachments.find import of_chat
from documents.aggregates.attachments.naming import CLAIM_HOLDS
from documents.aggregates.attachments.storage import hold
from documents.database import Database, DuplicateKeyError, Transaction, collection_of
from documents.shapes.attachments import Attachment, StoredAttachment
from documents.shapes.base import PydanticObjectId


async def copy_attachments(
    database: Database,
    user_id: str,
    source_chat_id: PydanticObjectId,
    chat_id: PydanticObjectId,
    *,
    now: datetime,
) -> int:
    """Let a chat have the complete attachments of another of the user's, under the same ids; how
    many it has got now.

    They have the same files. That the copied messages name them is claimed for a day, as if each
    were just being appended; then the sweep removes those that none names. To be called before the
    messages are copied; again does no harm.
    """
    source = {**of_chat(user_id, source_chat_id), "is_complete": True}
    ids = [each["_id"] async for each in collection_of(Attachment).find(source, {"_id": 1})]
    copied = 0
    for place in ids:
        attachment = await collection_of(Attachment).find_one({"_id": place, **source})
        if attachment is not None:
            copied += await _copy(database, attachment, chat_id, now)
    return copied


async def held_ids(
    chat_id: PydanticObjectId, *, moment: Transaction | None = None
) -> set[PydanticObjectId]:
    """The ids of the attachments of a chat that messages name, as of a point in time."""
    named = {"chat_id": chat_id, "is_complete": True, "named_by.message_id": {"$exists": True}}
    found = collection_of(Attachment).find(named, {"attachment_id": 1}, session=moment)
    return {each["attachment_id"] async for each in found}


async def _copy(
    database: Database, attachment: StoredAttachment, chat_id: PydanticObjectId, now: datetime
) -> bool:
    copy = {
        **attachment,
        "_id": PydanticObjectId(),
        "chat_id": chat_id,
        "key": None,
        "named_by": [
            {**each, "at": now, "is_edit": False, "is_stored": False}
            for each in attachment["named_by"]
        ],
        "expires_at": now + CLAIM_HOLDS,
    }

    async def work(transaction: Transaction) -> bool:
        # Not where it is being seen to whether anything has it: then nothing names it any more.
        if not await hold(attachment["file_id"], transaction):
            return False
        await collection_of(Attachment).insert_one(copy, session=transaction)
        return True

    try:
        return await database.in_transaction(work)
    except DuplicateKeyError:
        # It was copied before.
        return False
