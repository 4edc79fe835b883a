"""Where a collection has no room for an index beside the one that it replaces."""

from collections.abc import Sequence
from dataclasses import replace

from indexes.compare.plan import Operation, OperationKind, Risk
from indexes.declared.model import MOST_INDEXES
from indexes.server.facts import ExistingCollection

_WITHOUT_ID_INDEX = frozenset({"clusteredIndex", "timeseries"})


def make_room(
    facts: ExistingCollection, operations: Sequence[Operation], *, allow_gap: bool
) -> list[Operation]:
    """The operations with those blocked, or done drop first, that would make one index too many.

    A replacement needs room for one more while it lasts, a new index for good.
    """
    count = len(facts.indexes) + (not _WITHOUT_ID_INDEX & set(facts.options))
    fitting = []
    for operation in sorted(operations, key=lambda each: each.turn):
        full = count >= MOST_INDEXES
        why = f"the collection has {count} indexes already, and can have {MOST_INDEXES}"
        if full and operation.kind is OperationKind.CREATE:
            reason = f"{why}: take one away first, such as by `prune`"
            fitting.append(replace(operation, kind=OperationKind.BLOCKED, reason=reason))
            continue
        if full and operation.kind is OperationKind.REPLACE:
            held = operation.existing is not None and operation.existing.name == operation.name
            name = operation.name if held else operation.built_name
            gone_first = replace(operation, built_name=name, stand_in=None)
            fitting.append(recreated(gone_first, allow_gap=allow_gap, why=why))
            continue
        count += operation.kind is OperationKind.CREATE
        count -= operation.kind is OperationKind.DROP
        fitting.append(operation)
    return fitting


def recreated(operation: Operation, *, allow_gap: bool, why: str) -> Operation:
    """The operation as one that drops before it builds; blocked unless a gap is allowed."""
    if not allow_gap:
        reason = f"{why}; it must be dropped before it is built anew: needs --allow-gap"
        return replace(operation, kind=OperationKind.BLOCKED, risk=Risk.GAP, reason=reason)
    reason = "; ".join(filter(None, (operation.reason, f"{why}: dropped before it is built")))
    return replace(operation, kind=OperationKind.RECREATE, risk=Risk.GAP, reason=reason)
