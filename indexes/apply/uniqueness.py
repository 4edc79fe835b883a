"""Making an index unique in place, and telling which documents forbid it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from documents.database import Database, OperationFailure
from indexes.declared.model import Index
from indexes.errors import DuplicatesFound

CANNOT_CONVERT = 359
# What the server says when it knows of more than it lists.
_CUT_SHORT = "Too many conflicting documents"

CollMod = Callable[[str, dict[str, Any]], Awaitable[None]]


async def make_unique(
    label: str, collection: str, name: str, modify: CollMod, *, dry_run: bool = True
) -> None:
    """Turn a plain index unique: no new duplicates, look for old ones, then unique.

    Raises DuplicatesFound with the index still refusing new duplicates: the caller
    decides what becomes of it.
    """
    await modify(collection, {"index": {"name": name, "prepareUnique": True}})
    try:
        if dry_run:
            await modify(collection, {"index": {"name": name, "unique": True}, "dryRun": True})
        await modify(collection, {"index": {"name": name, "unique": True}})
    except OperationFailure as error:
        if error.code != CANNOT_CONVERT:
            raise
        details = error.details or {}
        groups = [violation["ids"] for violation in details.get("violations", [])]
        at_least = _CUT_SHORT in details.get("errmsg", "")
        raise DuplicatesFound(label, groups, len(groups), at_least=at_least) from error


async def find_duplicates(
    database: Database, index: Index, collation: Mapping[str, Any] | None = None
) -> DuplicatesFound | None:
    """Search for keys that more than one document holds. Reads the collection, writes nothing.

    Arrays along the key's paths count element by element, as they do in an index; arrays
    directly within arrays do not. The server's own check, at sync, is the exact one.
    """
    key = {f"k{number}": values_at(path) for number, path in enumerate(index.key)}
    stages: list[dict[str, Any]] = []
    if index.partial:
        stages.append({"$match": dict(index.partial)})
    if index.sparse:
        stages.append({"$match": {"$or": [{path: {"$exists": True}} for path in index.key]}})
    stages.append({"$project": key})
    stages += [{"$unwind": f"${part}"} for part in key]
    stages += [
        {
            "$group": {
                "_id": {part: f"${part}" for part in key},
                "ids": {"$firstN": {"n": DuplicatesFound.shown, "input": "$_id"}},
                "count": {"$sum": 1},
            }
        },
        {"$match": {"count": {"$gt": 1}}},
        {
            "$group": {
                "_id": None,
                "total": {"$sum": 1},
                "groups": {"$firstN": {"n": DuplicatesFound.shown, "input": "$ids"}},
            }
        },
    ]
    options: dict[str, Any] = {"collation": dict(collation)} if collation else {}
    async for found in database[index.collection].aggregate(stages, allowDiskUse=True, **options):
        return DuplicatesFound(index.label, found["groups"], found["total"])
    return None


def values_at(path: str) -> dict[str, Any]:
    """An expression for the keys a document has at a dotted path: a list, each once."""
    expression: Any = "$$ROOT"
    for part in path.split("."):
        expression = {
            "$let": {
                "vars": {"value": expression},
                "in": {
                    "$cond": [
                        {"$isArray": ["$$value"]},
                        {"$map": {"input": "$$value", "as": "item", "in": _field("item", part)}},
                        _field("value", part),
                    ]
                },
            }
        }
    # One step flattens what an array of subdocuments with arrays made of it.
    return {
        "$let": {
            "vars": {"value": {"$ifNull": [expression, None]}},
            "in": {
                "$cond": [
                    {"$and": [{"$isArray": ["$$value"]}, {"$ne": ["$$value", []]}]},
                    {"$setUnion": [_flattened("$$value"), []]},
                    ["$$value"],
                ]
            },
        }
    }


def _field(variable: str, name: str) -> dict[str, Any]:
    of = f"$${variable}"
    # `$id` of a reference is a field name here, not an expression.
    get = {"$getField": {"field": {"$literal": name}, "input": of}}
    return {"$cond": [{"$eq": [{"$type": of}, "object"]}, {"$ifNull": [get, None]}, None]}


def _flattened(values: str) -> dict[str, Any]:
    one = {"$cond": [{"$isArray": ["$$this"]}, "$$this", ["$$this"]]}
    return {
        "$reduce": {
            "input": values,
            "initialValue": [],
            "in": {"$concatArrays": ["$$value", one]},
        }
    }
