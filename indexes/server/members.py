"""What the server says of itself: who it is, its members' health, its running builds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from documents.database import Database, OperationFailure
from indexes.errors import MembersDown

_NOT_ALLOWED = 13
_NO_REPLICATION = 76
_NO_SUCH_COMMAND = 59
_HEALTHY_STATES = frozenset({1, 2})  # PRIMARY, SECONDARY
MAJORITY = "majority"
ALL_VOTING = "votingMembers"


@dataclass(frozen=True)
class RunningBuild:
    """A build as $currentOp shows it. ``total`` is None in a phase that is not counted."""

    collection: str
    names: tuple[str, ...]
    phase: str
    done: int
    total: int | None
    seconds: int


async def identity(database: Database) -> dict[str, str]:
    """What tells this database from any other of the same name.

    The replica set's name and hosts, and its own id where the user may read it.
    """
    hello = await database.client.admin.command("hello")
    hosts = ",".join(sorted(hello.get("hosts", [hello.get("me", "")])))
    found = {
        "database": database.name,
        "hosts": f"{hello.get('setName', hello.get('msg', ''))}/{hosts}",
    }
    try:
        answer = await database.client.admin.command("replSetGetConfig")
        found["cluster"] = str(answer["config"]["settings"]["replicaSetId"])
    except OperationFailure as error:
        if error.code not in {_NOT_ALLOWED, _NO_REPLICATION, _NO_SUCH_COMMAND}:
            raise
    return found


def is_same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two identities are one database's: by the id where both have it, else by hosts."""
    part = "cluster" if "cluster" in one and "cluster" in other else "hosts"
    return one["database"] == other["database"] and one[part] == other[part]


async def server_time(database: Database) -> datetime:
    """The server's clock, which dates what the ledger and the lock hold."""
    answer = await database.client.admin.command("hello")
    time: datetime = answer["localTime"]
    return time if time.tzinfo else time.replace(tzinfo=UTC)


async def check_members(database: Database, quorum: str) -> None:
    """Raise MembersDown when a build with this commit quorum would wait without end.

    Says nothing where the user may not ask, or behind mongos.
    """
    try:
        status = await database.client.admin.command("replSetGetStatus")
        config = (await database.client.admin.command("replSetGetConfig"))["config"]
    except OperationFailure as error:
        if error.code in {_NOT_ALLOWED, _NO_REPLICATION, _NO_SUCH_COMMAND}:
            return
        raise
    voting = {
        member["host"]
        for member in config["members"]
        if member.get("votes", 1) > 0 and not member.get("arbiterOnly")
    }
    down = [
        f"{member['name']} ({str(member.get('stateStr', 'unknown')).lower()})"
        for member in status["members"]
        if member["name"] in voting
        and not (member.get("health") == 1 and member.get("state") in _HEALTHY_STATES)
    ]
    enough = len(voting) // 2 + 1
    if down and (quorum != MAJORITY or len(voting) - len(down) < enough):
        raise MembersDown(down, quorum)


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
        if error.code == _NOT_ALLOWED:
            return None
        raise
    # The trailing dot keeps `app2` out of `app`.
    prefix = f"{database.name}."
    return [
        _running_build(operation, operation["ns"].removeprefix(prefix))
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
