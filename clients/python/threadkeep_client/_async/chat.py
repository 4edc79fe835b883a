"""One chat."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from threadkeep_client._async.following import AsyncFollowing, OnConnection
from threadkeep_client._async.pages import AsyncPages
from threadkeep_client._async.stream_writer import AsyncStreamWriter
from threadkeep_client.base import Json
from threadkeep_client.calls import body_of, call
from threadkeep_client.models import AttachmentOut, ChatOut, MessageOut, MessagePage
from threadkeep_client.news import FeedNews

if TYPE_CHECKING:
    from threadkeep_client._async.client import AsyncThreadkeep


class AsyncChat:
    """A chat by its id: what is done most with one."""

    def __init__(self, client: AsyncThreadkeep, chat_id: str) -> None:
        self.id = chat_id
        self._client = client

    async def get(self) -> ChatOut:
        """The chat, without its messages."""
        return await self._client.get_chat(self.id)

    async def append(self, role: str, content: Any = "", **fields: Any) -> MessageOut:
        """Append a message; ``fields`` are MessageCreate's, such as ``id`` and ``tool_calls``.

        Without an ``id`` it gets one, and is stored once however often it is sent.
        """
        message = {"role": role, "content": content, **fields}
        return await self._client.append_messages(self.id, message)

    def messages(
        self, *, after: int = 0, before: int | None = None, limit: int | None = None
    ) -> AsyncPages[MessageOut, MessagePage]:
        """Its messages in order, of which ``after`` and ``before`` are not included."""
        return self._client.list_messages(self.id, after=after, before=before, limit=limit)

    def newest(
        self, *, after: int = 0, before: int | None = None, limit: int | None = None
    ) -> AsyncPages[MessageOut, MessagePage]:
        """Its messages, the newest first."""
        return self._client.newest_messages(self.id, after=after, before=before, limit=limit)

    def stream(
        self,
        *,
        id: str | None = None,
        message_metadata: Json | None = None,
        lease_seconds: float = 15.0,
        flush_seconds: float = 0.075,
        patience_seconds: float = 300.0,
    ) -> AsyncStreamWriter:
        """Write an answer while it is made: a context manager, which opens a stream.

        With an ``id`` that was opened before, it takes that over and goes on where it stands:
        whoever wrote before is refused from then on.
        """
        body = body_of(id=id or self._client.new_id(), lease_seconds=lease_seconds)
        if message_metadata is not None:
            body["message_metadata"] = message_metadata
        return AsyncStreamWriter(
            self._client._transport,
            call("POST", "/chats/{}/streams", (self.id,), body=body),
            producer=self._client.new_id(),
            lease_seconds=lease_seconds,
            flush_seconds=flush_seconds,
            patience_seconds=patience_seconds,
        )

    def follow(
        self, *, after: str | None = None, on_connection: OnConnection | None = None
    ) -> AsyncFollowing[FeedNews]:
        """What happens in it. For a chat of a session, follow the session."""
        return self._client.follow_chat(self.id, after=after, on_connection=on_connection)

    async def upload(
        self,
        content: bytes | IO[bytes],
        *,
        name: str | None = None,
        content_type: str = "application/octet-stream",
    ) -> AttachmentOut:
        """Upload a file, which messages name by its id or its url; it is there once.

        A file is read from its beginning for each attempt.
        """
        disposition = None
        if name is not None:
            encoded = quote(name.encode(errors="replace"), safe="")
            disposition = f"attachment; filename*=UTF-8''{encoded}"
        return await self._client.upload_attachment(
            self.id, content, content_type=content_type, content_disposition=disposition
        )

    async def download(self, attachment_id: str) -> bytes:
        """The bytes of an attachment. ``get_attachment_content`` of the client gives pieces."""
        async with self._client.get_attachment_content(self.id, attachment_id) as response:
            return await response.aread()
