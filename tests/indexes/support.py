"""What tests of indexes read and define."""

import asyncio
from collections.abc import Mapping
from typing import Any

from documents.database import CommandListener, Database, OperationFailure
from indexes import Definitions, Index
from indexes.server.running_builds import running_builds

WRITES = frozenset(
    {
        "insert", "update", "delete", "findAndModify", "findandmodify", "bulkWrite",
        "createIndexes", "dropIndexes", "collMod", "create", "drop", "dropDatabase",
        "setIndexCommitQuorum", "renameCollection",
    }
)  # fmt: skip


class Recorder(CommandListener):
    """Keeps every command that was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Mapping[str, Any]]] = []

    def started(self, event: Any) -> None:
        self.sent.append((event.command_name, dict(event.command)))

    def succeeded(self, event: Any) -> None:
        pass

    def failed(self, event: Any) -> None:
        pass

    def writes(self) -> list[str]:
        return [
            name
            for name, command in self.sent
            if name in WRITES or (name == "aggregate" and {"$out", "$merge"} & _stages(command))
        ]


def _stages(command: Mapping[str, Any]) -> set[str]:
    return {name for stage in command.get("pipeline", []) for name in stage}


async def raw_indexes(database: Database, collection: str) -> dict[str, dict[str, Any]]:
    """What listIndexes shows, by name."""
    try:
        answer = await database.handle.command({"listIndexes": collection})
    except OperationFailure:
        return {}
    return {spec["name"]: spec for spec in answer["cursor"]["firstBatch"]}


async def until_building(database: Database) -> None:
    """Return when the server builds an index; the test's time-out bounds it."""
    while not await running_builds(database):  # noqa: ASYNC110 - a server tells only when asked
        await asyncio.sleep(0.01)


def one(key: dict[str, Any] | None = None, **options: Any) -> Definitions:
    """One index as all the definitions there are."""
    return Definitions([Index("things", key or {"a": 1}, serves="a test", **options)])
