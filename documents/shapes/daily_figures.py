"""The stored shapes of what the figures of the analytics are kept in (ADR 23)."""

from datetime import datetime

from beanie import Document
from pydantic import BaseModel

from documents.shapes.base import Keyed
from documents.shapes.chats import Role
from documents.shapes.state_tables import SessionStatus

Numbers = dict[str, int]


class FigureCounts(BaseModel):
    """Numbers of a day in UTC; those that are none may be left out.

    ``messages`` that were stored in a quarter of an hour, by role, and ``sessions`` that were
    made in it, by present status: the quarters are numbered from 0 to 95. Of the sessions that
    were made in the day, ``lengths`` has how many are of a length, by the range of
    milliseconds that it lies in (``documents.aggregates.analytics.ranges``), and ``sizes`` how
    many have a number of messages.
    """

    messages: dict[str, dict[Role, int]] = {}
    sessions: dict[str, dict[SessionStatus, int]] = {}
    lengths: Numbers = {}
    sizes: Numbers = {}


class DailyFigures(Document):
    """The figures of one user's day, and of all users' where ``user_id`` is None.

    ``unsummed`` is what came to a user's since all users' had it, and is there only while there
    is some.
    """

    user_id: str | None
    day: datetime
    messages: dict[str, dict[Role, int]] = {}
    sessions: dict[str, dict[SessionStatus, int]] = {}
    lengths: Numbers = {}
    sizes: Numbers = {}
    unsummed: FigureCounts | None = None

    class Settings:
        name = "daily_figures"


class SessionTally(Keyed):
    """What the figures have of the session ``id``: nothing of one that is deleted.

    ``day`` is the day in UTC in which it was made, ``at`` the time; ``length`` is in
    milliseconds.
    """

    user_id: str
    day: datetime
    at: datetime
    status: SessionStatus
    length: int
    messages: int

    class Settings:
        name = "session_tallies"


class ActiveUsers(Keyed):
    """Who got messages in the day ``id`` (UTC): of each quarter of an hour the numbers of the
    users (``UserNumber``), as a Roaring bitmap (https://roaringbitmap.org)."""

    id: datetime
    quarters: dict[str, bytes] = {}

    class Settings:
        name = "active_users"


class UserNumber(Keyed):
    """The number that the user ``id`` has in sets of users.

    ``uses`` grows with each use, so that of one and the number's removal at once, one begins
    again.
    """

    id: str
    number: int
    uses: int = 0

    class Settings:
        name = "user_numbers"
