"""The stored shapes of quotas: what a user, or all of them, have used of what they may."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from documents.shapes.base import Keyed, PydanticObjectId

ALL_USERS = ""
"""The ``id`` of what all users have together: no user's, whose names have a character."""

WINDOWS_KEPT = timedelta(minutes=2)
"""A window counts until the next one is over, too."""


class OpenPlace(BaseModel):
    """The place of something that is open, had until a time that its process moves on; of a
    ``weight``, as of so many bytes, or of one."""

    id: PydanticObjectId
    until: datetime
    weight: int | None = None


class Counting(BaseModel):
    """A count of a user's messages that is under way: since when, and from what it had."""

    token: PydanticObjectId
    since: datetime
    begun_with: int


class Unsettled(BaseModel):
    """Bytes that were added in the newest span of some seconds in which any were, and in the one
    ``before``, for appends of which it is not said yet what became of them."""

    span: int
    bytes: int
    before: int


class UserQuota(Keyed):
    """What is kept of a user (``id``), or of all of them, for quotas that are set.

    ``chat_turns`` and ``stream_turns`` are what the transactions that make chats, and those that
    decide about streams, change, so that they go one after another. ``feeds`` and ``bodies`` are
    the places of open feeds and of large bodies on their way, over all processes, and
    ``has_room`` is whether the last one that asked for a place got it. ``message_bytes`` are what
    messages have, as of the count at ``bytes_counted_at`` and what was appended since;
    ``unsettled`` are those of appends that are under way.
    """

    id: str
    chat_turns: int = 0
    stream_turns: int = 0
    feeds: list[OpenPlace] = []
    bodies: list[OpenPlace] = []
    has_room: bool = True
    message_bytes: int = 0
    unsettled: Unsettled | None = None
    bytes_counted_at: datetime | None = None
    counting: Counting | None = None

    class Settings:
        name = "user_quotas"


class RequestWindow(Keyed):
    """How many requests a user (``id``), or all of them, made in a minute and in the one before.

    ``start`` is when the minute began, in milliseconds since 1970; ``is_taken`` whether the last
    one that asked had room in it.
    """

    id: str
    start: int
    current: int
    previous: int
    is_taken: bool
    expires_at: datetime

    class Settings:
        name = "request_windows"
