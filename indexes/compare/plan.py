"""What has to change, as operations with their risks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from indexes.declared.model import Collection, Index
from indexes.server.facts import ExistingIndex

# From this many documents on, a build takes long enough to matter.
MANY_DOCUMENTS = 100_000


class OperationKind(StrEnum):
    """What an operation does."""

    CREATE_COLLECTION = "create collection"
    CREATE = "create"
    WAIT = "wait for build"
    MODIFY = "modify"
    REPLACE = "replace"
    RECREATE = "drop and create"
    STOP = "make plain"
    HIDE = "hide"
    DROP = "drop"
    BLOCKED = "blocked"

    @property
    def sign(self) -> str:
        """One character that stands for it in a plan."""
        return _SIGNS[self]


BUILDS = frozenset(
    {OperationKind.CREATE, OperationKind.REPLACE, OperationKind.RECREATE, OperationKind.STOP}
)
"""What needs the server to build an index."""
_TRIED = (BUILDS - {OperationKind.STOP}) | {OperationKind.MODIFY}
_SIGNS = {
    OperationKind.CREATE_COLLECTION: "+",
    OperationKind.CREATE: "+",
    OperationKind.WAIT: "~",
    OperationKind.MODIFY: "~",
    OperationKind.REPLACE: "±",
    OperationKind.RECREATE: "±",
    OperationKind.STOP: "±",
    OperationKind.HIDE: "~",
    OperationKind.DROP: "-",
    OperationKind.BLOCKED: "!",
}


class Risk(StrEnum):
    """What an operation may cost those who use the database meanwhile."""

    SAFE = "safe"
    SLOW = "slow"
    GAP = "gap"
    DESTRUCTIVE = "destructive"
    CONSTRAINT = "constraint"


@dataclass(frozen=True)
class StandIn:
    """An index that serves queries while another is gone and its successor not there yet."""

    name: str
    spec: Mapping[str, Any] | None = None
    """What it is built of; None for an index that is there anyhow, and stays."""


@dataclass(frozen=True)
class Operation:
    """One change. Documents and bytes are the collection's, None where not asked for."""

    kind: OperationKind
    collection: str
    name: str
    """The declared name, or that of the existing index where none is declared."""
    risk: Risk = Risk.SAFE
    changes: tuple[str, ...] = ()
    """What differs, each for a person to read: ``unique: no → yes``."""
    existing: ExistingIndex | None = None
    index: Index | None = None
    options: Collection | None = None
    reason: str = ""
    """Why it is blocked, or what to mind."""
    built_name: str = ""
    """The name a build gets: the declared one unless that is taken."""
    key: str = ""
    """The declared key in canonical form, for the ledger."""
    existing_key: str = ""
    """The existing index's key in canonical form."""
    stand_in: StandIn | None = None
    """What a replacement under the same name needs."""
    like_existing: bool = False
    """The existing index has the same entries as the declared one, unique or not."""
    documents: int | None = None
    size_bytes: int | None = None

    @property
    def label(self) -> str:
        """``collection.name``; the collection alone when it is about its options."""
        return f"{self.collection}.{self.name}" if self.name else self.collection

    @property
    def text(self) -> str:
        """One line for a log: sign, label, what changes, risk."""
        detail = "; ".join((*self.changes, self.reason) if self.reason else self.changes)
        tail = f": {detail}" if detail else ""
        return f"{self.kind.sign} {self.kind} {self.label}{tail} ({self.risk})"

    @property
    def unique_first(self) -> bool:
        """Whether the existing index is the declared unique one, but for being plain."""
        if not self.like_existing or self.index is None or self.existing is None:
            return False
        return self.index.unique and not self.existing.raw.get("unique", False)

    @property
    def turn(self) -> tuple[int, int]:
        """When it is done: what data can forbid before the rest, a replacement before what is
        new, since it may need room for one index more.
        """
        first = (OperationKind.CREATE_COLLECTION, OperationKind.WAIT, OperationKind.DROP)
        if self.kind in first:
            return first.index(self.kind), 0
        return (3 if self.risk is Risk.CONSTRAINT else 4), self.kind is OperationKind.CREATE

    def sized(self, documents: int, size_bytes: int) -> "Operation":
        """The same with the collection's size; a build over many documents is slow."""
        slow = self.kind in BUILDS and self.risk is Risk.SAFE and documents >= MANY_DOCUMENTS
        risk = Risk.SLOW if slow else self.risk
        return replace(self, documents=documents, size_bytes=size_bytes, risk=risk)


@dataclass(frozen=True)
class Remark:
    """Something to know that is no difference: another name, an index not declared."""

    collection: str
    name: str
    text: str
    undeclared: bool = False


@dataclass(frozen=True)
class Plan:
    """The way from the database as it is to what is declared."""

    database: str
    operations: Sequence[Operation] = ()
    remarks: Sequence[Remark] = ()
    state: Mapping[str, str] = field(default_factory=dict)
    """For each collection a digest of its options and indexes, to tell a later state from it."""
    nothing: str = "is in step"
    """What to say of the database when there is nothing to do."""

    @property
    def in_step(self) -> bool:
        """Whether there is nothing to do."""
        return not self.operations

    @property
    def builds(self) -> bool:
        """Whether the server has to build an index for it."""
        return any(operation.kind in BUILDS for operation in self.operations)

    @property
    def tried(self) -> list[Index]:
        """The declared indexes that are built or changed by it, for the server to judge first."""
        return [
            operation.index
            for operation in self.operations
            if operation.kind in _TRIED and operation.index is not None
        ]

    @property
    def optioned(self) -> list[str]:
        """The collections whose declared options are set by it."""
        return [
            operation.collection
            for operation in self.operations
            if operation.kind is not OperationKind.BLOCKED and operation.options is not None
        ]

    @property
    def blocked(self) -> list[Operation]:
        """The operations that cannot be done as things stand."""
        return [
            operation for operation in self.operations if operation.kind is OperationKind.BLOCKED
        ]
