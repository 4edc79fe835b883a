"""``threadkeep transcripts``: import and export on the command line."""

import json
from collections import Counter
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.shared.environment import read_settings
from commands.shared.failures import CommandError
from commands.shared.interrupts import run_interruptibly
from commands.shared.progress import ProgressBar
from commands.shared.subject import check_user
from services.settings import Settings
from services.transcripts.names import Format, ImportStatus, WrittenFormat

if TYPE_CHECKING:
    from services.transcripts.outcomes import Imported

__all__ = ["register"]

_User = Annotated[str, typer.Option("--user", help="Whose chats: the subject of the tokens.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


_NOT_WHOLE = 3
"""The exit status where all was imported, and something of it could not be kept."""


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(no_args_is_help=True)
    group.command("import")(import_)
    group.command("export")(export)
    app.add_typer(group, name="transcripts", help="Import and export conversations.")


def import_(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Files, zip archives or folders; - is the standard input.",
            show_default=False,
        ),
    ],
    user: _User,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="The form of the conversations.",
            show_default="the one that each shows",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be done, and store nothing.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Stop at the first conversation that is broken or cannot be kept whole.",
        ),
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
    """Import conversations: OpenAI's, exports of ChatGPT, Claude, LibreChat and Open WebUI,
    messages of frameworks and other APIs, and rows of training data.

    A FILE has one JSON value a line, or is one JSON array, or has indented objects one
    after another; it may be gzip, or a zip archive or a folder of such files. Each
    conversation becomes a session with its chat; of one with branches the current one does, and
    the others are forks. What is there already is not added again, so an import that was stopped
    can be run again. A broken conversation is told with its number and does not stop the rest;
    the exit status is then 1. It is 3 where all were imported, and something that is told could
    not be kept.
    """
    check_user(user)
    settings = read_settings()
    asked = _Asked(files, user, form, status, strict=strict, is_dry=dry_run, as_json=as_json)
    if status_of := run_interruptibly(_import(settings, asked)):
        raise typer.Exit(status_of)


def export(
    user: _User,
    output: Annotated[
        str | None,
        typer.Option(
            help="A file, gzip if its name ends in .gz, a .zip archive, or a folder (NAME/).",
            show_default="the standard output",
        ),
    ] = None,
    written: Annotated[
        WrittenFormat, typer.Option("--format", help="JSON lines, or documents to read.")
    ] = WrittenFormat.OPENAI,
    as_json: _Json = False,
) -> None:
    """Export all chats of a user, oldest first: one JSON object a line, or as Markdown.

    Imported conversations come back as equal JSON. As Markdown, a folder or a zip archive has a
    document for each chat; anything else has one after the other. Nothing is changed. The
    summary goes to the standard error. Where the database has lost messages, the
    rest is exported, their numbers are told, and the exit status is 1.
    """
    check_user(user)
    if run_interruptibly(_export(read_settings(), user, output, written, as_json=as_json)):
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Asked:
    """What is to be imported, for whom, and how."""

    files: list[str]
    user: str
    form: Format | None
    status: ImportStatus | None
    strict: bool
    is_dry: bool
    as_json: bool


@dataclass
class _Tally:
    """What became of all conversations."""

    outcomes: Counter[str]
    messages: int = 0
    forks: int = 0
    notes: int = 0

    def add(self, imported: "Imported") -> None:
        """Count one."""
        self.outcomes[imported.outcome.value] += 1
        self.messages += imported.messages_added
        self.forks += imported.forks_added
        self.notes += len(imported.notes)

    def as_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        told: dict[str, Any] = {
            "conversations": dict(self.outcomes),
            "messages_added": self.messages,
        }
        if self.forks:
            told["forks_added"] = self.forks
        if self.notes:
            told["not_kept"] = self.notes
        return told

    def in_words(self, *, is_dry: bool) -> str:
        """As a person reads it."""
        told = ", ".join(f"{number} {outcome}" for outcome, number in self.outcomes.items())
        forks = f" and {_counted(self.forks, 'fork')}" if self.forks else ""
        verb = "would be added" if is_dry else "added"
        return (
            f"{_counted(self.outcomes.total(), 'conversation')}: {told}; "
            f"{_counted(self.messages, 'message')}{forks} {verb}."
        )


async def _import(settings: Settings, asked: _Asked) -> int:
    """Import and tell of it; give back the exit status."""
    from commands.shared.command_services import (
        command_services,  # slow to import: after the cheap refusals
    )
    from commands.transcripts.opening import opened
    from documents.shapes.sessions import SessionStatus
    from services.errors import UnreadableFile
    from services.transcripts.importing import import_transcripts
    from services.transcripts.outcomes import ImportOptions, Outcome

    options = ImportOptions(
        keep=None if asked.status is None else SessionStatus(asked.status),
        form=None if asked.form is None else asked.form.value,
        is_whole=asked.strict,
        is_dry=asked.is_dry,
    )
    tally = _Tally(Counter({outcome.value: 0 for outcome in Outcome}))
    async with AsyncExitStack() as stack:
        # What cannot be opened at all is told before anything is stored.
        files = [(path, stack.enter_context(opened(path))) for path in asked.files]
        sizes = [file.size for _, file in files]
        size = None if None in sizes else sum(each or 0 for each in sizes)
        progress = stack.enter_context(ProgressBar("Importing", size))
        services = await stack.enter_async_context(
            command_services(settings, "transcripts import", progress.tell)
        )
        done = 0
        for path, file in files:
            for name in file.left_out:
                progress.tell(f"{path}: {name} holds no conversations, and is left out")
            try:
                for part in file.parts:
                    where = "" if len(files) == 1 and part.name is None else f"{path}: "
                    where += "" if part.name is None else f"{part.name}: "
                    records = part.source.records()
                    async for imported in import_transcripts(
                        services, asked.user, records, options, part.files
                    ):
                        tally.add(imported)
                        place = f"{where}{part.source.unit} {imported.number}"
                        if imported.reason is not None:
                            progress.tell(f"{place}: {imported.reason}")
                        for note in imported.notes:
                            called = f" ({imported.title})" if imported.title else ""
                            progress.tell(f"{place}{called}: not kept: {note}")
                        told = f"{tally.outcomes.total()} conversations"
                        progress.at(done + part.source.position, told)
                        if asked.strict and imported.reason is not None:
                            progress.tell("Stopped there, because of --strict.")
                            return _tell(tally, asked)
                    done += part.source.size or 0
            except UnreadableFile as error:
                raise CommandError(str(error)) from None
    return _tell(tally, asked)


def _tell(tally: _Tally, asked: _Asked) -> int:
    """Print the summary, and give back the exit status."""
    if asked.as_json:
        typer.echo(json.dumps(tally.as_dict()))
    else:
        typer.echo(tally.in_words(is_dry=asked.is_dry))
    if tally.outcomes["broken"]:
        return 1
    return _NOT_WHOLE if tally.notes else 0


async def _export(
    settings: Settings, user: str, output: str | None, written: WrittenFormat, *, as_json: bool
) -> int:
    """Export and tell of it; give back how many conversations have lost messages."""
    from commands.shared.command_services import (
        command_services,  # slow to import: after the cheap refusals
    )
    from commands.transcripts.exporting import export_transcripts
    from commands.transcripts.markdown import export_markdown
    from commands.transcripts.writing import open_documents
    from documents.aggregates.chats.lost import in_words

    conversations = messages = incomplete = 0
    with ExitStack() as stack:
        documents = stack.enter_context(open_documents(output))
        progress = stack.enter_context(ProgressBar("Exporting"))
        async with command_services(settings, "transcripts export", progress.tell) as services:
            if written is WrittenFormat.MARKDOWN:
                exporting = export_markdown(services, user, documents)
            else:
                stream = stack.enter_context(documents.create("conversations.jsonl"))
                exporting = export_transcripts(services, user, stream)
            async for exported in exporting:
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
