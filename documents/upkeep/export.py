"""All of one user as JSON lines, streamed."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import aclosing
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
from documents.shapes.chats import Chat, LostRange, StoredMessage
from documents.shapes.checkpoints import (
    Checkpoint,
    CheckpointFile,
    CheckpointFileChunk,
    CheckpointThread,
    CheckpointValue,
    CheckpointWrite,
)
from documents.shapes.feedback import MessageFeedback
from documents.shapes.hops import Hop
from documents.shapes.message_versions import MessageVersion
from documents.shapes.missions import Mission
from documents.shapes.sessions import UNUSED_MARKS, SessionCounter, UserSession
from documents.shapes.shares import ChatShare
from documents.shapes.streams import MessageStream, MessageStreamPart

_BLOCK_BYTES = 32 * 1024
_CHATS_A_READ = 50
_BYTES_A_READ = 1024 * 1024
_MESSAGES_A_TURN = 20

_TYPES: dict[type[Stored], str] = {
    UserSession: "session",
    Mission: "mission",
    Hop: "hop",
    Asset: "asset",
    Attachment: "attachment",
    CheckpointThread: "checkpoint_thread",
}


async def export_user(database: Database, user_id: str, *, now: datetime) -> AsyncIterator[bytes]:
    """Lines of JSON: everything that is stored of a user, deleted but kept included.

    Each line is an object whose ``type`` says what it is: ``user`` comes first;
    ``session``, ``mission``, ``hop``, ``asset``, ``attachment``, ``chat`` with each ``message`` and
    ``lost_messages`` (``first`` to ``last``, in the place of those that are gone),
    ``message_version``, what a message said in one that is not selected or was not once,
    ``message_stream`` with each ``message_stream_part``, ``message_feedback``,
    ``chat_share``, ``checkpoint``, ``checkpoint_value`` and ``checkpoint_write`` of each
    ``checkpoint_thread``, and ``file`` with each ``file_chunk`` follow. Gives blocks of whole
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
    async for chat in _chats(database, user_id):
        messages = chat.pop("messages")
        yield _line("chat", _fields(chat))
        if len(messages) == chat["last_sequence"]:
            # None is sealed, and none lost.
            for start in range(0, len(messages), _MESSAGES_A_TURN):
                some = plain(messages[start : start + _MESSAGES_A_TURN])
                yield await _messages(chat["_id"], some)
            continue
        chat_id = str(chat["_id"])
        async for found in read_messages(chat["_id"]):
            if isinstance(found, LostRange):
                yield _line("lost_messages", {"chat_id": chat_id, **found.model_dump()})
            else:
                yield await _messages(chat["_id"], [found])
    for streamed, kind in (
        (MessageVersion, "message_version"),
        (MessageStream, "message_stream"),
        (MessageStreamPart, "message_stream_part"),
        (MessageFeedback, "message_feedback"),
        (ChatShare, "chat_share"),
    ):
        async for stream, _ in in_turns(collection_of(streamed, database), {"user_id": user_id}):
            yield _line(kind, _fields(stream))
    for saved, kind in (
        (Checkpoint, "checkpoint"),
        (CheckpointValue, "checkpoint_value"),
        (CheckpointWrite, "checkpoint_write"),
    ):
        async for each, _ in in_turns(collection_of(saved, database), {"user_id": user_id}):
            each["serialised_as"] = each.pop("type")
            if "data" in each:
                each["base64"] = base64.b64encode(each.pop("data")).decode()
            yield _line(kind, _fields(each))
    for files, pieces in (
        (AssetFile, AssetFileChunk),
        (AttachmentFile, AttachmentFileChunk),
        (CheckpointFile, CheckpointFileChunk),
    ):
        async for file in _each(collection_of(files, database), {"metadata.user_id": user_id}):
            yield _line("file", _fields(file))
            chunks = collection_of(pieces, database).find({"files_id": file["_id"]}, batch_size=16)
            async for chunk in chunks.sort("n", 1):
                data = base64.b64encode(chunk["data"]).decode()
                yield _line("file_chunk", {"file_id": file["_id"], "n": chunk["n"], "base64": data})


async def _messages(chat_id: Any, messages: list[StoredMessage]) -> bytes:
    await lay_over(messages)
    what = {"type": "message", "chat_id": str(chat_id)}
    return b"".join(
        _json({**what, **{k: v for k, v in message.items() if k != "stream_version"}})
        if "stream_version" in message
        else _json({**what, **message})
        for message in messages
    )


async def _chats(database: Database, user_id: str) -> AsyncIterator[dict[str, Any]]:
    """The chats, each with the messages that are not sealed; some of them in one command."""
    chats = collection_of(Chat, database)
    # All ids first: a cursor that waits for what each has is closed by the server.
    waiting = [found["_id"] async for found in chats.find({"user_id": user_id}, {"_id": 1})]
    waiting.reverse()
    while waiting:
        some = waiting[-_CHATS_A_READ:]
        read: dict[Any, dict[str, Any]] = {}
        weight = 0
        condition = {"_id": {"$in": some}}
        async with aclosing(in_turns(chats, condition, _NOT_OF_CHATS)) as found:
            async for chat, bytes_of_it in found:
                read[chat["_id"]] = chat
                weight += bytes_of_it
                if weight > _BYTES_A_READ:
                    break
            else:
                # Those that were not found are gone.
                read |= {chat_id: {} for chat_id in some if chat_id not in read}
        del waiting[-len(some) :]
        waiting += [each for each in some if each not in read]
        for chat in read.values():
            if chat:
                yield chat


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
        if name != "untallied" and (value is not None or name not in _MARKS)
    }
    for name in ("chat", "mission"):
        if isinstance(reference := fields.get(name), DBRef):
            fields[f"{name}_id"] = reference.id
            del fields[name]
    return fields


_NOT_OF_CHATS = dict.fromkeys(("words", "counted", "counted_sequence", "usage_sequence"), 0)
"""What is made of the messages, and how far the tallies are, which are not exported."""

_MARKS = frozenset({"removing_at", "rested_at", "from_transcript", *UNUSED_MARKS})
"""What an upkeep or an import leaves on documents: none of the user's, where there was none."""


def _line(kind: str, fields: dict[str, Any]) -> bytes:
    return _json({"type": kind, **plain(fields)})


def _json(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)
