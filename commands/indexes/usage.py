"""What becomes of a command that was given wrongly."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

# EX_USAGE: https://man.openbsd.org/sysexits.3
USAGE = 64
_USUAL = 2


class IndexCommands(TyperGroup):
    """Ends with a code of its own where the arguments are wrong: 2 says that changes wait."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the group's own arguments."""
        with _usage_code():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command, which takes its arguments only then."""
        with _usage_code():
            return super().invoke(ctx)


@contextmanager
def _usage_code() -> Iterator[None]:
    try:
        yield
    except typer.TyperException as error:
        if getattr(error, "exit_code", None) == _USUAL:
            vars(error)["exit_code"] = USAGE
        raise
