"""All of one user as JSON lines, streamed."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import orjson

from documents.aggregates.chats.reader import read_messages
from documents.aggregates.streams.read import lay_over
from documents.database import Collection, Database, DBRef, collection_of, in_turns
from documents.json_values import plain
from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.assets import Asset
from documents.shapes.attachments import Attachment, AttachmentFile, AttachmentFileChunk
from documents.shapes.base import Stored
from documents.shapes.chats import Chat, LostRange
from documents.shapes.feedback import MessageFeedback
from documents.shapes.hops import Hop
from documents.shapes.message_versions import MessageVersion
from documents.shapes.missions import Mission
from documents.shapes.sessions import UNUSED_MARKS, SessionCounter, UserSession
from documents.shapes.shares import ChatShare
from documents.shapes.streams import MessageStream, MessageStreamPart

_BLOCK_BYTES = 64 * 1024

_TYPES: dict[type[Stored], str] = {
    UserSession: "session",
    Mission: "mission",
    Hop: "hop",
    Asset: "asset",
    Attachment: "attachment",
}


async def export_user(database: Database, user_id: str, *, now: datetime) -> AsyncIterator[bytes]:
    """Lines of JSON: everything that is stored of a user, deleted but kept included.

    Each line is an object whose ``type`` says what it is: ``user`` comes first;
    ``session``, ``mission``, ``hop``, ``asset``, ``attachment``, ``chat`` with each ``message`` and
    ``lost_messages`` (``first`` to ``last``, in the place of those that are gone),
    ``message_version``, what a message said in one that is not selected or was not once,
    ``message_stream`` with each ``message_stream_part``, ``message_feedback``,
    ``chat_share``, and ``file`` with each ``file_chunk`` follow. Gives blocks of whole
    lines, holds a few documents at a time, and leaves others their turn between them.
    """
    block = bytearray()
    async for line in _lines(database, user_id, now):
        block += line
        if len(block) > _BLOCK_BYTES:
            yield bytes(block)
            block.clear()
            await asyncio.sleep(0)
    if block:
        yield bytes(block)


async def _lines(database: Database, user_id: str, now: datetime) -> AsyncIterator[bytes]:
    counter = await collection_of(SessionCounter, database).find_one({"_id": user_id}) or {}
    yield _line("user", {"user_id": user_id, "exported_at": now, **_fields(counter)})
    for model, kind in _TYPES.items():
        async for document, _ in in_turns(collection_of(model, database), {"user_id": user_id}):
            yield _line(kind, _fields(document))
    chats = _each(collection_of(Chat, database), {"user_id": user_id}, _NOT_OF_CHATS)
    async for chat in chats:
        yield _line("chat", _fields(chat))
        chat_id = str(chat["_id"])
        async for message in read_messages(chat["_id"]):
            if isinstance(message, LostRange):
                yield _line("lost_messages", {"chat_id": chat_id, **message.model_dump()})
            else:
                await lay_over([message])
                message.pop("stream_version", None)
                yield _json({"type": "message", "chat_id": chat_id, **message})
    for streamed, kind in (
        (MessageVersion, "message_version"),
        (MessageStream, "message_stream"),
        (MessageStreamPart, "message_stream_part"),
        (MessageFeedback, "message_feedback"),
        (ChatShare, "chat_share"),
    ):
        async for stream, _ in in_turns(collection_of(streamed, database), {"user_id": user_id}):
            yield _line(kind, _fields(stream))
    for files, pieces in ((AssetFile, AssetFileChunk), (AttachmentFile, AttachmentFileChunk)):
        async for file in _each(collection_of(files, database), {"metadata.user_id": user_id}):
            yield _line("file", _fields(file))
            chunks = collection_of(pieces, database).find({"files_id": file["_id"]}, batch_size=16)
            async for chunk in chunks.sort("n", 1):
                data = base64.b64encode(chunk["data"]).decode()
                yield _line("file_chunk", {"file_id": file["_id"], "n": chunk["n"], "base64": data})


async def _each(
    collection: Collection, condition: dict[str, Any], projection: dict[str, Any] | None = None
) -> AsyncIterator[dict[str, Any]]:
    """The documents of a query, each read when it is its turn."""
    # All ids first: a cursor that waits for what each has is closed by the server.
    for found in [found async for found in collection.find(condition, {"_id": 1})]:
        document = await collection.find_one(found, projection)
        if document is not None:
            yield document


def _fields(document: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "id" if name == "_id" else name: value
        for name, value in document.items()
        if value is not None or name not in _MARKS
    }
    for name in ("chat", "mission"):
        if isinstance(reference := fields.get(name), DBRef):
            fields[f"{name}_id"] = reference.id
            del fields[name]
    return fields


_NOT_OF_CHATS = dict.fromkeys(
    ("messages", "words", "counted", "counted_sequence", "usage_sequence"), 0
)
"""What is exported by itself, and how far the tallies are, which are not."""

_MARKS = frozenset({"removing_at", "rested_at", "from_transcript", *UNUSED_MARKS})
"""What an upkeep or an import leaves on documents: none of the user's, where there was none."""


def _line(kind: str, fields: dict[str, Any]) -> bytes:
    return _json({"type": kind, **plain(fields)})


def _json(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)
