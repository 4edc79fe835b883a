"""Finding attachments of a chat."""

from typing import Any

from documents.database import collection_of
from documents.shapes.attachments import Attachment, StoredAttachment
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat
from documents.shapes.errors.attachments import AttachmentMissing
from documents.shapes.errors.chats import ChatMissing

SHOWN = {"named_by": 0}


def of_chat(
    user_id: str, chat_id: PydanticObjectId, attachment_id: PydanticObjectId | None = None
) -> dict[str, Any]:
    """The condition of a user's attachments in a chat, or of one of them."""
    one = {} if attachment_id is None else {"attachment_id": attachment_id}
    return {**owned(user_id), "chat_id": chat_id, **one}


async def check_chat(user_id: str, chat_id: PydanticObjectId) -> None:
    """Raise ChatMissing where the user has no such chat."""
    if await collection_of(Chat).find_one(owned(user_id, chat_id), {"_id": 1}) is None:
        raise ChatMissing


async def find_attachment(
    user_id: str, chat_id: PydanticObjectId, attachment_id: PydanticObjectId
) -> StoredAttachment:
    """An attachment of a chat, complete or not. Raises ChatMissing, AttachmentMissing."""
    await check_chat(user_id, chat_id)
    found: StoredAttachment | None = await collection_of(Attachment).find_one(
        of_chat(user_id, chat_id, attachment_id), SHOWN
    )
    if found is None:
        raise AttachmentMissing
    return found


async def list_attachments(
    user_id: str, chat_id: PydanticObjectId, *, after: PydanticObjectId | None, limit: int
) -> tuple[list[StoredAttachment], bool]:
    """The complete attachments of a chat, newest first, after one; and whether there are more.

    Raises ChatMissing.
    """
    await check_chat(user_id, chat_id)
    condition = {**of_chat(user_id, chat_id), "is_complete": True}
    if after is not None:
        condition["attachment_id"] = {"$lt": after}
    found = collection_of(Attachment).find(condition, SHOWN).sort("attachment_id", -1)
    attachments = await found.limit(limit + 1).to_list(limit + 1)
    return attachments[:limit], len(attachments) > limit
