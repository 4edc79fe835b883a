"""Leaving what a deleted chat has in tallies and feedback out of figures, in small steps.

A deletion, or a restore, only takes the chat's mark ``counted`` off and counts its
``hiding_step`` on; the next count comes here. Each step counts it on, too, under the
revision that was read: so of a deletion and a restore at once one step at a time has its
way, and what the chat is in the end decides.
"""

from typing import Any

from documents.aggregates.analytics.days import DayChanges
from documents.database import Database, Transaction, collection_of
from documents.pacing import paced
from documents.shapes.base import untallied
from documents.shapes.chats import Chat
from documents.shapes.feedback import MessageFeedback
from documents.shapes.message_tallies import MessageTally
from documents.shapes.usage import UsageTally

_A_STEP = 100


async def hide_or_show(database: Database, chat: dict[str, Any]) -> bool:
    """Let the tallies and the feedback of a chat be hidden if it is deleted, else shown.

    ``chat`` has its ``_id``, ``revision`` and ``deleted_at``. A deleted one is counted then.
    False when it has changed meanwhile: then some of it may be left.
    """
    hidden = chat["deleted_at"] is not None
    here = {"_id": chat["_id"], "revision": chat["revision"], "deleted_at": chat["deleted_at"]}
    for model in (MessageTally, UsageTally, MessageFeedback):
        collection = collection_of(model, database)
        others = collection.find({"chat_id": chat["_id"], "hidden": {"$ne": hidden}}, {"_id": 1})
        ids = [other["_id"] async for other in others]
        for start in range(0, len(ids), _A_STEP):
            some = {"_id": {"$in": ids[start : start + _A_STEP]}}

            async def step(transaction: Transaction, some: dict[str, Any] = some) -> bool:
                taken = await collection_of(Chat, database).update_one(
                    here, {"$inc": {"hiding_step": 1}}, session=transaction
                )
                if taken.matched_count == 0:
                    return False
                if model is MessageTally:  # noqa: B023 - runs now
                    await _change_days(database, some, hidden, transaction)
                # What the figures have of the others, the next count puts right.
                mark = {} if model is MessageTally else untallied()  # noqa: B023 - runs now
                await collection_of(model, database).update_many(  # noqa: B023 - runs now
                    some, {"$set": {"hidden": hidden, **mark}}, session=transaction
                )
                return True

            async with paced(0.3):
                if not await database.in_transaction(step):
                    return False
    done: dict[str, Any] = {"counted": True} if hidden else {"hiding_step": 0}
    ended = await collection_of(Chat, database).update_one(here, {"$set": done})
    return bool(ended.matched_count)


async def _change_days(
    database: Database, some: dict[str, Any], hidden: bool, transaction: Transaction
) -> None:
    """Take tallies that are about to be hidden off the days of their user, or add them again."""
    theirs = {**some, "daily": True, "hidden": {"$ne": hidden}}
    tallies = collection_of(MessageTally, database).find(theirs, session=transaction)
    changes = DayChanges()
    changes.add_tallies([tally async for tally in tallies], times=-1 if hidden else 1)
    await changes.store(database, transaction)
