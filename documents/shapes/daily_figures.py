"""The stored shapes of what the figures of the analytics are kept in (ADR 23)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from beanie import Document
from pydantic import BaseModel

from documents.shapes.base import Keyed
from documents.shapes.chats import Role
from documents.shapes.state_tables import MissionStatus, SessionStatus

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


class FigureKind(StrEnum):
    """Of what there are figures beside those of sessions and messages."""

    MISSIONS = "missions"
    TOOLS = "tools"
    USAGE = "usage"
    MODELS = "models"
    FEEDBACK = "feedback"


class KindCounts(BaseModel):
    """Whole numbers of a day in UTC; those that are none may be left out.

    ``total`` has those of the day and ``quarters`` those of each quarter of an hour of it, from
    0 to 95; ``ranges`` how many values lie in a range (``documents.aggregates.analytics.ranges``).
    A number that is large is a decimal: sums of what messages cost have no bound.
    """

    total: dict[str, Any] = {}
    quarters: dict[str, dict[str, Any]] = {}
    ranges: Numbers = {}


class KindFigures(Document):
    """The figures of one kind on one user's day, and on all users' where ``user_id`` is None.

    MISSIONS have a number for each status, and ``ranges`` of the milliseconds that completing
    took; FEEDBACK one for each rating; USAGE the sums of UsageSums, and MODELS the same of the
    model ``name``; TOOLS of the tool ``name`` a number of steps for each status, and of those
    that are completed and say when they began, ``timed``, how many, and the ``milliseconds`` that
    they took together. ``unsummed`` is what all users' do not have of a user's yet.
    """

    user_id: str | None
    kind: FigureKind
    day: datetime
    name: str | None = None
    total: dict[str, Any] = {}
    quarters: dict[str, dict[str, Any]] = {}
    ranges: Numbers = {}
    unsummed: KindCounts | None = None

    class Settings:
        name = "kind_figures"


class StepTally(BaseModel):
    """What a mission's steps of one tool are that were made in the quarter of an hour from
    ``at``: ``numbers`` as KindFigures has them of TOOLS."""

    at: datetime
    tool: str
    numbers: Numbers


class MissionTally(Keyed):
    """What the figures have of the mission ``id`` and its tool steps: nothing of one that is
    deleted.

    ``day`` is the day in UTC in which it was made, ``at`` the time; ``days`` are those of it and
    of its steps. ``took`` is how many milliseconds completing it took, of a completed one.
    """

    user_id: str
    day: datetime
    days: list[datetime]
    at: datetime
    status: MissionStatus
    took: int | None = None
    steps: list[StepTally] = []

    class Settings:
        name = "mission_tallies"


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
