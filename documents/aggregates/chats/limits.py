"""How large the pieces of a chat may be."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime

from documents.database import MAX_LIST_BYTES
from documents.shapes.base import PydanticObjectId

MAX_TAIL_BYTES = 8 * 1024 * 1024
"""What ``messages`` of a Chat may weigh: well under the 16 MB of a document
(https://www.mongodb.com/docs/manual/reference/limits/). Each append writes the Chat
and its image for a retry; with a cache of 256 MB, the smallest there is, a few
writes of 12 MB stood still until the next checkpoint, for a minute."""

MAX_APPEND_BYTES = 6 * 1024 * 1024
"""What one append may weigh: it fits beside any tail that was just sealed."""

MAX_BUCKET_BYTES = 12 * 1024 * 1024
"""What edits may make of a bucket before it is split."""

MAX_SEQUENCE = 2**53
"""Beyond any message's number; the largest that every JSON reader takes unchanged."""

MAX_PAGE_BYTES = MAX_LIST_BYTES
"""Where a page ends early: five hundred messages of 1 MB are not one answer."""


@dataclass(frozen=True)
class SealingLimits:
    """When the older messages of a chat are sealed, and in what pieces.

    A chat is due when it has twice ``piece_messages``, or its messages weigh twice
    ``piece_bytes``; then its older half goes, in buckets of at most one piece.
    """

    piece_messages: int = 50
    piece_bytes: int = 128 * 1024

    def due(self, messages: int, tail_bytes: int) -> bool:
        """Whether a chat with such a tail wants sealing."""
        # However large the pieces are to be, the tail must leave room to append.
        due_bytes = min(2 * self.piece_bytes, MAX_TAIL_BYTES // 2)
        return messages > 1 and (messages >= 2 * self.piece_messages or tail_bytes >= due_bytes)

    def overdue(self, messages: int, tail_bytes: int) -> bool:
        """Whether sealing has fallen so far behind that the writer has to wait for it."""
        return messages > 1 and (
            messages >= 8 * self.piece_messages or tail_bytes >= MAX_TAIL_BYTES // 2
        )


@dataclass(frozen=True)
class LastSeen:
    """A chat as this process last saw it.

    No message up to ``last_sequence`` is younger than ``updated_at``.
    ``alone``: nobody else appended since the time before, and it is not due for
    sealing; so the next append is likely to find it just so.
    """

    sealed_sequence: int
    last_sequence: int
    tail_bytes: int
    session_id: PydanticObjectId | None
    updated_at: datetime
    alone: bool = False


class ChatHints:
    """What this process last saw of each chat.

    Only hints: whoever uses one puts it into the filter of his write, so a stale
    one costs a second try, never a wrong answer. Keeps the ``size`` last used.
    """

    def __init__(self, size: int = 100_000) -> None:
        self._size = size
        self._seen: OrderedDict[PydanticObjectId, LastSeen] = OrderedDict()

    def sealed(self, chat_id: PydanticObjectId) -> int:
        """The last known ``sealed_sequence``; 0 for a chat not seen before."""
        seen = self._seen.get(chat_id)
        return 0 if seen is None else seen.sealed_sequence

    def take(self, chat_id: PydanticObjectId) -> LastSeen | None:
        """Where to append if nobody else does; each is handed out once."""
        seen = self._seen.get(chat_id)
        if seen is None or not seen.alone:
            return None
        self._seen[chat_id] = replace(seen, alone=False)
        return seen

    def note(self, chat_id: PydanticObjectId, seen: LastSeen, *, appended: int, due: bool) -> None:
        """Remember what the database just said; ``appended`` messages were ours."""
        before = self._seen.get(chat_id)
        ours = before is not None and before.last_sequence == seen.last_sequence - appended
        self._seen[chat_id] = replace(seen, alone=ours and not due)
        self._seen.move_to_end(chat_id)
        if len(self._seen) > self._size:
            self._seen.popitem(last=False)
