"""What is left of checkpoints: deleted threads, values that no checkpoint has, expired uploads."""

from datetime import datetime

from documents.aggregates.checkpoints import files, removing
from documents.database import Database, collection_of
from documents.parts import Part, Removed
from documents.shapes.checkpoints import (
    Checkpoint,
    CheckpointFile,
    CheckpointThread,
    CheckpointValue,
    CheckpointWrite,
)


async def remove_checkpoint_leftovers(database: Database, now: datetime) -> Removed:
    """Remove all of it that is due at ``now``."""
    removed = Removed()
    for thread in await removing.untidy_threads():
        gone = await removing.tidy(database, thread["user_id"], thread["_id"], now=now)
        removed.documents[collection_of(CheckpointValue).name] += gone
    for thread in await removing.deleted_threads(now):
        removed.add(await removing.remove_thread(thread["user_id"], thread["_id"], now=now))
    removed.add(await files.remove_expired(database, now))
    return removed


async def parts_of_checkpoint_leftovers(now: datetime) -> list[Part]:
    """The deleted threads with all that they have, and the expired uploads."""
    parts: list[Part] = []
    for thread in await removing.deleted_threads(now):
        of_thread = {"user_id": thread["user_id"], "thread": thread["_id"]}
        parts += [
            (collection_of(model), of_thread)
            for model in (Checkpoint, CheckpointWrite, CheckpointValue)
        ]
        parts += files.STORE.parts_of(await removing.files_of(thread["user_id"], thread["_id"]))
        parts.append((collection_of(CheckpointThread), {"_id": thread["_id"]}))
    expired = collection_of(CheckpointFile).find({"metadata.expires_at": {"$lte": now}}, {"_id": 1})
    return parts + files.STORE.parts_of([each["_id"] async for each in expired])
