"""Letting the figures have what messages cost and what users think of them.

A UsageTally, or a MessageFeedback, itself says what the figures have of it (``tallied``). Who
changes one marks it ``untallied`` in the same write, and the next count adds the difference to its
user's day in the transaction that takes the mark off.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from beanie import Document

from documents.aggregates.analytics.kinds import (
    KindChanges,
    rating_in_figures,
    usage_in_figures,
)
from documents.database import Database, Transaction, UpdateOne, collection_of
from documents.shapes.base import UNTALLIED
from documents.shapes.feedback import MessageFeedback
from documents.shapes.usage import UsageTally

A_STEP = 100

_Some = Callable[[Database, list[Any], Transaction], Awaitable[None]]


async def tally_marked(database: Database, *, user_id: str | None = None) -> int:
    """Let the figures have what changed, of all users or of one; how many documents did."""
    whose: Any = {"$gt": ""} if user_id is None else user_id
    count = 0
    both: tuple[tuple[type[Document], _Some], ...] = (
        (UsageTally, tally_some_usage),
        (MessageFeedback, tally_some_feedback),
    )
    for model, tally_some in both:
        found = collection_of(model, database).find({"user_id": whose, **UNTALLIED}, {"_id": 1})
        # By user: so few days are written in each step.
        ids = [each["_id"] async for each in found.sort("user_id", 1)]
        for start in range(0, len(ids), A_STEP):
            some = ids[start : start + A_STEP]
            await database.in_transaction(partial(tally_some, database, some))
        count += len(ids)
    return count


async def tally_some_usage(database: Database, ids: list[Any], transaction: Transaction) -> None:
    """Let the figures have what these UsageTallies are, marked or not."""
    await _tally_some(
        database, UsageTally, ids, usage_in_figures, KindChanges.add_usage, transaction
    )


async def tally_some_feedback(database: Database, ids: list[Any], transaction: Transaction) -> None:
    """Let the figures have what this MessageFeedback is, marked or not."""
    await _tally_some(
        database, MessageFeedback, ids, rating_in_figures, KindChanges.add_feedback, transaction
    )


async def _tally_some(
    database: Database,
    model: type[Document],
    ids: list[Any],
    has_to_be: Callable[[dict[str, Any]], Any],
    add: Callable[..., None],
    transaction: Transaction,
) -> None:
    collection = collection_of(model, database)
    changes = KindChanges()
    writes = []
    async for each in collection.find({"_id": {"$in": ids}}, session=transaction):
        before, after = each.get("tallied"), has_to_be(each)
        if before == after and not each.get("untallied"):
            continue
        add(changes, each, before, times=-1)
        add(changes, each, after)
        took_over: dict[str, Any] = {"$unset": {"untallied": 1}}
        if after is None:
            took_over["$unset"]["tallied"] = 1
        else:
            took_over["$set"] = {"tallied": after}
        writes.append(UpdateOne({"_id": each["_id"]}, took_over))
    if writes:
        await collection.bulk_write(writes, ordered=False, session=transaction)
    await changes.store(database, transaction)
