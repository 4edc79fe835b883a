"""Does one operation of a plan. Each can be repeated after it died half way."""

from collections.abc import Mapping
from typing import Any

from documents.database import Database, DuplicateKeyError, OperationFailure, is_unavailable
from documents.leases import Lease
from indexes.apply.builds import Builder
from indexes.apply.events import Reporter, Step
from indexes.apply.uniqueness import make_unique
from indexes.compare.duplicates import find_duplicates
from indexes.compare.plan import Operation, OperationKind
from indexes.declared.model import Index
from indexes.declared.values import frozen
from indexes.errors import DuplicatesFound, IndexesError
from indexes.server.facts import list_indexes
from indexes.server.ledger import forget, record, touch

_BUILD_IN_PROGRESS = 12587
_INDEX_NOT_FOUND = 27
_NAMESPACE_EXISTS = 48
_CONFLICTS = frozenset({85, 86})
_ABORTED = frozenset({276, 11601})
_DURABLE = {"w": "majority"}


class IndexesChanged(Exception):
    """Somebody has changed the indexes meanwhile: compare again."""


class Executor:
    """Carries out operations under one lease."""

    def __init__(
        self, database: Database, lease: Lease, builder: Builder, release: str, report: Reporter
    ) -> None:
        self._database = database
        self._lease = lease
        self._builder = builder
        self._release = release
        self._report = report

    async def do(self, operation: Operation) -> None:
        """Do it. Raises IndexesChanged when the facts are no longer what it was made for.

        Raises DuplicatesFound with the index as it was before, BuildStillRuns,
        LeaseLost, IndexesError for what the server refuses.
        """
        work = {
            OperationKind.CREATE_COLLECTION: self._create_collection,
            OperationKind.CREATE: self._create,
            OperationKind.WAIT: self._wait,
            OperationKind.MODIFY: self._modify,
            OperationKind.REPLACE: self._replace,
            OperationKind.RECREATE: self._recreate,
            OperationKind.HIDE: self._hide,
            OperationKind.DROP: self._drop,
        }[operation.kind]
        await self._lease.renew()
        try:
            await work(operation)
        except OperationFailure as error:
            if error.code in _CONFLICTS:
                raise IndexesChanged from error
            if isinstance(error, DuplicateKeyError) and operation.index is not None:
                found = await find_duplicates(
                    self._database, operation.index, operation.index.collation
                )
                raise found or IndexesChanged() from error
            if is_unavailable(error):
                raise
            why = "somebody ended its build" if error.code in _ABORTED else _message(error)
            raise IndexesError(f"{operation.label}: {why}") from error

    async def _create_collection(self, operation: Operation) -> None:
        assert operation.options is not None
        try:
            await self._database.handle.command(
                {"create": operation.collection, **operation.options.options()}
            )
        except OperationFailure as error:
            if error.code == _NAMESPACE_EXISTS:
                raise IndexesChanged from error
            raise

    async def _create(self, operation: Operation) -> None:
        await self._build(operation, operation.built_name)

    async def _wait(self, operation: Operation) -> None:
        assert operation.existing is not None
        await self._builder.wait(operation, operation.existing.name)

    async def _modify(self, operation: Operation) -> None:
        if operation.index is None:
            assert operation.options is not None
            seconds = operation.options.expire_after_seconds
            await self._coll_mod(
                operation, {"expireAfterSeconds": "off" if seconds is None else seconds}
            )
            return
        assert operation.existing is not None
        index, raw, name = operation.index, operation.existing.raw, operation.existing.name
        changes: dict[str, Any] = {}
        if index.hidden != bool(raw.get("hidden", False)):
            changes["hidden"] = index.hidden
        if index.expire_after_seconds not in (None, raw.get("expireAfterSeconds")):
            changes["expireAfterSeconds"] = index.expire_after_seconds
        await touch(self._database, self._lease, operation.collection, name, self._release)
        if index.unique and not raw.get("unique", False):
            try:
                await self._make_unique(operation, name)
            except DuplicatesFound:
                await self._unprepare(operation, name)
                raise
        elif raw.get("prepareUnique", False):
            await self._unprepare(operation, name)
        if changes:
            await self._coll_mod(operation, {"index": {"name": name, **changes}})

    async def _replace(self, operation: Operation) -> None:
        assert operation.existing is not None
        assert operation.index is not None
        old, index = operation.existing, operation.index
        if only_expiry_goes(index, old.raw):
            await self._stop_expiry(operation, index)
            return
        # Said beforehand, so that a run that dies after the build is finished by the next.
        await self._replaced(operation, operation.built_name)
        await self._build(operation, operation.built_name)
        await self._retire(operation, old.name, operation.built_name)

    async def _stop_expiry(self, operation: Operation, index: Index) -> None:
        """Take the expiry off an index: the server cannot, and tells such twins not apart.

        A unique index gets a plain twin that refuses new duplicates before the old one goes,
        and becomes unique after. A plain one is stood in for by an index that begins
        with the same key.
        """
        assert operation.existing is not None
        old, name = operation.existing.name, operation.built_name
        if index.unique:
            await self._record(operation, name)
            specs = await list_indexes(self._database, operation.collection)
            if any(spec["name"] == name and spec.get("prepareUnique") for spec in specs):
                # Left by a run that died; createIndexes would not know it for the same.
                await self._unprepare(operation, name)
            await self._create_index(operation, {**index.spec(name), "unique": False})
            await self._coll_mod(operation, {"index": {"name": name, "prepareUnique": True}})
            await self._retire(operation, old, name)
            await self._make_unique(operation, name)
            return
        bridge = f"{index.name}_bridge"
        spec = {**index.spec(bridge), "key": {**index.key, "_id": 1}}
        await self._record(operation, bridge, key=frozen(spec["key"]), replaced_by=name)
        await self._create_index(operation, spec)
        await self._retire(operation, old, name)
        await self._record(operation, name)
        await self._create_index(operation, index.spec(name))
        await self._take_away(operation, bridge)

    async def _recreate(self, operation: Operation) -> None:
        assert operation.existing is not None
        await self._take_away(operation, operation.existing.name)
        await self._build(operation, operation.built_name)

    async def _hide(self, operation: Operation) -> None:
        assert operation.existing is not None
        name = operation.existing.name
        await self._coll_mod(operation, {"index": {"name": name, "hidden": True}})
        # A stranger's entry says nothing but when it was hidden: it stays a stranger's.
        await record(
            self._database,
            self._lease,
            operation.collection,
            name,
            key=operation.key,
            hidden_at=True,
        )

    async def _drop(self, operation: Operation) -> None:
        assert operation.existing is not None
        await self._take_away(operation, operation.existing.name)

    async def _build(self, operation: Operation, name: str) -> None:
        """Build the declared index under a name.

        A unique one on data is built plain and then converted: the server checks that
        quickly and names every offending document, where a unique build fails at its
        end over the first.
        """
        assert operation.index is not None
        index = operation.index
        await self._record(operation, name)
        if not index.unique or not await self._converts(index):
            await self._create_index(operation, index.spec(name))
            return
        try:
            await self._create_index(operation, {**index.spec(name), "unique": False})
            await self._make_unique(operation, name)
        except DuplicatesFound:
            self._report(Step(operation, f"dropping {name} again"))
            await self._take_away(operation, name)
            raise

    async def _converts(self, index: Index) -> bool:
        """Whether a plain twin can be built first: there is data, and no such twin yet."""
        first = await self._database[index.collection].find_one({}, {"_id": 1})
        if first is None:
            return False
        specs = await list_indexes(self._database, index.collection)
        key = list(index.key.items())
        return not any(
            list(spec["key"].items()) == key and not spec.get("unique") for spec in specs
        )

    async def _make_unique(self, operation: Operation, name: str) -> None:
        async def modify(collection: str, change: dict[str, Any]) -> None:
            await self._coll_mod(operation, change)

        await make_unique(operation.label, operation.collection, name, modify)

    async def _unprepare(self, operation: Operation, name: str) -> None:
        await self._coll_mod(operation, {"index": {"name": name, "prepareUnique": False}})

    async def _retire(self, operation: Operation, old: str, successor: str) -> None:
        """Hide an index whose successor is ready, then drop it."""
        specs = await list_indexes(self._database, operation.collection)
        raw = next((spec for spec in specs if spec["name"] == old), None)
        if raw is None:
            return
        await self._replaced(operation, successor)
        if not raw.get("hidden", False):
            await self._coll_mod(operation, {"index": {"name": old, "hidden": True}})
        await self._take_away(operation, old)

    async def _replaced(self, operation: Operation, successor: str) -> None:
        assert operation.existing is not None
        await self._record(
            operation,
            operation.existing.name,
            key=operation.existing_key,
            replaced_by=successor,
        )

    async def _take_away(self, operation: Operation, name: str) -> None:
        self._report(Step(operation, f"dropping {name}"))
        await self._lease.renew()
        try:
            await self._database.handle.command(
                {"dropIndexes": operation.collection, "index": name, "writeConcern": _DURABLE}
            )
        except OperationFailure as error:
            if error.code != _INDEX_NOT_FOUND:
                raise
        await forget(self._database, self._lease, operation.collection, name)

    async def _create_index(self, operation: Operation, spec: Mapping[str, Any]) -> None:
        name = spec["name"]
        self._report(Step(operation, "building" + (f" {name}" if name != operation.name else "")))
        await self._lease.renew()
        comment = {"threadkeep": operation.label, "token": self._lease.token}
        await self._builder.build(operation, spec, comment)

    async def _coll_mod(self, operation: Operation, change: dict[str, Any]) -> None:
        """Change options in place, as soon as nothing is built on the collection."""
        self._report(Step(operation, _said(change)))
        command = {"collMod": operation.collection, **change, "writeConcern": _DURABLE}
        while True:
            await self._lease.renew()
            try:
                await self._database.handle.command(command)
                return
            except OperationFailure as error:
                if error.code != _BUILD_IN_PROGRESS:
                    raise
            await self._builder.wait_for_all(operation)

    async def _record(self, operation: Operation, name: str, **facts: Any) -> None:
        assert operation.index is not None
        entry = {
            "key": operation.key,
            "definition": operation.index.name,
            "release": self._release,
            "made_at": True,
            "hidden_at": None,
            "replaced_by": "",
        }
        await record(self._database, self._lease, operation.collection, name, **{**entry, **facts})


def only_expiry_goes(index: Index, raw: Mapping[str, Any]) -> bool:
    """Whether old and new are one to the server, but for an expiry that has to go."""
    return (
        index.expire_after_seconds is None
        and "expireAfterSeconds" in raw
        and list(index.key.items()) == list(raw["key"].items())
        and index.unique == bool(raw.get("unique", False))
    )


def _message(error: OperationFailure) -> str:
    """What the server says, without the reply it said it in."""
    return f"the server refuses it: {(error.details or {}).get('errmsg', error)}"


def _said(change: Mapping[str, Any]) -> str:
    """A collMod in words."""
    parts = dict(change.get("index", {}))
    name = parts.pop("name", "the collection")
    if "expireAfterSeconds" in change:
        parts["expireAfterSeconds"] = change["expireAfterSeconds"]
    if change.get("dryRun"):
        return f"checking {name} for duplicates"
    if parts == {"hidden": True}:
        return f"hiding {name}"
    if parts == {"prepareUnique": True}:
        return f"refusing new duplicates in {name}"
    if parts == {"unique": True}:
        return f"making {name} unique"
    return f"setting {', '.join(f'{what} {value}' for what, value in parts.items())} on {name}"
