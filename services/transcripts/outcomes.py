"""What an import is asked, and what becomes of each conversation."""

from dataclasses import dataclass
from enum import StrEnum

from documents.shapes.base import PydanticObjectId
from documents.shapes.sessions import SessionStatus
from services.transcripts.reading import MAX_CONVERSATION_BYTES


class Outcome(StrEnum):
    """What became of a conversation."""

    NEW = "new"
    CONTINUED = "continued"
    UNCHANGED = "unchanged"
    BROKEN = "broken"


@dataclass(frozen=True)
class Imported:
    """The outcome for the conversation with this number; ``reason`` for a broken one.

    ``title`` is its own or its id, where it has one; ``notes`` say what of it is not kept.
    ``session_id`` and ``chat_id`` are where it is, or, where nothing is stored, would be.
    """

    number: int
    outcome: Outcome
    messages_added: int = 0
    reason: str | None = None
    title: str | None = None
    forks_added: int = 0
    notes: tuple[str, ...] = ()
    session_id: PydanticObjectId | None = None
    chat_id: PydanticObjectId | None = None


@dataclass(frozen=True)
class ImportOptions:
    """How to import: the status ``keep`` for the sessions, which no sweep changes, until
    somebody uses them; ``form`` is that of the conversations, where it is not to be seen from
    them; with ``is_whole`` one that cannot be kept whole is broken; with ``is_dry`` nothing is
    stored. What is stored already is read ``page_size`` messages at a time. A conversation has
    at most ``most_bytes``, and ``most_values`` in its JSON."""

    keep: SessionStatus | None = None
    form: str | None = None
    is_whole: bool = False
    is_dry: bool = False
    page_size: int = 500
    most_bytes: int = MAX_CONVERSATION_BYTES
    most_values: int | None = None
