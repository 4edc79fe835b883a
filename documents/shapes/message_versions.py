"""The stored shape of a message's version that is not the selected one."""

from datetime import datetime
from typing import Any

from beanie import Document
from pydantic import Field

from documents.shapes.base import PydanticObjectId
from documents.shapes.messages import MAX_NAME_CHARACTERS
from documents.shapes.usage import MessageUsage


class MessageVersion(Document):
    """What a message said in one of its versions, as it was when another was selected.

    The message itself says what its selected version is: one that is here too, from an
    earlier time, does not count. ``number`` is 1, 2, 3 … in the order they were added;
    ``revision`` the message's when this was written; ``digest`` tells a repetition of the
    request that added it. The other fields are those of a message.
    """

    chat_id: PydanticObjectId
    user_id: str
    message_id: str
    sequence_order: int
    version_id: str
    number: int
    revision: int
    content: str | list[dict[str, Any]] | None = None
    name: str | None = Field(None, max_length=MAX_NAME_CHARACTERS)
    tool_calls: list[dict[str, Any]] | None = None
    tool_call_id: str | None = None
    refusal: str | None = None
    reasoning: str | None = None
    usage: MessageUsage | None = None
    usage_at: datetime | None = None
    version_chat_id: PydanticObjectId | None = None
    message_metadata: dict[str, Any] = {}
    as_imported: dict[str, Any] | None = None
    item: dict[str, Any] | None = None
    digest: str | None = None
    created_at: datetime
    edited_at: datetime | None = None
    redacted_at: datetime | None = None

    class Settings:
        name = "message_versions"
