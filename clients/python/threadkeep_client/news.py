"""What following a stream, or the feed of a session or a chat, tells."""

from dataclasses import dataclass
from typing import Any

from threadkeep_client.models import (
    ChatOut,
    CurrentHop,
    MessageOut,
    MissionOut,
    MissionProgress,
    SessionOut,
)

StreamEvent = dict[str, Any]
"""One event of a stream, by the names and shapes of the AI SDK's UI message stream."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Something that is told; ``last_event_id`` is where to go on from, once it is taken in."""

    last_event_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Snapshot(Told):
    """A stream's message so far; ``next`` is the index of the next event."""

    message: MessageOut
    next: int


@dataclass(frozen=True, kw_only=True)
class Delta(Told):
    """Events of a stream, from the index ``start`` on; a feed says of which stream."""

    start: int
    events: list[StreamEvent]
    stream_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class End(Told):
    """How a stream ended, and its whole message.

    ``state`` is ``complete``, ``failed``, ``cancelled`` or ``interrupted``; None where its events
    are gone, and only the message is known.
    """

    state: str | None
    message: MessageOut
    stream_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Gone(Told):
    """What was followed was deleted. Nothing more comes."""


@dataclass(frozen=True, kw_only=True)
class Reset(Told):
    """More has happened than can be told: begin with the recovery again. Nothing more comes."""


@dataclass(frozen=True, kw_only=True)
class NewMessages(Told):
    """Messages that are new, by their numbers."""

    items: list[MessageOut]


@dataclass(frozen=True, kw_only=True)
class ChangedMessages(Told):
    """Messages that were edited or redacted, or say another version, as they are now."""

    items: list[MessageOut]


@dataclass(frozen=True, kw_only=True)
class StreamChanged(Told):
    """A message is being written; or its stream was interrupted, or is gone on with."""

    stream_id: str
    message_id: str
    sequence_order: int
    state: str
    next: int


@dataclass(frozen=True, kw_only=True)
class SessionChanged(Told):
    """The session, as it is now."""

    session: SessionOut


@dataclass(frozen=True, kw_only=True)
class ChatChanged(Told):
    """The chat without its messages, as it is now."""

    chat: ChatOut


@dataclass(frozen=True, kw_only=True)
class MissionChanged(Told):
    """The mission of the session, as a recovery has it."""

    mission: MissionOut
    current_hop: CurrentHop | None
    progress: MissionProgress


StreamNews = Snapshot | Delta | End | Gone
FeedNews = (
    NewMessages
    | ChangedMessages
    | StreamChanged
    | Delta
    | End
    | SessionChanged
    | ChatChanged
    | MissionChanged
    | Reset
    | Gone
)
