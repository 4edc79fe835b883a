"""An index that is no longer declared, and still refuses writes or deletes documents.

Hiding it would not stop that: a hidden unique index still refuses duplicates, a hidden
TTL index still deletes. The server takes neither off an index, so a plain one takes its
place, which `prune` removes like any other.
"""

from collections.abc import Collection
from dataclasses import replace

from indexes.compare.canonical import Shape
from indexes.compare.differing import in_seconds
from indexes.compare.known_index import KnownIndex
from indexes.compare.plan import Operation, OperationKind
from indexes.declared.from_server import index_of
from indexes.declared.model import MOST_INDEXES
from indexes.server.facts import ExistingCollection

SERVES = "queries of an earlier release, until `prune`"


def stopping(
    facts: ExistingCollection, found: KnownIndex, others: Collection[Shape], free_name: str
) -> Operation | None:
    """What stops it; None where it does nothing, or where its build has to end first.

    ``others`` are the other indexes of the collection, those that are about to be built
    included; ``free_name`` is one that none of them has.
    """
    if not found.acts or found.existing.building:
        return None
    plain = replace(found.shape, unique=False, expire_after_seconds=None)
    full = len(others) + 2 >= MOST_INDEXES
    served = any(other.identity == plain.identity for other in others)
    if found.shape.hidden or served or full:
        reason = f"no longer declared, and it {found.acts}"
        return Operation(
            OperationKind.DROP,
            facts.name,
            found.name,
            existing=found.existing,
            existing_key=found.shape.key,
            reason=reason,
        )
    raw = {
        option: value
        for option, value in found.existing.raw.items()
        if option not in {"unique", "prepareUnique", "expireAfterSeconds"}
    }
    keeps_name = not found.shape.unique
    return Operation(
        OperationKind.STOP,
        facts.name,
        found.name,
        changes=_changes(found),
        existing=found.existing,
        index=index_of(facts.name, raw, serves=SERVES, collation=facts.options.get("collation")),
        reason="no longer declared: it serves queries until `prune`",
        built_name=found.name if keeps_name else free_name,
        key=found.shape.key,
        existing_key=found.shape.key,
    )


def _changes(found: KnownIndex) -> tuple[str, ...]:
    changes = []
    if found.shape.unique or found.existing.prepares_unique:
        changes.append("unique: yes → no")
    if found.shape.expire_after_seconds is not None:
        changes.append(f"expire after: {in_seconds(found.shape.expire_after_seconds)} → never")
    return tuple(changes)
