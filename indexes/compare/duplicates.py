"""Which documents forbid that an index is unique."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from documents.database import Database, OperationFailure, canonical_json
from indexes.declared.model import Index
from indexes.declared.values import plain_json
from indexes.errors import DuplicatesFound, SharedKey
from indexes.server.error_codes import TOO_LATE

# A search reads and groups a whole collection; a refusal is worth no more than this.
_SECONDS = 120
# Longer ones are shown by their beginning.
_LONGEST = 200
_LONGEST_BYTES = 2_000
_LARGEST_WHOLE = 2**53


async def find_duplicates(
    database: Database, index: Index, *, seconds: float | None = None
) -> DuplicatesFound | None:
    """Search for keys that more than one document holds. Reads the collection, writes nothing.

    Arrays along the key's paths count element by element, as they do in an index; arrays
    directly within arrays do not. The server's own check, at sync, is the exact one.
    ``seconds`` bounds the search. Raises OperationFailure when they do not suffice.
    """
    stages = [
        *_shared(index, DuplicatesFound.shown_ids),
        {"$project": {"_id": _short("$_id"), "ids": _short_each("$ids"), "count": 1}},
        {
            "$group": {
                "_id": None,
                "total": {"$sum": 1},
                "keys": {"$firstN": {"n": DuplicatesFound.shown, "input": "$$ROOT"}},
            }
        },
    ]
    options: dict[str, Any] = {"collation": dict(index.collation)} if index.collation else {}
    if seconds is not None:
        options["maxTimeMS"] = int(seconds * 1000)
    async for found in database[index.collection].aggregate(stages, allowDiskUse=True, **options):
        keys = [_key(index, each["_id"], each["ids"], each["count"]) for each in found["keys"]]
        return DuplicatesFound(index.label, keys, found["total"], query=query_for(index))
    return None


async def duplicates_of(
    database: Database, index: Index, error: OperationFailure
) -> DuplicatesFound | None:
    """What a build that met a duplicate came upon; None when there is none any more.

    The search is bounded; where it takes too long, what the server named is all there is.
    """
    try:
        return await find_duplicates(database, index, seconds=_SECONDS)
    except OperationFailure as late:
        if late.code != TOO_LATE:
            raise
    named = dict((error.details or {}).get("keyValue") or {})
    key = SharedKey({path: _cut(value) for path, value in named.items()}, [], 2)
    return DuplicatesFound(index.label, [key], 1, query=query_for(index), at_least=True)


async def duplicates_named(
    database: Database, index: Index, groups: Sequence[Sequence[Any]], *, at_least: bool
) -> DuplicatesFound:
    """The duplicates that the server has named by their ``_id``s, with the values of the first."""
    options: dict[str, Any] = {"collation": dict(index.collation)} if index.collation else {}
    keys = []
    for group in groups[: DuplicatesFound.shown]:
        two = {"$match": {"_id": {"$in": list(group[:2])}}}
        stages = [two, *_shared(index, 1), {"$limit": 1}]
        stages.append({"$project": {"_id": _short("$_id")}})
        values: Mapping[str, Any] = {}
        async for found in database[index.collection].aggregate(stages, **options):
            values = found["_id"]
        keys.append(_key(index, values, group[: DuplicatesFound.shown_ids], len(group)))
    total = len(groups)
    return DuplicatesFound(index.label, keys, total, query=query_for(index), at_least=at_least)


def duplicates_text(found: DuplicatesFound) -> str:
    """The duplicates in one line: how many keys, ten of them, and how to find the rest."""
    shown = "; ".join(key_text(key) for key in found.keys)
    more = " …" if found.total > len(found.keys) else ""
    keys = "key is" if found.total == 1 else "keys are"
    least = "at least " if found.at_least else ""
    return (
        f"{least}{found.total:,} {keys} held by more than one document: {shown}{more}; "
        f"find them with {found.query}"
    )


def key_text(key: SharedKey) -> str:
    """One of them: ``a: 5 with _id 1, 2``."""
    values = ", ".join(f"{path}: {_json(value)}" for path, value in key.values.items())
    ids = ", ".join(_json(each) for each in key.ids)
    left = key.documents - len(key.ids)
    more = f" and {left:,} more" if key.ids and left > 0 else ""
    return " ".join(filter(None, (values, f"with _id {ids}{more}" if ids else "")))


def query_for(index: Index) -> str:
    """A statement for mongosh that lists every key that more than one document holds."""
    stages = ", ".join(_literal(stage) for stage in _shared(index, 20))
    options: dict[str, Any] = {"allowDiskUse": True}
    if index.collation:
        options["collation"] = dict(index.collation)
    collection = json.dumps(index.collection)
    return f"db.getCollection({collection}).aggregate([{stages}], {_literal(options)})"


def _shared(index: Index, ids: int) -> list[dict[str, Any]]:
    """The stages that find keys which several documents hold, with the first of their ids."""
    key = {f"k{number}": values_at(path) for number, path in enumerate(index.key)}
    stages: list[dict[str, Any]] = []
    if index.partial:
        stages.append({"$match": dict(index.partial)})
    if index.sparse:
        stages.append({"$match": {"$or": [{path: {"$exists": True}} for path in index.key]}})
    stages.append({"$project": key})
    stages += [{"$unwind": f"${part}"} for part in key]
    group = {
        "_id": {part: f"${part}" for part in key},
        "ids": {"$firstN": {"n": ids, "input": "$_id"}},
        "count": {"$sum": 1},
    }
    return [*stages, {"$group": group}, {"$match": {"count": {"$gt": 1}}}]


def _key(index: Index, values: Mapping[str, Any], ids: Sequence[Any], count: int) -> SharedKey:
    named = {
        path: _cut(values[f"k{number}"])
        for number, path in enumerate(index.key)
        if f"k{number}" in values
    }
    return SharedKey(named, [_cut(each) for each in ids], count)


def _short(value: Any) -> dict[str, Any]:
    """An expression for a value, or for its size where it is large."""
    size = {"$bsonSize": {"value": value}}
    words = {"$concat": ["(", {"$toString": size}, " bytes)"]}
    return {"$cond": [{"$lte": [size, _LONGEST_BYTES]}, value, {"k0": words}]}


def _short_each(values: str) -> dict[str, Any]:
    size = {"$bsonSize": {"value": "$$this"}}
    words = {"$concat": ["(", {"$toString": size}, " bytes)"]}
    short = {"$cond": [{"$lte": [size, _LONGEST_BYTES]}, "$$this", words]}
    return {"$map": {"input": values, "as": "this", "in": short}}


def _cut(value: Any) -> Any:
    """The value, or the beginning of its text where it is long."""
    text = _json(value)
    if len(text) <= _LONGEST:
        return value
    return f"{text[:_LONGEST]}… ({len(text):,} characters)"


def _json(value: Any) -> str:
    return json.dumps(plain_json(value), ensure_ascii=False)


def _literal(value: Any) -> str:
    """A value as mongosh reads it."""
    if _is_plain(value):
        return json.dumps(value)
    return f"EJSON.parse({json.dumps(canonical_json(value))}, {{ relaxed: false }})"


def _is_plain(value: Any) -> bool:
    """Whether JSON says all there is to say of a value."""
    if isinstance(value, Mapping):
        return all(_is_plain(each) for each in value.values())
    if isinstance(value, list):
        return all(_is_plain(each) for each in value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) <= _LARGEST_WHOLE
    return value is None or type(value) is str


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
