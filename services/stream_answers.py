"""What a stream's service answers to whoever reads or writes one."""

from dataclasses import dataclass
from datetime import timedelta

from documents.shapes.chats import StoredMessage
from documents.shapes.streams import StreamState
from services.errors import OverLimit
from services.settings import Settings

MAX_EVENTS = 256
"""How many events one request may have."""

MAX_TYPE_CHARACTERS = 100
"""How long the ``type`` of an event is at most."""

MAX_EVENT_BYTES = 64 * 1024
"""What the events of one request weigh at most, as compact JSON."""


def check_event_count(count: int) -> None:
    """Raise OverLimit for too many events in one request."""
    if count > MAX_EVENTS:
        raise OverLimit(f"{count} events in one request; {MAX_EVENTS} at most")


@dataclass(frozen=True)
class StreamLimits:
    """How long a stream is kept, and how long its text may be."""

    kept: timedelta
    text_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> "StreamLimits":
        """The limits that the settings give."""
        return cls(
            kept=timedelta(minutes=settings.stream_kept_minutes),
            text_bytes=settings.max_content_bytes,
        )


@dataclass(frozen=True)
class StreamSnapshot:
    """The message as of index ``next``, for who has seen nothing yet."""

    message: StoredMessage
    next: int
    state: StreamState

    @property
    def is_last(self) -> bool:
        """Whether there is nothing to add to it now."""
        return self.state == StreamState.STREAMING


@dataclass(frozen=True)
class StreamEnd:
    """How the stream has ended, at index ``next``, and the message as it is then."""

    state: StreamState
    message: StoredMessage
    next: int


@dataclass(frozen=True)
class StreamGone:
    """The stream was deleted."""


@dataclass(frozen=True)
class Heartbeat:
    """Nothing happens; the connection is alive."""
