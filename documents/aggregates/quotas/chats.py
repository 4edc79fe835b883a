"""How many chats a user may have: those that there are are counted, and nothing beside them.

Whoever makes one changes the user's quota in the same transaction, so of two who make one at
once the server lets one begin again, which then counts the other's. What is deleted gives its
place back by itself, and no count can be wrong.
"""

from dataclasses import dataclass

from documents.database import DuplicateKeyError, Transaction, collection_of
from documents.shapes.chats import Chat
from documents.shapes.errors.quotas import OverQuota
from documents.shapes.quotas import UserQuota

UNTIL_REMOVED_SECONDS = 3600
"""When whoever has as many as he may may ask again: somebody has to delete one first."""


@dataclass(frozen=True)
class ChatQuota:
    """No more than so many chats of a user, those of sessions and forks included."""

    most: int

    async def ready(self, user_id: str) -> None:
        """Make what transactions meet on, before one begins: two in which it is made collide."""
        quotas = collection_of(UserQuota)
        if await quotas.find_one({"_id": user_id}, {"_id": 1}) is None:
            try:
                await quotas.update_one({"_id": user_id}, {"$inc": {"chat_turns": 0}}, upsert=True)
            except DuplicateKeyError:
                return

    async def admit(self, user_id: str, transaction: Transaction) -> None:
        """Let the transaction make one more chat. Raises OverQuota."""
        await collection_of(UserQuota).update_one(
            {"_id": user_id}, {"$inc": {"chat_turns": 1}}, upsert=True, session=transaction
        )
        chats = collection_of(Chat)
        number = await chats.count_documents({"user_id": user_id}, session=transaction)
        if number >= self.most:
            deleted = {"user_id": user_id, "deleted_at": {"$type": "date"}}
            number -= await chats.count_documents(deleted, session=transaction)
        if number >= self.most:
            raise OverQuota(
                f"there are {number} chats, and a user may have no more than {self.most} "
                "(THREADKEEP_QUOTA_USER_CHATS)",
                quota="chats",
                of="user",
                retry_after_seconds=UNTIL_REMOVED_SECONDS,
            )
