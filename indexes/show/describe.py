"""Plans and their parts as plain JSON values, for files and for programs."""

from typing import Any

from indexes.compare.plan import Operation, Plan
from indexes.declared.values import plain_json


def describe_operation(operation: Operation) -> dict[str, Any]:
    """One operation. ``spec`` is what createIndexes would get, ``existing`` what is there."""
    index, existing = operation.index, operation.existing
    return {
        "operation": str(operation.kind),
        "sign": operation.kind.sign,
        "collection": operation.collection,
        "name": operation.name,
        "risk": str(operation.risk),
        "changes": list(operation.changes),
        "reason": operation.reason,
        "built_name": operation.built_name,
        "stand_in": operation.stand_in.name if operation.stand_in else None,
        "serves": index.serves if index else "",
        "spec": plain_json(index.spec(operation.built_name)) if index else None,
        "options": plain_json(operation.options.options()) if operation.options else None,
        "existing": plain_json(dict(existing.raw)) if existing else None,
        "documents": operation.documents,
        "size_bytes": operation.size_bytes,
    }


def describe_plan(plan: Plan) -> dict[str, Any]:
    """A plan with its operations, its remarks and the state it was made for."""
    return {
        "database": plan.database,
        "in_step": plan.in_step,
        "operations": [describe_operation(operation) for operation in plan.operations],
        "remarks": [
            {"collection": remark.collection, "name": remark.name, "text": remark.text}
            for remark in plan.remarks
        ],
        "state": dict(plan.state),
    }
