"""``threadkeep stats``: the analytics as tables."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.environment import read_settings
from commands.shared.failures import CommandError
from commands.shared.interrupts import run_interruptibly
from commands.shared.subject import check_user

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from documents.aggregates.analytics.figures import Spread
    from documents.shapes.usage import UsageTotal
    from services.analytics import AnalyticsReport, CountSeries, UsageSeries

__all__ = ["register", "sparkline"]

_BARS = "▁▂▃▄▅▆▇█"
_SHOWN_BUCKETS = 60


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("stats")(stats)


def stats(
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; else 29 days before."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="The last day, included; else today."),
    ] = None,
    bucket: Annotated[str, typer.Option(help="day, week or month.")] = "day",
    timezone: Annotated[str, typer.Option(help="Whose days they are: Europe/Berlin.")] = "UTC",
    user: Annotated[str | None, typer.Option(help="Only what is this user's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show sessions, active users, messages, missions, tools, usage and feedback over a period.

    Exact as of now: what was not counted yet is counted first.
    """
    if user is not None:
        check_user(user)
    report = run_interruptibly(_report(first, last, bucket, timezone, user))
    if as_json:
        typer.echo(_json(report))
        return
    from rich.console import Console

    show(report, Console(file=sys.stdout))


async def _report(
    first: datetime | None, last: datetime | None, bucket: str, timezone: str, user: str | None
) -> "AnalyticsReport":
    from commands.shared.command_services import command_services  # slow to import
    from documents.aggregates.analytics.periods import BucketSize
    from services.analytics import KEPT_BY_THE_DAY, PeriodWanted
    from services.errors import InvalidArgument

    if bucket not in set(BucketSize):
        raise CommandError(f"--bucket is day, week or month, not {bucket!r}.")
    wanted = PeriodWanted(
        first and first.date(), last and last.date(), BucketSize(bucket), timezone
    )
    async with command_services(read_settings(), "stats", _warn) as services:
        try:
            return await services.analytics.report(wanted, KEPT_BY_THE_DAY, user_id=user)
        except InvalidArgument as error:
            raise CommandError(f"{error.reason}.") from None


def _warn(text: str) -> None:
    typer.echo(text, err=True)


def _json(report: "AnalyticsReport") -> str:
    """The report as GET /analytics answers it."""
    import orjson

    return orjson.dumps(report).decode()


def sparkline(values: Sequence[int]) -> str:
    """A bar a value, as high as the value; a blank for none."""
    top = max(values, default=0)
    return "".join(
        " " if value == 0 else _BARS[(value * (len(_BARS) - 1) + top - 1) // top]
        for value in values
    )


def show(report: "AnalyticsReport", console: "Console") -> None:
    """Print the figures as tables."""
    console.print(
        f"[bold]{report.first} to {report.last}[/], by {report.bucket.value}, {report.timezone}"
    )
    for title, series in (
        ("Messages", report.messages),
        ("Sessions", report.sessions),
        ("Missions", report.missions),
        ("Feedback", report.feedback if report.feedback and report.feedback.total else None),
    ):
        if series is not None:
            console.print(_table(title, series))
    if report.users is not None:
        active = [bucket.active for bucket in report.users.buckets]
        table = _empty("Active users", "most at once", "of the period")
        table.add_row("", str(max(active)), str(report.users.total), _spark(active))
        console.print(table)
    if report.usage is not None and report.usage.total.messages:
        console.print(_usage(report.usage))
    console.print(_spreads(report))
    if report.tools:
        console.print(_tools(report))


def _empty(title: str, *columns: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    table.add_column("")
    return table


def _spark(values: Sequence[int]) -> str:
    return sparkline(values[-_SHOWN_BUCKETS:])


def _table(title: str, series: "CountSeries") -> "Table":
    table = _empty(title, "total")
    for name, total in sorted(series.total.items()):
        values = [bucket.counts.get(name, 0) for bucket in series.buckets]
        table.add_row(name, f"{total:,}", _spark(values))
    return table


def _usage(usage: "UsageSeries") -> "Table":
    table = _empty("Usage", "messages", "input tokens", "cached", "output tokens", "cost")

    def row(name: str, total: "UsageTotal") -> None:
        tokens = (total.messages, total.input_tokens, total.cached_tokens, total.output_tokens)
        table.add_row(name, *(f"{number:,}" for number in tokens), f"{total.cost:,.4f}")

    for each in usage.models:
        row(each.model or "not named", each.usage)
    row("all", usage.total)
    return table


def _spreads(report: "AnalyticsReport") -> "Table":
    table = _empty("Of each", "of", "median", "95th percentile")

    def row(name: str, spread: "Spread", *, time: bool) -> None:
        shown = [
            "-" if value is None else _duration(value) if time else f"{value:g}"
            for value in (spread.median, spread.p95)
        ]
        table.add_row(name, f"{spread.count:,}", *shown)

    if report.sessions is not None:
        row("session length", report.sessions.length_seconds, time=True)
        row("messages a session", report.sessions.messages, time=False)
    if report.missions is not None:
        row("mission to its completion", report.missions.seconds_to_complete, time=True)
    return table


def _tools(report: "AnalyticsReport") -> "Table":
    table = _empty("Tools", "steps", "failed", "failure rate", "mean time")
    for tool in report.tools or ():
        rate = "-" if tool.failure_rate is None else f"{tool.failure_rate:.1%}"
        failed = tool.by_status.get("failed", 0)
        took = "-" if tool.mean_seconds is None else _duration(tool.mean_seconds)
        table.add_row(tool.tool_id, f"{tool.steps:,}", f"{failed:,}", rate, took)
    if others := report.other_tools:
        table.add_row(f"{others.tools:,} others", f"{others.steps:,}", "-", "-", "-")
    return table


def _duration(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s"
