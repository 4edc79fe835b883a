"""Edits of sealed messages, until the Chat's revision shows them.

The text lies in a bucket and the revision in the Chat, and no transaction spans the
two: one whose process is killed would hold the Chat, and every append to it, for a
minute. Three commands instead, and a stop between them loses nothing:

1. the Chat notes which message will get which revision;
2. the bucket takes the edit, if the message is still at the revision before;
3. one update of the Chat raises its revision and strikes the note.

The third comes last, so that no reader has the old text under the new tag. Whoever
finds a note beside its edit does it: the retry, an edit of the same message, or a
reader's background work. The note goes in the same update, so one edit raises the
revision once, whoever is first.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from documents.aggregates.chats.changed import note_change
from documents.database import collection_of
from documents.shapes.base import Owned, PydanticObjectId, owned
from documents.shapes.chats import NOT_COUNTED, Chat, ChatBucket, StoredMessage

GIVEN_UP_AFTER = timedelta(hours=1)
"""How old a note is whose edit will not come any more: no request lasts so long."""


async def note(
    user_id: str,
    chat_id: PydanticObjectId,
    message_id: str,
    revision: int,
    *,
    now: datetime,
    mine: Owned = owned,
) -> None:
    """Note that a sealed message is about to get this revision."""
    noted = {"id": message_id, "revision": revision, "noted_at": now}
    await collection_of(Chat).update_one(
        mine(user_id, chat_id), {"$addToSet": {"pending_edits": noted}}
    )


async def settle(
    user_id: str,
    chat_id: PydanticObjectId,
    message: StoredMessage,
    *,
    now: datetime,
    mine: Owned = owned,
) -> None:
    """Raise the chat's revision for the edits that a message shows; once for each note."""
    shown = {"id": message["id"], "revision": {"$lte": message.get("revision", 1)}}
    await collection_of(Chat).update_one(
        {**mine(user_id, chat_id), "pending_edits": {"$elemMatch": shown}},
        {
            **note_change(message),
            "$pull": {"pending_edits": shown},
            "$max": {"updated_at": now},
            "$set": NOT_COUNTED,
        },
    )


def is_noted(message: StoredMessage, notes: Iterable[dict[str, Any]]) -> bool:
    """Whether a message shows an edit that its chat's revision does not."""
    revision = message.get("revision", 1)
    return any(n["id"] == message["id"] and n["revision"] <= revision for n in notes)


async def settle_all(user_id: str, chat_id: PydanticObjectId, *, now: datetime) -> None:
    """Finish what edits that were stopped have left undone. Safe to call at any time.

    A note whose edit never came is struck after a while: each reader would look for it.
    """
    chat = await collection_of(Chat).find_one(owned(user_id, chat_id), {"pending_edits": 1})
    for noted in [] if chat is None else chat.get("pending_edits", []):
        found = {"$elemMatch": {"id": noted["id"], "revision": {"$gte": noted["revision"]}}}
        bucket = await collection_of(ChatBucket).find_one(
            {"chat_id": chat_id, "messages.id": noted["id"], "messages": found},
            {"messages": {"$elemMatch": {"id": noted["id"]}}},
        )
        if bucket is not None:
            await settle(user_id, chat_id, bucket["messages"][0], now=now)
    given_up = {"noted_at": {"$lt": now - GIVEN_UP_AFTER}}
    await collection_of(Chat).update_one(
        {**owned(user_id, chat_id), "pending_edits": {"$elemMatch": given_up}},
        {"$pull": {"pending_edits": given_up}},
    )
