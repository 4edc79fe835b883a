"""What the data say to a plan, before it is carried out. Reads whole collections."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from documents.database import Database
from indexes.compare.duplicates import duplicates_text, find_duplicates
from indexes.compare.plan import Operation, OperationKind, Plan

_ADDS = frozenset(
    {
        OperationKind.CREATE,
        OperationKind.MODIFY,
        OperationKind.REPLACE,
        OperationKind.RECREATE,
        OperationKind.BLOCKED,
    }
)


async def check_data(database: Database, plan: Plan) -> Plan:
    """The plan with unique indexes that duplicates forbid blocked, and expiries counted."""
    checked = [
        await _check(database, operation, datetime.now(UTC)) for operation in plan.operations
    ]
    return replace(plan, operations=checked)


async def _check(database: Database, operation: Operation, now: datetime) -> Operation:
    index = operation.index
    if index is None or operation.kind not in _ADDS:
        return operation
    was = operation.existing.raw if operation.existing else {}
    if index.unique and (not was.get("unique") or operation.kind is not OperationKind.MODIFY):
        found = await find_duplicates(database, index)
        if found is not None:
            return _because(replace(operation, kind=OperationKind.BLOCKED), duplicates_text(found))
    seconds = index.expire_after_seconds
    same = operation.like_existing and was.get("expireAfterSeconds") == seconds
    if seconds is not None and not same:
        (path,) = index.key
        before = now - timedelta(seconds=seconds)
        old = {path: {"$lt": before}}
        # A list expires by its earliest date, which is what $lt on a list asks for.
        expired = {"$and": [old, dict(index.partial)]} if index.partial else old
        count = await database[index.collection].count_documents(expired)
        expire = "document expires" if count == 1 else "documents expire"
        return _because(operation, f"{count:,} {expire} at once")
    return operation


def _because(operation: Operation, reason: str) -> Operation:
    return replace(operation, reason="; ".join(filter(None, (reason, operation.reason))))
