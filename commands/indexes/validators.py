"""``threadkeep indexes validators``."""

from enum import StrEnum
from typing import Annotated

import typer
from beanie import Document

from commands.indexes.options import (
    DEFINITIONS,
    AllowDataLoss,
    AsJson,
    DatabaseName,
    LockWait,
    Only,
    Uri,
    choose_output,
    make_target,
)
from commands.indexes.running import CHANGES, IN_STEP, REFUSED, Target, run
from documents import ENTITIES
from documents.database import Database, name_of
from indexes.validators.changing import (
    ValidatorChange,
    ValidatorOptions,
    plan_validators,
    sync_validators,
)

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


LevelOption = Annotated[
    Level | None,
    typer.Option(
        "--level", help="Which writes are checked; else as it is, moderate where there is none."
    ),
]
ActionOption = Annotated[
    Action | None,
    typer.Option(
        "--action",
        help="What becomes of a write that does not pass; else as it is, warn where there is none.",
    ),
]


@validators_app.command("plan")
def plan_command(
    level: LevelOption = None,
    action: ActionOption = None,
    allow_data_loss: AllowDataLoss = False,
    only: Only = None,
    uri: Uri = None,
    database: DatabaseName = None,
    as_json: AsJson = False,
) -> None:
    """Show what would change, and count the documents that would not pass; writes nothing.

    Exit codes: 0 in step, 2 changes wait, 4 something would be refused.
    """
    target = make_target(uri, database, DEFINITIONS, None, only)
    output = choose_output("validators plan", as_json)
    options = ValidatorOptions(level, action, allow_data_loss=allow_data_loss)

    async def work(connected: Database) -> int:
        changes = await plan_validators(connected, _models(target), options)
        output.validators(changes)
        return REFUSED if any(change.reason for change in changes) else _in_step(changes)

    run(output, target, work)


@validators_app.command("check")
def check_command(
    level: LevelOption = None,
    action: ActionOption = None,
    only: Only = None,
    uri: Uri = None,
    database: DatabaseName = None,
    as_json: AsJson = False,
) -> None:
    """For a pipeline: exit 0 when every validator is in step, 2 when not. Counts nothing."""
    target = make_target(uri, database, DEFINITIONS, None, only)
    output = choose_output("validators check", as_json)

    async def work(connected: Database) -> int:
        changes = await plan_validators(
            connected, _models(target), ValidatorOptions(level, action), count=False
        )
        output.validators([change for change in changes if not change.in_step])
        if all(change.in_step for change in changes):
            output.say(_ALL_IN_STEP)
        return _in_step(changes)

    run(output, target, work)


@validators_app.command("sync")
def sync_command(
    level: LevelOption = None,
    action: ActionOption = None,
    allow_violators: Annotated[
        bool,
        typer.Option("--allow-violators", help="Refuse writes even if stored documents fail."),
    ] = False,
    allow_data_loss: AllowDataLoss = False,
    lock_wait: LockWait = 60.0,
    only: Only = None,
    uri: Uri = None,
    database: DatabaseName = None,
    as_json: AsJson = False,
) -> None:
    """Set the validators.

    Exit codes: 0 done, 3 another run holds the lock, 4 refused with nothing done: a view,
    documents that would not pass, or writes that pass today and would be refused.
    """
    target = make_target(uri, database, DEFINITIONS, None, only)
    output = choose_output("validators sync", as_json)
    options = ValidatorOptions(level, action, allow_violators, allow_data_loss)

    async def work(connected: Database) -> int:
        changes = await sync_validators(
            connected, _models(target), options, lock_wait=lock_wait, report=output.validators
        )
        if not changes:
            output.say(_ALL_IN_STEP)
        return IN_STEP

    run(output, target, work)


_ALL_IN_STEP = "The validators are in step."


def _models(target: Target) -> list[type[Document]]:
    models = {name_of(model): model for model in ENTITIES}
    return [models[name] for name in target.chosen(list(models))]


def _in_step(changes: list[ValidatorChange]) -> int:
    return IN_STEP if all(change.in_step for change in changes) else CHANGES
