"""How many chats a user may have: those that there are are counted, and nothing beside them.

Whoever makes one changes the user's quota in the same transaction, so of two who make one at
once the server lets one begin again, which then counts the other's. What is deleted gives its
place back by itself, and no count can be wrong.
"""

from dataclasses import dataclass

from documents.aggregates.quotas.turns import make_ready, take_turn
from documents.database import Transaction, collection_of
from documents.shapes.chats import Chat
from documents.shapes.errors.quotas import OverQuota

UNTIL_REMOVED_SECONDS = 3600
"""When whoever has as many as he may may ask again: somebody has to delete one first."""


@dataclass(frozen=True)
class ChatQuota:
    """No more than so many chats of a user, those of sessions and forks included."""

    most: int

    async def ready(self, user_id: str) -> None:
        """Make what transactions meet on, before one begins."""
        await make_ready(user_id, "chat_turns")

    async def admit(self, user_id: str, transaction: Transaction) -> None:
        """Let the transaction make one more chat. Raises OverQuota."""
        await take_turn(user_id, "chat_turns", transaction)
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
