"""``threadkeep indexes validators``."""

from enum import StrEnum
from typing import Annotated

import typer

from commands.indexes.options import (
    DEFINITIONS,
    AsJson,
    DatabaseName,
    LockWait,
    Uri,
    choose_output,
    make_target,
)
from commands.indexes.running import CHANGES, IN_STEP, run
from documents import ENTITIES
from documents.database import Database
from indexes.validators.changing import plan_validators, sync_validators

validators_app = typer.Typer(
    no_args_is_help=True, help="Schema validators derived from the stored documents."
)


class Level(StrEnum):
    """Which writes are checked: moderate leaves documents alone that did not pass before."""

    MODERATE = "moderate"
    STRICT = "strict"


class Action(StrEnum):
    """What becomes of a write that does not pass."""

    WARN = "warn"
    ERROR = "error"


LevelOption = Annotated[Level, typer.Option("--level", help="Which writes are checked.")]
ActionOption = Annotated[
    Action, typer.Option("--action", help="What becomes of a write that does not pass.")
]


@validators_app.command("plan")
def plan_command(
    level: LevelOption = Level.MODERATE,
    action: ActionOption = Action.WARN,
    uri: Uri = None,
    database: DatabaseName = None,
    as_json: AsJson = False,
) -> None:
    """Show what would change, and count the documents that would not pass; writes nothing.

    Exit codes: 0 in step, 2 changes wait.
    """
    target = make_target(uri, database, DEFINITIONS, None)
    output = choose_output("validators plan", as_json)

    async def work(connected: Database) -> int:
        changes = await plan_validators(connected, ENTITIES, level=level, action=action)
        output.validators(changes)
        return IN_STEP if all(change.in_step for change in changes) else CHANGES

    run(output, target, work)


@validators_app.command("sync")
def sync_command(
    level: LevelOption = Level.MODERATE,
    action: ActionOption = Action.WARN,
    allow_violators: Annotated[
        bool,
        typer.Option("--allow-violators", help="Refuse writes even if stored documents fail."),
    ] = False,
    lock_wait: LockWait = 60.0,
    uri: Uri = None,
    database: DatabaseName = None,
    as_json: AsJson = False,
) -> None:
    """Set the validators.

    Exit codes: 0 done, 3 another run holds the lock, 4 documents would not pass and
    --action error was asked for.
    """
    target = make_target(uri, database, DEFINITIONS, None)
    output = choose_output("validators sync", as_json)

    async def work(connected: Database) -> int:
        changes = await sync_validators(
            connected,
            ENTITIES,
            level=level,
            action=action,
            allow_violators=allow_violators,
            lock_wait=lock_wait,
        )
        output.validators(changes)
        if not changes:
            output.say("The validators are in step.")
        return IN_STEP

    run(output, target, work)
