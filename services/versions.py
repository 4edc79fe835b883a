"""What can be done with the versions of a message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from documents.aggregates.chats.reader import FoundMessage
from documents.aggregates.chats.version_archive import StoredVersion, selected_id
from documents.aggregates.chats.versions import NewVersion, Versions, list_versions
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from services.limits import Limits
from services.messages import MessageService
from services.pagination import Cursors, Page


@dataclass(frozen=True)
class ShownVersion:
    """A version of a message, and whether the message says it."""

    version: StoredVersion
    is_selected: bool


@dataclass(frozen=True)
class VersionService:
    """The versions of the messages of the caller's chats."""

    limits: Limits
    cursors: Cursors
    messages: MessageService
    new_id: Callable[[], str]

    async def add_version(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_id: str,
        *,
        version_id: str | None,
        fields: Mapping[str, Any],
        revisions: list[int] | None,
    ) -> tuple[StoredMessage, bool]:
        """Add a version and select it, once by its id; the message as it is now, and whether
        the version is new.

        Raises ChatMissing, MessageMissing, MessageConflict, MessageIdTaken, TooManyVersions,
        AppendTooLarge, ChatBusy, OverLimit, InvalidArgument.
        """
        self.limits.check_message(fields, "")
        new = NewVersion(version_id or self.new_id(), fields)
        return await self.messages.change_versions(
            user_id,
            chat_id,
            message_id,
            revisions=revisions,
            change=lambda versions: versions.add(new),
            adds=new,
        )

    async def select_version(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_id: str,
        version_id: str,
        *,
        revisions: list[int] | None,
    ) -> StoredMessage:
        """Let the message say what it says in a version. Gives back the message as it is now.

        Raises ChatMissing, MessageMissing, VersionMissing, MessageConflict, ChatBusy.
        """

        async def select(versions: Versions) -> tuple[FoundMessage, bool]:
            return await versions.select(version_id), False

        message, _ = await self.messages.change_versions(
            user_id, chat_id, message_id, revisions=revisions, change=select
        )
        return message

    async def get_versions(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_id: str,
        *,
        cursor: str | None,
        limit: int,
    ) -> Page[ShownVersion]:
        """One page of a message's versions, in the order they were added.

        Raises ChatMissing, MessageMissing, InvalidArgument.
        """
        listing = f"versions of {message_id} in {chat_id}"
        after = 0
        if cursor is not None:
            (after,) = self.cursors.read(cursor, user_id=user_id, listing=listing)
        message, found, more = await list_versions(
            user_id, chat_id, message_id, after=after, limit=limit
        )
        selected = selected_id(message)
        return self.cursors.page(
            [ShownVersion(each, each["version_id"] == selected) for each in found],
            limit,
            lambda shown: [shown.version["number"]],
            user_id=user_id,
            listing=listing,
            more=more,
        )
