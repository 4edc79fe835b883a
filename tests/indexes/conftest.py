import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import pytest

from commands.embedded import EmbeddedServer
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


@pytest.fixture
async def recorded(
    database: Database, mongod: EmbeddedServer
) -> AsyncIterator[tuple[Database, Recorder]]:
    """The same database through a client that keeps what it sends."""
    recorder = Recorder()
    made = Database(mongod.uri, name=database.name, listeners=[recorder])
    yield made, recorder
    made.close()


class FailPoint(Protocol):
    def __call__(self, name: str, **data: Any) -> AbstractAsyncContextManager[None]: ...


@pytest.fixture
def fail_point(database: Database) -> FailPoint:
    """Switches a fail point of the server on for the length of a block."""

    @asynccontextmanager
    async def switched(name: str, **data: Any) -> AsyncIterator[None]:
        admin = database.client.admin
        on: dict[str, Any] = {"configureFailPoint": name, "mode": "alwaysOn"}
        await admin.command(on | ({"data": data} if data else {}))
        try:
            yield
        finally:
            await admin.command({"configureFailPoint": name, "mode": "off"})

    return switched


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
