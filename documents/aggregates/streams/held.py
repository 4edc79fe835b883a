"""Changing a message that a stream has in hand, or had a while ago."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from documents.aggregates.chats import edits
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.reader import FoundMessage
from documents.aggregates.streams.damage import damage
from documents.aggregates.streams.end import (
    cancel,
    close_interrupted,
    end_damaged,
    write_message,
)
from documents.aggregates.streams.read import WITHOUT_EVENTS
from documents.database import Database, collection_of, committed_in
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import StoredMessage
from documents.shapes.errors.chats import ChatBusy, MessageStreaming
from documents.shapes.errors.streams import StreamEnded, StreamMissing
from documents.shapes.streams import MessageStream, MessageStreamPart, StoredStream, StreamState


@dataclass(frozen=True)
class HeldMessage:
    """One message of a user, and what its change is made with.

    ``kept`` is how long a stream is kept after its end.
    """

    database: Database
    user_id: str
    chat_id: PydanticObjectId
    message_id: str
    now: datetime
    kept: timedelta
    limits: SealingLimits

    async def edited(self, edit: Callable[[], Awaitable[FoundMessage]]) -> FoundMessage:
        """Edit it; nobody goes on then with a stream that was interrupted.

        Raises what ``edit`` raises: MessageStreaming while the message is being written.
        """
        try:
            return await edit()
        except MessageStreaming:
            await self._let_go(await self._stream(), by_force=False)
            return await edit()

    async def redacted(self, redact: Callable[[], Awaitable[FoundMessage]]) -> FoundMessage:
        """Redact it; a stream of it ends, and goes with its events. Raises what ``redact``
        raises."""
        if (stream := await self._stream()) is not None:
            await self._let_go(stream, by_force=True)
            await collection_of(MessageStreamPart).delete_many({"stream_id": stream["_id"]})
            await collection_of(MessageStream).delete_one({"_id": stream["_id"]})
        try:
            return await redact()
        except MessageStreaming:
            await self._let_go(await self._stream(), by_force=True)
            return await redact()

    async def _stream(self) -> StoredStream | None:
        """The stream of the message, without its events, if it is known still."""
        named = {"chat_id": self.chat_id, "message_id": self.message_id, **owned(self.user_id)}
        found: StoredStream | None = await committed_in(MessageStream).find_one(
            named, WITHOUT_EVENTS
        )
        if found is not None and damage(found):
            await end_damaged(found["_id"], now=self.now)
            found = await committed_in(MessageStream).find_one(named, WITHOUT_EVENTS)
            if found is not None and damage(found):
                raise ChatBusy
        return found

    async def _let_go(self, stream: StoredStream | None, *, by_force: bool) -> None:
        """Take the message out of its stream's hand. Raises MessageStreaming unless
        ``by_force``."""
        if stream is None or stream["sequence_order"] is None:
            # It was lost, or is only being opened.
            await self._unmark()
            return
        if stream["state"] == StreamState.STREAMING:
            if not by_force:
                raise MessageStreaming
            with suppress(StreamMissing, StreamEnded):
                await cancel(self.user_id, stream["_id"], now=self.now)
        await close_interrupted(stream["_id"], now=self.now)
        await write_message(
            self.database, stream["_id"], now=self.now, kept=self.kept, limits=self.limits
        )

    async def _unmark(self) -> None:
        def unmarked(message: StoredMessage) -> StoredMessage | None:
            if message.get("stream_id") is None:
                return None
            return {k: v for k, v in message.items() if k not in ("streaming", "stream_id")}

        await edits.change_message(
            self.database,
            self.user_id,
            self.chat_id,
            self.message_id,
            unmarked,
            now=self.now,
            limits=self.limits,
        )
