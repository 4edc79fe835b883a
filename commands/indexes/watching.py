"""Looks at the indexes again and again, until they are ready or nobody is at work on them."""

import asyncio

from commands.indexes.output import Output
from commands.indexes.running import BUILDING, CHANGES, IN_STEP
from documents.database import Database, steadily
from indexes import Definitions
from indexes.show.status import read_status

EVERY_SECONDS = 1.0
# Between two builds of one run the lock is held; between two runs it may be free for an instant.
_IDLE_LOOKS = 2


async def watch(
    database: Database,
    definitions: Definitions,
    release: str,
    output: Output,
    *,
    timeout_seconds: float | None = None,
) -> int:
    """Show the status until everything declared is in step; gives back the exit code.

    Ends as well when nothing is built and nobody holds the lock, and after the time-out,
    and says which.
    """
    clock = asyncio.get_running_loop().time
    began, idle = clock(), 0
    while True:
        status = await steadily(lambda: read_status(database, definitions, release))
        if status.in_step:
            output.settled(status)
            return IN_STEP
        at_work = status.building or status.holder is not None
        idle = 0 if at_work else idle + 1
        left = None if timeout_seconds is None else began + timeout_seconds - clock()
        if idle >= _IDLE_LOOKS:
            output.settled(status)
            output.say("Nobody is at work on what is not in step: run `threadkeep indexes sync`.")
            return CHANGES
        if left is not None and left <= 0:
            output.settled(status)
            output.say(f"Not in step after {timeout_seconds:g} s.")
            return BUILDING if at_work else CHANGES
        output.watched(status)
        await asyncio.sleep(EVERY_SECONDS if left is None else min(EVERY_SECONDS, left))
