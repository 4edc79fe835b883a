"""Holds what is stored against the document classes: no field that none of them declares.

What an object of any shape holds (metadata, content, a report) is its user's, and so is
not looked into.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from beanie import Document

from documents.database import Database, name_of
from indexes.validators.json_schema import schema_of
from tests.profiler import PROFILE

Schema = dict[str, Any]

_schemas: dict[type[Document], Schema] = {}


async def undeclared_fields(database: Database, models: Sequence[type[Document]]) -> set[str]:
    """Each stored field that no class declares, as ``collection.path``.

    A collection of no class is named by itself. Reads the whole database.
    """
    schemas = {name_of(model): _schema_of(model) for model in models}
    found: set[str] = set()
    for name in await _collections(database):
        if name not in schemas:
            found.add(name)
            continue
        # Megabytes in which there are no fields.
        binary = {
            field: 0
            for field, held in schemas[name]["properties"].items()
            if held.get("bsonType") == "binData"
        }
        async for document in database[name].find({}, binary):
            found |= {f"{name}.{path}" for path in _undeclared(document, schemas[name])}
    return found


def _schema_of(model: type[Document]) -> Schema:
    if model not in _schemas:
        _schemas[model] = schema_of(model)
    return _schemas[model]


async def _collections(database: Database) -> list[str]:
    """Those that hold a document, asked in one command: few of some fifty do."""
    names = await database.handle.list_collection_names(filter={"type": "collection"})
    first: list[dict[str, Any]] = [
        {
            "$unionWith": {
                "coll": name,
                "pipeline": [{"$limit": 1}, {"$project": {"_id": {"$literal": name}}}],
            }
        }
        for name in names
        if name != PROFILE
    ]
    nothing = {"$match": {"$expr": False}}
    found = database[PROFILE].aggregate([nothing, *first])
    return [each["_id"] async for each in found]


def _undeclared(value: Any, schema: Schema) -> Iterator[str]:
    """The paths in a value that a schema of ``schema_of`` knows nothing of."""
    for choice in schema.get("anyOf", [schema]):
        if isinstance(value, list) and "items" in choice:
            for item in value:
                yield from _undeclared(item, choice["items"])
        if isinstance(value, dict) and "properties" in choice:
            for name, held in value.items():
                if name not in choice["properties"]:
                    yield name
                else:
                    for path in _undeclared(held, choice["properties"][name]):
                        yield f"{name}.{path}"
