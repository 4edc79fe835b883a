"""``threadkeep users``: all of one user, exported, imported or erased."""

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.environment import read_settings
from commands.shared.failures import CommandError
from commands.shared.interrupts import run_interruptibly
from commands.shared.subject import check_user

if TYPE_CHECKING:
    from commands.user_archives import OpenedExport
    from documents.upkeep.erasure import Receipt
    from documents.upkeep.restoration import Restored

__all__ = ["register"]

User = Annotated[str, typer.Argument(help="The subject of the user's tokens.")]

_app = typer.Typer(no_args_is_help=True, help="Export, import or erase all of one user.")


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(_app, name="users")


@_app.command("export")
def export(
    user: User,
    output: Annotated[
        str | None,
        typer.Option(
            help="A file, gzip if its name ends in .gz, a .zip archive, or a folder (NAME/).",
            show_default="the standard output",
        ),
    ] = None,
) -> None:
    """Print everything that is stored of USER, as JSON lines.

    In a folder or a zip archive attachments and other files stand beside the lines, as they were
    uploaded.

    threadkeep users export alice > alice.jsonl

    threadkeep users export alice --output alice.zip
    """
    check_user(user)
    run_interruptibly(_export(user, output))


async def _export(user: str, output: str | None) -> None:
    from commands.shared.command_services import command_services  # slow to import
    from commands.shared.progress import ProgressBar
    from commands.transcripts.exporting import open_output
    from commands.user_archives import is_archive, open_archive, write_user

    with ProgressBar("Exporting") as progress:

        async def told(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
            done = lines = 0
            async for block in blocks:
                yield block
                done += len(block)
                lines += block.count(b"\n")
                progress.at(done, f"{lines} lines")

        async with command_services(read_settings(), "users", progress.tell) as services:
            blocks = told(services.users.export_user(user))
            if output is not None and is_archive(output):
                with open_archive(output) as entries:
                    await write_user(blocks, entries)
                return
            with open_output(output) as file:
                async for block in blocks:
                    file.write(block)


@_app.command("import")
def import_(
    file: Annotated[
        str,
        typer.Argument(
            help="An export of a user: a file, a zip archive or a folder; - is the standard input."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Store again what `threadkeep users export` printed, ids and times as they were.

    Lines may be gzip. What is there already stays as it is and is not stored again, so one that was
    stopped can be run again.

    threadkeep users import alice.jsonl
    """
    restored = run_interruptibly(_import(file))
    if as_json:
        told = {"user_id": restored.user_id, "stored": restored.stored, "there": restored.there}
        typer.echo(json.dumps({**told, "messages": restored.messages}))
        return
    for kind, number in sorted(restored.stored.items()):
        typer.echo(f"{number:>9} of type {kind}")
    typer.echo(
        f"{restored.messages:>9} messages of {restored.user_id!r} are stored; "
        f"{restored.there.total()} things were there already."
    )


async def _import(file: str) -> "Restored":
    from commands.shared.command_services import command_services
    from commands.shared.progress import ProgressBar
    from commands.user_archives import READ_ERRORS, opened_export
    from documents.database import DuplicateKeyError

    with opened_export(file) as export, ProgressBar("Importing", export.size) as progress:
        async with command_services(read_settings(), "users", progress.tell) as services:
            restored = None
            try:
                async for restored in services.users.import_user(export.lines()):
                    progress.at(export.position, f"{restored.messages} messages")
            except READ_ERRORS as error:
                raise CommandError(
                    f"{_line_of(export)} is not one of an export of a user: {error}."
                ) from None
            except DuplicateKeyError:
                raise CommandError(
                    f"{_line_of(export)} has the name or the key of something else that is there."
                ) from None
    if restored is None or restored.user_id is None:
        raise CommandError(f"{file} is no export of a user: nothing stands in it.")
    return restored


def _line_of(export: "OpenedExport") -> str:
    return f"{export.place}: line {export.number}" if export.place else f"Line {export.number}"


@_app.command("erase")
def erase(
    user: User,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the receipt as JSON.")] = False,
) -> None:
    """Erase everything of USER, for good, and print a receipt.

    Take the user's tokens away first: what is written afterwards is new. Stop it
    when you like: run again, it goes on, and so does the next sweep.
    """
    check_user(user)
    if not yes:
        typer.confirm(f"Erase everything of {user!r}, for good?", abort=True, err=True)
    receipt = run_interruptibly(_erase(user, quiet=as_json))
    if as_json:
        typer.echo(json.dumps(receipt.as_dict(), default=lambda at: at.isoformat()))
        return
    for collection, documents in sorted(receipt.documents.items()):
        typer.echo(f"{documents:>9} of {collection}")
    typer.echo(f"{receipt.messages:>9} messages, {receipt.bytes} bytes in all, are gone.")


async def _erase(user: str, *, quiet: bool) -> "Receipt":
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    from commands.shared.command_services import command_services
    from documents.upkeep.erasure import StillWriting

    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.completed} documents erased"),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    ) as progress:
        task = progress.add_task("", total=None)
        async with command_services(read_settings(), "users", _warn) as services:
            try:
                return await services.users.erase_user(
                    user, on_step=lambda documents: progress.advance(task, documents)
                )
            except StillWriting as error:
                raise CommandError(f"{error}.") from None


def _warn(text: str) -> None:
    typer.echo(text, err=True)
