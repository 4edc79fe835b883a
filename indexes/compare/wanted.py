"""A declared index, as it is compared."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.database import OperationFailure, is_unavailable
from indexes.compare.canonical import Canonicaliser, Shape
from indexes.compare.known_index import KnownIndex
from indexes.compare.plan import Operation, OperationKind, Risk, StandIn
from indexes.declared.model import TEXT, WILDCARD, Definitions, Index, InvalidDefinition
from indexes.server.error_codes import NOT_ALLOWED, refusal
from indexes.server.facts import ExistingCollection

# The server's limit: https://www.mongodb.com/docs/manual/reference/limits/
_MOST_PARTS = 32
# No document has it, so a key that ends with it holds what the key without it does.
_NO_FIELD = "threadkeep_stand_in"


@dataclass(frozen=True)
class Wanted:
    """A declared index with the shape it will have in its collection."""

    index: Index
    shape: Shape

    def is_plain_as(self, found: KnownIndex) -> bool:
        """Whether this is a unique index, and but for that the other one."""
        here, there = found.shape.identity_without_unique, self.shape.identity_without_unique
        return self.index.unique and not found.shape.unique and here == there

    def stand_in(self, before: KnownIndex, found: Sequence[KnownIndex]) -> StandIn | None:
        """What serves while ``before`` is gone and this one, of the same name, is not there yet.

        A unique index is stood in for by its plain twin, which refuses new duplicates
        meanwhile; any other by one of a key that begins with its own. None where the
        server has no such index.
        """
        taken = {each.name for each in found if not each.ours}
        names = (f"{self.index.name}_stand_in{number or ''}" for number in itertools.count())
        name = next(name for name in names if name not in taken)
        spec = {
            option: value
            for option, value in self.index.spec(name).items()
            if option not in {"expireAfterSeconds", "unique", "storageEngine"}
        }
        if self.index.unique:
            twins = {each.name for each in found if each is not before and self.is_plain_as(each)}
            if twins - {name}:
                # Of two such the server would take one for the other.
                return StandIn(min(twins - {name}))
        else:
            wild = any(WILDCARD in path for path in self.index.key)
            if wild or TEXT in self.index.key.values() or len(self.index.key) >= _MOST_PARTS:
                return None
            spec["key"] = {**spec["key"], _NO_FIELD: 1}
        return StandIn(name, spec)

    def operation(
        self,
        kind: OperationKind,
        before: KnownIndex | None,
        changes: tuple[str, ...] = (),
        risk: Risk = Risk.SAFE,
        *,
        reason: str = "",
        built_name: str = "",
        stand_in: StandIn | None = None,
    ) -> Operation:
        """What is to be done for it; ``before`` is the index that it changes or replaces."""
        return Operation(
            kind,
            self.index.collection,
            self.index.name,
            risk,
            changes,
            before.existing if before else None,
            self.index,
            reason=reason,
            built_name=built_name,
            key=self.shape.key,
            existing_key=before.shape.key if before else "",
            stand_in=stand_in,
            like_existing=before is not None
            and before.shape.identity_without_unique == self.shape.identity_without_unique,
        )


async def all_wanted(
    canonical: Canonicaliser, definitions: Definitions, collections: Iterable[ExistingCollection]
) -> dict[str, list[Wanted]]:
    """What is declared for each of these collections.

    Raises InvalidDefinition for every filter and collation that the server refuses, in one.
    """
    declared: dict[str, list[Wanted]] = {}
    refused = []
    for facts in collections:
        options = definitions.collection(facts.name)
        default = facts.options.get("collation") if facts.exists else options.collation
        mine = declared.setdefault(facts.name, [])
        for index in definitions.of(facts.name):
            if index.is_id_index:
                continue
            try:
                mine.append(Wanted(index, await canonical.declared(index, default)))
            except OperationFailure as error:
                if error.code == NOT_ALLOWED or is_unavailable(error):
                    raise
                refused.append(f"{index.label}: {refusal(error)}")
    if refused:
        raise InvalidDefinition("; ".join(refused) + ".")
    return declared


def refuse_doubles(declared: Sequence[Wanted]) -> None:
    """Raise InvalidDefinition for two that are one to the server, however they are written."""
    seen: dict[object, Wanted] = {}
    for wanted in declared:
        other = seen.setdefault(wanted.shape.identity, wanted)
        if other is not wanted:
            raise InvalidDefinition(f"{wanted.index.label}: the same as {other.index.name}.")
