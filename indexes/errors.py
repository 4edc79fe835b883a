"""Why a run ends without having made the database match.

::

    IndexesError               something that running again does not change
    ├─ PlanRefused             it could be done, but must not as things stand
    │  ├─ DuplicatesFound      unique, on data that is not
    │  ├─ MembersDown          the commit quorum would wait for a member that is away
    │  └─ WrongDatabase        a saved plan of another database
    ├─ BuildStillRuns          the server goes on building, nobody waits for it
    └─ StalePlan               the database has moved on since the plan was saved

What the lock raises is of ``documents.leases``: LeaseHeld and LeaseLost.
"""

from collections.abc import Sequence
from typing import Any


class IndexesError(Exception):
    """The base of them all."""


class PlanRefused(IndexesError):
    """Not done, and nothing changed by it: the message says what would have to be."""


class DuplicatesFound(PlanRefused):
    """An index cannot be unique on the data there is.

    ``groups`` holds lists of the ``_id``s that share one key, at most the first
    twenty of ``total``. With ``at_least`` there are more than ``total``: the server
    stops counting at what fits into one answer.
    """

    shown = 20

    def __init__(
        self, label: str, groups: Sequence[Sequence[Any]], total: int, *, at_least: bool = False
    ) -> None:
        self.label = label
        self.at_least = at_least
        self.groups = [list(group) for group in groups[: self.shown]]
        self.total = total
        super().__init__(
            f"{label} cannot be unique: {'at least ' if at_least else ''}"
            f"{total} key{'s' if total != 1 else ''} "
            f"{'are' if total != 1 else 'is'} held by more than one document."
        )


class MembersDown(PlanRefused):
    """A build would wait for members that are away."""

    def __init__(self, members: Sequence[str], quorum: str) -> None:
        self.members = list(members)
        names = ", ".join(members)
        hint = (
            "A build waits for every voting member: bring it back, or use --quorum majority."
            if quorum != "majority"
            else "Not even a majority of the voting members is healthy."
        )
        super().__init__(f"Not healthy: {names}. {hint}")


class WrongDatabase(PlanRefused):
    """The plan was made for another database."""


class BuildStillRuns(IndexesError):
    """The server goes on with a build that nobody waits for any more."""


class StalePlan(IndexesError):
    """The database, or what is declared, is not what the saved plan was made for."""
