"""Faults made on purpose: the server fails a command, before or after it has done it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from documents.database import Database

NOT_DONE: dict[str, Any] = {"errorCode": 8000}
"""The command is refused and has done nothing; no driver repeats this one."""

DONE: dict[str, Any] = {"writeConcernError": {"code": 64, "errmsg": "the answer was lost"}}
"""The command is done, and its writer is told that it may not be."""


@asynccontextmanager
async def failing(
    database: Database,
    *,
    after: int,
    fault: dict[str, Any],
    commands: tuple[str, ...] | None = None,
) -> AsyncIterator[None]:
    """Within the block the first ``after`` commands work and all later ones fail; after it a
    majority has what was done."""
    writes = ("update", "findAndModify", "insert", "delete")
    reads = () if fault is DONE else ("find", "aggregate", "getMore")
    await database.client.admin.command(
        {
            "configureFailPoint": "failCommand",
            "mode": {"skip": after} if after else "alwaysOn",
            "data": {"failCommands": list(commands or (*writes, *reads)), **fault},
        }
    )
    try:
        yield
    finally:
        await database.client.admin.command({"configureFailPoint": "failCommand", "mode": "off"})
        # Else a read of what a majority has may come before what was done, whose writer was
        # told at once that it may not be.
        await database.client.admin.command(
            {"appendOplogNote": 1, "data": {}, "writeConcern": {"w": "majority"}}
        )
