"""Pieces whose whole is gone: chunks without their file, the events of a stream without it,
and buckets, versions of messages, feedback and shares without their chat."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from beanie import Document

from documents.aggregates.chats.buckets import stray_of
from documents.database import collection_of, name_of
from documents.parts import Part, Removed, remove_parts
from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.attachments import AttachmentFile, AttachmentFileChunk
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.checkpoints import CheckpointFile, CheckpointFileChunk
from documents.shapes.feedback import MessageFeedback
from documents.shapes.message_versions import MessageVersion
from documents.shapes.shares import ChatShare
from documents.shapes.streams import MessageStream, MessageStreamPart


@dataclass(frozen=True)
class Pieces:
    """The class of the pieces, and that of the wholes which ``whole_id`` names.

    ``place`` is what puts the pieces of one whole in order.
    """

    model: type[Document]
    whole_id: str
    place: str
    whole: type[Document]

    async def without_whole(self) -> AsyncIterator[dict[str, Any]]:
        """Each whole that is gone though pieces of it are there: its ``_id``, and whether
        its first piece ``is_old``, a day or more. Reads every piece's place in the index."""
        pipeline: list[dict[str, Any]] = [
            {"$sort": {self.whole_id: 1, self.place: 1}},
            {"$group": {"_id": f"${self.whole_id}", "first": {"$first": "$_id"}}},
            {
                "$lookup": {
                    "from": name_of(self.whole),
                    "localField": "_id",
                    "foreignField": "_id",
                    "pipeline": [{"$project": {"_id": 1}}],
                    "as": "whole",
                }
            },
            {"$match": {"whole": []}},
            {"$addFields": {"is_old": {"$lt": [_made_at("$first"), _A_DAY_AGO]}}},
        ]
        async for gone in collection_of(self.model).aggregate(pipeline, allowDiskUse=True):
            yield gone


BUCKETS = Pieces(ChatBucket, "chat_id", "first_sequence", Chat)
CHUNKS = Pieces(AssetFileChunk, "files_id", "n", AssetFile)
VERSIONS = Pieces(MessageVersion, "chat_id", "sequence_order", Chat)
ATTACHMENT_CHUNKS = Pieces(AttachmentFileChunk, "files_id", "n", AttachmentFile)
CHECKPOINT_CHUNKS = Pieces(CheckpointFileChunk, "files_id", "n", CheckpointFile)
STREAM_PARTS = Pieces(MessageStreamPart, "stream_id", "first", MessageStream)
SHARES = Pieces(ChatShare, "chat_id", "_id", Chat)
FEEDBACK = Pieces(MessageFeedback, "chat_id", "message_id", Chat)


async def remove_orphans() -> Removed:
    """Remove what ``find_orphans`` finds."""
    return await remove_parts([part async for part in find_orphans()])


async def find_orphans() -> AsyncIterator[Part]:
    """A stray bucket, versions, feedback and shares whose chat is gone, chunks whose file,
    and parts whose stream is.

    There are some only where a process died in the midst of writing them at the very
    moment when another removed the whole. Who writes pieces first has a day for it.
    Several buckets of one chat are left alone: `threadkeep chats check` tells of them.
    """
    for pieces in (
        *(BUCKETS, VERSIONS, CHUNKS, ATTACHMENT_CHUNKS, STREAM_PARTS),
        *(CHECKPOINT_CHUNKS, FEEDBACK, SHARES),
    ):
        collection = collection_of(pieces.model)
        async for gone in pieces.without_whole():
            if not gone["is_old"]:
                continue
            if pieces is not BUCKETS:
                yield collection, {pieces.whole_id: gone["_id"]}
            elif (stray := await stray_of(gone["_id"])) is not None:
                yield collection, {"_id": stray}


def _made_at(object_id: str) -> dict[str, Any]:
    """The time in an ObjectId; what is none counts as made now."""
    convert = {"input": object_id, "to": "date", "onError": "$$NOW", "onNull": "$$NOW"}
    return {"$convert": convert}


_A_DAY_AGO = {"$dateSubtract": {"startDate": "$$NOW", "unit": "day", "amount": 1}}
