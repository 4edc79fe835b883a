"""How large the pieces of a chat may be."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime

from documents.aggregates.chats.known_ids import KnownIds
from documents.database import MAX_LIST_BYTES
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import SealedMarks

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


@dataclass(frozen=True, slots=True)
class LastSeen:
    """A chat as this process last saw it.

    No message up to ``last_sequence`` is younger than ``updated_at``.
    ``sealed_max`` is None where nothing is sealed or nothing is known.
    """

    sealed_sequence: int
    last_sequence: int
    tail_bytes: int
    session_id: PydanticObjectId | None
    updated_at: datetime
    sealed_max: SealedMarks | None = None


class ChatHints:
    """What this process last saw of each chat.

    Only hints: whoever uses one puts it into the filter of his write, so a stale
    one costs a second try, never a wrong answer. Keeps the ``size`` last used.
    ``known_ids`` are what it knows of sealed ids.
    """

    def __init__(self, size: int = 100_000) -> None:
        self.known_ids = KnownIds()
        self._size = size
        self._seen: OrderedDict[PydanticObjectId, LastSeen] = OrderedDict()
        self._alone: set[PydanticObjectId] = set()
        """To which nobody else appended since the time before, and which are not due for
        sealing; so the next append is likely to find them just so."""

    def last(self, chat_id: PydanticObjectId) -> LastSeen | None:
        """What was last seen of a chat; None for one not seen before."""
        return self._seen.get(chat_id)

    async def learn(self, chat_id: PydanticObjectId) -> None:
        """Read some more of a chat's sealed ids, and how far it is sealed now."""
        chat = await self.known_ids.learn(chat_id)
        seen = self._seen.get(chat_id)
        if chat is not None and seen is not None:
            sealed: int = chat["sealed_sequence"]
            if sealed > seen.sealed_sequence:
                self._alone.discard(chat_id)
                self._seen[chat_id] = replace(
                    seen, sealed_sequence=sealed, sealed_max=chat.get("sealed_max")
                )

    def take(self, chat_id: PydanticObjectId) -> LastSeen | None:
        """Where to append if nobody else does; each is handed out once."""
        if chat_id not in self._alone:
            return None
        self._alone.discard(chat_id)
        return self._seen[chat_id]

    def note(self, chat_id: PydanticObjectId, seen: LastSeen, *, appended: int, due: bool) -> None:
        """Remember what the database just said; ``appended`` messages were ours."""
        before = self._seen.get(chat_id)
        ours = before is not None and before.last_sequence == seen.last_sequence - appended
        if ours and not due:
            self._alone.add(chat_id)
        else:
            self._alone.discard(chat_id)
        self._seen[chat_id] = seen
        self._seen.move_to_end(chat_id)
        if len(self._seen) > self._size:
            self._alone.discard(self._seen.popitem(last=False)[0])


def too_heavy(what: str, weight: int) -> str:
    """What is said of messages, or one, of more bytes than a document can take in."""
    return f"{what} {weight} bytes, {MAX_APPEND_BYTES} at most, which no setting changes"
