"""How transactions of one user, or of all, meet: each changes one document, so of two at once the
server lets one begin again, which then sees what the other did."""

from typing import Literal

from documents.database import DuplicateKeyError, Transaction, collection_of
from documents.shapes.quotas import UserQuota

Turns = Literal["chat_turns", "stream_turns"]
"""What counts them: those that make chats, or decide about streams."""


async def make_ready(user_id: str, turns: Turns) -> None:
    """Make what transactions meet on, before one begins: two in which it is made collide."""
    quotas = collection_of(UserQuota)
    if await quotas.find_one({"_id": user_id}, {"_id": 1}) is None:
        try:
            await quotas.update_one({"_id": user_id}, {"$inc": {turns: 0}}, upsert=True)
        except DuplicateKeyError:
            return


async def take_turn(user_id: str, turns: Turns, transaction: Transaction) -> None:
    """Let the transaction go before or after all others that take such a turn."""
    await collection_of(UserQuota).update_one(
        {"_id": user_id}, {"$inc": {turns: 1}}, upsert=True, session=transaction
    )
