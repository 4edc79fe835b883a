"""All of one user as JSON lines, streamed."""

import asyncio
import base64
from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from beanie import Document

from documents.aggregates.chats.reader import read_messages
from documents.aggregates.streams.read import lay_over
from documents.database import (
    Database,
    DBRef,
    ObjectId,
    collection_of,
    find_raw,
    from_bson,
    name_of,
)
from documents.json_values import plain
from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.assets import Asset
from documents.shapes.attachments import Attachment, AttachmentFile, AttachmentFileChunk
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
_DOCUMENTS_A_READ = 50
_BYTES_A_READ = 1024 * 1024
_MESSAGES_A_TURN = 20
_CHUNKS_A_READ = 16
_SORTED_AT_ONCE = 10_000

_PLAIN: dict[type[Document], str] = {
    UserSession: "session",
    Mission: "mission",
    Hop: "hop",
    Asset: "asset",
    Attachment: "attachment",
    CheckpointThread: "checkpoint_thread",
}
_OF_CHATS: dict[type[Document], str] = {
    MessageVersion: "message_version",
    MessageStream: "message_stream",
    MessageStreamPart: "message_stream_part",
    MessageFeedback: "message_feedback",
    ChatShare: "chat_share",
}
_SAVED: dict[type[Document], str] = {
    Checkpoint: "checkpoint",
    CheckpointValue: "checkpoint_value",
    CheckpointWrite: "checkpoint_write",
}
_FILES: dict[type[Document], type[Document]] = {
    AssetFile: AssetFileChunk,
    AttachmentFile: AttachmentFileChunk,
    CheckpointFile: CheckpointFileChunk,
}
EXPORTED = (*_PLAIN, Chat, *_OF_CHATS, *_SAVED, *_FILES)
"""The classes whose documents are exported, in this order, each by the order of the ids."""


def exported_of(model: type[Document], user_id: str) -> dict[str, Any]:
    """The condition of a user's documents of a class that is exported."""
    return {"metadata.user_id" if model in _FILES else "user_id": user_id}


@dataclass(frozen=True)
class ExportPlace:
    """Up to where an export has come: a collection, and the id of the last document of it."""

    collection: str
    after: Any


_Given = Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


_Line = tuple[bytes, ExportPlace | None]
"""Lines, and the place that the export has come to where a document ends with them."""


def export_user(database: Database, user_id: str, *, now: datetime) -> AsyncIterator[bytes]:
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
    return UserExport(database, user_id, now).blocks()


@dataclass
class UserExport:
    """An export of a user, which can go on from a ``place`` that an earlier one had come to.

    As each block is given, ``place`` is where the export has come to if the block ends with a
    document, else None; ``lines`` counts what was given by the types of the lines, and
    ``documents`` how many documents were given whole.
    """

    database: Database
    user_id: str
    now: datetime
    place: ExportPlace | None = None
    lines: Counter[str] = field(default_factory=Counter)
    documents: int = 0

    async def blocks(self) -> AsyncGenerator[bytes]:
        """Blocks of whole lines."""
        block, since = bytearray(), 0
        async with aclosing(self._all(self.place)) as parts:
            async for lines, place in parts:
                block += lines
                since += len(lines)
                self.documents += place is not None
                if len(block) > _BLOCK_BYTES or (place is not None and since > _BLOCK_BYTES):
                    self.place = place
                    since = 0 if place is not None else since
                    yield bytes(block)
                    block.clear()
                    await asyncio.sleep(0)
        if block:
            yield bytes(block)

    async def _all(self, place: ExportPlace | None) -> AsyncGenerator[_Line]:
        models = EXPORTED
        if place is None:
            counters = collection_of(SessionCounter, self.database)
            counter = await counters.find_one({"_id": self.user_id}) or {}
            told = {"user_id": self.user_id, "exported_at": self.now, **_fields(counter)}
            yield self._line("user", told), None
        else:
            begun = [name_of(model) for model in EXPORTED].index(place.collection)
            models = EXPORTED[begun:]
        for model in models:
            after = None if place is None or name_of(model) != place.collection else place.after
            async with aclosing(self._of_class(model, after)) as parts:
                async for lines, last in parts:
                    ended = None if last is None else ExportPlace(name_of(model), last)
                    yield lines, ended

    async def _of_class(
        self, model: type[Document], after: Any
    ) -> AsyncGenerator[tuple[bytes, Any]]:
        """Lines of a class's documents after an id; with those that end one, its id."""
        async with aclosing(self._documents(model, after)) as documents:
            async for document, given in documents:
                document_id = document["_id"]
                if model in _FILES:
                    held = b""
                    async for lines in self._file(document, _FILES[model]):
                        if held:
                            yield held, None
                        held = lines
                    yield held, document_id
                elif model is Chat:
                    # The last lines come with the id.
                    held = b""
                    async for lines in self._chat(document, given):
                        if held:
                            yield held, None
                        held = lines
                    yield held, document_id
                elif model in _SAVED:
                    document["serialised_as"] = document.pop("type")
                    if "data" in document:
                        document["base64"] = base64.b64encode(document.pop("data")).decode()
                    yield self._line(_SAVED[model], given(_fields(document))), document_id
                else:
                    kind = _PLAIN.get(model) or _OF_CHATS[model]
                    yield self._line(kind, given(_fields(document))), document_id

    async def _chat(self, chat: dict[str, Any], given: _Given) -> AsyncGenerator[bytes]:
        messages = chat.pop("messages")
        yield self._line("chat", given(_fields(chat)))
        if len(messages) == chat["last_sequence"]:
            # None is sealed, and none lost.
            for start in range(0, len(messages), _MESSAGES_A_TURN):
                some = given(messages[start : start + _MESSAGES_A_TURN])
                yield await self._messages(chat["_id"], some)
            return
        chat_id = str(chat["_id"])
        async for found in read_messages(chat["_id"]):
            if isinstance(found, LostRange):
                told = {"chat_id": chat_id, **found.model_dump()}
                yield self._line("lost_messages", told)
            else:
                yield await self._messages(chat["_id"], [found])

    async def _messages(self, chat_id: ObjectId, messages: list[StoredMessage]) -> bytes:
        await lay_over(messages)
        self.lines["message"] += len(messages)
        # To put the two before each of them would be a third of the work.
        begin = b'{"type":"message","chat_id":"%b",' % str(chat_id).encode()
        lines: list[bytes] = []
        for message in messages:
            message.pop("stream_version", None)
            lines += (begin, _json(message)[1:])
        return b"".join(lines)

    async def _file(self, file: dict[str, Any], pieces: type[Document]) -> AsyncGenerator[bytes]:
        yield self._line("file", _fields(file))
        found = collection_of(pieces, self.database).find(
            {"files_id": file["_id"]}, batch_size=_CHUNKS_A_READ
        )
        async for chunk in found.sort("n", 1):
            data = base64.b64encode(chunk["data"]).decode()
            yield self._line(
                "file_chunk", {"file_id": file["_id"], "n": chunk["n"], "base64": data}
            )

    async def _documents(
        self, model: type[Document], after: Any
    ) -> AsyncGenerator[tuple[dict[str, Any], _Given]]:
        """A class's documents after an id, by the order of their ids, each with what gives the
        free JSON in it as it was; some in one command."""
        collection = collection_of(model, self.database)
        # All ids first: a cursor that waits for what each has is closed by the server.
        waiting = await self._ids(model)
        del waiting[: 0 if after is None else bisect_right(waiting, after)]
        waiting.reverse()
        while waiting:
            some = waiting[-_DOCUMENTS_A_READ:]
            read: dict[Any, tuple[dict[str, Any], _Given]] = {}
            weight = 0
            condition = {"_id": {"$in": some}}
            projection = _NOT_OF_CHATS if model is Chat else None
            found = find_raw(collection, condition, projection, sort=[("_id", 1)])
            async with aclosing(found):
                async for raw in found:
                    document = from_bson(raw)
                    # What the driver reads as a DBRef has this key.
                    is_plain = raw.rfind(b"$ref\x00") < 0
                    read[document["_id"]] = document, _as_it_is if is_plain else plain
                    weight += len(raw)
                    if weight > _BYTES_A_READ:
                        break
                else:
                    # Those that were not found are gone.
                    read |= {each: ({}, plain) for each in some if each not in read}
            del waiting[-len(some) :]
            waiting += [each for each in some if each not in read]
            for document, given in read.values():
                if document:
                    yield document, given

    async def _ids(self, model: type[Document]) -> list[Any]:
        found = find_raw(
            collection_of(model, self.database), exported_of(model, self.user_id), {"_id": 1}
        )
        async with aclosing(found):
            ids = [from_bson(raw)["_id"] async for raw in found]
        if len(ids) > _SORTED_AT_ONCE:
            await asyncio.to_thread(ids.sort)
        else:
            ids.sort()
        return ids

    def _line(self, kind: str, fields: dict[str, Any]) -> bytes:
        self.lines[kind] += 1
        return _json({"type": kind, **fields})


_OF_FIGURES = frozenset({"tallied", "untallied"})


def _fields(document: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "id" if name == "_id" else name: value
        for name, value in document.items()
        if name not in _OF_FIGURES and (value is not None or name not in _MARKS)
    }
    for name in ("chat", "mission"):
        if isinstance(reference := fields.get(name), DBRef):
            fields[f"{name}_id"] = reference.id
            del fields[name]
    return fields


_NOT_OF_CHATS = dict.fromkeys(
    ("words", "tail_bytes", "counted", "counted_sequence", "usage_sequence"), 0
)
"""What is made of the messages, and how far the tallies are, which are not exported."""

_MARKS = frozenset({"removing_at", "rested_at", "from_transcript", *UNUSED_MARKS})
"""What an upkeep or an import leaves on documents: none of the user's, where there was none."""


def _json(value: dict[str, Any]) -> bytes:
    # Times are read without their zone, UTC: adding it takes as long as all the rest of a message.
    return orjson.dumps(value, default=str, option=_OPTIONS)


_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
