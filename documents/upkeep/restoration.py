"""Storing again what the export of a user has (``documents.upkeep.export``).

What a document consists of is stored before it: the buckets of a chat, the chunks of a file. So
a run that ends in between leaves what the next one writes again, and what is there already stays
as it is. Tallies are not part of an export: they are counted anew.
"""

import base64
import binascii
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from beanie import Document

from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.attachments.storage import count
from documents.aggregates.chats.buckets import messages_bytes
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.checkpoints.threads import blocks
from documents.aggregates.checkpoints.threads import count as count_checkpoints
from documents.database import (
    Database,
    DuplicateKeyError,
    ObjectId,
    Transaction,
    bson_bytes,
    collection_of,
)
from documents.json_values import JsonObject
from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.assets import Asset
from documents.shapes.attachments import Attachment, AttachmentFile, AttachmentFileChunk
from documents.shapes.base import PydanticObjectId, untallied
from documents.shapes.chats import Chat, ChatBucket, ChatMessage, StoredMessage
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
from documents.shapes.sessions import SessionCounter, UserSession, reference
from documents.shapes.shares import ChatShare
from documents.shapes.streams import MessageStream, MessageStreamPart
from documents.upkeep.check import check_chat
from documents.upkeep.findings import ChatFault
from documents.upkeep.repair import repair
from documents.upkeep.restored_values import NotOfAnExport, restored_document

_DOCUMENTS: dict[str, type[Document]] = {
    "session": UserSession,
    "mission": Mission,
    "hop": Hop,
    "asset": Asset,
    "attachment": Attachment,
    "message_version": MessageVersion,
    "message_stream": MessageStream,
    "message_stream_part": MessageStreamPart,
    "message_feedback": MessageFeedback,
    "chat_share": ChatShare,
    "checkpoint": Checkpoint,
    "checkpoint_value": CheckpointValue,
    "checkpoint_write": CheckpointWrite,
}
_MARKED = frozenset({"session", "mission", "message_feedback"})
_LINKS = {"chat": Chat, "mission": Mission}


@dataclass
class Restored:
    """What was stored of an export, and what was ``there`` already, by the types of its lines."""

    user_id: str | None = None
    stored: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    messages: int = 0


@dataclass
class _Piece:
    """A chat or a file whose messages or chunks are just being read."""

    document: dict[str, Any]
    is_there: bool
    messages: list[StoredMessage] = field(default_factory=list)
    bytes: int = 0
    last: int = 0


@dataclass
class Restoring:
    """Stores the lines of one export, given one after the other."""

    database: Database
    limits: SealingLimits
    now: datetime
    restored: Restored = field(default_factory=Restored)
    _spending: list[PydanticObjectId] = field(default_factory=list)
    _chat: _Piece | None = None
    _file: _Piece | None = None

    async def add(self, line: JsonObject) -> None:
        """Store a line. Raises NotOfAnExport, and DuplicateKeyError where something else has the
        name of what is to be stored."""
        fields = dict(line)
        kind = fields.pop("type", None)
        if kind not in ("message", "lost_messages"):
            await self._end_chat()
        if kind != "file_chunk":
            await self._end_file()
        if kind == "user":
            await self._begin(fields)
        elif self.restored.user_id is None:
            raise NotOfAnExport("an export begins with a line of the type `user`")
        elif kind == "checkpoint_thread":
            await self._store_thread(self._owned(CheckpointThread, fields))
        elif kind in _DOCUMENTS:
            await self._store_counted(kind, self._owned(_DOCUMENTS[kind], fields))
        elif kind == "chat":
            await self._begin_chat(fields)
        elif kind == "message":
            await self._add_message(fields)
        elif kind == "file":
            await self._begin_file(fields)
        elif kind == "file_chunk":
            await self._add_chunk(fields)
        elif kind == "lost_messages":
            self._pass_lost(fields)
        else:
            raise NotOfAnExport(f"this release knows no lines of the type {kind!r}")

    async def end(self) -> Restored:
        """Store what is left, and count what came; what was stored."""
        await self._end_chat()
        await self._end_file()
        if self.restored.user_id is not None:
            await count_new(self.database, user_id=self.restored.user_id)
        for chat_id in self._spending:
            # What versions cost that are not selected is counted with none of its messages.
            checked = await check_chat(chat_id, now=self.now, conversations=False)
            for finding in [] if checked is None else checked.findings:
                if finding.kind is ChatFault.USAGE_TALLY:
                    await repair(finding)
        return self.restored

    async def _begin(self, fields: JsonObject) -> None:
        user_id = fields.get("user_id")
        if not isinstance(user_id, str) or self.restored.user_id not in (None, user_id):
            raise NotOfAnExport("an export is of one user")
        self.restored.user_id = user_id
        if isinstance(made := fields.get("sessions"), int):
            await collection_of(SessionCounter).update_one(
                {"_id": user_id}, {"$max": {"sessions": made}}, upsert=True
            )

    def _owned(self, model: type[Document], fields: JsonObject) -> dict[str, Any]:
        """A document that is the user's own."""
        links: dict[str, Any] = {}
        if "serialised_as" in fields:
            # What it is, where the line says of its own type what that is.
            links["type"] = fields.pop("serialised_as")
            if "base64" in fields:
                links["data"] = _bytes_in(fields.pop("base64"))
        for name, linked in _LINKS.items():
            if name in model.model_fields:
                given = fields.pop(f"{name}_id", None)
                links[name] = (
                    None if given is None else reference(linked, PydanticObjectId(_id_in(given)))
                )
        document = restored_document(model, fields) | links
        if document.get("user_id") != self.restored.user_id:
            raise NotOfAnExport("an export is of one user")
        if document.get("_id") is None:
            raise NotOfAnExport("it has no id")
        return document

    async def _store(self, kind: str, model: type[Document], document: dict[str, Any]) -> bool:
        if await _is_there(model, document["_id"]):
            self.restored.there[kind] += 1
            return False
        try:
            await collection_of(model).insert_one(document)
        except DuplicateKeyError:
            if not await _is_there(model, document["_id"]):
                raise
            self.restored.there[kind] += 1
            return False
        self.restored.stored[kind] += 1
        return True

    async def _store_counted(self, kind: str, document: dict[str, Any]) -> None:
        """A document of which figures may be made: the next count lets them have it."""
        mark = untallied() if kind in _MARKED else {}
        await self._store(kind, _DOCUMENTS[kind], document | mark)
        if kind == "hop":
            # Perhaps its mission was counted before it came.
            await collection_of(Mission).update_one(
                {"_id": document["mission_id"]}, {"$set": untallied()}
            )

    async def _store_thread(self, document: dict[str, Any]) -> None:
        """A thread of checkpoints, which counts to the quota, in one step."""

        async def work(transaction: Transaction) -> None:
            await collection_of(CheckpointThread).insert_one(document, session=transaction)
            if document["deleted_at"] is None:
                size = blocks(document["bytes"])
                await count_checkpoints(document["user_id"], size, transaction)

        if await _is_there(CheckpointThread, document["_id"]):
            self.restored.there["checkpoint_thread"] += 1
            return
        await self.database.in_transaction(work)
        self.restored.stored["checkpoint_thread"] += 1

    async def _begin_chat(self, fields: JsonObject) -> None:
        document = self._owned(Chat, fields)
        # Copies that a fork has are not counted; all others are, when all is there.
        copied = document.get("forked_from") or {"through": 0}
        counted = {"counted_sequence": copied["through"], "usage_sequence": copied["through"]}
        document |= {**counted, "counted": False}
        self._chat = _Piece(document, await _is_there(Chat, document["_id"]))
        if not self._chat.is_there:
            # What a run that ended in between has left.
            await collection_of(ChatBucket).delete_many({"chat_id": document["_id"]})

    async def _add_message(self, fields: JsonObject) -> None:
        chat = self._chat
        given = fields.pop("chat_id", None)
        if chat is None or given != str(chat.document["_id"]):
            raise NotOfAnExport("a message stands behind its chat")
        if fields.get("sequence_order") != chat.last + 1:
            raise NotOfAnExport(f"message {chat.last + 1} of its chat is missing before it")
        chat.last += 1
        if chat.is_there:
            self.restored.there["message"] += 1
            return
        message = restored_document(ChatMessage, fields)
        number, sealed = message["sequence_order"], chat.document["sealed_sequence"]
        if not isinstance(message.get("id"), str):
            raise NotOfAnExport("a message has an id")
        weight = bson_bytes(message)
        if chat.messages and (
            number != chat.messages[-1]["sequence_order"] + 1
            or chat.messages[-1]["sequence_order"] == sealed
            or len(chat.messages) >= self.limits.piece_messages
            or chat.bytes + weight > self.limits.piece_bytes
        ):
            await self._seal(chat)
        chat.messages.append(message)
        chat.bytes += weight
        self.restored.messages += 1

    def _pass_lost(self, fields: JsonObject) -> None:
        """Messages that the chat had lost stay so."""
        chat, last = self._chat, fields.get("last")
        if chat is None or fields.get("first") != chat.last + 1 or not isinstance(last, int):
            raise NotOfAnExport("lost messages stand in their place in their chat")
        chat.last = last

    async def _seal(self, chat: _Piece) -> None:
        """Store the messages that are held as a bucket, if they are sealed ones."""
        if chat.messages[-1]["sequence_order"] > chat.document["sealed_sequence"]:
            return
        document = chat.document
        await collection_of(ChatBucket).insert_one(
            {
                "chat_id": document["_id"],
                "user_id": document["user_id"],
                "first_sequence": chat.messages[0]["sequence_order"],
                "last_sequence": chat.messages[-1]["sequence_order"],
                "source_edit_count": document["edit_count"],
                "bytes": messages_bytes(chat.messages),
                "messages": chat.messages,
                "created_at": document["updated_at"],
                "updated_at": document["updated_at"],
            }
        )
        chat.messages, chat.bytes = [], 0

    async def _end_chat(self) -> None:
        chat, self._chat = self._chat, None
        if chat is None or chat.is_there:
            self.restored.there["chat"] += chat is not None
            return
        if chat.last < chat.document["last_sequence"]:
            raise NotOfAnExport(f"messages after {chat.last} of the chat before it are missing")
        # What was written while it was exported is among them.
        chat.document["last_sequence"] = chat.last
        if chat.messages:
            await self._seal(chat)
        chat.document["messages"] = chat.messages
        chat.document["tail_bytes"] = messages_bytes(chat.messages)
        await self._store("chat", Chat, chat.document)
        if chat.document.get("usage", {}).get("messages"):
            self._spending.append(chat.document["_id"])

    async def _begin_file(self, fields: JsonObject) -> None:
        metadata = fields.get("metadata")
        model, _ = _file_models(metadata if isinstance(metadata, dict) else {})
        document = restored_document(model, fields)
        if document.get("metadata", {}).get("user_id") != self.restored.user_id:
            raise NotOfAnExport("an export is of one user")
        self._file = _Piece(document, await _is_there(model, document["_id"]))
        if not isinstance(document.get("length"), int):
            raise NotOfAnExport("a file has a length")

    async def _add_chunk(self, fields: JsonObject) -> None:
        file = self._file
        if file is None or fields.get("file_id") != str(file.document["_id"]):
            raise NotOfAnExport("a chunk stands behind its file")
        if file.is_there:
            return
        try:
            data = _bytes_in(fields["base64"])
            place = {"files_id": file.document["_id"], "n": int(fields["n"])}
        except (KeyError, TypeError, ValueError) as error:
            raise NotOfAnExport(f"a chunk has no place: {error}") from None
        file.bytes += len(data)
        writer = file.document["metadata"].get("writer")
        _, model = _file_models(file.document["metadata"])
        own = {} if writer is None else {"writer": writer}
        await collection_of(model).replace_one(place, {**place, "data": data, **own}, upsert=True)

    async def _end_file(self) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        document = file.document
        if not file.is_there and file.bytes < document["length"]:
            raise NotOfAnExport("chunks of the file before it are missing")
        model, _ = _file_models(document["metadata"])
        if model is not AttachmentFile:
            await self._store("file", model, document)
            return

        async def work(transaction: Transaction) -> None:
            await collection_of(AttachmentFile).insert_one(document, session=transaction)
            reserved = document["metadata"].get("reserved", 0)
            await count(document["metadata"]["user_id"], reserved, transaction)

        if file.is_there:
            self.restored.there["file"] += 1
            return
        await self.database.in_transaction(work)
        self.restored.stored["file"] += 1


async def restore_user(
    database: Database, lines: Iterable[JsonObject], *, limits: SealingLimits, now: datetime
) -> AsyncIterator[Restored]:
    """Store the lines of an export; what has been stored so far, after each, and in the end all.

    Raises what ``Restoring.add`` does.
    """
    restoring = Restoring(database, limits, now)
    for line in lines:
        await restoring.add(line)
        yield restoring.restored
    yield await restoring.end()


async def _is_there(model: type[Document], document_id: Any) -> bool:
    found = await collection_of(model).find_one({"_id": document_id}, {"_id": 1})
    return found is not None


def _file_models(metadata: JsonObject) -> tuple[type[Document], type[Document]]:
    """The classes of a file and of its chunks."""
    if "asset_id" in metadata:
        return AssetFile, AssetFileChunk
    if "thread" in metadata:
        return CheckpointFile, CheckpointFileChunk
    return AttachmentFile, AttachmentFileChunk


def _bytes_in(value: Any) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise NotOfAnExport(f"no bytes are there: {error}") from None


def _id_in(value: Any) -> PydanticObjectId:
    if not isinstance(value, str) or not ObjectId.is_valid(value):
        raise NotOfAnExport("an id has 24 hex digits")
    return PydanticObjectId(value)
