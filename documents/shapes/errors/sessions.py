"""What the session queries refuse."""

from documents.shapes.base import PydanticObjectId
from documents.shapes.sessions import UserSession


class SessionError(Exception):
    """Base of what the session queries refuse.

    ``current`` is the session as it is now, where one was to be changed.
    """

    current: UserSession | None = None


class SessionMissing(SessionError):
    """No such session of this user."""


class SessionChanged(SessionError):
    """The session is not at a revision that the caller expected; carries the present one."""

    def __init__(self, current: UserSession) -> None:
        super().__init__(f"is at revision {current.revision}")
        self.current = current


class TransitionRefused(SessionError):
    """The status cannot change like that; carries where it stands and what it may become."""

    def __init__(self, status: str, allowed: list[str], current: UserSession | None = None) -> None:
        super().__init__(f"is {status}; allowed from there: {', '.join(allowed) or 'nothing'}")
        self.status = status
        self.allowed = allowed
        self.current = current


class SessionKeyTaken(SessionError):
    """Another session has the key: ``current``, None where it has let go of it since."""

    def __init__(self, current: UserSession | None = None) -> None:
        super().__init__("the key is in use")
        self.current = current


class ReferenceMissing(SessionError):
    """The chat or mission to refer to is not there, or not this user's."""

    def __init__(self, entity: str) -> None:
        super().__init__(f"no such {entity}")
        self.entity = entity


class ReferenceTaken(SessionError):
    """The chat or mission belongs to another session, ``session_id``."""

    def __init__(self, entity: str, session_id: PydanticObjectId) -> None:
        super().__init__(f"this {entity} belongs to another session")
        self.entity = entity
        self.session_id = session_id


class MissionCompleted(SessionError):
    """The mission is completed: the session that takes it would have to be, too."""

    def __init__(self) -> None:
        super().__init__("the mission is completed; reset it first")
