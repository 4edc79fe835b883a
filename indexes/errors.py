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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class IndexesError(Exception):
    """The base of them all."""


class PlanRefused(IndexesError):
    """Not done, and nothing changed by it: the message says what would have to be."""


@dataclass(frozen=True)
class SharedKey:
    """A key that more than one document holds.

    ``values`` are the key's by their paths, ``ids`` the ``_id``s of the first of its
    ``documents``. What is long is cut to a text that says so.
    """

    values: Mapping[str, Any]
    ids: Sequence[Any]
    documents: int


class DuplicatesFound(PlanRefused):
    """An index cannot be unique on the data there is.

    ``keys`` are examples: at most ten of ``total``, with at most five documents each.
    ``query`` finds them all, in mongosh. With ``at_least`` there are more than ``total``:
    the server stops counting at what fits into one answer.
    """

    shown = 10
    shown_ids = 5

    def __init__(
        self,
        label: str,
        keys: Sequence[SharedKey],
        total: int,
        *,
        query: str,
        at_least: bool = False,
    ) -> None:
        self.label = label
        self.at_least = at_least
        self.keys = list(keys[: self.shown])
        self.total = total
        self.query = query
        super().__init__(
            f"{label} cannot be unique: {'at least ' if at_least else ''}"
            f"{total:,} key{'s' if total != 1 else ''} "
            f"{'are' if total != 1 else 'is'} held by more than one document."
        )

    @property
    def groups(self) -> list[list[Any]]:
        """Of each example the ``_id``s."""
        return [list(key.ids) for key in self.keys]


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
