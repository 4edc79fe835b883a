"""Chats in bulk, in the shape that appends and sealing leave: for measurements."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from documents.aggregates.chats.buckets import make_bucket, messages_bytes
from documents.aggregates.chats.sealed_max import greatest
from documents.database import Database, DBRef
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Role

BUCKET = 50
ROLES = [role.value for role in Role]
_BATCH_BYTES = 4_000_000


def messages_of(
    number: int, begin: datetime, chance: random.Random, content: str
) -> Iterator[dict[str, Any]]:
    """So many messages in order, some seconds apart."""
    at = begin
    for sequence in range(1, number + 1):
        yield {
            "id": f"m-{sequence}",
            "sequence_order": sequence,
            "role": ROLES[chance.randrange(5)],
            "content": content,
            "message_metadata": {},
            "created_at": at,
        }
        at += timedelta(seconds=chance.randrange(1, 60))


async def insert_session(
    database: Database,
    user_id: str,
    number: int,
    *,
    begin: datetime,
    chance: random.Random,
    content: str = "x" * 100,
) -> PydanticObjectId:
    """Insert a session and its chat of ``number`` messages; the session's id."""
    session_id, chat_id = PydanticObjectId(), PydanticObjectId()
    stamps = {"user_id": user_id, "created_at": begin, "revision": 1, "deleted_at": None}
    sealed = max(0, (number - BUCKET) // BUCKET * BUCKET)
    run: list[dict[str, Any]] = []
    buckets: list[dict[str, Any]] = []
    last = begin
    for message in messages_of(number, begin, chance, content):
        run.append(message)
        last = message["created_at"]
        if message["sequence_order"] <= sealed and len(run) == BUCKET:
            buckets.append(make_bucket(chat_id, user_id, run, source_edit_count=0, now=last))
            run = []
            if len(buckets) * BUCKET * (150 + len(content)) > _BATCH_BYTES:
                await database["chat_buckets"].insert_many(buckets, ordered=False)
                buckets = []
    if buckets:
        await database["chat_buckets"].insert_many(buckets, ordered=False)
    await database["chats"].insert_one(
        {
            **stamps,
            "_id": chat_id,
            "updated_at": last,
            "title": None,
            "context_data": {},
            "session_id": session_id,
            "closed_at": None,
            "last_sequence": number,
            "sealed_sequence": sealed,
            "sealed_max": {"sequence": sealed, **greatest(f"m-{n + 1}" for n in range(sealed))},
            "tail_bytes": messages_bytes(run),
            "edit_count": 0,
            "messages": run,
        }
    )
    await database["user_sessions"].insert_one(
        {
            **stamps,
            "_id": session_id,
            "updated_at": last,
            "name": "generated",
            "status": "active",
            "status_changed_at": begin,
            "transitions": [],
            "chat": DBRef("chats", chat_id),
            "mission": None,
            "session_metadata": {},
            "last_activity_at": last,
        }
    )
    return session_id
