"""Reading a chat, wherever its messages lie: one message by its id."""

from dataclasses import dataclass
from typing import Any

from documents.database import collection_of
from documents.json_values import plain
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat, ChatBucket, StoredMessage
from documents.shapes.errors.chats import ChatBusy, ChatMissing, MessageMissing

TRIES = 5


@dataclass(frozen=True)
class FoundMessage:
    """One message, whether it is sealed, and the session that owns its chat."""

    message: StoredMessage
    sealed: bool
    session_id: PydanticObjectId | None


async def find_message(user_id: str, chat_id: PydanticObjectId, message_id: str) -> FoundMessage:
    """One message by its id, from the Chat or a bucket.

    Raises ChatMissing, MessageMissing.
    """
    for _ in range(TRIES):
        chat = await collection_of(Chat).find_one(
            owned(user_id, chat_id),
            {"messages": {"$elemMatch": {"id": message_id}}, "sealed_sequence": 1, "session_id": 1},
        )
        if chat is None:
            raise ChatMissing
        if chat.get("messages"):
            return _found(chat["messages"][0], chat, sealed=False)
        bucket = await collection_of(ChatBucket).find_one(
            {"chat_id": chat_id, "messages.id": message_id},
            {"messages": {"$elemMatch": {"id": message_id}}},
        )
        if bucket is None:
            raise MessageMissing
        message = bucket["messages"][0]
        if message["sequence_order"] <= chat["sealed_sequence"]:
            return _found(message, chat, sealed=True)
        # Appended and copied since the Chat was read: it is still the Chat's to answer.
    raise ChatBusy


def _found(message: StoredMessage, chat: dict[str, Any], *, sealed: bool) -> FoundMessage:
    message["message_metadata"] = plain(message["message_metadata"])
    return FoundMessage(message, sealed, chat["session_id"])
