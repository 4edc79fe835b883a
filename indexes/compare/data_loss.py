"""The gate before what deletes documents: an expiry where none was, or a sooner one."""

from dataclasses import replace

from documents.database import Database
from indexes.compare.plan import Operation, OperationKind, Plan, Risk

NEEDS_LEAVE = "documents would expire that are kept today: needs --allow-data-loss"


async def refuse_data_loss(database: Database, plan: Plan) -> Plan:
    """The plan with what would delete documents that are there blocked. Reads only."""
    operations = [
        _blocked(operation)
        if loses_documents(operation) and await _has_documents(database, operation.collection)
        else operation
        for operation in plan.operations
    ]
    return replace(plan, operations=operations)


def loses_documents(operation: Operation) -> bool:
    """Whether documents expire by it that would not as things are, if there are any.

    An index that takes another's place expires other documents than that one did.
    """
    index, before = operation.index, operation.expiry_before
    if index is None:
        return operation.options is not None and operation.risk is Risk.DESTRUCTIVE
    if index.expire_after_seconds is None or operation.kind is OperationKind.WAIT:
        return False
    return before is None or index.expire_after_seconds < before


def _blocked(operation: Operation) -> Operation:
    reason = "; ".join(filter(None, (operation.reason, NEEDS_LEAVE)))
    return replace(operation, kind=OperationKind.BLOCKED, reason=reason)


async def _has_documents(database: Database, collection: str) -> bool:
    return await database[collection].find_one({}, {"_id": 1}) is not None
