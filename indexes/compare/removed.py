"""An index that is no longer declared, and still refuses writes or deletes documents.

Hiding it would not stop that: a hidden unique index still refuses duplicates, a hidden
TTL index still deletes. The server takes neither off an index, so a plain one takes its
place, which `prune` removes like any other.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from indexes.compare.canonical import Shape
from indexes.compare.differing import in_seconds
from indexes.compare.known_index import KnownIndex
from indexes.compare.plan import Operation, OperationKind
from indexes.compare.wanted import Wanted
from indexes.declared.from_server import index_of
from indexes.server.facts import ExistingCollection

SERVES = "queries of an earlier release, until `prune`"


def stopping(
    facts: ExistingCollection,
    found: KnownIndex,
    others: Sequence[KnownIndex],
    shapes: Collection[Shape],
    free_name: str,
    *,
    room: bool,
) -> Operation | None:
    """What stops it; None where it does nothing, or where its build has to end first.

    ``others`` are the other indexes of the collection, ``shapes`` those of them and of what
    is declared; ``free_name`` is one that none has, and with ``room`` there may be one more.
    """
    if not found.acts or found.existing.building:
        return None
    plain = replace(found.shape, unique=False, expire_after_seconds=None)
    served = any(shape.identity == plain.identity for shape in shapes)
    if found.shape.hidden or served or not room:
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
    index = index_of(facts.name, raw, serves=SERVES, collation=facts.options.get("collation"))
    # What only lacks its expiry is the same index to the server: it goes before it is built anew.
    same = not found.shape.unique
    return Operation(
        OperationKind.STOP,
        facts.name,
        found.name,
        changes=_changes(found),
        existing=found.existing,
        index=index,
        reason="no longer declared: it serves queries until `prune`",
        built_name=found.name if same else free_name,
        key=found.shape.key,
        existing_key=found.shape.key,
        stand_in=Wanted(index, plain).stand_in(found, [found, *others]) if same else None,
    )


def _changes(found: KnownIndex) -> tuple[str, ...]:
    changes = []
    if found.shape.unique or found.existing.prepares_unique:
        changes.append("unique: yes → no")
    if found.shape.expire_after_seconds is not None:
        changes.append(f"expire after: {in_seconds(found.shape.expire_after_seconds)} → never")
    return tuple(changes)
