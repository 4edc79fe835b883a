"""The commands of ``threadkeep indexes``."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from commands.indexes.importing import import_command
from commands.indexes.judging import asked, judge
from commands.indexes.options import (
    DEFINITIONS,
    Adopt,
    AllowDataLoss,
    AllowGap,
    AsJson,
    DatabaseName,
    DefinitionsName,
    LockWait,
    Only,
    Quorum,
    Release,
    Uri,
    choose_output,
    make_target,
)
from commands.indexes.running import (
    BUILDING,
    CHANGES,
    ERROR,
    IN_STEP,
    REFUSED,
    leave,
    read_plan_file,
    run,
)
from commands.indexes.sharding import sharding_command
from commands.indexes.usage import IndexCommands
from commands.indexes.validators import validators_app
from commands.indexes.watching import watch
from documents.database import Database
from indexes import Patience, SyncOptions, make_plan, sync
from indexes.apply.prune import PruneOptions, parse_age, plan_prune, prune
from indexes.compare.data_check import check_data
from indexes.compare.planning import with_sizes
from indexes.declared.lint import lint
from indexes.show.saved import save_plan
from indexes.show.script import make_script
from indexes.show.status import read_status

indexes_app = typer.Typer(
    name="indexes",
    cls=IndexCommands,
    no_args_is_help=True,
    help="Make a database's indexes match their definitions.\n\n"
    "Exit codes: 0 in step or done, 1 error, 2 changes wait, 3 another holds the lock, "
    "4 refused, 5 a build still runs, 6 stale plan, 64 given wrongly.",
)
indexes_app.add_typer(validators_app, name="validators")
indexes_app.command("import")(import_command)
indexes_app.command("sharding")(sharding_command)


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(indexes_app)


@indexes_app.command("plan")
def plan_command(
    out: Annotated[
        Path | None, typer.Option("--out", help="Save the plan for `sync FILE`.")
    ] = None,
    data: Annotated[
        bool,
        typer.Option(
            "--check-data", help="Look for duplicates and expired documents; reads everything."
        ),
    ] = False,
    allow_gap: AllowGap = False,
    adopt: Adopt = False,
    allow_data_loss: AllowDataLoss = False,
    only: Only = None,
    uri: Uri = None,
    database: DatabaseName = None,
    definitions: DefinitionsName = DEFINITIONS,
    release: Release = None,
    as_json: AsJson = False,
) -> None:
    """Show what would change. Writes nothing to the database.

    Exit codes: 0 in step, 2 changes wait, 4 something would be refused.
    """
    target = make_target(uri, database, definitions, release, only)
    output = choose_output("plan", as_json)

    async def work(connected: Database) -> int:
        plan = await make_plan(
            connected,
            target.load_definitions(),
            release=target.release_name,
            allow_gap=allow_gap,
            adopt=adopt,
            allow_data_loss=allow_data_loss,
        )
        await judge(connected, target, plan, output.say)
        shown = await with_sizes(connected, plan)
        if data:
            shown = await check_data(connected, shown)
        output.plan(shown)
        if out is not None:
            text = await save_plan(
                connected,
                plan,
                allow_gap=allow_gap,
                adopt=adopt,
                allow_data_loss=allow_data_loss,
                only=target.only,
            )
            out.write_text(text, encoding="utf-8")
            output.say(f"Saved to {out}.")
        if shown.blocked:
            return REFUSED
        return IN_STEP if plan.in_step else CHANGES

    run(output, target, work)


@indexes_app.command("sync")
def sync_command(
    file: Annotated[
        Path | None, typer.Argument(help="A plan of `plan --out`, to be done as it stands.")
    ] = None,
    allow_gap: AllowGap = False,
    adopt: Adopt = False,
    allow_data_loss: AllowDataLoss = False,
    quorum: Annotated[
        Quorum, typer.Option(help="Which voting members must have built an index.")
    ] = Quorum.ALL,
    lock_wait: LockWait = 60.0,
    build_timeout: Annotated[
        float | None,
        typer.Option(min=0, help="Seconds to wait for one build; the server goes on with it."),
    ] = None,
    only: Only = None,
    uri: Uri = None,
    database: DatabaseName = None,
    definitions: DefinitionsName = DEFINITIONS,
    release: Release = None,
    as_json: AsJson = False,
) -> None:
    """Make the database match. An index that is not declared any more only serves queries then.

    Exit codes: 0 done, 1 error, 3 another run holds the lock, 4 refused, 5 a build still
    runs, 6 the plan in FILE is stale.
    """
    if file is not None and (only or allow_gap or adopt or allow_data_loss):
        raise typer.BadParameter(
            "--only, --allow-gap, --adopt and --allow-data-loss belong to `plan --out`: "
            "the plan in FILE has its own."
        )
    target = make_target(uri, database, definitions, release, only)
    output = choose_output("sync", as_json)

    async def work(connected: Database) -> int:
        saved = None
        if file is not None:
            saved = read_plan_file(file)
            await saved.check_database(connected)
        options = SyncOptions(
            release=target.release_name,
            allow_gap=saved.allow_gap if saved else allow_gap,
            adopt=saved.adopt if saved else adopt,
            allow_data_loss=saved.allow_data_loss if saved else allow_data_loss,
            quorum=quorum.commit_quorum,
            lock_wait=lock_wait,
            patience=Patience(build=build_timeout),
        )
        report = await sync(
            connected,
            (replace(target, only=saved.only) if saved else target).load_definitions(),
            options=options,
            report=output.event,
            expected=saved.check_fresh if saved else None,
        )
        output.plan(report.left)
        return IN_STEP if report.left.in_step else CHANGES

    run(output, target, work)


@indexes_app.command("check")
def check_command(
    only: Only = None,
    uri: Uri = None,
    database: DatabaseName = None,
    definitions: DefinitionsName = DEFINITIONS,
    release: Release = None,
    as_json: AsJson = False,
) -> None:
    """For a pipeline: exit 0 when in step, 2 when not. A build under way is not in step."""
    target = make_target(uri, database, definitions, release, only)
    output = choose_output("check", as_json)

    async def work(connected: Database) -> int:
        plan = await make_plan(connected, target.load_definitions(), release=target.release_name)
        output.plan(plan)
        return IN_STEP if plan.in_step else CHANGES

    run(output, target, work)


@indexes_app.command("prune")
def prune_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="COLLECTION.INDEX...", help="Only these; also of other makers."),
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Drop what has been hidden.")] = False,
    older_than: Annotated[
        str, typer.Option("--older-than", help="Drop only what has been hidden for this long.")
    ] = "7d",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show it.")] = False,
    lock_wait: LockWait = 60.0,
    only: Only = None,
    uri: Uri = None,
    database: DatabaseName = None,
    definitions: DefinitionsName = DEFINITIONS,
    release: Release = None,
    as_json: AsJson = False,
) -> None:
    """Take away indexes that are not declared any more: hide them first, drop them later.

    One that still refuses duplicates or deletes documents is made plain, or dropped, at once.
    Touches only what this command made, unless an index is named.
    Exit codes: 0 done, 2 (with --dry-run) changes wait, 3 another run holds the lock.
    """
    target = make_target(uri, database, definitions, release)
    output = choose_output("prune", as_json)
    try:
        what = PruneOptions(drop, parse_age(older_than), tuple(names or ()), tuple(only or ()))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--older-than") from error

    async def work(connected: Database) -> int:
        declared = target.load_definitions()
        if dry_run:
            plan = await plan_prune(connected, declared, what, target.release_name)
            output.plan(await with_sizes(connected, plan))
            return IN_STEP if plan.in_step else CHANGES
        options = SyncOptions(release=target.release_name, lock_wait=lock_wait)
        plan = await prune(connected, declared, what, options=options, report=output.event)
        # What was to do was shown before, and is done.
        remarks = plan.remarks if plan.in_step else ()
        output.plan(replace(plan, operations=(), remarks=remarks))
        return IN_STEP

    run(output, target, work)


@indexes_app.command("status")
def status_command(
    watching: Annotated[
        bool, typer.Option("--watch", help="Go on until every declared index is ready.")
    ] = False,
    timeout: Annotated[
        float | None, typer.Option(min=0, help="Seconds after which a --watch ends.")
    ] = None,
    only: Only = None,
    uri: Uri = None,
    database: DatabaseName = None,
    definitions: DefinitionsName = DEFINITIONS,
    release: Release = None,
    as_json: AsJson = False,
) -> None:
    """Show each index: ready, building, hidden, missing, and how much it is used.

    Exit codes: 0, or 5 while a build runs. With --watch: 0 in step, 2 when nobody is at work
    on what is not, 5 when the --timeout has passed.
    """
    if timeout is not None and not watching:
        raise typer.BadParameter("it is for --watch.", param_hint="--timeout")
    target = make_target(uri, database, definitions, release, only)
    output = choose_output("status", as_json)

    async def work(connected: Database) -> int:
        declared = target.load_definitions()
        if watching:
            return await watch(
                connected, declared, target.release_name, output, timeout_seconds=timeout
            )
        status = await read_status(connected, declared, target.release_name)
        output.status(status)
        return BUILDING if status.building else IN_STEP

    run(output, target, work)


@indexes_app.command("script")
def script_command(
    out: Annotated[Path | None, typer.Option("--out", help="Write it to a file.")] = None,
    allow_gap: AllowGap = False,
    adopt: Adopt = False,
    allow_data_loss: AllowDataLoss = False,
    only: Only = None,
    uri: Uri = None,
    database: DatabaseName = None,
    definitions: DefinitionsName = DEFINITIONS,
    release: Release = None,
) -> None:
    """Print the plan as a mongosh script, for those who may not run this command.

    Exit codes: 0, or 4 when something would be refused.
    """
    target = make_target(uri, database, definitions, release, only)
    output = choose_output("script", False)

    async def work(connected: Database) -> int:
        plan = await make_plan(
            connected,
            target.load_definitions(),
            release=target.release_name,
            allow_gap=allow_gap,
            adopt=adopt,
            allow_data_loss=allow_data_loss,
        )
        script = make_script(plan, target.release_name)
        await judge(connected, target, plan, lambda text: typer.echo(text, err=True))
        if out is not None:
            out.write_text(script, encoding="utf-8")
        else:
            typer.echo(script, nl=False)
        return IN_STEP

    run(output, target, work)


@indexes_app.command("lint")
def lint_command(
    only: Only = None,
    uri: Annotated[
        str | None,
        typer.Option("--uri", help="A server to be asked too; else MONGODB_URI, else none."),
    ] = None,
    database: DatabaseName = None,
    definitions: DefinitionsName = DEFINITIONS,
    as_json: AsJson = False,
) -> None:
    """Look for mistakes in the definitions, and have a server judge them where there is one.

    Exit codes: 0, or 1 when something is found.
    """
    target = make_target(uri, database, definitions, None, only)
    output = choose_output("lint", as_json)

    async def work() -> int:
        declared = target.load_definitions()
        found = lint(declared)
        trial = await asked(target, declared, found)
        if trial.unasked:
            output.say(trial.unasked)
        found += trial.findings
        output.findings(found)
        return ERROR if found else IN_STEP

    leave(output, work)
