"""What a message's attachments want of whoever stores, changes or empties it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from documents.aggregates.attachments import naming, releasing
from documents.aggregates.attachments.naming import named_in
from documents.aggregates.attachments.references import references_of
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.json_values import pointer_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.chats import AttachmentRefused
from services.attachment_files import UnheldFiles
from services.errors import InvalidArgument


@dataclass(frozen=True)
class MessageAttachments:
    """Keeps the attachments that messages name, and lets go of those that none names.

    Without ``refuses`` names of attachments that a chat does not have are let pass.
    """

    files: UnheldFiles
    new_id: Callable[[], str]
    refuses: bool = True

    def with_ids(self, messages: Sequence[NewMessage]) -> list[NewMessage] | None:
        """The messages, each with its id, where one of them names an attachment; else None."""
        if not named_in([{"content": message.content} for message in messages]):
            return None
        return [replace(message, id=message.id_by(self.new_id)) for message in messages]

    def refuse_named(self, messages: Sequence[NewMessage], pointers: Sequence[str]) -> None:
        """Raise InvalidArgument for messages of a new chat, which has none, that name one."""
        for message, pointer in zip(messages, pointers, strict=True):
            for reference in references_of(message.body()):
                place = pointer + pointer_of(reference.path)
                raise InvalidArgument("names no attachment of this chat", pointer=place)

    @asynccontextmanager
    async def appended(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        messages: Sequence[NewMessage],
        pointers: Sequence[str],
        now: datetime,
    ) -> AsyncIterator[naming.Claims]:
        """While it lasts the messages, which have ids, may be stored. Raises ChatMissing and
        InvalidArgument, with the place, for one that names no attachment of the chat."""
        named = {str(message.id): message.body() for message in messages}
        try:
            async with naming.naming(
                user_id, chat_id, named, now=now, refuses=self.refuses
            ) as claims:
                yield claims
        except AttachmentRefused as error:
            pointer = pointers[error.place] + pointer_of(error.path)
            raise InvalidArgument(error.reason, pointer=pointer) from None

    @asynccontextmanager
    async def edited(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_id: str,
        changes: MessageChanges,
        now: datetime,
        *,
        is_stored: Callable[[], Awaitable[bool]] | None = None,
    ) -> AsyncIterator[naming.Claims | None]:
        """While it lasts a message may be changed; what it names no longer is let go of.

        A change that ``is_stored`` says was made before is not refused. Raises ChatMissing,
        InvalidArgument.
        """
        if "content" not in changes.fields:
            # Another text, or other metadata, leaves the files as they are.
            yield None
            return
        named = {message_id: changes.fields}
        try:
            async with naming.naming(
                user_id,
                chat_id,
                named,
                now=now,
                is_edit=True,
                refuses=self.refuses,
                is_stored=is_stored,
            ) as claims:
                had_some = await releasing.mark_due(user_id, chat_id, message_id, now)
                yield claims
        except AttachmentRefused as error:
            raise InvalidArgument(error.reason, pointer=pointer_of(error.path)) from None
        if had_some:
            await self._release(chat_id, message_id, now)

    @asynccontextmanager
    async def redacted(
        self, user_id: str, chat_id: PydanticObjectId, message_id: str, now: datetime
    ) -> AsyncIterator[None]:
        """While it lasts a message is emptied; then what it named is let go of."""
        await releasing.mark_due(user_id, chat_id, message_id, now)
        yield
        await self._release(chat_id, message_id, now)

    async def _release(self, chat_id: PydanticObjectId, message_id: str, now: datetime) -> None:
        if await releasing.release(chat_id, message_id, now):
            self.files.remove_soon()
