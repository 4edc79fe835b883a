"""``threadkeep analytics``: proving that figures are what a recount finds."""

import json
from functools import partial
from typing import Annotated

import typer

from commands.shared.environment import read_settings
from commands.shared.interrupts import run_interruptibly
from services.settings import Settings

__all__ = ["register"]

FOUND = 2
"""The exit status when something is wrong and not mended."""


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(no_args_is_help=True)
    group.callback()(lambda: None)  # so that the one command keeps its name
    group.command("check")(check)
    app.add_typer(group, name="analytics", help="Check what the figures of the analytics say.")


def check(
    mend: Annotated[
        bool, typer.Option("--repair", help="Count anew the days that are wrong.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a JSON object a line: findings, then a summary.")
    ] = False,
) -> None:
    """Check the days that the analytics are read from.

    Counts each day of each user anew from sessions and the tallies of messages, and all users'
    days from theirs. Names each day that is not that. The exit status is 0 when nothing is wrong
    or all of it was mended, and 2 when something is. The service may run meanwhile. What the
    figures do not have yet is counted before; where the first run after an upgrade has not
    ended, this ends it.
    """
    if run_interruptibly(_check(read_settings(), mend=mend, as_json=as_json)):
        raise typer.Exit(FOUND)


async def _check(settings: Settings, *, mend: bool, as_json: bool) -> int:
    """Check and tell of it; give back how many findings were not mended."""
    # Slow to import: after the cheap refusals.
    from commands.shared.command_services import command_services

    found = mended = 0
    warn = partial(typer.echo, err=True)
    async with command_services(settings, "analytics check", warn) as services:
        async for finding in services.analytics.check():
            found += 1
            done = mend and await services.analytics.repair(finding)
            mended += done
            day = finding.day.date()
            if as_json:
                told = {"user": finding.user_id, "day": str(day), "text": finding.text}
                typer.echo(json.dumps({**told, "repaired": done}))
            else:
                whose = "all users" if finding.user_id is None else f"user {finding.user_id}"
                typer.echo(f"{day} of {whose}: {finding.text}{' (mended)' if done else ''}")
    if as_json:
        typer.echo(json.dumps({"findings": found, "repaired": mended}))
    else:
        typer.echo(f"{found} days are wrong, {mended} mended.")
    return found - mended
