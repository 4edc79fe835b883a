"""``threadkeep transcripts``: import and export on the command line."""

import json
from collections import Counter
from enum import StrEnum
from typing import Annotated

import typer

from commands.shared.environment import read_settings
from commands.shared.interrupts import run_interruptibly
from commands.shared.progress import ProgressBar
from commands.shared.subject import check_user
from services.settings import Settings

__all__ = ["register"]

_User = Annotated[str, typer.Option("--user", help="Whose chats: the subject of the tokens.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


class ImportStatus(StrEnum):
    """What the sessions of an import can be told to stay."""

    ACTIVE = "active"
    COMPLETED = "completed"
    ARCHIVED = "archived"


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(no_args_is_help=True)
    group.command("import")(import_)
    group.command("export")(export)
    app.add_typer(group, name="transcripts", help="Import and export conversations.")


def import_(
    file: Annotated[str, typer.Argument(help="The file, or - for the standard input.")],
    user: _User,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first broken conversation.")
    ] = False,
    status: Annotated[
        ImportStatus | None,
        typer.Option(
            help="The status to give the sessions, which they keep until somebody uses them.",
            show_default="active, and ageing as every session",
        ),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Import conversations in the OpenAI chat-completions form.

    FILE has one JSON object a line, or is one JSON array, or has indented objects one
    after another; it may be gzip. Each becomes a session with its chat. What is there
    already is not added again, so an import that was stopped can be run again. A
    broken conversation is told with its number and does not stop the rest; the exit
    status is then 1.
    """
    check_user(user)
    settings = read_settings()
    work = _import(settings, file, user, status, strict=strict, as_json=as_json)
    if run_interruptibly(work):
        raise typer.Exit(1)


def export(
    user: _User,
    output: Annotated[
        str | None,
        typer.Option(
            help="A file, gzip if its name ends in .gz.", show_default="the standard output"
        ),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Export all chats of a user, one JSON object a line, oldest first.

    Imported conversations come back as equal JSON. Nothing is changed. The
    summary goes to the standard error. Where the database has lost messages, the
    rest is exported, their numbers are told, and the exit status is 1.
    """
    check_user(user)
    if run_interruptibly(_export(read_settings(), user, output, as_json=as_json)):
        raise typer.Exit(1)


async def _import(
    settings: Settings,
    file: str,
    user: str,
    status: ImportStatus | None,
    *,
    strict: bool,
    as_json: bool,
) -> int:
    """Import and tell of it; give back how many conversations were broken."""
    from commands.shared.command_services import (
        command_services,  # slow to import: after the cheap refusals
    )
    from commands.transcripts.importing import Outcome, import_transcripts
    from commands.transcripts.reading import open_source
    from documents.shapes.sessions import SessionStatus

    outcomes: Counter[str] = Counter({outcome.value: 0 for outcome in Outcome})
    messages = 0
    with open_source(file) as source, ProgressBar("Importing", source.size) as progress:
        async with command_services(settings, "transcripts import", progress.tell) as services:
            async for imported in import_transcripts(
                services,
                user,
                source.records(),
                keep=None if status is None else SessionStatus(status),
            ):
                outcomes[imported.outcome.value] += 1
                messages += imported.messages_added
                if imported.reason is not None:
                    progress.tell(f"{source.unit} {imported.number}: {imported.reason}")
                progress.at(source.position, f"{outcomes.total()} conversations")
                if strict and imported.reason is not None:
                    progress.tell("Stopped there, because of --strict.")
                    break
    if as_json:
        typer.echo(json.dumps({"conversations": dict(outcomes), "messages_added": messages}))
    else:
        told = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items())
        typer.echo(
            f"{_counted(outcomes.total(), 'conversation')}: {told}; "
            f"{_counted(messages, 'message')} added."
        )
    return outcomes[Outcome.BROKEN]


async def _export(settings: Settings, user: str, output: str | None, *, as_json: bool) -> int:
    """Export and tell of it; give back how many conversations have lost messages."""
    from commands.shared.command_services import (
        command_services,  # slow to import: after the cheap refusals
    )
    from commands.transcripts.exporting import export_transcripts, open_output
    from documents.aggregates.chats.lost import in_words

    conversations = messages = incomplete = 0
    with open_output(output) as stream, ProgressBar("Exporting") as progress:
        async with command_services(settings, "transcripts export", progress.tell) as services:
            async for exported in export_transcripts(services, user, stream):
                conversations += 1
                messages += exported.messages
                if exported.lost:
                    incomplete += 1
                    told = in_words(exported.lost)
                    progress.tell(f"chat {exported.chat_id}: its messages {told} are lost")
                progress.at(conversations, f"{conversations} conversations")
    if as_json:
        typer.echo(json.dumps({"conversations": conversations, "messages": messages}), err=True)
    else:
        told = f"{_counted(conversations, 'conversation')}, {_counted(messages, 'message')}"
        typer.echo(f"Exported {told}.", err=True)
    return incomplete


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
