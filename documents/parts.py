"""Documents that go together: removing them in bounded steps, or weighing them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from documents.database import Collection
from documents.pacing import paced

DOCUMENTS_A_STEP = 100
BEING_DELETED = {"$type": "date"}

Part = tuple[Collection, dict[str, Any]]
"""Documents that go with another: their collection, and the condition that finds them."""


@dataclass
class Removed:
    """What a removal took away: documents by collection, and their bytes as BSON."""

    documents: Counter[str] = field(default_factory=Counter)
    bytes: int = 0

    def add(self, other: "Removed") -> None:
        """Count what another removal took away, too."""
        self.documents += other.documents
        self.bytes += other.bytes


async def remove_parts(parts: Iterable[Part]) -> Removed:
    """Remove one part after the other; the last is what a removal cut short is found by."""
    removed = Removed()
    for collection, condition in parts:
        removed.add(await remove_in_steps(collection, condition))
    return removed


async def remove_in_steps(
    collection: Collection, condition: dict[str, Any], *, at_once: int = DOCUMENTS_A_STEP
) -> Removed:
    """Remove the documents of a condition, ``at_once`` a step, with pauses between."""
    removed = Removed()
    while await _remove_some(collection, condition, removed, at_once):
        pass
    return removed


async def _remove_some(
    collection: Collection, condition: dict[str, Any], removed: Removed, at_once: int
) -> bool:
    """One step; whether there may be more."""
    async with paced():
        found = [
            document
            async for document in collection.aggregate(
                [
                    {"$match": condition},
                    {"$limit": at_once},
                    {"$project": {"bytes": {"$bsonSize": "$$ROOT"}}},
                ]
            )
        ]
        if not found:
            return False
        result = await collection.delete_many(
            {**condition, "_id": {"$in": [document["_id"] for document in found]}}
        )
        removed.documents[collection.name] += result.deleted_count
        if result.deleted_count == len(found):
            removed.bytes += sum(document["bytes"] for document in found)
        return True


async def weigh(parts: Iterable[Part]) -> Removed:
    """What the removal of these would take away. Reads all of them."""
    found = Removed()
    for collection, condition in parts:
        total = {"$group": {"_id": None, "n": {"$sum": 1}, "b": {"$sum": {"$bsonSize": "$$ROOT"}}}}
        async for group in collection.aggregate([{"$match": condition}, total]):
            found.documents[collection.name] += group["n"]
            found.bytes += group["b"]
    return found
