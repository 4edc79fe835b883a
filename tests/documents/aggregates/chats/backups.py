"""A backup of one chat, to be restored."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from documents.database import collection_of
from documents.shapes.chats import Chat, ChatBucket


@dataclass
class Backup:
    """The Chat and its buckets as they were, and the list."""

    chat: dict[str, Any]
    buckets: list[dict[str, Any]]
    model: Any

    async def restored(self, chat_id: Any, *, without_max: bool) -> None:
        """Put back what was there; ``without_max`` as an older release left it."""
        chat = dict(self.chat)
        chat["sealed_max"] = {"sequence": 0} if without_max else chat["sealed_max"]
        await collection_of(ChatBucket).delete_many({"chat_id": chat_id})
        if self.buckets:
            await collection_of(ChatBucket).insert_many(deepcopy(self.buckets))
        await collection_of(Chat).replace_one({"_id": chat_id}, deepcopy(chat))
