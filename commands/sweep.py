"""``threadkeep sweep``: do to the sessions what time has made due."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.environment import read_settings
from commands.shared.failures import CommandError
from commands.shared.interrupts import run_interruptibly

if TYPE_CHECKING:
    from documents.upkeep.sweep import SweepReport
    from services.settings import Settings
    from services.upkeep import UpkeepService

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("sweep")(sweep)


def sweep(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would do and free; change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    keep_days: Annotated[
        float | None,
        typer.Option(
            min=0,
            help="How long what is deleted can be restored.",
            show_default="THREADKEEP_DELETED_KEPT_DAYS, else 0",
        ),
    ] = None,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for a sweep that is running.")
    ] = 0,
) -> None:
    """Abandon, archive and delete the sessions whose time has come.

    The periods are the THREADKEEP_SESSION_ settings. Sweeping more often than
    needed does no harm; one sweep runs at a time. Stop it when you like: the next
    one goes on.
    """
    settings = read_settings(deleted_kept_days=keep_days)
    report = run_interruptibly(_sweep(settings, dry_run=dry_run, quiet=as_json, wait=wait))
    typer.echo(json.dumps(report.as_dict()) if as_json else told(report))


async def _sweep(settings: "Settings", *, dry_run: bool, quiet: bool, wait: float) -> "SweepReport":
    from commands.shared.command_services import command_services  # slow to import
    from documents.leases import LeaseHeld, LeaseLost

    async with command_services(settings, "sweep", _warn) as services:
        if dry_run:
            return await services.upkeep.preview_sweep()
        with _Progress(quiet) as progress:
            await progress.expect(services.upkeep)
            try:
                return await services.upkeep.sweep(on_step=progress.step, wait_seconds=wait)
            except (LeaseHeld, LeaseLost) as error:
                raise CommandError(f"Another sweep is running: {error}") from None


def _warn(text: str) -> None:
    typer.echo(text, err=True)


class _Progress:
    """A bar on standard error, when that is a terminal."""

    def __init__(self, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        console = Console(stderr=True)
        self._shown = console.is_terminal and not quiet
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
            disable=not self._shown,
        )
        self._task = self._bar.add_task("sweeping", total=None)

    def __enter__(self) -> "_Progress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    async def expect(self, upkeep: "UpkeepService") -> None:
        """Find out how many sessions there are to do."""
        if self._shown:
            self._bar.update(self._task, total=await upkeep.count_due())

    def step(self, name: str, count: int) -> None:
        """So many more are done."""
        advance = 0 if name == "mended" else count
        self._bar.update(self._task, description=name, advance=advance)


def told(report: "SweepReport") -> str:
    """The report in words."""
    would = "would be " if report.dry_run else ""
    lines = [
        f"{report.abandoned:>8} sessions {would}abandoned",
        f"{report.archived:>8} {would}archived",
        f"{report.deleted:>8} {would}deleted",
        f"{report.removed:>8} deleted ones {would}removed for good, "
        f"which {'would free' if report.dry_run else 'freed'} {_size(report.freed_bytes)}",
    ]
    if report.mended:
        lines.append(f"{report.mended:>8} {would}given the time of their chat's last message")
    return "\n".join(lines)


def _size(size: float) -> str:
    for unit in ("bytes", "KB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
