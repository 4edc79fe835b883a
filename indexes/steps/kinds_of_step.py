"""The kinds of steps that an operation is made of. All are about one collection.

Whoever takes steps takes them in order, and stops at the first that fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Say:
    """Tell what is about to happen, in a few words."""

    text: str


@dataclass(frozen=True)
class RunCommand:
    """Send a command to the database. While an index is built, one it is refused for waits.

    Errors of the codes in ``ignored`` mean that it is done already.
    """

    command: Mapping[str, Any]
    ignored: frozenset[int] = frozenset()


@dataclass(frozen=True)
class BuildIndex:
    """Have an index built, and wait until queries can use it; joins the same build."""

    spec: Mapping[str, Any]


@dataclass(frozen=True)
class AwaitBuild:
    """Wait for a build that runs already; ``spec`` is what is built."""

    spec: Mapping[str, Any]


@dataclass(frozen=True)
class WriteEntry:
    """Write facts of an index to the ledger; True stands for the server's time.

    With ``only_known`` an index that the ledger does not have stays out of it.
    """

    name: str
    facts: Mapping[str, Any]
    only_known: bool = False


@dataclass(frozen=True)
class StrikeEntry:
    """Strike an index from the ledger."""

    name: str


@dataclass(frozen=True)
class HasDocuments:
    """The condition that the collection is not empty."""


@dataclass(frozen=True)
class HasIndex:
    """The condition that an index is there of which these fields of listIndexes are true.

    A field that listIndexes leaves out counts as False. ``other_than`` is a name.
    """

    fields: Mapping[str, Any]
    other_than: str = ""


@dataclass(frozen=True)
class When:
    """Take some steps where a condition holds at that moment, others where it does not."""

    condition: HasDocuments | HasIndex
    then: "Steps" = ()
    otherwise: "Steps" = ()


@dataclass(frozen=True)
class UnlessDuplicates:
    """Take steps that fail over documents which share a key of the index ``name``.

    Then the documents are told, ``undo`` is taken, and nothing more.
    """

    name: str
    steps: "Steps"
    undo: "Steps"


Step = (
    Say | RunCommand | BuildIndex | AwaitBuild | WriteEntry | StrikeEntry | When | UnlessDuplicates
)
Steps = tuple[Step, ...]
