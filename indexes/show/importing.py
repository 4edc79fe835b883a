"""A definitions module for what a server has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.database import Database, canonical_json
from indexes.declared.from_server import collection_of_options, index_of
from indexes.declared.model import Collection, Definitions, Index, InvalidDefinition, default_name
from indexes.errors import IndexesError
from indexes.server.facts import ExistingCollection, read_collections
from indexes.show.python_source import Call, render

SERVES = "imported: name the query that it serves"
# What a Collection entry says of a collection; a validator is `indexes validators`' matter.
_SAID = frozenset(
    {"collation", "clusteredIndex", "timeseries", "capped", "size", "max", "expireAfterSeconds"}
)


@dataclass(frozen=True)
class ImportedDefinitions:
    """What was read, and in ``left_out`` what no definition can say, a sentence each."""

    database: str
    definitions: Definitions
    left_out: Sequence[str]


async def import_definitions(database: Database, only: Sequence[str] = ()) -> ImportedDefinitions:
    """Definitions for the collections there are, or for some of them. Reads only.

    Raises IndexesError for a collection that there is not.
    """
    names = sorted(
        [
            entry["name"]
            async for entry in await database.handle.list_collections()
            if not entry["name"].startswith("system.") and entry.get("type") != "view"
        ]
    )
    for name in only:
        if name not in names:
            raise IndexesError(f"--only {name}: there is no such collection.")
    facts = await read_collections(database, [name for name in names if not only or name in only])
    indexes: list[Index] = []
    collections: list[Collection] = []
    left_out: list[str] = []
    for collection in facts.values():
        made = collection_of_options(collection.name, collection.options)
        collections += [made] if made is not None else []
        left_out += [
            f"{collection.name}: its option {option} is left out."
            for option in sorted(set(collection.options) - _SAID)
        ]
        _import_indexes(collection, indexes, left_out)
    return ImportedDefinitions(database.name, Definitions(indexes, collections), left_out)


def _import_indexes(
    collection: ExistingCollection, indexes: list[Index], left_out: list[str]
) -> None:
    default = collection.options.get("collation")
    for existing in collection.indexes:
        if existing.prepares_unique:
            left_out.append(
                f"{collection.name}.{existing.name}: that it refuses new duplicates "
                "(prepareUnique) is left out, and a sync ends it."
            )
        try:
            indexes.append(
                index_of(collection.name, existing.raw, serves=SERVES, collation=default)
            )
        except InvalidDefinition as error:
            left_out.append(f"{collection.name}.{existing.name} is left out: {error}")


def definitions_module(imported: ImportedDefinitions) -> str:
    """The text of a Python module whose ``DEFINITIONS`` are what was imported."""
    definitions = imported.definitions
    collections = [_collection_call(each) for each in definitions.collections]
    lines = [f"INDEXES = {render([_index_call(index) for index in definitions.indexes])}", ""]
    if collections:
        lines += [f"COLLECTIONS = {render(collections)}", ""]
    both = "INDEXES, COLLECTIONS" if collections else "INDEXES"
    lines += [f"DEFINITIONS = Definitions({both})"]
    body = "\n".join(lines)
    words = ["Definitions", *(name for name in _NAMES if f"{name}(" in body)]
    head = [f'"""The indexes of the database {imported.database}, as its server has them."""', ""]
    if "parse_extended_json(" in body:
        head.append("from documents.database import parse_extended_json")
    head += [f"from indexes import {', '.join(sorted(words))}", ""]
    head += [f"# {ascii(sentence)[1:-1]}" for sentence in imported.left_out]
    head += [""] if imported.left_out else []
    return "\n".join([*head, body]) + "\n"


_NAMES = ("Capped", "Collection", "Index", "TimeSeries")


def _index_call(index: Index) -> Call:
    options: dict[str, Any] = {
        "name": None if index.name == default_name(index.key) else index.name,
        **{flag: getattr(index, flag) or None for flag in ("unique", "sparse", "hidden")},
        **{
            option: getattr(index, option)
            for option in (
                "partial", "expire_after_seconds", "collation", "wildcard_projection", "weights",
                "default_language", "language_override", "text_version", "sphere_version", "bits",
                "minimum", "maximum", "storage_engine",
            )
        },
        "serves": index.serves,
    }  # fmt: skip
    return _call("Index", [index.collection, dict(index.key)], options)


def _collection_call(collection: Collection) -> Call:
    series, capped = collection.time_series, collection.capped
    options: dict[str, Any] = {
        "collation": collection.collation,
        "clustered": collection.clustered or None,
        "time_series": None
        if series is None
        else _call(
            "TimeSeries",
            [series.time_field],
            {"meta_field": series.meta_field or None, "granularity": series.granularity},
        ),
        "capped": None
        if capped is None
        else _call("Capped", [capped.size_bytes], {"documents": capped.documents}),
        "expire_after_seconds": collection.expire_after_seconds,
    }
    return _call("Collection", [collection.name], options)


def _call(name: str, arguments: Sequence[Any], options: Mapping[str, Any]) -> Call:
    given = {option: _plain(value) for option, value in options.items() if value is not None}
    return Call(name, [_plain(each) for each in arguments], given)


def _plain(value: Any) -> Any:
    """A BSON value as what Python's own literals can say, and calls for the rest."""
    if isinstance(value, (Call, str, bool, float)) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return Call("parse_extended_json", [canonical_json(value)], {})
