"""``threadkeep indexes import``."""

from pathlib import Path
from typing import Annotated

import typer

from commands.indexes.options import (
    DEFINITIONS,
    DatabaseName,
    Only,
    Uri,
    choose_output,
    make_target,
)
from commands.indexes.running import IN_STEP, run
from documents.database import Database
from indexes import IndexesError
from indexes.show.importing import definitions_module, import_definitions


def import_command(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write it to a file that is not there yet.")
    ] = None,
    only: Only = None,
    uri: Uri = None,
    database: DatabaseName = None,
) -> None:
    """Print a definitions module for the indexes and collections that a server has.

    What it prints is in step with that database. Writes nothing to it.
    Exit codes: 0, or 1 for an error.
    """
    target = make_target(uri, database, DEFINITIONS, None, only)
    output = choose_output("import", False)

    async def work(connected: Database) -> int:
        module = definitions_module(await import_definitions(connected, target.only))
        if out is None:
            typer.echo(module, nl=False)
            return IN_STEP
        try:
            with out.open("x", encoding="utf-8") as file:
                file.write(module)
        except FileExistsError as error:
            raise IndexesError(f"{out} is there already: it is left as it is.") from error
        output.say(f"Written to {out}.")
        return IN_STEP

    run(output, target, work)
