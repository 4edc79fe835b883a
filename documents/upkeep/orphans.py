"""Pieces whose whole is gone: chunks without their file, the events of a stream without it,
and buckets, versions of messages, feedback and shares without their chat.

There are some only where a process died in the midst of writing them at the very moment when
another removed the whole. So all pieces are looked through once a day and not oftener, in
small steps with pauses; one that stops goes on where it was.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from beanie import Document

from documents.aggregates.analytics.releasing import RELEASES
from documents.aggregates.chats.buckets import stray_of
from documents.database import Database, collection_of, name_of
from documents.pacing import paced
from documents.parts import Part, Removed, remove_parts
from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.attachments import AttachmentFile, AttachmentFileChunk
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.checkpoints import CheckpointFile, CheckpointFileChunk
from documents.shapes.feedback import MessageFeedback
from documents.shapes.message_versions import MessageVersion
from documents.shapes.shares import ChatShare
from documents.shapes.streams import MessageStream, MessageStreamPart
from documents.shapes.upkeep_walks import UpkeepWalk
from documents.shapes.user_jobs import UserJob, UserJobChunk
from documents.upkeep.removal import remove_released

WALKED_EVERY = timedelta(days=1)
_PIECES_A_STEP = 2000


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
        """Each whole that is gone though pieces of it are there: its ``_id``. Reads every
        whole's place in the index."""
        pipeline: list[dict[str, Any]] = [
            {"$sort": {self.whole_id: 1, self.place: 1}},
            {"$group": {"_id": f"${self.whole_id}"}},
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
        ]
        async for gone in collection_of(self.model).aggregate(pipeline, allowDiskUse=True):
            yield gone

    async def step(self, after: Any) -> tuple[list[Any], Any]:
        """The wholes that are gone among the next ones after a place; and the place that this
        step came to, None at the end."""
        pipeline: list[dict[str, Any]] = [
            {"$match": {} if after is None else {self.whole_id: {"$gt": after}}},
            {"$sort": {self.whole_id: 1, self.place: 1}},
            {"$limit": _PIECES_A_STEP},
            # From the index alone.
            {"$project": {"_id": 0, self.whole_id: 1}},
            {"$group": {"_id": f"${self.whole_id}"}},
        ]
        pieces = collection_of(self.model).aggregate(pipeline)
        named = [piece["_id"] async for piece in pieces]
        there = collection_of(self.whole).find({"_id": {"$in": named}}, {"_id": 1})
        found = {whole["_id"] async for whole in there}
        return [each for each in named if each not in found], max(named, default=None)

    async def are_old(self, whole_id: Any) -> bool:
        """Whether a whole's first piece was made a day ago or earlier."""
        pipeline: list[dict[str, Any]] = [
            {"$match": {self.whole_id: whole_id}},
            {"$sort": {self.place: 1}},
            {"$limit": 1},
            {"$match": {"$expr": {"$lt": [_made_at("$_id"), _A_DAY_AGO]}}},
        ]
        return bool([each async for each in collection_of(self.model).aggregate(pipeline)])

    async def orphans(self, whole_id: Any) -> list[Part]:
        """The pieces of a whole that is gone, if they are to be removed."""
        collection = collection_of(self.model)
        if not await self.are_old(whole_id):
            return []
        if self.model is not ChatBucket:
            return [(collection, {self.whole_id: whole_id})]
        stray = await stray_of(whole_id)
        return [] if stray is None else [(collection, {"_id": stray})]


BUCKETS = Pieces(ChatBucket, "chat_id", "first_sequence", Chat)
CHUNKS = Pieces(AssetFileChunk, "files_id", "n", AssetFile)
VERSIONS = Pieces(MessageVersion, "chat_id", "sequence_order", Chat)
ATTACHMENT_CHUNKS = Pieces(AttachmentFileChunk, "files_id", "n", AttachmentFile)
CHECKPOINT_CHUNKS = Pieces(CheckpointFileChunk, "files_id", "n", CheckpointFile)
STREAM_PARTS = Pieces(MessageStreamPart, "stream_id", "first", MessageStream)
SHARES = Pieces(ChatShare, "chat_id", "_id", Chat)
JOB_CHUNKS = Pieces(UserJobChunk, "files_id", "n", UserJob)
FEEDBACK = Pieces(MessageFeedback, "chat_id", "message_id", Chat)


ALL_PIECES = (
    *(BUCKETS, VERSIONS, CHUNKS, ATTACHMENT_CHUNKS, STREAM_PARTS),
    *(CHECKPOINT_CHUNKS, JOB_CHUNKS, FEEDBACK, SHARES),
)


async def remove_orphans(database: Database, now: datetime) -> Removed:
    """Remove what ``find_orphans`` finds."""
    removed = Removed()
    for pieces in ALL_PIECES:
        steps = _due_steps(pieces, now)
        async with aclosing(steps):
            async for parts, place in steps:
                if pieces.model in RELEASES:
                    for _, condition in parts:
                        removed.add(await remove_released(database, pieces.model, condition))
                else:
                    removed.add(await remove_parts(parts))
                walked: dict[str, Any] = {"place": place}
                if place is None:
                    walked["finished_at"] = now
                await collection_of(UpkeepWalk).update_one(
                    {"_id": name_of(pieces.model)}, {"$set": walked}, upsert=True
                )
    return removed


async def find_orphans(now: datetime) -> AsyncIterator[Part]:
    """A stray bucket, versions, feedback and shares whose chat is gone, chunks whose file,
    and parts whose stream is; of those collections that were not walked through within a day.

    Who writes pieces first has a day for it. Several buckets of one chat are left alone:
    `threadkeep chats check` tells of them.
    """
    for pieces in ALL_PIECES:
        async for parts, _ in _due_steps(pieces, now):
            for part in parts:
                yield part


async def _due_steps(pieces: Pieces, now: datetime) -> AsyncGenerator[tuple[list[Part], Any]]:
    """Each step's parts that are to be removed, and the place that it came to."""
    walk = await collection_of(UpkeepWalk).find_one({"_id": name_of(pieces.model)}) or {}
    place, finished_at = walk.get("place"), walk.get("finished_at")
    if place is None and finished_at is not None and now - finished_at < WALKED_EVERY:
        return
    while True:
        async with paced():
            gone, place = await pieces.step(place)
            parts = [part for each in gone for part in await pieces.orphans(each)]
        yield parts, place
        if place is None:
            return


def _made_at(object_id: str) -> dict[str, Any]:
    """The time in an ObjectId; what is none counts as made now."""
    convert = {"input": object_id, "to": "date", "onError": "$$NOW", "onNull": "$$NOW"}
    return {"$convert": convert}


_A_DAY_AGO = {"$dateSubtract": {"startDate": "$$NOW", "unit": "day", "amount": 1}}
