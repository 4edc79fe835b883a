"""The stored shape of a user's working session."""

from datetime import datetime
from typing import Any

from beanie import Link
from pydantic import Field

from documents.database import DBRef, ObjectId, name_of
from documents.json_values import plain
from documents.shapes.base import (
    MAX_KEY_CHARACTERS,
    UNTALLIED,
    Keyed,
    PydanticObjectId,
    Stored,
    untallied,
)
from documents.shapes.chats import Chat
from documents.shapes.missions import Mission
from documents.shapes.state_tables import SESSION, SessionStatus
from documents.shapes.transitions import Transition

__all__ = [
    "OPEN_STATUSES",
    "REQUESTED_TRANSITIONS",
    "UNTALLIED",
    "UNUSED_MARKS",
    "SessionCounter",
    "SessionStatus",
    "UserSession",
    "read_session",
    "reference",
    "untallied",
]

# That an active session is abandoned is decided by the clean-up alone.
REQUESTED_TRANSITIONS: dict[SessionStatus, frozenset[SessionStatus]] = {
    status: frozenset(SessionStatus(to) for to in SESSION.moves[status]) - {SessionStatus.ABANDONED}
    for status in SessionStatus
}
"""What a user may ask for."""

UNUSED_MARKS = ("imported_at", "kept_status")
"""What is None on a session from its first activity on."""

OPEN_STATUSES = frozenset({SessionStatus.ACTIVE, SessionStatus.ABANDONED})
"""The statuses in which a session takes messages."""


class UserSession(Stored):
    """A working session: it owns one chat and may refer to one mission.

    The Chat and the Mission name their session too (``session_id``): that is what
    makes linking exclusive, by a condition on the one document that is taken.
    ``key`` is the caller's own name for it: no other that is not deleted has it.
    ``removing_at`` is when the removal of a deleted one began: it cannot be restored.
    ``imported_at`` is when an import last wrote to one that nobody has used since, and
    ``kept_status`` the status that the import was told to give it: the sweep leaves it so.
    ``from_transcript``: its metadata are the keys of an imported conversation, with its ``id``.
    ``untallied`` is new with each change that the figures of the analytics do not have yet
    (``documents.aggregates.analytics.session_tallies``).
    """

    name: str = Field(max_length=255)
    key: str | None = Field(None, max_length=MAX_KEY_CHARACTERS)
    status: SessionStatus = SessionStatus.ACTIVE
    status_changed_at: datetime
    transitions: list[Transition] = []
    chat: Link[Chat]
    mission: Link[Mission] | None = None
    session_metadata: dict[str, Any] = {}
    last_activity_at: datetime
    removing_at: datetime | None = None
    imported_at: datetime | None = None
    kept_status: SessionStatus | None = None
    from_transcript: bool | None = None
    untallied: PydanticObjectId | None = None

    class Settings:
        name = "user_sessions"

    @property
    def chat_id(self) -> PydanticObjectId:
        """The id of the session's chat, fetched or not."""
        return PydanticObjectId(self.chat.ref.id)

    @property
    def mission_id(self) -> PydanticObjectId | None:
        """The id of the session's mission, fetched or not."""
        return PydanticObjectId(self.mission.ref.id) if self.mission else None


class SessionCounter(Keyed):
    """How many sessions a user (``id``) ever made, for their default names."""

    id: str
    sessions: int = 0

    class Settings:
        name = "session_counters"


def read_session(raw: dict[str, Any]) -> UserSession:
    """The session in a raw document."""
    raw["session_metadata"] = plain(raw["session_metadata"])
    session: UserSession = UserSession.model_validate(raw)
    return session


def reference(model: type[Chat] | type[Mission], document_id: PydanticObjectId) -> DBRef:
    """What a Link stores: the collection and the id."""
    return DBRef(name_of(model), ObjectId(document_id))
