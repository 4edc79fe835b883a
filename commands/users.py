"""``threadkeep users``: all of one user, exported, imported or erased."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.environment import read_settings
from commands.shared.failures import CommandError
from commands.shared.interrupts import run_interruptibly
from commands.shared.subject import check_user

if TYPE_CHECKING:
    from documents.upkeep.erasure import Receipt
    from documents.upkeep.restoration import Restored

__all__ = ["register"]

User = Annotated[str, typer.Argument(help="The subject of the user's tokens.")]

_app = typer.Typer(no_args_is_help=True, help="Export, import or erase all of one user.")


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(_app, name="users")


@_app.command("export")
def export(user: User) -> None:
    """Print everything that is stored of USER, as JSON lines.

    threadkeep users export alice > alice.jsonl
    """
    check_user(user)
    run_interruptibly(_export(user))


async def _export(user: str) -> None:
    from commands.shared.command_services import command_services  # slow to import

    async with command_services(read_settings(), "users", _warn) as services:
        async for line in services.users.export_user(user):
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


@_app.command("import")
def import_(
    file: Annotated[str, typer.Argument(help="An export of a user; - is the standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Store again what `threadkeep users export` printed, ids and times as they were.

    Plain or gzip. What is there already stays as it is and is not stored again, so one that was
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
    from commands.transcripts.opening import open_source
    from documents.database import DuplicateKeyError
    from documents.json_values import JsonObject, Unstorable
    from documents.upkeep.restored_values import NotOfAnExport
    from services.errors import InvalidArgument
    from services.strict_json import parse_json
    from services.transcripts.reading import Source

    number = 0

    def lines(source: Source) -> Iterator[JsonObject]:
        nonlocal number
        for record in source.records():
            number = record.number
            if record.fault is not None:
                raise NotOfAnExport(record.fault)
            line = parse_json(record.text.strip())
            if not isinstance(line, dict):
                raise NotOfAnExport("not an object")
            yield line

    with open_source(file) as source, ProgressBar("Importing", source.size) as progress:
        async with command_services(read_settings(), "users", _warn) as services:
            restored = None
            try:
                async for restored in services.users.import_user(lines(source)):
                    progress.at(source.position, f"{restored.messages} messages")
            except (NotOfAnExport, InvalidArgument, Unstorable) as error:
                raise CommandError(
                    f"Line {number} is not one of an export of a user: {error}."
                ) from None
            except DuplicateKeyError:
                raise CommandError(
                    f"Line {number} has the name or the key of something else that is there."
                ) from None
    if restored is None or restored.user_id is None:
        raise CommandError(f"{file} is no export of a user: nothing stands in it.")
    return restored


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
