"""Erasing all of one user, resumably, with a receipt."""

from collections import Counter
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from beanie import Document

from documents.aggregates.analytics.releasing import RELEASES
from documents.database import (
    Database,
    Transaction,
    collection_of,
    find_raw,
    from_bson,
    name_of,
)
from documents.pacing import paced
from documents.parts import BEING_DELETED, DOCUMENTS_A_STEP
from documents.shapes.base import untallied
from documents.shapes.chats import Chat
from documents.shapes.erasures import Erasure
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession
from documents.shapes.user_jobs import JobKind, JobStatus, UserJob
from documents.upkeep.personal import PERSONAL, Personal
from documents.upkeep.user_jobs import count_documents, ended, running_erasure

PASSES = 50
_MARKED_A_STEP = 500

RECEIPT_KEPT = timedelta(days=7)
"""How long the receipt of an erasure that was a job can be asked for."""


class StillWriting(Exception):
    """The user writes as fast as it is erased: take the tokens away first."""


@dataclass(frozen=True)
class Receipt:
    """What was erased: documents by collection, their bytes as BSON, and messages."""

    user_id: str
    began_at: datetime
    documents: dict[str, int]
    messages: int
    bytes: int

    def as_dict(self) -> dict[str, Any]:
        """The receipt as values of JSON and times."""
        return asdict(self)


async def erase_user(
    database: Database,
    user_id: str,
    *,
    now: datetime,
    on_step: Callable[[int], None] = lambda _documents: None,
    pause: float = 0.0,
) -> Receipt:
    """Erase all of a user, for every reader at once and then from every collection.

    Each step deletes some documents and counts them in one transaction, so the
    receipt is exact when an erasure is stopped anywhere and run again. It ends with
    a pass over all collections that found nothing, and forgets the user itself; the job that
    erases the user, if one runs, ends with it and keeps the receipt. ``pause`` is how long each
    step is followed by nothing, by what it took.

    What the user writes after that is new. Raises StillWriting when there is always
    something new.
    """
    await collection_of(Erasure, database).update_one(
        {"_id": user_id},
        {"$setOnInsert": {"began_at": now, "documents": {}, "messages": 0, "bytes": 0}},
        upsert=True,
    )
    for _ in range(PASSES):
        found = 0
        await _mark(database, user_id, now, pause)
        for place in PERSONAL:
            erased = 1
            while erased:
                async with paced(pause):
                    erased = await _erase_some(database, place, user_id)
                found += erased
                if erased:
                    on_step(erased)
        if found == 0:
            return await _receipt(database, user_id, now)
    raise StillWriting(f"{user_id} goes on writing; take the tokens away and erase again")


async def resume_erasures(database: Database, *, now: datetime) -> list[Receipt]:
    """Finish the erasures that were begun and stopped, but of users who still write, and but
    those that are jobs."""
    begun = collection_of(Erasure, database).find({}, {"_id": 1}).sort("_id", 1)
    receipts = []
    for user_id in [erasure["_id"] async for erasure in begun]:
        if await running_erasure(database, user_id) is not None:
            continue
        with suppress(StillWriting):
            receipts.append(await erase_user(database, user_id, now=now))
    return receipts


async def has_more_than(database: Database, user_id: str, most: int) -> bool:
    """Whether a user has more than ``most`` documents, not counting the pieces of files."""
    conditions = ((place.model, place.of(user_id)) for place in PERSONAL)
    return await count_documents(database, conditions, upto=most + 1) > most


async def count_personal(database: Database, user_id: str) -> int:
    """How many documents a user has, not counting the pieces of files."""
    return await count_documents(database, ((place.model, place.of(user_id)) for place in PERSONAL))


async def erased_so_far(database: Database, user_id: str) -> int:
    """How many documents of a user an erasure that has not ended has erased, not counting the
    pieces of files."""
    erasure = await collection_of(Erasure, database).find_one({"_id": user_id}) or {}
    pieces = {_counted_as(place.pieces[0]) for place in PERSONAL if place.pieces is not None}
    counts = erasure.get("documents", {})
    return sum(number for name, number in counts.items() if name not in pieces)


async def _mark(database: Database, user_id: str, now: datetime, pause: float) -> None:
    """Make all of a user invisible, kind by kind, and let none of it be restored."""
    for place in PERSONAL:
        if place.marks:
            # What is marked takes no more messages, either.
            visible = {**place.of(user_id), "deleted_at": None}
            marks = {"deleted_at": now, "updated_at": now}
            if place.model in (UserSession, Mission):
                # The user's own figures lose it even where the erasure stops here.
                marks |= untallied()
            gone = {"$set": marks, "$inc": {"revision": 1}}
            await _update_in_steps(database, place.model, visible, gone, pause)
    # What is erased cannot be restored, deleted before or just now.
    kept = {"user_id": user_id, "removing_at": None}
    await _update_in_steps(database, UserSession, kept, {"$set": {"removing_at": now}}, pause)


async def _update_in_steps(
    database: Database,
    model: type[Document],
    condition: dict[str, Any],
    change: dict[str, Any],
    pause: float,
) -> None:
    collection = collection_of(model, database)
    found = find_raw(collection, condition, {"_id": 1})
    async with aclosing(found):
        ids = [from_bson(raw)["_id"] async for raw in found]
    for start in range(0, len(ids), _MARKED_A_STEP):
        async with paced(pause):
            some = {"_id": {"$in": ids[start : start + _MARKED_A_STEP]}}
            await collection.update_many({**condition, **some}, change)


async def _erase_some(database: Database, place: Personal, user_id: str) -> int:
    condition = place.of(user_id)
    if place.marks:
        # What came after the marking is the next pass's: so each one ends.
        condition["deleted_at"] = BEING_DELETED
    if place.pieces is not None:
        pieces, whole = place.pieces
        found = (
            collection_of(place.model, database).find(condition, {"_id": 1}).limit(DOCUMENTS_A_STEP)
        )
        wholes = [document["_id"] async for document in found]
        theirs = {whole: {"$in": wholes}}
        if erased := await _erase_where(database, pieces, theirs, user_id):
            return erased
        condition = {**condition, "_id": {"$in": wholes}}
        erased = await _erase_where(database, place.model, condition, user_id)
        # Those that came in between. Who writes one later finds the whole gone, and takes
        # it back; the sweep does where the writer is killed first.
        return erased + await _erase_where(database, pieces, theirs, user_id)
    return await _erase_where(database, place.model, condition, user_id)


async def _erase_where(
    database: Database, model: type[Document], condition: dict[str, Any], user_id: str
) -> int:
    """Delete some documents and count them on the receipt, in one step."""
    collection = collection_of(model, database)

    async def work(transaction: Transaction) -> int:
        weighed = collection.aggregate(
            [
                {"$match": condition},
                {"$limit": DOCUMENTS_A_STEP},
                {
                    "$project": {
                        "bytes": {"$bsonSize": "$$ROOT"},
                        "messages": _MESSAGES.get(model, {"$literal": 0}),
                    }
                },
            ],
            session=transaction,
        )
        found = [document async for document in weighed]
        if not found:
            return 0
        if model in RELEASES:
            ids = [document["_id"] for document in found]
            free = await RELEASES[model](database, ids, transaction)
            found = [document for document in found if document["_id"] in free]
            if not found:
                return 0
        # Who erases the same at this instant runs into this and finds less next time.
        await collection.delete_many(
            {"_id": {"$in": [document["_id"] for document in found]}}, session=transaction
        )
        counts = Counter({f"documents.{_counted_as(model)}": len(found)})
        counts["messages"] = sum(document["messages"] for document in found)
        counts["bytes"] = sum(document["bytes"] for document in found)
        await collection_of(Erasure, database).update_one(
            {"_id": user_id}, {"$inc": dict(counts)}, upsert=True, session=transaction
        )
        return len(found)

    return await database.in_transaction(work)


def _counted_as(model: type[Document]) -> str:
    # A dot would make a path of it.
    return name_of(model).replace(".", "_")


# A chat's numbers have no gaps: the last one is how many messages it has.
_MESSAGES: dict[type[Document], str] = {Chat: "$last_sequence"}


async def _receipt(database: Database, user_id: str, now: datetime) -> Receipt:
    async def work(transaction: Transaction) -> Receipt:
        counted = await collection_of(Erasure, database).find_one_and_delete(
            {"_id": user_id}, session=transaction
        )
        counted = counted or {}
        receipt = Receipt(
            user_id=user_id,
            began_at=counted.get("began_at") or now,
            documents=counted.get("documents", {}),
            messages=counted.get("messages", 0),
            bytes=counted.get("bytes", 0),
        )
        end = ended(
            JobStatus.SUCCEEDED,
            now=now,
            kept_until=now + RECEIPT_KEPT,
            receipt=receipt.as_dict(),
        )
        # In the same step: who dies here leaves the receipt with the job, or all as it was.
        await collection_of(UserJob, database).update_one(
            {
                "user_id": user_id,
                "kind": JobKind.ERASURE,
                "asked_by": None,
                "status": JobStatus.RUNNING,
            },
            {"$set": end},
            session=transaction,
        )
        return receipt

    return await database.in_transaction(work)
