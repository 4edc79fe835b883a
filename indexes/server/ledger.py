"""The record of which indexes this command made, and by which release.

A collection of the same database holds one document an index. An index is taken
for the recorded one when its collection, name and key agree, so that one made by
hand under a freed name is nobody's but its maker's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.database import Database, DuplicateKeyError, collection_of
from documents.leases import Lease, LeaseLost, Place
from documents.release import release_order
from documents.shapes.index_records import IndexLock, IndexRecord

INDEX_LOCK = Place(IndexLock, "indexes")
"""The one lock of all who change indexes; whoever holds it may write to the ledger."""

_TEXTS = ("key", "definition", "release", "replaced_by")


@dataclass(frozen=True)
class Entry:
    """What is recorded of one index."""

    collection: str
    name: str
    key: str
    """The key in canonical form."""
    definition: str
    """The declared name it was made for."""
    release: str
    made_at: datetime | None = None
    hidden_at: datetime | None = None
    """When prune hid it, by the server's clock."""
    replaced_by: str = ""
    """The index that takes its place: once that one is ready, this one goes."""

    @property
    def ours(self) -> bool:
        """Whether this command made it; of a stranger's only the hiding is recorded."""
        return bool(self.definition)


class Ledger:
    """The entries as they were read, and the release that asks."""

    def __init__(self, entries: Mapping[tuple[str, str], Entry], release: str) -> None:
        self._entries = dict(entries)
        self._release = release

    @property
    def collections(self) -> list[str]:
        """The collections in which this command has made indexes."""
        return list(dict.fromkeys(collection for collection, _ in self._entries))

    def of(self, collection: str, name: str, key: str) -> Entry | None:
        """The entry of this very index, if there is one."""
        entry = self._entries.get((collection, name))
        return entry if entry is not None and entry.key == key else None

    def is_newer(self, entry: Entry | None) -> bool:
        """Whether a newer release than the one that asks made or changed this index."""
        if entry is None or not entry.ours:
            return False
        return release_order(entry.release) > release_order(self._release)


async def read_ledger(database: Database, release: str) -> Ledger:
    """Every entry of the database that is one. Reads only; no collection is made.

    What somebody else has written there counts for nothing: its index is a stranger's.
    """
    entries: dict[tuple[str, str], Entry] = {}
    async for document in collection_of(IndexRecord, database).find():
        entry = _entry(document)
        if entry is not None:
            entries[entry.collection, entry.name] = entry
    return Ledger(entries, release)


def _entry(document: Mapping[str, Any]) -> Entry | None:
    """The entry that a document holds; None when it holds none."""
    place = document["_id"]
    if not isinstance(place, Mapping):
        return None
    texts: dict[str, Any] = {name: place.get(name) for name in ("collection", "name")}
    texts |= {name: document.get(name, "") for name in _TEXTS}
    times: dict[str, Any] = {name: document.get(name) for name in ("made_at", "hidden_at")}
    if not all(isinstance(text, str) for text in texts.values()):
        return None
    if not all(time is None or isinstance(time, datetime) for time in times.values()):
        return None
    if texts["definition"] and not _is_release(texts["release"]):
        return None
    return Entry(**texts, **times)


def _is_release(text: str) -> bool:
    try:
        release_order(text)
    except ValueError:
        return False
    return True


async def record(
    database: Database,
    lease: Lease,
    collection: str,
    name: str,
    facts: Mapping[str, Any],
    *,
    only_known: bool = False,
) -> None:
    """Write facts about one index, unless a later holder of the lock has written since.

    Facts given as True become the server's time. With ``only_known`` an index that has
    no entry gets none. Raises LeaseLost.
    """
    try:
        await collection_of(IndexRecord, database).update_one(
            _ours(collection, name, lease),
            [{"$set": {**as_expressions(facts), "token": lease.token}}],
            upsert=not only_known,
        )
    except DuplicateKeyError as error:
        raise LeaseLost("Another run has taken over the lock and written since.") from error


def as_expressions(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as what an update's ``$set`` stage takes: True is the server's time."""
    return {
        name: "$$NOW" if value is True else {"$literal": value} for name, value in facts.items()
    }


async def forget(database: Database, lease: Lease, collection: str, name: str) -> None:
    """Strike the entry of an index that is gone."""
    await collection_of(IndexRecord, database).delete_one(_ours(collection, name, lease))


def _ours(collection: str, name: str, lease: Lease) -> dict[str, Any]:
    """An entry that no later holder of the lock has written, or nobody who holds one."""
    later = {"$type": "number", "$gt": lease.token}
    return {"_id": _id(collection, name), "token": {"$not": later}}


def _id(collection: str, name: str) -> dict[str, str]:
    return {"collection": collection, "name": name}
