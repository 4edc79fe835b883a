"""With which read and write concern each command is sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from documents import DOCUMENTS
from documents.database import CommandListener, Database

_READS = ("find", "aggregate", "getMore", "count", "distinct")
_ENDINGS = ("commitTransaction", "abortTransaction")


class Concerns(CommandListener):
    """Notes every command as ``find chats majority``: its name, its collection, and what it asks.

    A read outside of a transaction asks for its read concern, ``local`` where it has none, and
    for ``primary`` where it may go to no other. A write, and the commit of a transaction, ask
    for the write concern. In a transaction a command is ``within`` it, and the first has
    the read concern of all.
    """

    def __init__(self) -> None:
        self.noted: set[str] = set()

    def started(self, event: Any) -> None:
        command, name = event.command, event.command_name
        if name in ("getMore", "killCursors", "endSessions", "hello", "ping"):
            return
        words = [name]
        if name not in _ENDINGS:
            words.append(str(command[name]))
        if "autocommit" in command and name not in _ENDINGS:
            words.append("within")
            if "startTransaction" in command:
                words.append(str(command.get("readConcern", {}).get("level")))
        elif name in _READS and not _writes(command):
            words.append(str(command.get("readConcern", {}).get("level", "local")))
        else:
            words.append(f"w:{command.get('writeConcern', {}).get('w')}")
        self.noted.add(" ".join(words))

    def succeeded(self, event: Any) -> None:
        pass

    def failed(self, event: Any) -> None:
        pass

    def taken(self) -> list[str]:
        """What was noted since the last time, in order of the alphabet."""
        noted, self.noted = sorted(self.noted), set()
        return noted


def _writes(command: Any) -> bool:
    return any("$merge" in stage or "$out" in stage for stage in command.get("pipeline", ()))


@asynccontextmanager
async def listening(uri: str, bound: Database) -> AsyncIterator[tuple[Database, Concerns]]:
    """The documents bound to a database whose commands are noted."""
    concerns = Concerns()
    database = Database(uri, name=bound.name, listeners=[concerns])
    try:
        await database.bind(DOCUMENTS)
        yield database, concerns
    finally:
        await database.close()
