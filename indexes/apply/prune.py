"""Takes away what is not declared any more: hides it first, drops it later."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from documents.database import Database
from documents.leases import hold
from indexes.apply.events import Finished, Notice, Planned, Reporter, Started, quiet
from indexes.apply.sync import SyncOptions, executor
from indexes.compare.comparison import Comparison
from indexes.compare.known_index import NEWER, KnownIndex
from indexes.compare.plan import Operation, OperationKind, Plan, Remark, Risk
from indexes.declared.model import Definitions
from indexes.errors import BuildStillRuns, IndexesError
from indexes.server.facts import read_collections
from indexes.server.identity import server_time
from indexes.server.ledger import INDEX_LOCK, read_ledger

DEFAULT_AGE = timedelta(days=7)
NOTHING = "has nothing to prune now"


@dataclass(frozen=True)
class PruneOptions:
    """What to take away.

    ``names`` are ``collection.index`` and may be of strangers; without them only what
    this command made is taken. With ``drop`` what was hidden for ``older_than`` goes.
    ``only`` are the collections that it is limited to; none for all.
    """

    drop: bool = False
    older_than: timedelta = DEFAULT_AGE
    names: Sequence[str] = ()
    only: Sequence[str] = ()


def parse_age(text: str) -> timedelta:
    """``7d``, ``12h``, ``30m`` or ``90s`` as a time span. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,9})([smhdw])", text.strip())
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
    try:
        if found is not None:
            return timedelta(**{units[found[2]]: int(found[1])})
    except OverflowError:
        pass  # longer than there are days
    raise ValueError(f"{text!r} is no age; write 7d, 12h, 30m or 90s.")


async def plan_prune(
    database: Database, definitions: Definitions, prune: PruneOptions, release: str
) -> Plan:
    """What prune would take away. Reads only.

    Looks at the declared collections, at those the ledger knows and those named.
    Raises IndexesError for a name that there is not, or that is declared.
    """
    ledger = await read_ledger(database, release)
    named = [_split(name) for name in prune.names]
    collections = [*definitions.names, *ledger.collections, *(each[0] for each in named)]
    for name in prune.only:
        if name not in collections:
            raise IndexesError(f"--only {name}: neither declared nor known to have been.")
    facts = await read_collections(
        database, [name for name in collections if not prune.only or name in prune.only]
    )
    comparison = Comparison(database, definitions, ledger)
    now = await server_time(database)
    operations: list[Operation] = []
    remarks: list[Remark] = []
    seen = set()
    for collection in facts.values():
        for found, stop in await comparison.undeclared(collection):
            seen.add((collection.name, found.name))
            if named and (collection.name, found.name) not in named:
                continue
            made = stop or _operation(collection.name, found, prune, now, bool(named))
            if isinstance(made, Operation):
                operations.append(made)
            else:
                remarks.append(made)
    for collection_name, name in named:
        if (collection_name, name) not in seen:
            raise IndexesError(f"There is no index {collection_name}.{name} that is not declared.")
    return Plan(database.name, tuple(operations), tuple(remarks), nothing=NOTHING)


async def prune(
    database: Database,
    definitions: Definitions,
    what: PruneOptions,
    *,
    options: SyncOptions | None = None,
    report: Reporter = quiet,
) -> Plan:
    """Hide, or drop what has been hidden for long enough; gives back what was done.

    Raises LeaseHeld, LeaseLost, BuildStillRuns and IndexesError.
    """
    chosen = options or SyncOptions()
    plan = await plan_prune(database, definitions, what, chosen.release)
    if plan.in_step:
        return plan
    async with hold(
        database, INDEX_LOCK, wait_seconds=chosen.lock_wait, lease_seconds=chosen.lease
    ) as lease:
        plan = await plan_prune(database, definitions, what, chosen.release)
        report(Planned(plan))
        for number, operation in enumerate(plan.operations, 1):
            report(Started(operation, number, len(plan.operations)))
            if operation.existing is not None and operation.existing.building:
                raise BuildStillRuns(f"{operation.label} is still being built.")
            began = time.monotonic()
            # It may have been shown again, or dropped, since the plan was made.
            label = (f"{operation.collection}/{operation.name}",) if what.names else ()
            now = await plan_prune(
                database, definitions, replace(what, names=label), chosen.release
            )
            if (operation.kind, operation.label) not in [
                (each.kind, each.label) for each in now.operations
            ]:
                report(Notice(f"{operation.label} was changed by another: left as it is."))
                continue
            await executor(database, lease, chosen, report).do(operation)
            report(Finished(operation, time.monotonic() - began))
    return plan


def _operation(
    collection: str, found: KnownIndex, prune: PruneOptions, now: datetime, named: bool
) -> Operation | Remark:
    entry = found.entry
    if found.newer and entry is not None:
        return Remark(collection, found.name, NEWER.format(release=entry.release))
    if not found.ours and not named:
        return Remark(collection, found.name, "not made by this command: name it to take it away")
    facts: dict[str, Any] = {
        "existing": found.existing,
        "existing_key": found.shape.key,
        "key": found.shape.key,
    }
    hidden_at = entry.hidden_at if entry and found.shape.hidden else None
    if hidden_at is None:
        if found.shape.hidden:
            reason = "hidden by somebody; its age counts from now"
        else:
            reason = "hidden first, to be dropped later"
        if found.acts:
            reason += f"; hidden or not, it {found.acts} until then"
        return Operation(OperationKind.HIDE, collection, found.name, reason=reason, **facts)
    age = now - hidden_at
    if not prune.drop:
        return Remark(collection, found.name, f"hidden for {_days(age)}: `--drop` takes it away")
    if age < prune.older_than:
        left = _days(prune.older_than - age)
        text = f"hidden for {_days(age)}: may go in {left}"
        if found.acts:
            text += f"; until then it {found.acts}"
        return Remark(collection, found.name, text)
    reason = f"hidden for {_days(age)}"
    return Operation(
        OperationKind.DROP, collection, found.name, Risk.DESTRUCTIVE, reason=reason, **facts
    )


def _days(span: timedelta) -> str:
    if span >= timedelta(days=1):
        return f"{span / timedelta(days=1):.1f} days"
    if span >= timedelta(hours=1):
        return f"{span / timedelta(hours=1):.1f} hours"
    return f"{int(span.total_seconds())} s"


def _split(name: str) -> tuple[str, str]:
    """``collection.index``, or ``collection/index`` where a name has a dot of its own."""
    collection, dot, index = name.partition("/" if "/" in name else ".")
    if not dot or not collection or not index:
        raise IndexesError(f"{name!r} is no index: write collection.index.")
    return collection, index
