"""Proving what the files of attachments count to their users' quotas.

Each write that changes what a file counts changes its user's count in the same transaction, so
as of any one moment the two agree.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from documents.database import Database, Transaction, collection_of, read_snapshot
from documents.shapes.attachments import AttachmentFile, AttachmentUsage

_COMPLETE = {"metadata.sha256": {"$exists": True}, "metadata.claimed": {"$exists": False}}
_OTHER_THAN_IT_HAS = {"$ne": ["$metadata.reserved", "$length"]}


@dataclass(frozen=True)
class QuotaFinding:
    """What is wrong with the count of a user; ``text`` says what, for a person."""

    user_id: str
    text: str


async def check_quotas(database: Database) -> AsyncIterator[QuotaFinding]:
    """Check what the attachments of every user count."""
    last: str | None = None
    while (user_id := await _next_user(last)) is not None:
        last = user_id
        finding = await check_quota(database, user_id)
        if finding is not None:
            yield finding


async def check_quota(database: Database, user_id: str) -> QuotaFinding | None:
    """What is wrong with what a user's attachments count; None where nothing is."""
    # Both as of one point in time; and where a collection is just being made, asked again.
    counted, right, files = await database.in_transaction(partial(_count, user_id))
    if files:
        return QuotaFinding(user_id, f"{files} files count other than the bytes that they have")
    if counted != right:
        return QuotaFinding(user_id, f"{counted} bytes are counted, and the files have {right}")
    return None


async def repair_quota(database: Database, user_id: str) -> bool:
    """Count a user's files anew; whether they are counted right now."""
    files = collection_of(AttachmentFile)
    usage = collection_of(AttachmentUsage)

    async def work(transaction: Transaction) -> None:
        wrong = {"metadata.user_id": user_id, **_COMPLETE, "$expr": _OTHER_THAN_IT_HAS}
        await files.update_many(
            wrong, [{"$set": {"metadata.reserved": "$length"}}], session=transaction
        )
        counted, right, _ = await _count(user_id, transaction)
        if counted != right:
            # A writer that changes the count meanwhile makes one of the two begin again.
            await usage.update_one(
                {"_id": user_id}, {"$set": {"bytes": right}}, upsert=True, session=transaction
            )

    await database.in_transaction(work)
    return await check_quota(database, user_id) is None


async def _count(user_id: str, transaction: Transaction) -> tuple[Any, int, int]:
    """How many bytes are counted to a user, what all files reserve, and how many complete ones
    reserve other than they have."""
    is_wrong = {
        "$and": [
            {"$ne": [{"$type": "$metadata.sha256"}, "missing"]},
            {"$eq": [{"$type": "$metadata.claimed"}, "missing"]},
            _OTHER_THAN_IT_HAS,
        ]
    }
    totals: list[dict[str, Any]] = [
        {"$match": {"metadata.user_id": user_id}},
        {
            "$group": {
                "_id": "files",
                "reserved": {"$sum": "$metadata.reserved"},
                "wrong": {"$sum": {"$cond": [is_wrong, 1, 0]}},
            }
        },
    ]
    files = collection_of(AttachmentFile)
    found = {each["_id"]: each for each in await read_snapshot(files, totals, transaction)}
    usage = await collection_of(AttachmentUsage).find_one({"_id": user_id}, session=transaction)
    counted = (usage or {}).get("bytes", 0)
    of_files = found.get("files", {"reserved": 0, "wrong": 0})
    return counted, of_files["reserved"], of_files["wrong"]


async def _next_user(last: str | None) -> str | None:
    """The next user after one, in order, who has files or a count."""
    after: dict[str, Any] = {"$gt": last} if last is not None else {"$gte": ""}
    file = await collection_of(AttachmentFile).find_one(
        {"metadata.user_id": after}, {"metadata.user_id": 1}, sort=[("metadata.user_id", 1)]
    )
    usage = await collection_of(AttachmentUsage).find_one(
        {"_id": after}, {"_id": 1}, sort=[("_id", 1)]
    )
    users = [] if file is None else [str(file["metadata"]["user_id"])]
    users += [] if usage is None else [str(usage["_id"])]
    return min(users, key=str.encode, default=None)
