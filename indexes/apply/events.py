"""What a run tells while it works. Whoever shows it decides how."""

from collections.abc import Callable
from dataclasses import dataclass

from indexes.compare.plan import Operation, Plan


@dataclass(frozen=True)
class Planned:
    """The plan that is about to be carried out, with sizes."""

    plan: Plan


@dataclass(frozen=True)
class Started:
    """Work on an operation begins; it is the ``number``-th of ``total``."""

    operation: Operation
    number: int
    total: int


@dataclass(frozen=True)
class StepStarted:
    """A part of an operation begins."""

    operation: Operation
    text: str


@dataclass(frozen=True)
class Progress:
    """How far a build is. ``total`` is None in a phase that the server does not count."""

    operation: Operation
    phase: str
    done: int
    total: int | None


@dataclass(frozen=True)
class Finished:
    """An operation is done."""

    operation: Operation
    seconds: float


@dataclass(frozen=True)
class Notice:
    """Something a person should know: who holds the lock, a lost connection."""

    text: str


Event = Planned | Started | StepStarted | Progress | Finished | Notice
Reporter = Callable[[Event], None]


def quiet(event: Event) -> None:
    """Tell nobody."""
