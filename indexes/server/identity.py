"""Which database this is, and what its clock says."""

from collections.abc import Mapping
from datetime import UTC, datetime

from documents.database import Database, OperationFailure
from indexes.server.error_codes import NO_REPLICATION, NO_SUCH_COMMAND, NOT_ALLOWED


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
        if error.code not in {NOT_ALLOWED, NO_REPLICATION, NO_SUCH_COMMAND}:
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
