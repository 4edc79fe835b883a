"""The chat engine with its usual arguments filled in, for tests."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from documents.aggregates.chats import (
    append,
    edits,
    heads,
    pages,
    reader,
    sealed_part,
    sealing,
)
from documents.aggregates.chats.append import Appended, NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.database import Database, GroupCommit, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket, StoredMessage
from tests.support import BEGINNING

_numbers = count(1)

REDACTION_KEY = b"a key for tests"

ONE_DOCUMENT = SealingLimits(piece_messages=100_000, piece_bytes=8 * 1024 * 1024)
"""Limits under which no test's chat is ever sealed."""


def end_pages_at(number: int, patch: pytest.MonkeyPatch) -> None:
    """Let a page end early where it is of more bytes than these."""
    for module in (pages, sealed_part):
        patch.setattr(module, "MAX_PAGE_BYTES", number)


def new_id() -> str:
    """An id that no message of this run has."""
    return f"made-{next(_numbers)}"


def said(content: str, message_id: str | None = None, **metadata: Any) -> NewMessage:
    """A message of the user's."""
    return NewMessage("user", content, metadata, message_id)


def numbered(number: int, first: int = 1) -> list[NewMessage]:
    """Messages with ids and contents that tell them apart."""
    return [said(f"message {n}", f"id-{n}") for n in range(first, first + number)]


@dataclass
class Engine:
    """One chat of one user."""

    database: Database
    chat_id: PydanticObjectId
    user_id: str = "alice"
    limits: SealingLimits = ONE_DOCUMENT
    hints: ChatHints = field(default_factory=ChatHints)
    now: datetime = BEGINNING
    redaction_key: bytes = REDACTION_KEY
    group_commit: GroupCommit | None = None

    @classmethod
    async def made(cls, database: Database, **fields: Any) -> "Engine":
        """A new chat."""
        user_id = fields.get("user_id", "alice")
        head = await heads.insert_chat(user_id, title=None, context_data={}, now=BEGINNING)
        return cls(database, head.id, **fields)

    async def append(self, *messages: NewMessage) -> Appended:
        return await append.append(
            self.user_id,
            self.chat_id,
            messages,
            now=self.now,
            new_id=new_id,
            limits=self.limits,
            hints=self.hints,
            redaction_key=self.redaction_key,
            group_commit=self.group_commit,
        )

    async def seal(self, limits: SealingLimits | None = None, **options: Any) -> int:
        return await sealing.seal(
            self.chat_id, now=self.now, limits=limits or self.limits, **options
        )

    async def page(self, limit: int = 50, **place: Any) -> pages.ChatPage:
        return await pages.read_page(
            self.user_id, self.chat_id, limit=limit, limits=self.limits, **place
        )

    async def edit(
        self,
        message_id: str,
        content: str | None = None,
        *,
        message_metadata: dict[str, Any] | None = None,
        **options: Any,
    ) -> StoredMessage:
        fields = {"content": content, "message_metadata": message_metadata}
        given = {name: value for name, value in fields.items() if value is not None}
        return await self.change(message_id, MessageChanges(given), **options)

    async def change(
        self, message_id: str, changes: MessageChanges, **options: Any
    ) -> StoredMessage:
        options.setdefault("revisions", None)
        found = await edits.edit_message(
            self.database,
            self.user_id,
            self.chat_id,
            message_id,
            changes=changes,
            now=self.now,
            limits=self.limits,
            **options,
        )
        return found.message

    async def redact(self, message_id: str) -> StoredMessage:
        found = await edits.redact_message(
            self.database,
            self.user_id,
            self.chat_id,
            message_id,
            revisions=None,
            now=self.now,
            limits=self.limits,
            redaction_key=self.redaction_key,
        )
        return found.message

    async def find(self, message_id: str) -> StoredMessage:
        return (await reader.find_message(self.user_id, self.chat_id, message_id)).message

    async def upward(self, limit: int = 50) -> list[StoredMessage]:
        """Every message, by pages from the first on."""
        messages: list[StoredMessage] = []
        while True:
            page = await self.page(limit, after=len(messages))
            messages += page.messages
            if not page.has_after:
                return messages

    async def downward(self, limit: int = 50) -> list[StoredMessage]:
        """Every message, by pages from the newest back."""
        page = await self.page(limit)
        messages = page.messages
        while page.has_before:
            page = await self.page(limit, before=messages[0]["sequence_order"])
            messages = page.messages + messages
        return messages

    async def contents(self) -> list[str]:
        return [message["content"] for message in await self.upward()]

    async def raw(self) -> dict[str, Any]:
        """The Chat as it is stored."""
        chat = await collection_of(Chat).find_one({"_id": self.chat_id})
        assert chat is not None
        return chat

    async def buckets(self) -> list[dict[str, Any]]:
        """The buckets as they are stored, in order."""
        found = collection_of(ChatBucket).find({"chat_id": self.chat_id})
        return [bucket async for bucket in found.sort("first_sequence", 1)]
