"""The options that several commands share."""

import io
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from commands.indexes.lines import JsonOutput, LinesOutput
from commands.indexes.output import Output
from commands.indexes.running import Target
from commands.indexes.terminal import TerminalOutput
from documents.release import release_order
from indexes.server.members import ALL_VOTING, MAJORITY

Uri = Annotated[
    str | None,
    typer.Option("--uri", help="Connection string; else MONGODB_URI, else the embedded server."),
]
DatabaseName = Annotated[str | None, typer.Option("--database", help="The database's name.")]
DefinitionsName = Annotated[
    str,
    typer.Option("--definitions", metavar="MODULE:NAME", help="Where the definitions are."),
]
Release = Annotated[
    str | None,
    typer.Option(
        "--release", envvar="THREADKEEP_RELEASE", help="The release that asks, such as 1.4.0."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
AllowGap = Annotated[
    bool,
    typer.Option(
        "--allow-gap", help="Allow dropping an index before its successor is built, where needed."
    ),
]
AllowDataLoss = Annotated[
    bool,
    typer.Option(
        "--allow-data-loss",
        help="Allow what deletes documents or refuses writes that pass today.",
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only", metavar="COLLECTION", help="Only this collection; may be given several times."
    ),
]
Adopt = Annotated[
    bool,
    typer.Option(
        "--adopt", help="Allow replacing an index of another maker that a declared one stands for."
    ),
]
LockWait = Annotated[
    float, typer.Option(min=0, help="Seconds to wait for another run to let go of the lock.")
]
DEFINITIONS = "indexes.definitions:DEFINITIONS"


class Quorum(StrEnum):
    """Which members must have built an index before it is ready."""

    ALL = "all"
    MAJORITY = "majority"

    @property
    def commit_quorum(self) -> str:
        """The server's word for it."""
        return ALL_VOTING if self is Quorum.ALL else MAJORITY


def choose_output(command: str, as_json: bool) -> Output:
    """Drawings for a terminal, lines for a pipe, JSON where asked for."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # An arrow that the pipe's encoding does not have must not end a run half way.
            stream.reconfigure(errors="backslashreplace")
    if as_json:
        return JsonOutput(command)
    drawn = sys.stdout is not None and sys.stdout.isatty()
    return TerminalOutput() if drawn else LinesOutput()


def make_target(
    uri: str | None,
    database: str | None,
    definitions: str,
    release: str | None,
    only: Sequence[str] | None = None,
) -> Target:
    """The target from its options. Raises typer.BadParameter for a release without order."""
    if release:
        try:
            release_order(release)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--release") from error
    return Target(uri, database, definitions, release or None, tuple(only or ()))
