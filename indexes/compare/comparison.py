"""Compares what is declared with what exists: by meaning, never by name."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from documents.database import Database
from indexes.compare.canonical import Canonicaliser, Shape
from indexes.compare.differing import (
    creation_risk,
    differences_between,
    expiry_risk,
    identity_changes,
    in_seconds,
    traits,
)
from indexes.compare.fixed_options import FIXED, fixed_differences
from indexes.compare.known_index import ANOTHERS, NEWER, KnownIndex
from indexes.compare.plan import Operation, OperationKind, Plan, Remark, Risk
from indexes.compare.removed import stopping
from indexes.compare.room import make_room, recreated
from indexes.compare.wanted import Wanted, all_wanted, refuse_doubles
from indexes.declared.model import MOST_INDEXES, Collection, Definitions
from indexes.declared.values import frozen
from indexes.server.facts import ExistingCollection
from indexes.server.ledger import Ledger


@dataclass
class _Side:
    """One collection while it is compared."""

    facts: ExistingCollection
    found: list[KnownIndex]
    declared: list[Wanted]
    operations: list[Operation] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)
    """The names of the indexes that are some declared one."""
    in_place: set[str] = field(default_factory=set)
    """The names of the indexes that are ready and as declared."""
    stopping: dict[str, Operation] = field(default_factory=dict)
    """By name, what takes from a removed index what it does beside serving queries."""

    def remark(self, name: str, text: str, *, undeclared: bool = False) -> None:
        self.remarks.append(Remark(self.facts.name, name, text, undeclared))

    def free_name(self, wanted: Wanted, gone: str = "") -> str:
        """The declared name, or one made from it while another index has that name.

        The name of an index that is ``gone`` by then is free.
        """
        return self.unused(wanted.index.name, wanted.shape, gone)

    @property
    def has_room(self) -> bool:
        """Whether one more index fits in beside those that are there and those to be made."""
        new = sum(operation.kind is OperationKind.CREATE for operation in self.operations)
        return len(self.found) + new + 1 < MOST_INDEXES

    def unused(self, name: str, shape: Shape, gone: str = "") -> str:
        """The name, or one made from it while another index has that name."""
        taken = {found.name for found in self.found} - {gone}
        if name not in taken:
            return name
        digest = hashlib.sha256(repr(shape).encode()).hexdigest()
        return next(
            free for length in range(6, 64) if (free := f"{name}_{digest[:length]}") not in taken
        )


class Comparison:
    """Compares definitions with facts.

    ``allow_gap`` lets an index be dropped before its successor is built, where
    the server leaves no other way; without it such a change is blocked. ``adopt``
    lets an index of another maker go that stands in a declared one's place.
    """

    def __init__(
        self,
        database: Database,
        definitions: Definitions,
        ledger: Ledger,
        *,
        allow_gap: bool = False,
        adopt: bool = False,
    ) -> None:
        self._database = database
        self._definitions = definitions
        self._ledger = ledger
        self._allow_gap = allow_gap
        self._adopt = adopt
        self._canonical = Canonicaliser(database)

    async def plan(self, facts: Mapping[str, ExistingCollection]) -> Plan:
        """The operations that bring these collections in step, and what else is of note.

        Raises InvalidDefinition for a filter or collation that the server does not know.
        """
        operations: list[Operation] = []
        remarks: list[Remark] = []
        declared = await all_wanted(self._canonical, self._definitions, facts.values())
        for collection in facts.values():
            side = await self._compare(collection, declared[collection.name])
            operations += side.operations
            remarks += side.remarks
        state = {name: facts[name].digest for name in self._definitions.names if name in facts}
        return Plan(self._database.name, tuple(operations), tuple(remarks), state)

    async def found(self, facts: ExistingCollection) -> list[KnownIndex]:
        """The existing indexes of a collection with their shapes."""
        found = []
        for existing in facts.indexes:
            shape = await self._canonical.existing(existing.raw)
            entry = self._ledger.of(facts.name, existing.name, shape.key)
            found.append(KnownIndex(existing, shape, entry, self._ledger.is_newer(entry)))
        return found

    async def undeclared(
        self, facts: ExistingCollection
    ) -> list[tuple[KnownIndex, Operation | None]]:
        """The indexes that are not declared, and that no declared one grows out of.

        Each with what stops it where it does more than serve queries and is ours.
        """
        declared = await all_wanted(self._canonical, self._definitions, [facts])
        side = await self._compare(facts, declared[facts.name])
        kept = side.claimed | {
            operation.existing.name
            for operation in side.operations
            if operation.existing is not None
        }
        return [
            (found, side.stopping.get(found.name))
            for found in side.found
            if found.name not in kept or found.name in side.stopping
        ]

    async def _compare(self, facts: ExistingCollection, declared: list[Wanted]) -> _Side:
        refuse_doubles(declared)
        side = _Side(facts, await self.found(facts), declared)
        if not facts.has_indexes:
            if facts.name not in self._definitions.names:
                return side
            reason = f"{facts.name} is a {facts.kind}: it cannot have these indexes"
            side.operations.append(Operation(OperationKind.BLOCKED, facts.name, "", reason=reason))
            return side
        await self._collection_options(side, self._definitions.collection(facts.name))
        self._indexes(side)
        side.operations = make_room(facts, side.operations, allow_gap=self._allow_gap)
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
        fixed = fixed_differences(facts, options)
        if options.collation is not None:
            here = await self._canonical.collation(facts.options.get("collation"))
            there = await self._canonical.collation(options.collation)
            if here != there:
                fixed.append(f"default collation: {here or 'simple'} → {there or 'simple'}")
        if fixed:
            side.operations.append(
                Operation(OperationKind.BLOCKED, name, "", changes=tuple(fixed), reason=FIXED)
            )
            return
        old, new = facts.options.get("expireAfterSeconds"), options.expire_after_seconds
        if (options.clustered or options.time_series) and old != new:
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
        for wanted in side.declared:
            match = next((found for found in loose if _is(wanted, found)), None)
            if match is None:
                missing.append(wanted)
            else:
                loose.remove(match)
                side.claimed.add(match.name)
                matched.append((wanted, match))
        for wanted, match in matched:
            self._matched(side, wanted, match)
        for wanted in missing:
            before = self._predecessor(wanted, loose)
            if before is not None:
                loose.remove(before)
            self._missing(side, wanted, before)
        for found in loose:
            self._undeclared(side, found)

    def _matched(self, side: _Side, wanted: Wanted, found: KnownIndex) -> None:
        """An index of the declared identity is there: compare what else it has."""
        index = wanted.index
        if found.name != index.name:
            side.remark(found.name, f"declared as {index.name}")
        if found.existing.building:
            side.operations.append(_wait(wanted, found))
            return
        changes, kind, risk = differences_between(wanted.shape, found)
        if not changes:
            side.in_place.add(found.name)
            return
        if found.newer and found.entry is not None:
            text = "; ".join(changes)
            side.remark(found.name, f"{text}: {NEWER.format(release=found.entry.release)}")
            return
        if kind is OperationKind.MODIFY:
            note = "" if found.ours else ANOTHERS
            operation = wanted.operation(kind, found, changes, risk, reason=note)
        else:
            operation = self._successor(side, wanted, found, changes, risk, kind)
        side.operations.append(operation)

    def _successor(
        self,
        side: _Side,
        wanted: Wanted,
        before: KnownIndex,
        changes: tuple[str, ...],
        risk: Risk,
        kind: OperationKind = OperationKind.REPLACE,
    ) -> Operation:
        """What takes an index away and puts the declared one in its place."""
        if not self._is_ours(before):
            reason = "another maker's index would have to go: needs --adopt"
            return wanted.operation(OperationKind.BLOCKED, before, changes, risk, reason=reason)
        # One that the server cannot tell from its successor goes before that one is built.
        goes_first = wanted.shape.identity == before.shape.identity
        name, stand_in = side.free_name(wanted, before.name), None
        if kind is OperationKind.REPLACE and (goes_first or name == before.name):
            stand_in = wanted.stand_in(before, side.found)
            if stand_in is None and goes_first:
                kind = OperationKind.RECREATE
            elif stand_in is None:
                name = side.free_name(wanted)
        reason = "" if before.ours else ANOTHERS
        if kind is OperationKind.RECREATE:
            return recreated(
                wanted.operation(kind, before, changes, risk, reason=reason, built_name=name),
                allow_gap=self._allow_gap,
                why="the server cannot keep both",
            )
        return wanted.operation(
            kind, before, changes, risk, reason=reason, built_name=name, stand_in=stand_in
        )

    def _is_ours(self, found: KnownIndex) -> bool:
        """Whether this index may be taken away: it was made by this command, or is adopted."""
        return found.ours or self._adopt

    def _predecessor(self, wanted: Wanted, loose: list[KnownIndex]) -> KnownIndex | None:
        """The existing index that the missing one should grow out of, if any.

        One of another maker is taken only when it can become the declared one in place, or
        is adopted and has its name and key: nothing that is not ours is dropped.
        """

        index = wanted.index

        def rank(found: KnownIndex) -> int:
            if found.newer:
                return 0
            same_key = found.shape.key == wanted.shape.key
            made_for = found.entry.definition if found.entry is not None else ""
            if made_for == index.name and found.stands_in and found.name != index.name:
                return 2
            if wanted.is_plain_as(found) and (self._is_ours(found) or _in_place(wanted, found)):
                return 5
            if made_for and made_for == index.name:
                return 4
            if found.name == index.name and (found.ours or (same_key and self._adopt)):
                return 3
            return int(found.ours and list(found.existing.raw["key"]) == list(index.key))

        best = max(loose, key=rank, default=None)
        return best if best is not None and rank(best) > 0 else None

    def _missing(self, side: _Side, wanted: Wanted, before: KnownIndex | None) -> None:
        risk = creation_risk(wanted.index, side.facts.exists)
        if before is None:
            name, changes = side.free_name(wanted), traits(wanted.index)
            side.operations.append(
                wanted.operation(OperationKind.CREATE, None, changes, risk, built_name=name)
            )
        elif before.existing.building:
            side.operations.append(_wait(wanted, before))
        else:
            changes = identity_changes(before.shape, wanted.shape)
            if not wanted.is_plain_as(before):
                side.operations.append(self._successor(side, wanted, before, changes, risk))
                return
            more, way, its_risk = differences_between(wanted.shape, before)
            changes, note = (*changes, *more), "" if before.ours else ANOTHERS
            if way is OperationKind.MODIFY and not before.stands_in:
                risk = max(Risk.CONSTRAINT, its_risk, key=list(Risk).index)
                operation = wanted.operation(way, before, changes, risk, reason=note)
            else:
                operation = self._successor(side, wanted, before, changes, risk)
            side.operations.append(operation)

    def _undeclared(self, side: _Side, found: KnownIndex) -> None:
        entry = found.entry
        if entry is None or not found.ours:
            names = {wanted.index.name for wanted in side.declared}
            named = ", though it has a declared name" if found.name in names else ""
            text = f"not declared and not made by this command{named}: left alone"
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
            self._removed(side, found)

    def _removed(self, side: _Side, found: KnownIndex) -> None:
        """An index of ours that is no longer declared, and that `prune` would take."""
        assert found.entry is not None
        awaited = side.claimed | {each.built_name for each in side.operations}
        awaited |= {each.stand_in.name for each in side.operations if each.stand_in is not None}
        # Where an earlier run died, its successor is there already, perhaps half built.
        begun = found.entry.replaced_by
        operation = None
        if not {found.name, begun} & (awaited - {""}):
            names = {each.name for each in side.found}
            others = [each for each in side.found if each.name not in {found.name, begun}]
            shapes = [each.shape for each in others]
            shapes += [wanted.shape for wanted in side.declared]
            free = begun if begun in names else side.unused(found.name, found.shape)
            operation = stopping(side.facts, found, others, shapes, free, room=side.has_room)
        if operation is None:
            side.remark(found.name, "no longer declared: `prune` removes it", undeclared=True)
            return
        side.stopping[found.name] = operation
        if side.facts.name in self._definitions.names:
            side.operations.append(operation)
        else:
            text = f"no longer declared, and it {found.acts}: `prune` stops that at once"
            side.remark(found.name, text, undeclared=True)


def _is(wanted: Wanted, found: KnownIndex) -> bool:
    """Whether this is the declared index; of text indexes a collection has only one."""
    if wanted.index.is_text:
        return "_fts" in found.existing.raw["key"]
    return wanted.shape.identity == found.shape.identity


def _in_place(wanted: Wanted, found: KnownIndex) -> bool:
    """Whether a plain index can become the unique one without being built anew."""
    return differences_between(wanted.shape, found)[1] is OperationKind.MODIFY


def _wait(wanted: Wanted, found: KnownIndex) -> Operation:
    return wanted.operation(OperationKind.WAIT, found, reason="its build is under way")
