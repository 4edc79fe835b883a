"""A database with all indexes, from which each test's own is made in a fraction of the time."""

import asyncio
from dataclasses import dataclass
from typing import Any

import indexes
from documents.database import Database


@dataclass(frozen=True)
class _Copied:
    """One collection of the template, as the server describes it."""

    name: str
    options: dict[str, Any]
    indexes: list[dict[str, Any]]
    documents: list[dict[str, Any]]


class Template:
    """What a sync makes of an empty database: collections, indexes, validators and ledger."""

    def __init__(self, collections: list[_Copied]) -> None:
        self._collections = collections

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
            ]
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
