"""The ``threadkeep`` command line. A command is imported when it is asked for."""

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

__all__ = ["COMMANDS", "app", "load_command"]

COMMANDS = {
    "analytics": ("commands.analytics", "Check what the figures of the analytics say."),
    "openapi": (
        "commands.openapi",
        "Print the OpenAPI document that the service answers at /openapi.json.",
    ),
    "serve": ("commands.serve.command", "Run the service until Ctrl-C."),
    "shell": (
        "commands.shell",
        "Open mongosh on the service's database, with helpers (tk.help() lists them).",
    ),
    "stats": (
        "commands.stats",
        "Show sessions, active users, messages, missions, tools, usage and feedback over a period.",
    ),
    "sweep": ("commands.sweep", "Abandon, archive and delete the sessions whose time has come."),
    "token": ("commands.token", "Print a bearer token for local use."),
    "chats": ("commands.chats", "Check, convert and complete how chats are stored."),
    "indexes": ("commands.indexes", "Make a database's indexes match their definitions."),
    "transcripts": ("commands.transcripts.command", "Import and export conversations."),
    "users": ("commands.users", "Export, import or erase all of one user."),
}
"""The module of each command, and the line of ``--help`` that says what it does."""


def load_command(name: str) -> Any:
    """The command, as its module registers it."""
    only = typer.Typer()
    import_module(COMMANDS[name][0]).register(only)
    return get_group(only).commands[name]


class _Commands(TyperGroup):
    """Tells failures a person can act on in one sentence; others keep their traceback."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else load_command(name), rest

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            from commands.shared.failures import sentence  # slow to import

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
        from documents.release import this_release  # slow to import

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


for name, (_, summary) in COMMANDS.items():
    app.command(name, help=summary)(lambda: None)  # for the list; see resolve_command


if __name__ == "__main__":
    app()
