"""What streams refuse.

StreamError
├─ StreamMissing        no such stream of this user
├─ StreamExpired        it ended so long ago that its events are gone
├─ StreamEnded          it takes no more events
├─ StaleEpoch           another writer has taken it over
├─ SequenceGap          a request of this writer is missing
├─ EpochNotBegun        a new epoch begins with the sequence number 0
├─ StreamDamaged        something of it is not what was stored
└─ StreamTooLarge       it would hold more than a message can take in
"""

from documents.shapes.base import PydanticObjectId
from documents.shapes.streams import StreamState


class StreamError(Exception):
    """Base of what streams refuse."""


class StreamMissing(StreamError):
    """No such stream of this user."""


class StreamExpired(StreamError):
    """The stream's events are gone; its message is there."""

    def __init__(self, chat_id: PydanticObjectId, message_id: str) -> None:
        super().__init__("the stream has expired")
        self.chat_id = chat_id
        self.message_id = message_id


class StreamEnded(StreamError):
    """The stream takes no more events; ``state`` says how it ended, ``next`` with how many."""

    def __init__(self, state: StreamState, next_index: int) -> None:
        super().__init__(f"the stream is {state}")
        self.state = state
        self.next = next_index


class StaleEpoch(StreamError):
    """Another writer has taken the stream over, at ``epoch``."""

    def __init__(self, epoch: int) -> None:
        super().__init__(f"another writer has the stream, at epoch {epoch}")
        self.epoch = epoch


class SequenceGap(StreamError):
    """The writer's request ``expected`` has not come, and this is a later one."""

    def __init__(self, expected: int, received: int) -> None:
        super().__init__(f"request {received} came, and {expected} was expected")
        self.expected = expected
        self.received = received


class EpochNotBegun(StreamError):
    """A new epoch begins with the sequence number 0, not with ``received``."""

    def __init__(self, received: int) -> None:
        super().__init__("a new epoch begins with the sequence number 0")
        self.received = received


class StreamDamaged(StreamError):
    """Something of the stream that is stored is lost, or was changed by another hand."""

    def __init__(self, stream_id: PydanticObjectId) -> None:
        super().__init__(f"what is stored of the stream {stream_id} is damaged")
        self.stream_id = stream_id


class StreamTooLarge(StreamError):
    """The stream would hold more than a message can take in."""
