"""``threadkeep shell``: mongosh on the service's database, with helpers for reading chats."""

import asyncio
import json
import shutil
import signal
import sys
from importlib.resources import as_file, files
from typing import Annotated

import typer

from commands.embedded import database_uri
from commands.shared.environment import read_settings
from commands.shared.failures import CommandError
from commands.shared.interrupts import run_interruptibly
from documents.database import Database

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("shell")(shell)


def shell(
    evaluate: Annotated[
        str | None, typer.Option("--eval", help="Run this and leave, instead of asking for input.")
    ] = None,
) -> None:
    """Open mongosh on the service's database, with helpers (tk.help() lists them).

    Needs mongosh on PATH (https://www.mongodb.com/docs/mongodb-shell/install).
    """
    mongosh = shutil.which("mongosh")
    if mongosh is None:
        raise CommandError(
            "mongosh is not on PATH; https://www.mongodb.com/docs/mongodb-shell/install says how "
            "to get it."
        )
    sys.exit(run_interruptibly(_run(mongosh, evaluate)))


async def _run(mongosh: str, evaluate: str | None) -> int:
    settings = read_settings()
    async with database_uri(settings, "shell") as uri:
        database = Database(uri, name=settings.database_name)
        chosen = f"db = db.getSiblingDB({json.dumps(database.name)})"
        await database.close()
        with as_file(files("shell") / "threadkeep.js") as helpers:
            script = [f"{chosen}; load({json.dumps(str(helpers))})"]
            script += ["--shell"] if evaluate is None else ["--eval", evaluate]
            # Ctrl-C belongs to mongosh, which shares the terminal.
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)
            process = await asyncio.create_subprocess_exec(
                mongosh, uri, "--quiet", "--eval", *script
            )
            return await process.wait()
