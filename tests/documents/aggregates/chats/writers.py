"""Writers on one chat, in a process to be killed: prints what was acknowledged, a line each.

python -m tests.documents.aggregates.chats.writers URI DATABASE USER CHAT ROUND
"""

import asyncio
import os
import sys

from documents import DOCUMENTS
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.database import Database
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Role
from services.lifecycle import COMMAND, services_on
from services.wiring import Wiring
from tests.documents.aggregates.chats.engine import REDACTION_KEY
from tests.support import CURSOR_KEY, settings_for

WRITERS = 6


def tell(*words: str) -> None:
    """A whole line at once: a kill must not cut it."""
    os.write(1, (" ".join(words) + "\n").encode())


async def main(uri: str, name: str, user_id: str, chat: str, round_: str) -> None:
    """Append, edit and redact until killed."""
    database = Database(uri, name=name)
    await database.bind(DOCUMENTS)
    chat_id = PydanticObjectId(chat)
    # Small pieces: a sealing is nearly always under way.
    settings = settings_for(uri, name, bucket_messages=2, bucket_bytes=4_000)

    async def write(writer: int) -> None:
        number = 0
        while True:
            ids = [f"{round_}-{writer}-{number + n}" for n in range(1 + number % 3)]
            number += len(ids)
            bodies = [NewMessage(Role.USER.value, f"content of {i}", id=i) for i in ids]
            await messages.add_message(user_id, chat_id, bodies)
            for message_id in ids:
                tell("appended", message_id)
            if number % 2:
                await messages.edit_message(
                    user_id,
                    chat_id,
                    ids[0],
                    changes=MessageChanges({"content": f"edited {ids[0]}"}),
                    revisions=None,
                )
                tell("edited", ids[0])
            if number % 7 == 0:
                await messages.redact_message(user_id, chat_id, ids[-1], revisions=None)
                tell("redacted", ids[-1])

    async with services_on(
        database, Wiring(settings, CURSOR_KEY, redaction_key=REDACTION_KEY), COMMAND
    ) as services:
        messages = services.messages
        await asyncio.gather(*(write(n) for n in range(WRITERS)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
