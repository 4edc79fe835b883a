"""What a release does that knows nothing of ``sealed_max``, beside this one during a deploy."""

from typing import Any

from documents.aggregates.chats import sealing
from documents.aggregates.chats.limits import SealingLimits
from documents.database import collection_of, committed_in
from documents.shapes.chats import Chat
from tests.documents.aggregates.chats.engine import Engine


async def seal_without_max(chat: Engine, limits: SealingLimits | None = None) -> int:
    """Seal what is due; how many messages moved."""
    moved = 0
    while True:
        read = await committed_in(Chat).find_one({"_id": chat.chat_id})
        assert read is not None
        piece = sealing._piece(read, limits or chat.limits, None)
        if not piece or not await go_on_without_max(chat, read, piece):
            return moved
        moved += len(piece)


async def go_on_without_max(
    chat: Engine, read: dict[str, Any], piece: list[dict[str, Any]]
) -> bool:
    """Copy a piece of the Chat as it was read, and commit the copy; whether that was done."""
    bucket = await sealing._copy(read, piece, chat.now)
    if bucket is None:
        return False
    last = bucket["last_sequence"]
    result = await collection_of(Chat).update_one(
        {
            "_id": chat.chat_id,
            "deleted_at": None,
            "sealed_sequence": read["sealed_sequence"],
            "edit_count": bucket["source_edit_count"],
        },
        {
            "$pull": {"messages": {"sequence_order": {"$lte": last}}},
            "$set": {"sealed_sequence": last},
            "$inc": {"tail_bytes": -bucket["bytes"]},
        },
    )
    return result.modified_count == 1
