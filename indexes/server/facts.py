"""What the server says about the collections and their indexes at this moment."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from documents.database import Database, OperationFailure, to_bson
from indexes.server.error_codes import NAMESPACE_NOT_FOUND, NOT_ALLOWED, NOT_ON_VIEW

BUCKETS = "system.buckets."
"""What stands before the name of a time series where its data and indexes are kept."""


@dataclass(frozen=True)
class ExistingIndex:
    """An index as the server has it."""

    raw: Mapping[str, Any]
    building: bool = False
    """Its build is under way: listIndexes shows it, no query can use it."""

    @property
    def name(self) -> str:
        """The index's name."""
        return str(self.raw["name"])

    @property
    def prepares_unique(self) -> bool:
        """Whether it refuses new duplicates already, on its way to unique."""
        return bool(self.raw.get("prepareUnique", False))


@dataclass(frozen=True)
class ExistingCollection:
    """A collection as the server has it, without its `_id` index."""

    name: str
    exists: bool
    options: Mapping[str, Any] = field(default_factory=dict)
    indexes: tuple[ExistingIndex, ...] = ()
    kind: str = "collection"
    """What listCollections calls it: collection, view or timeseries."""

    @property
    def has_indexes(self) -> bool:
        """Whether it can have indexes; a view has those of its collection."""
        return self.kind != "view"

    @property
    def digest(self) -> str:
        """Differs when the options or an index differ, in whatever order they are listed."""
        facts = {
            "exists": self.exists,
            "kind": self.kind,
            "options": self.options,
            "indexes": sorted(
                to_bson({"raw": index.raw, "building": index.building}) for index in self.indexes
            ),
        }
        return hashlib.sha256(to_bson(facts)).hexdigest()


async def read_collections(
    database: Database, names: Iterable[str]
) -> dict[str, ExistingCollection]:
    """The named collections as they are: one listCollections, and for each that exists one
    listIndexes and one $indexStats.

    Raises DatabaseError when the server does not answer or does not allow it.
    """
    wanted = list(dict.fromkeys(names))
    found: dict[str, Mapping[str, Any]] = {}
    async for entry in await database.handle.list_collections(filter={"name": {"$in": wanted}}):
        found[entry["name"]] = entry
    return {
        name: await _read(database, found[name])
        if name in found
        else ExistingCollection(name, exists=False)
        for name in wanted
    }


async def _read(database: Database, entry: Mapping[str, Any]) -> ExistingCollection:
    name = entry["name"]
    found = ExistingCollection(
        name, True, entry.get("options", {}), kind=entry.get("type", "collection")
    )
    if not found.has_indexes:
        return found
    specs = await list_indexes(database, name)
    if found.kind == "timeseries":
        specs = await _as_hidden_as_they_are(database, name, specs)
    building = await building_names(database, name) if specs else frozenset()
    indexes = tuple(ExistingIndex(spec, spec["name"] in building) for spec in specs)
    return replace(found, indexes=indexes)


async def _as_hidden_as_they_are(
    database: Database, name: str, specs: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The indexes of a time series, hidden or not: listIndexes shows them as they were made.

    Where they are kept it shows them as they are, to those who may ask there.
    """
    try:
        kept = await list_indexes(database, f"{BUCKETS}{name}")
    except OperationFailure as error:
        if error.code != NOT_ALLOWED:
            raise
        return specs
    hidden = {spec["name"] for spec in kept if spec.get("hidden")}
    return [
        {option: value for option, value in spec.items() if option != "hidden"}
        | ({"hidden": True} if spec["name"] in hidden else {})
        for spec in specs
    ]


async def list_indexes(database: Database, collection: str) -> list[dict[str, Any]]:
    """The raw index specs of a collection but `_id`'s; none where there is no collection."""
    try:
        # No collection has more than 64, so the first batch is all.
        answer = await database.handle.command(
            {"listIndexes": collection, "cursor": {"batchSize": 1000}}
        )
    except OperationFailure as error:
        if error.code == NAMESPACE_NOT_FOUND:
            return []
        raise
    return [spec for spec in answer["cursor"]["firstBatch"] if dict(spec["key"]) != {"_id": 1}]


async def building_names(database: Database, collection: str) -> frozenset[str]:
    """The names of the indexes whose build has not ended."""
    stages: list[dict[str, Any]] = [
        {"$indexStats": {}},
        {"$match": {"building": True}},
        {"$project": {"name": 1}},
    ]
    try:
        cursor = database[collection].aggregate(stages)
        return frozenset([entry["name"] async for entry in cursor])
    except OperationFailure as error:
        if error.code != NOT_ALLOWED:
            raise
    # Who may only read and write may still ask this; it costs the sizes too.
    stats = await database.handle.command({"collStats": collection})
    return frozenset(stats.get("indexBuilds", ()))


async def collection_sizes(database: Database, names: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Documents and bytes of each collection; none of those the user may not ask about."""
    sizes = {}
    for name in dict.fromkeys(names):
        try:
            stats = await database.handle.command({"collStats": name})
        except OperationFailure as error:
            if error.code in {NOT_ALLOWED, NAMESPACE_NOT_FOUND, NOT_ON_VIEW}:
                continue
            raise
        sizes[name] = (int(stats.get("count", 0)), int(stats.get("size", 0)))
    return sizes
