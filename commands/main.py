"""The ``threadkeep`` command line."""

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from commands import chats, indexes, openapi, shell, stats, sweep, token, users
from commands.serve import command as serve
from commands.shared.failures import sentence
from commands.transcripts import command as transcripts
from documents.release import this_release

__all__ = ["app"]


class _Commands(TyperGroup):
    """Tells failures a person can act on in one sentence; others keep their traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            told = sentence(error)
            if told is None:
                raise
            print(told, file=sys.stderr)  # noqa: T201 - the command line's own voice
            raise typer.Exit(1) from None


app = typer.Typer(
    name="threadkeep",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"threadkeep {this_release()}")
        raise typer.Exit


@app.callback()
def threadkeep(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show which release this is."
        ),
    ] = False,
) -> None:
    """Keeps the conversations of AI agents on MongoDB."""


COMMANDS = (
    chats,
    indexes,
    openapi,
    serve,
    shell,
    stats,
    sweep,
    token,
    transcripts,
    users,
)

for command in COMMANDS:
    command.register(app)


if __name__ == "__main__":
    app()
