"""Looks at the indexes again and again, until they are ready."""

import asyncio

from commands.indexes.output import Output
from documents.database import Database
from indexes import Definitions
from indexes.status import read_status

EVERY_SECONDS = 1.0


async def watch(database: Database, definitions: Definitions, release: str, output: Output) -> None:
    """Show the status whenever it differs, until everything declared is in step."""
    shown = None
    while True:
        status = await read_status(database, definitions, release)
        # What was used meanwhile is no news.
        facts = [(row.collection, row.name, row.state, row.build) for row in status.indexes]
        if facts != shown:
            shown = facts
            output.status(status)
        if status.in_step:
            return
        await asyncio.sleep(EVERY_SECONDS)
