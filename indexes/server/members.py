"""The members of the replica set, and whether they are well enough to build an index."""

from documents.database import Database, OperationFailure
from indexes.errors import MembersDown
from indexes.server.error_codes import NO_REPLICATION, NO_SUCH_COMMAND, NOT_ALLOWED

_HEALTHY_STATES = frozenset({1, 2})  # PRIMARY, SECONDARY
MAJORITY = "majority"
ALL_VOTING = "votingMembers"


async def check_members(database: Database, quorum: str) -> None:
    """Raise MembersDown when a build with this commit quorum would wait without end.

    Says nothing where the user may not ask, or behind mongos.
    """
    try:
        status = await database.client.admin.command("replSetGetStatus")
        config = (await database.client.admin.command("replSetGetConfig"))["config"]
    except OperationFailure as error:
        if error.code in {NOT_ALLOWED, NO_REPLICATION, NO_SUCH_COMMAND}:
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
