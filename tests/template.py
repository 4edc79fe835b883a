"""A database with all indexes, from which each test's own is made in a fraction of the time."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import indexes
from documents import DOCUMENTS
from documents.database import Database, name_of
from indexes.validators.json_schema import schema_of
from tests.profiler import PROFILE, switch_off


@dataclass(frozen=True)
class _Copied:
    """One collection of the template, as the server describes it."""

    name: str
    options: dict[str, Any]
    indexes: list[dict[str, Any]]
    documents: list[dict[str, Any]]


class Template:
    """What a sync makes of an empty database: collections, indexes, validators and ledger."""

    def __init__(self, collections: list[_Copied], catalog: dict[str, Any]) -> None:
        self._collections = collections
        self._catalog = catalog

    @classmethod
    async def of(cls, database: Database) -> "Template":
        """Sync the database and read what is there now."""
        await indexes.sync(database)
        handle = database.handle
        return cls(
            [
                _Copied(
                    name=found["name"],
                    options=found["options"],
                    indexes=[dict(each) async for each in handle[found["name"]].list_indexes()],
                    documents=await handle[found["name"]].find().to_list(None),
                )
                async for found in await handle.list_collections()
            ],
            await _catalog(database),
        )

    async def copy_to(self, database: Database) -> None:
        """Make the same of an empty database."""

        async def copy(collection: _Copied) -> None:
            handle = database.handle
            await handle.create_collection(collection.name, **collection.options)
            if own := [index for index in collection.indexes if index["name"] != "_id_"]:
                await handle.command({"createIndexes": collection.name, "indexes": own})
            if collection.documents:
                await handle[collection.name].insert_many(collection.documents)

        await asyncio.gather(*map(copy, self._collections))

    def has(self, name: str) -> bool:
        """Whether a collection of the name, or a view, belongs to it."""
        return name in self._catalog or name.startswith("system.")

    async def fits(self, database: Database) -> bool:
        """Whether a database has the very collections, validators and indexes.

        An index whose fields a class does not declare as lists does not fit when there was
        a list in one: it may not sort as the template's does.
        """
        return await _catalog(database) == self._catalog

    async def empty(self, database: Database) -> None:
        """Leave in a database that fits what a copy has: neither documents nor known plans."""

        async def empty(collection: _Copied) -> None:
            name = collection.name
            every: dict[str, Any] = {"q": {}, "limit": 0}
            # Nobody waits for a disk.
            await handle.command({"delete": name, "deletes": [every], "writeConcern": {"w": 1}})
            if collection.documents:
                await handle[name].insert_many(collection.documents)
            await handle.command({"planCacheClear": name})

        handle = database.handle
        touched = await self.touched(database)
        await asyncio.gather(*(empty(each) for each in self._collections if each.name in touched))

    async def touched(self, database: Database) -> set[str]:
        """The collections with other documents, or with plans."""
        handle = database.handle
        parts = []
        for collection in self._collections:
            name = {"$project": {"_id": 0, "in": {"$literal": collection.name}}}
            kinds: list[dict[str, Any]] = [{"$planCacheStats": {}}]
            if not collection.documents:
                kinds.append({"$match": {}})
            for kind in kinds:
                pipeline = [kind, {"$limit": 1}, name]
                parts.append({"$unionWith": {"coll": collection.name, "pipeline": pipeline}})
        nothing = {"$match": {"$expr": False}}
        found = handle[self._collections[0].name].aggregate([nothing, *parts])
        touched = {str(entry["in"]) async for entry in found}
        for collection in self._collections:
            if collection.documents:
                stored = await handle[collection.name].find().to_list(None)
                if stored != collection.documents:
                    touched.add(collection.name)
        return touched


async def _catalog(database: Database) -> dict[str, Any]:
    """What the server keeps of a database's collections, views and indexes, by their names."""
    entries = database.client.admin.aggregate(
        [{"$listCatalog": {}}, {"$match": {"db": database.name}}]
    )
    catalog = {}
    async for entry in entries:
        held = dict(entry["md"])
        del held["ns"]
        held["options"] = {k: v for k, v in held["options"].items() if k != "uuid"}
        held["indexes"] = {each["spec"]["name"]: each for each in held["indexes"]}
        for index in held["indexes"].values():
            if any((entry["name"], path.split(".")[0]) in _LISTS for path in index["spec"]["key"]):
                del index["multikey"], index["multikeyPaths"]
        catalog[entry["name"]] = (entry["type"], held)
    return catalog


_LISTS = {
    (name_of(model), name)
    for model in DOCUMENTS
    for name, field in schema_of(model)["properties"].items()
    if any(kind.get("bsonType") == "array" for kind in field.get("anyOf", [field]))
}
"""The fields that hold lists, as collection and name."""


class Pool:
    """Databases like the template, which tests have one after another.

    Making one costs the server 200 ms of processor time and some seventy files; emptying
    one, 10 ms. It is emptied only when a test takes it, at the turn of the others: what an
    earlier test may have left running has ended by then.
    """

    _RESTING = 4

    def __init__(self) -> None:
        self._idle: deque[str] = deque()

    def take(self) -> str:
        """The name of a database for ``make_like``."""
        if len(self._idle) > self._RESTING:
            return self._idle.popleft()
        return f"test_{uuid4().hex}"

    def give_back(self, name: str) -> None:
        """Let other tests have the database, as it is now."""
        self._idle.append(name)

    async def make_like(self, template: Template, database: Database) -> None:
        """Make the database as if it had just been copied from the template."""
        await switch_off(database)
        if await is_quiet(database):
            for name in await database.handle.list_collection_names():
                if name == PROFILE or not template.has(name):
                    await database.handle.drop_collection(name)
            if await template.fits(database):
                await template.empty(database)
                return
        await database.client.drop_database(database.name)
        await template.copy_to(database)


async def is_quiet(database: Database) -> bool:
    """Whether no transaction is open, as a killed process leaves them, and nothing runs here."""
    working = {
        "$or": [
            {"transaction": {"$exists": True}},
            {"ns": {"$regex": rf"^{database.name}\."}},
        ]
    }
    operations = database.client.admin.aggregate(
        [{"$currentOp": {"allUsers": True, "idleSessions": True}}, {"$match": working}]
    )
    return not [operation async for operation in operations]
