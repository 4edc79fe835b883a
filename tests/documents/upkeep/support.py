"""What tests of a check do with a chat."""

from datetime import timedelta
from typing import Any

from documents.database import collection_of
from documents.shapes.chats import Chat
from documents.upkeep.check import check_chat
from documents.upkeep.findings import ChatFault, Checked
from tests.documents.aggregates.chats.engine import Engine
from tests.support import BEGINNING

LATER = BEGINNING + timedelta(hours=1)


async def looked_at(chat: Engine, **options: Any) -> Checked:
    """What a check of the chat an hour later says."""
    checked = await check_chat(chat.chat_id, now=LATER, **options)
    assert checked is not None
    return checked


async def kinds(chat: Engine) -> list[ChatFault]:
    """The kinds of what it finds."""
    return [finding.kind for finding in (await looked_at(chat)).findings]


async def set_chat(chat: Engine, change: Any) -> None:
    """Change the stored chat, past every rule."""
    await collection_of(Chat).update_one({"_id": chat.chat_id}, change)
