"""What the figures have of each session, kept up to date.

Whatever changes a figure of a session (its status, its last activity, its deletion, how many
messages of its chat are counted) marks it ``untallied`` in the same write. The next count looks
at what the session is, and what the figures have of it, and adds the difference to the day in
which it was made, all in one transaction that takes the mark off: of that and a further change
at once, one begins again.
"""

from datetime import datetime
from functools import partial
from typing import Any

from documents.aggregates.analytics.days import DayChanges, day_of
from documents.database import Database, Transaction, UpdateOne, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat
from documents.shapes.daily_figures import SessionTally
from documents.shapes.sessions import UNTALLIED, UserSession

SESSIONS_A_STEP = 100

_FIELDS = dict.fromkeys(
    ("user_id", "created_at", "status", "last_activity_at", "deleted_at", "untallied"), 1
)


async def tally_sessions(database: Database, *, user_id: str | None = None) -> int:
    """Let the figures have what changed of sessions, of all users or of one; how many did."""
    whose: Any = {"$gt": ""} if user_id is None else user_id
    # By user: so few days are written in each step.
    found = collection_of(UserSession, database).find({"user_id": whose, **UNTALLIED}, {"_id": 1})
    ids = [session["_id"] async for session in found.sort("user_id", 1)]
    for start in range(0, len(ids), SESSIONS_A_STEP):
        some = ids[start : start + SESSIONS_A_STEP]
        await database.in_transaction(partial(tally_some, database, some))
    return len(ids)


async def tally_some(
    database: Database, ids: list[PydanticObjectId], transaction: Transaction
) -> None:
    """Let the figures have what these sessions are, marked or not, and take off their marks."""
    sessions = collection_of(UserSession, database)
    tallies = collection_of(SessionTally, database)
    found = sessions.find({"_id": {"$in": ids}}, _FIELDS, session=transaction)
    there = {session["_id"]: session async for session in found}
    had = {
        tally["_id"]: tally
        async for tally in tallies.find({"_id": {"$in": ids}}, session=transaction)
    }
    chats = collection_of(Chat, database).find(
        {"session_id": {"$in": [*there]}},
        {"_id": 0, "session_id": 1, "counted_sequence": 1},
        session=transaction,
    )
    counted = {chat["session_id"]: chat.get("counted_sequence") async for chat in chats}
    changes = DayChanges()
    gone, writes = [], []
    for session_id in ids:
        before = had.get(session_id)
        after = tally_of(there.get(session_id), counted.get(session_id))
        if before == after:
            continue
        if before is not None:
            changes.add_session(before, times=-1)
        if after is None:
            gone.append(session_id)
        else:
            changes.add_session(after)
            writes.append(UpdateOne({"_id": session_id}, {"$set": after}, upsert=True))
    marked = [session["_id"] for session in there.values() if session.get("untallied")]
    if marked:
        await sessions.update_many(
            {"_id": {"$in": marked}}, {"$unset": {"untallied": 1}}, session=transaction
        )
    if gone:
        await tallies.delete_many({"_id": {"$in": gone}}, session=transaction)
    if writes:
        await tallies.bulk_write(writes, ordered=False, session=transaction)
    await changes.store(database, transaction)


def tally_of(session: dict[str, Any] | None, counted: int | None) -> dict[str, Any] | None:
    """The SessionTally of a session, None where it is gone or deleted; ``counted`` is how many
    messages of its chat are."""
    if session is None or session.get("deleted_at") is not None:
        return None
    made: datetime = session["created_at"]
    length = session["last_activity_at"] - made
    return {
        "_id": session["_id"],
        "user_id": session["user_id"],
        "day": day_of(made),
        "at": made,
        "status": session["status"],
        "length": length.days * 86_400_000 + length.seconds * 1000 + length.microseconds // 1000,
        "messages": int(counted or 0),
    }
