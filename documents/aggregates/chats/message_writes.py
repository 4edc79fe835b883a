"""Writing a changed message where it lies, in the Chat itself or in a bucket: once.

The condition of each write is that nobody has changed the message since it was read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.chats.buckets import halves, place_of
from documents.aggregates.chats.changed import note_change
from documents.aggregates.chats.limits import MAX_BUCKET_BYTES, MAX_TAIL_BYTES
from documents.aggregates.chats.pending import note, settle
from documents.aggregates.chats.search_words import NO_WORDS
from documents.aggregates.chats.usage_tallies import add_sums, usage_change
from documents.database import Database, Transaction, collection_of
from documents.shapes.base import Owned, PydanticObjectId, owned
from documents.shapes.chats import NOT_COUNTED, Chat, ChatBucket, StoredMessage


@dataclass(frozen=True)
class MessageWrite:
    """A message as it was read, and as it shall be: ``growth`` bytes more.

    Each way to write it gives back whether it was done: not where the message, or the room
    for it, is another by now.
    """

    user_id: str
    chat_id: PydanticObjectId
    before: StoredMessage
    changed: StoredMessage
    growth: int
    now: datetime
    mine: Owned = owned

    async def in_chat(self) -> bool:
        """Change a message of the Chat's own."""
        condition, change = self._of_chat()
        result = await collection_of(Chat).update_one(condition, change)
        return result.modified_count == 1

    async def in_bucket(self) -> bool:
        """Change a sealed message, and then its chat's revision."""
        changed = self.changed
        revision = changed["revision"]
        await note(
            self.user_id, self.chat_id, changed["id"], revision, now=self.now, mine=self.mine
        )
        result = await collection_of(ChatBucket).update_one(*self._of_bucket())
        if result.modified_count != 1:
            return False
        await settle(self.user_id, self.chat_id, changed, now=self.now, mine=self.mine)
        return True

    async def counted(self, database: Database, *, sealed: bool) -> bool:
        """Change a message and the sums of what messages cost, in one step."""

        async def work(transaction: Transaction) -> bool:
            chats = collection_of(Chat)
            here = self.mine(self.user_id, self.chat_id)
            chat = await chats.find_one(
                here, {"usage_sequence": 1, "forked_from": 1}, session=transaction
            )
            if chat is None:
                return False
            usage = usage_change(chat, self.before, self.changed)
            if sealed:
                condition, change = self._of_bucket()
                result = await collection_of(ChatBucket).update_one(
                    condition, change, session=transaction
                )
                if result.modified_count != 1:
                    return False
                noted = note_change(self.changed, told=True)
                change = {**noted, "$max": {"updated_at": self.now}, "$set": NOT_COUNTED}
                condition = here
            else:
                condition, change = self._of_chat(told=True)
            change["$inc"] = {**change["$inc"], **usage.inc}
            result = await chats.update_one(condition, change, session=transaction)
            if result.modified_count != 1:
                return False
            await add_sums(self.chat_id, self.user_id, usage.of_slots, transaction)
            return True

        return await database.in_transaction(work)

    def _of_chat(self, *, told: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
        noted = note_change(self.changed, told=told)
        return (
            {
                **self.mine(self.user_id, self.chat_id),
                "messages": self._unchanged(),
                "tail_bytes": {"$lte": MAX_TAIL_BYTES - self.growth},
            },
            {
                **noted,
                "$set": {"messages.$": self.changed, **NOT_COUNTED},
                "$inc": {"tail_bytes": self.growth, "edit_count": 1, **noted["$inc"]},
                "$max": {"updated_at": self.now},
                **NO_WORDS,
            },
        )

    def _of_bucket(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return (
            {
                "chat_id": self.chat_id,
                "messages": self._unchanged(),
                "bytes": {"$lte": MAX_BUCKET_BYTES - self.growth},
            },
            {
                "$set": {"messages.$": self.changed, "updated_at": self.now},
                "$inc": {"bytes": self.growth},
                **NO_WORDS,
            },
        )

    def _unchanged(self) -> dict[str, Any]:
        message = self.before
        revision = (
            {"revision": message["revision"]}
            if "revision" in message
            else {"revision": {"$exists": False}}
        )
        return {"$elemMatch": {"id": message["id"], **revision}}


async def split_if_full(
    database: Database, chat_id: PydanticObjectId, message_id: str, growth: int, now: datetime
) -> None:
    """Make two buckets of one that has no room for a message to grow so much, in one step."""

    async def work(transaction: Transaction) -> None:
        buckets = collection_of(ChatBucket)
        bucket = await buckets.find_one(
            {"chat_id": chat_id, "messages.id": message_id}, session=transaction
        )
        if bucket is None or bucket["bytes"] + growth <= MAX_BUCKET_BYTES:
            return
        for half in halves(bucket, now=now):
            if half["_id"] == bucket["_id"]:
                await buckets.replace_one(place_of(half), half, session=transaction)
            else:
                await buckets.insert_one(half, session=transaction)

    await database.in_transaction(work)
