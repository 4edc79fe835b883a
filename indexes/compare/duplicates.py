"""Which documents forbid that an index is unique."""

from typing import Any

from documents.database import Database
from indexes.declared.model import Index
from indexes.declared.values import plain_json
from indexes.errors import DuplicatesFound


async def find_duplicates(database: Database, index: Index) -> DuplicatesFound | None:
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
    options: dict[str, Any] = {"collation": dict(index.collation)} if index.collation else {}
    async for found in database[index.collection].aggregate(stages, allowDiskUse=True, **options):
        return DuplicatesFound(index.label, found["groups"], found["total"])
    return None


def duplicates_text(found: DuplicatesFound) -> str:
    """The duplicates in one line: how many keys, and the `_id`s of the first three."""
    shown = "; ".join(
        ", ".join(str(plain_json(each)) for each in group) for group in found.groups[:3]
    )
    more = " …" if found.total > 3 else ""
    keys = "key is" if found.total == 1 else "keys are"
    least = "at least " if found.at_least else ""
    return f"{least}{found.total} {keys} held by more than one document, with _id {shown}{more}"


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
