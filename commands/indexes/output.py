"""What a command says, in whichever way it is read."""

from typing import Protocol, Self

from commands.shared.failures import sentence
from indexes import DuplicatesFound, Plan
from indexes.apply.events import Event, Finished, Progress, StepStarted
from indexes.compare.duplicates import key_text
from indexes.declared.lint import LintFinding
from indexes.show.status import Status
from indexes.validators.changing import ValidatorChange


class Output(Protocol):
    """One way of saying what happens. Entered before the work, left after it."""

    building: bool
    """Whether a build was under way at the last event."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *error: object) -> None: ...

    def plan(self, plan: Plan) -> None:
        """Show a plan."""

    def event(self, event: Event) -> None:
        """Show what a run tells."""

    def status(self, status: Status) -> None:
        """Show the state of every index."""

    def watched(self, status: Status) -> None:
        """Show the state while it is watched."""

    def settled(self, status: Status) -> None:
        """Show the state at the end of a watch."""

    def findings(self, findings: list[LintFinding]) -> None:
        """Show what lint found."""

    def validators(self, changes: list[ValidatorChange]) -> None:
        """Show what the validators are and should be."""

    def say(self, text: str) -> None:
        """Say one sentence of result."""

    def failed(self, error: BaseException) -> None:
        """Say why it came to nothing."""

    def end(self, code: int, /) -> None:
        """The last word."""


def still_building(event: Event, before: bool) -> bool:
    """Whether a build is under way after this event."""
    if isinstance(event, Progress):
        return True
    if isinstance(event, StepStarted):
        return event.text.startswith("building")
    if isinstance(event, Finished):
        return False
    return before


def failure_details(error: BaseException) -> list[str]:
    """What belongs under an error, a line each: the documents that share a key."""
    if not isinstance(error, DuplicatesFound):
        return []
    lines = [f"  {key_text(key)}" for key in error.keys]
    left = error.total - len(error.keys)
    if left > 0:
        lines.append(f"  and {'at least ' if error.at_least else ''}{left:,} keys more")
    return [*lines, "  In mongosh this finds them all:", f"  {error.query}"]


def first_line(error: BaseException) -> str:
    """An error in one line, without the driver's dump of what it knows of each server."""
    text = sentence(error) or str(error) or type(error).__name__
    return text.split(", full error:")[0].split(" (configured timeouts:")[0]
