"""Which commands the engine sends to the database that is ``heard``."""

from documents.aggregates.chats.append import NewMessage
from tests.documents.aggregates.chats.engine import Engine
from tests.support import Commands

COMMANDS = Commands()
"""Those that were sent since they were last cleared."""


async def commands(chat: Engine, *messages: NewMessage) -> list[str]:
    """What an append of these messages sends."""
    COMMANDS.names.clear()
    await chat.append(*messages)
    return list(COMMANDS.names)
