"""Compares what is declared with what exists: by meaning, never by name."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from documents.database import Database, OperationFailure
from indexes.compare.canonical import Canonicaliser, Shape
from indexes.compare.differing import (
    creation_risk,
    expiry_risk,
    identity_changes,
    in_seconds,
    traits,
    yes,
)
from indexes.compare.plan import Operation, OperationKind, Plan, Remark, Risk
from indexes.declared.model import Collection, Definitions, Index, InvalidDefinition
from indexes.declared.values import frozen
from indexes.server.facts import ExistingCollection, ExistingIndex
from indexes.server.ledger import Entry, Ledger

NEWER = "a newer release ({release}) made it so; this one leaves it"


@dataclass
class KnownIndex:
    """An existing index with its shape and what the ledger says of it."""

    existing: ExistingIndex
    shape: Shape
    entry: Entry | None
    newer: bool
    """A newer release than ours made it: it is not ours to take away."""

    @property
    def name(self) -> str:
        """The index's name."""
        return self.existing.name

    @property
    def ours(self) -> bool:
        """Whether this command made it."""
        return self.entry is not None and self.entry.ours


@dataclass
class _Side:
    """One collection while it is compared."""

    facts: ExistingCollection
    found: list[KnownIndex]
    declared: list[tuple[Index, Shape]]
    operations: list[Operation] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)
    """The names of the indexes that are some declared one."""
    in_place: set[str] = field(default_factory=set)
    """The names of the indexes that are ready and as declared."""

    def remark(self, name: str, text: str, *, undeclared: bool = False) -> None:
        self.remarks.append(Remark(self.facts.name, name, text, undeclared))

    def free_name(self, index: Index, shape: Shape) -> str:
        """The declared name, or one made from it while another index has that name.

        A plain twin of a unique index is what a run that died was about to convert.
        """
        for found in self.found:
            twin = found.shape.identity_without_unique == shape.identity[:5]
            ours = found.ours and found.name not in self.claimed
            if twin and ours and index.unique and not found.shape.unique:
                return found.name
        taken = {found.name for found in self.found}
        if index.name not in taken:
            return index.name
        digest = hashlib.sha256(repr(shape).encode()).hexdigest()
        return next(
            name
            for length in range(6, 64)
            if (name := f"{index.name}_{digest[:length]}") not in taken
        )


class Comparison:
    """Compares definitions with facts.

    ``allow_gap`` lets an index be dropped before its successor is built, where
    the server leaves no other way; without it such a change is blocked.
    """

    def __init__(
        self,
        database: Database,
        definitions: Definitions,
        ledger: Ledger,
        *,
        allow_gap: bool = False,
    ) -> None:
        self._database = database
        self._definitions = definitions
        self._ledger = ledger
        self._allow_gap = allow_gap
        self._canonical = Canonicaliser(database)

    async def plan(self, facts: Mapping[str, ExistingCollection]) -> Plan:
        """The operations that bring these collections in step, and what else is of note.

        Raises InvalidDefinition for a filter or collation that the server does not know.
        """
        operations: list[Operation] = []
        remarks: list[Remark] = []
        for collection in facts.values():
            side = await self._compare(collection)
            operations += side.operations
            remarks += side.remarks
        state = {name: collection.digest for name, collection in facts.items()}
        return Plan(self._database.name, tuple(operations), tuple(remarks), state)

    async def found(self, facts: ExistingCollection) -> list[KnownIndex]:
        """The existing indexes of a collection with their shapes."""
        found = []
        for existing in facts.indexes:
            shape = await self._canonical.existing(existing.raw)
            entry = self._ledger.of(facts.name, existing.name, shape.key)
            found.append(KnownIndex(existing, shape, entry, self._ledger.is_newer(entry)))
        return found

    async def undeclared(self, facts: ExistingCollection) -> list[KnownIndex]:
        """The indexes that are not declared, and that no declared one grows out of."""
        side = await self._compare(facts)
        kept = side.claimed | {
            operation.existing.name
            for operation in side.operations
            if operation.existing is not None
        }
        return [found for found in side.found if found.name not in kept]

    async def _compare(self, facts: ExistingCollection) -> _Side:
        options = self._definitions.collection(facts.name)
        default = facts.options.get("collation") if facts.exists else options.collation
        declared = []
        for index in self._definitions.of(facts.name):
            try:
                declared.append((index, await self._canonical.declared(index, default)))
            except OperationFailure as error:
                raise InvalidDefinition(f"{index.label}: {error.details or error}") from error
        side = _Side(facts, await self.found(facts), declared)
        if facts.kind != "collection":
            reason = f"{facts.name} is a {facts.kind}: it cannot have these indexes"
            side.operations.append(Operation(OperationKind.BLOCKED, facts.name, "", reason=reason))
            return side
        await self._collection_options(side, options)
        self._indexes(side)
        return side

    async def _collection_options(self, side: _Side, options: Collection) -> None:
        wanted = options.options()
        name, facts = side.facts.name, side.facts
        if not facts.exists:
            if wanted:
                changes = tuple(f"{option}: {frozen(value)}" for option, value in wanted.items())
                side.operations.append(
                    Operation(
                        OperationKind.CREATE_COLLECTION, name, "", changes=changes, options=options
                    )
                )
            return
        fixed = []
        if options.clustered and "clusteredIndex" not in facts.options:
            fixed.append("clustered: no → yes")
        if options.collation is not None:
            here = await self._canonical.collation(facts.options.get("collation"))
            there = await self._canonical.collation(options.collation)
            if here != there:
                fixed.append(f"default collation: {here or 'simple'} → {there or 'simple'}")
        if fixed:
            reason = "a collection keeps the options it was created with: copy it into a new one"
            side.operations.append(
                Operation(OperationKind.BLOCKED, name, "", changes=tuple(fixed), reason=reason)
            )
            return
        old, new = facts.options.get("expireAfterSeconds"), options.expire_after_seconds
        if options.clustered and old != new:
            change = f"expire after: {in_seconds(old)} → {in_seconds(new)}"
            side.operations.append(
                Operation(
                    OperationKind.MODIFY,
                    name,
                    "",
                    expiry_risk(old, new),
                    (change,),
                    options=options,
                )
            )

    def _indexes(self, side: _Side) -> None:
        loose = list(side.found)
        matched, missing = [], []
        for index, shape in side.declared:
            match = next((found for found in loose if _same(index, shape, found)), None)
            if match is None:
                missing.append((index, shape))
            else:
                loose.remove(match)
                side.claimed.add(match.name)
                matched.append((index, shape, match))
        for index, shape, match in matched:
            self._matched(side, index, shape, match)
        for index, shape in missing:
            before = self._predecessor(index, shape, loose)
            if before is not None:
                loose.remove(before)
            self._missing(side, index, shape, before)
        for found in loose:
            self._undeclared(side, found)

    def _matched(self, side: _Side, index: Index, shape: Shape, found: KnownIndex) -> None:
        """An index of the declared identity is there: compare what else it has."""
        make = _Maker(side.facts.name, index, shape, found)
        if found.name != index.name:
            side.remark(found.name, f"declared as {index.name}")
        if found.existing.building:
            side.operations.append(make(OperationKind.WAIT, (), reason="its build is under way"))
            return
        changes, kind, risk = _differences(shape, found)
        if not changes:
            side.in_place.add(found.name)
            return
        if found.newer and found.entry is not None:
            text = "; ".join(changes)
            side.remark(found.name, f"{text}: {NEWER.format(release=found.entry.release)}")
            return
        if kind is OperationKind.RECREATE and not self._allow_gap:
            reason = "it must be dropped before it is built anew: needs --allow-gap"
            side.operations.append(make(OperationKind.BLOCKED, changes, Risk.GAP, reason))
            return
        built = side.free_name(index, shape)
        if found.name == index.name and not (kind is OperationKind.REPLACE and index.unique):
            # The old one is gone before the new one gets its name.
            built = index.name
        side.operations.append(make(kind, changes, risk, built_name=built))

    def _predecessor(
        self, index: Index, shape: Shape, loose: list[KnownIndex]
    ) -> KnownIndex | None:
        """The existing index that the missing one should grow out of, if any.

        One of another hand is taken only when it has both the name and the key of the
        declared one, or can become it in place: nothing that is not ours is dropped.
        """

        def rank(found: KnownIndex) -> int:
            if found.newer:
                return 0
            same_key = found.shape.key == shape.key
            if index.unique and found.shape.identity_without_unique == shape.identity[:5]:
                return 4
            if found.entry is not None and found.ours and found.entry.definition == index.name:
                return 3
            if found.name == index.name and (same_key or found.ours):
                return 2
            return int(found.ours and list(found.existing.raw["key"]) == list(index.key))

        best = max(loose, key=rank, default=None)
        return best if best is not None and rank(best) > 0 else None

    def _missing(self, side: _Side, index: Index, shape: Shape, before: KnownIndex | None) -> None:
        make = _Maker(side.facts.name, index, shape, before)
        name = side.free_name(index, shape)
        if before is None:
            risk = creation_risk(index, side.facts.exists)
            side.operations.append(make(OperationKind.CREATE, traits(index), risk, built_name=name))
            return
        if before.existing.building:
            side.operations.append(make(OperationKind.WAIT, (), reason="its build is under way"))
            return
        changes = identity_changes(before.shape, shape)
        if index.unique and before.shape.identity_without_unique == shape.identity[:5]:
            more, kind, risk = _differences(shape, before)
            if kind is OperationKind.MODIFY or not more:
                risk = max(Risk.CONSTRAINT, risk, key=list(Risk).index)
                side.operations.append(make(OperationKind.MODIFY, (*changes, *more), risk))
                return
            changes = (*changes, *more)
        risk = creation_risk(index, side.facts.exists)
        side.operations.append(make(OperationKind.REPLACE, changes, risk, built_name=name))

    def _undeclared(self, side: _Side, found: KnownIndex) -> None:
        entry = found.entry
        if entry is None or not found.ours:
            text = "not declared and not made by this command: left alone"
            side.remark(found.name, text, undeclared=True)
        elif entry.replaced_by in side.in_place and not found.newer:
            reason = f"{entry.replaced_by} has taken its place"
            side.operations.append(
                Operation(
                    OperationKind.DROP,
                    side.facts.name,
                    found.name,
                    existing=found.existing,
                    reason=reason,
                )
            )
        elif found.newer:
            text = f"not declared: {NEWER.format(release=entry.release)}"
            side.remark(found.name, text, undeclared=True)
        else:
            side.remark(found.name, "no longer declared: `prune` removes it", undeclared=True)


@dataclass
class _Maker:
    """Makes the operations of one declared index."""

    collection: str
    index: Index
    shape: Shape
    found: KnownIndex | None

    def __call__(
        self,
        kind: OperationKind,
        changes: tuple[str, ...],
        risk: Risk = Risk.SAFE,
        reason: str = "",
        built_name: str = "",
    ) -> Operation:
        return Operation(
            kind,
            self.collection,
            self.index.name,
            risk,
            changes,
            self.found.existing if self.found else None,
            self.index,
            reason=reason,
            built_name=built_name,
            key=self.shape.key,
            existing_key=self.found.shape.key if self.found else "",
        )


def _same(index: Index, shape: Shape, found: KnownIndex) -> bool:
    """Whether this is the declared index; of text indexes a collection has only one."""
    if index.is_text:
        return "_fts" in found.existing.raw["key"]
    return shape.identity == found.shape.identity


def _differences(shape: Shape, found: KnownIndex) -> tuple[tuple[str, ...], OperationKind, Risk]:
    """How an index of the declared identity differs, and the way to change it."""
    here = found.shape
    changes: list[str] = []
    kind, risk = OperationKind.MODIFY, Risk.SAFE
    if here.expire_after_seconds != shape.expire_after_seconds:
        old, new = in_seconds(here.expire_after_seconds), in_seconds(shape.expire_after_seconds)
        changes.append(f"expire after: {old} → {new}")
        risk = expiry_risk(here.expire_after_seconds, shape.expire_after_seconds)
        if shape.expire_after_seconds is None:
            kind = OperationKind.REPLACE
    if here.hidden != shape.hidden:
        changes.append(f"hidden: {yes(here.hidden)} → {yes(shape.hidden)}")
    if found.existing.prepares_unique and not shape.unique:
        changes.append("prepared for unique: yes → no")
    if "_fts" in found.existing.raw["key"] and here.identity != shape.identity:
        changes += identity_changes(here, shape)
        kind, risk = OperationKind.RECREATE, Risk.GAP
    if here.built_in != shape.built_in:
        was, will = dict(here.built_in), dict(shape.built_in)
        changes += [
            f"{name}: {was.get(name, 'none')} → {will.get(name, 'none')}"
            for name in sorted({*was, *will})
            if was.get(name) != will.get(name)
        ]
        kind, risk = OperationKind.RECREATE, Risk.GAP
    if shape.version is not None and here.version != shape.version:
        changes.append(f"index version: {here.version} → {shape.version}")
        kind, risk = OperationKind.RECREATE, Risk.GAP
    return tuple(changes), kind, risk
