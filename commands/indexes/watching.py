"""Looks at the indexes again and again, until they are ready."""

import asyncio
from dataclasses import replace

from commands.indexes.output import Output
from documents.database import Database, steadily
from indexes import Definitions
from indexes.show.status import IndexStatus, Status, read_status

EVERY_SECONDS = 1.0


async def watch(database: Database, definitions: Definitions, release: str, output: Output) -> None:
    """Show the status until everything declared is in step."""
    while True:
        status = await steadily(lambda: read_status(database, definitions, release))
        output.watched(status)
        if status.in_step:
            return
        await asyncio.sleep(EVERY_SECONDS)


class News:
    """Tells which indexes differ from when they were last told of."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], tuple[str, str, int]] = {}

    def of(self, status: Status) -> Status:
        """The indexes of another state, or a tenth further in their build.

        What was used meanwhile is no news.
        """
        new = []
        for index in status.indexes:
            name, seen = (index.collection, index.name), _seen(index)
            if self._told.get(name) != seen:
                self._told[name] = seen
                new.append(index)
        return replace(status, indexes=tuple(new))


def _seen(index: IndexStatus) -> tuple[str, str, int]:
    build = index.build
    if build is None:
        return index.state, "", 0
    return index.state, build.phase, build.done * 10 // build.total if build.total else 0
