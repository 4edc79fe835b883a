"""Each index as it is: ready, building, hidden, missing, and how much it is used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.database import Database, OperationFailure
from documents.leases import Holder, read_holder
from indexes.compare.comparison import Comparison
from indexes.compare.plan import OperationKind, Plan
from indexes.declared.model import Definitions
from indexes.server.error_codes import NOT_ALLOWED
from indexes.server.facts import ExistingCollection, read_collections
from indexes.server.ledger import INDEX_LOCK, read_ledger
from indexes.server.running_builds import RunningBuild, running_builds


@dataclass(frozen=True)
class IndexStatus:
    """One index, or with an empty ``name`` the options of the collection itself.

    ``state`` is ready, building, hidden, differs, missing or undeclared.
    """

    collection: str
    name: str
    state: str
    detail: str = ""
    uses: int | None = None
    uses_since: datetime | None = None
    size_bytes: int | None = None
    build: RunningBuild | None = None
    serves: str = ""

    @property
    def label(self) -> str:
        """``collection.name``; the collection alone when it is about its options."""
        return f"{self.collection}.{self.name}" if self.name else self.collection


@dataclass(frozen=True)
class Status:
    """Everything at one moment."""

    database: str
    indexes: tuple[IndexStatus, ...]
    holder: Holder | None
    in_step: bool

    @property
    def building(self) -> bool:
        """Whether any build runs."""
        return any(index.state == "building" for index in self.indexes)


async def read_status(database: Database, definitions: Definitions, release: str) -> Status:
    """The state of every index of the declared collections. Reads only."""
    ledger = await read_ledger(database, release)
    facts = await read_collections(database, definitions.names)
    plan = await Comparison(database, definitions, ledger, allow_gap=True).plan(facts)
    builds = await running_builds(database) or []
    rows: list[IndexStatus] = []
    for collection in facts.values():
        rows += [
            IndexStatus(
                collection.name,
                "",
                "differs" if collection.exists else "missing",
                "; ".join(filter(None, (*each.changes, each.reason))),
            )
            for each in plan.operations
            if each.collection == collection.name and not each.name
        ]
        if collection.exists and collection.has_indexes:
            rows += await _existing(database, collection, plan, builds)
        rows += [
            IndexStatus(collection.name, each.name, "missing", serves=each.index.serves)
            for each in plan.operations
            if each.kind in {OperationKind.CREATE, OperationKind.BLOCKED}
            and each.existing is None
            and each.collection == collection.name
            and each.index is not None
        ]
    return Status(database.name, tuple(rows), await read_holder(database, INDEX_LOCK), plan.in_step)


async def _existing(
    database: Database, collection: ExistingCollection, plan: Plan, builds: list[RunningBuild]
) -> list[IndexStatus]:
    """A row for each index that the collection has."""
    here = [each for each in plan.operations if each.collection == collection.name]
    changing = {each.existing.name: each for each in here if each.existing is not None}
    remarks = {each.name: each for each in plan.remarks if each.collection == collection.name}
    used, sizes = await _uses(database, collection.name), await _sizes(database, collection.name)
    rows = []
    for existing in collection.indexes:
        operation, remark = changing.get(existing.name), remarks.get(existing.name)
        state, detail = "ready", remark.text if remark else ""
        if existing.building:
            state = "building"
        elif operation is not None:
            state, detail = "differs", "; ".join(operation.changes) or operation.reason
        elif existing.raw.get("hidden"):
            state = "hidden"
        elif remark is not None and remark.undeclared:
            state = "undeclared"
        uses, since = used.get(existing.name, (None, None))
        build = next(
            (
                each
                for each in builds
                if each.collection == collection.name and existing.name in each.names
            ),
            None,
        )
        size = sizes.get(existing.name)
        rows.append(
            IndexStatus(collection.name, existing.name, state, detail, uses, since, size, build)
        )
    return rows


async def _uses(
    database: Database, collection: str
) -> dict[str, tuple[int | None, datetime | None]]:
    """How often each index was used, by this member, since when."""
    found: dict[str, tuple[int | None, datetime | None]] = {}
    try:
        async for entry in database[collection].aggregate([{"$indexStats": {}}]):
            accesses: Mapping[str, Any] = entry.get("accesses", {})
            found[entry["name"]] = (int(accesses.get("ops", 0)), accesses.get("since"))
    except OperationFailure as error:
        if error.code != NOT_ALLOWED:
            raise
    return found


async def _sizes(database: Database, collection: str) -> dict[str, int]:
    try:
        stats = await database.handle.command({"collStats": collection})
    except OperationFailure as error:
        if error.code == NOT_ALLOWED:
            return {}
        raise
    return {name: int(size) for name, size in stats.get("indexSizes", {}).items()}
