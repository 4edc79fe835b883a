"""What a feed tells its readers, and how many there may be."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from documents.aggregates.sessions.recovery import MissionStanding
from documents.aggregates.streams.read import EventBatch
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatHead, StoredMessage
from documents.shapes.sessions import UserSession
from documents.shapes.streams import StreamState
from services.settings import Settings


@dataclass(frozen=True)
class FeedLimits:
    """How many feeds a user and the process may have open, and how long one lasts."""

    of_a_user: int
    of_the_process: int
    age: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "FeedLimits":
        """The limits that the settings give."""
        return cls(
            of_a_user=settings.max_user_feeds,
            of_the_process=settings.max_feeds,
            age=timedelta(minutes=settings.feed_minutes),
        )


@dataclass(frozen=True, eq=False)
class SessionTold:
    """The session, as it is now."""

    session: UserSession


@dataclass(frozen=True, eq=False)
class ChatTold:
    """The chat, as it is now."""

    head: ChatHead


@dataclass(frozen=True, eq=False)
class MissionTold:
    """The mission, as it is now."""

    state: MissionStanding


@dataclass(frozen=True, eq=False)
class MessagesTold:
    """New messages, in order and without gaps but what the chat has lost."""

    messages: list[StoredMessage]


@dataclass(frozen=True, eq=False)
class MessagesChanged:
    """Messages that are otherwise than they were told, as they are now."""

    messages: list[StoredMessage]


@dataclass(frozen=True)
class StreamTold:
    """The state of a stream, and the index of its next event."""

    stream_id: PydanticObjectId
    message_id: str
    sequence_order: int
    state: StreamState
    next: int


@dataclass(frozen=True)
class DeltaTold:
    """Events of a stream."""

    stream_id: PydanticObjectId
    batch: EventBatch


@dataclass(frozen=True, eq=False)
class EndTold:
    """How a stream has ended, None where that is not known any more; and its message."""

    stream_id: PydanticObjectId
    state: StreamState | None
    message: StoredMessage


class ByeReason(StrEnum):
    """Why a feed ends, though there is more to tell."""

    TOKEN = "token"  # noqa: S105 - the caller's has expired
    SHUTDOWN = "shutdown"
    AGE = "age"


@dataclass(frozen=True)
class Bye:
    """The feed ends; the reader comes back."""

    reason: ByeReason


@dataclass(frozen=True)
class Reset:
    """The reader is too far behind, or ahead of what is stored: he reads everything anew."""


@dataclass(frozen=True)
class FeedGone:
    """The session or the chat was deleted."""


FeedEvent = (
    SessionTold
    | ChatTold
    | MissionTold
    | MessagesTold
    | MessagesChanged
    | StreamTold
    | DeltaTold
    | EndTold
    | Reset
    | FeedGone
    | Bye
)
