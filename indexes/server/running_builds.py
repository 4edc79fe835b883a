"""The builds that run at this moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents.database import Database, OperationFailure
from indexes.server.error_codes import NOT_ALLOWED
from indexes.server.facts import BUCKETS


@dataclass(frozen=True)
class RunningBuild:
    """A build as $currentOp shows it. ``total`` is None in a phase that is not counted."""

    collection: str
    names: tuple[str, ...]
    phase: str
    done: int
    total: int | None
    seconds: int


async def running_builds(database: Database) -> list[RunningBuild] | None:
    """The builds that run on this database; None when the user may not see them."""
    try:
        cursor = database.client.admin.aggregate(
            [
                {"$currentOp": {"allUsers": True, "idleConnections": False}},
                {"$match": {"desc": {"$regex": "^IndexBuildsCoordinator"}}},
            ]
        )
        found = [operation async for operation in cursor]
    except OperationFailure as error:
        if error.code == NOT_ALLOWED:
            return None
        raise
    # The trailing dot keeps `app2` out of `app`.
    prefix = f"{database.name}."
    return [
        _running_build(operation, operation["ns"].removeprefix(prefix).removeprefix(BUCKETS))
        for operation in found
        if str(operation.get("ns", "")).startswith(prefix)
    ]


def _running_build(operation: Mapping[str, Any], collection: str) -> RunningBuild:
    specs = operation.get("command", {}).get("indexes", [])
    progress = operation.get("progress") or {}
    message = str(operation.get("msg", ""))
    # It reads `Index Build: scanning collection Index Build: scanning collection: 1/2 50%`.
    phase = message.removeprefix("Index Build: ").split(" Index Build:")[0].split(":")[0]
    return RunningBuild(
        collection=collection,
        names=tuple(str(spec.get("name", "")) for spec in specs),
        phase=phase or "waiting",
        done=int(progress.get("done", 0)),
        total=int(progress["total"]) if "total" in progress else None,
        seconds=int(operation.get("secs_running", 0) or 0),
    )
