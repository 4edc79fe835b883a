import json
from datetime import UTC, date, datetime

import pytest

from api.analytics.schemas import Analytics
from commands.embedded import EmbeddedServer
from commands.stats import sparkline
from documents.aggregates.analytics.periods import BucketSize
from documents.database import Database
from services.analytics import KEPT_BY_THE_DAY, PeriodWanted
from services.lifecycle import COMMAND, services_on
from services.wiring import Wiring
from tests.commands.processes import Command
from tests.documents.aggregates.analytics.test_figures import a_history, all_messages
from tests.support import CURSOR_KEY, settings_for

PERIOD = ("--from", "2026-03-01", "--to", "2026-05-30")


@pytest.fixture
def stats(mongod: EmbeddedServer, bound: Database) -> Command:
    return Command("stats", mongod.uri, bound.name)


async def test_stats_prints_tables(bound: Database, stats: Command) -> None:
    await a_history(bound, 2)
    status, output, errors = await stats.run(*PERIOD, "--bucket", "week", COLUMNS="120")
    assert (status, errors) == (0, "")
    stored = len([m for _, m in await all_messages(bound) if m["role"] == "user"])
    row = next(line for line in output.splitlines() if line.split()[:1] == ["user"])
    assert row.split()[1] == str(stored)
    assert "█" in row


async def test_stats_tells_how_many_tools_there_are_beyond_the_most_used(
    bound: Database, stats: Command
) -> None:
    at = datetime(2026, 4, 1, tzinfo=UTC)
    made = [{"tool_id": f"tool-{n}", "status": "completed", "created_at": at} for n in range(130)]
    owned = {"user_id": "u", "deleted_at": None}
    mission = {**owned, "status": "executing_hop", "created_at": at, "status_changed_at": at}
    inserted = await bound["missions"].insert_one(mission)
    hop = {**owned, "mission_id": inserted.inserted_id, "tool_steps": made}
    await bound["hops"].insert_one(hop)
    _, output, _ = await stats.run(*PERIOD, COLUMNS="120")
    assert any(line.split()[:3] == ["30", "others", "30"] for line in output.splitlines())
    _, output, _ = await stats.run(*PERIOD, "--json")
    found = json.loads(output)
    assert (len(found["tools"]), found["other_tools"]) == (100, {"tools": 30, "steps": 30})
    assert Analytics.model_validate(found).tools


async def test_stats_prints_json(bound: Database, stats: Command) -> None:
    await a_history(bound, 2)
    status, output, _ = await stats.run(*PERIOD, "--json", "--user", "user-1")
    assert status == 0
    found = json.loads(output)
    mine = [m for user, m in await all_messages(bound) if user == "user-1"]
    assert sum(found["messages"]["total"].values()) == len(mine)


async def test_stats_print_the_json_that_the_api_answers(
    mongod: EmbeddedServer, bound: Database, stats: Command
) -> None:
    await a_history(bound, 2)
    status, output, _ = await stats.run(*PERIOD, "--json", "--bucket", "month")
    wanted = PeriodWanted(date(2026, 3, 1), date(2026, 5, 30), BucketSize.MONTH)
    wiring = Wiring(settings_for(mongod.uri, bound.name), CURSOR_KEY)
    async with services_on(bound, wiring, COMMAND) as services:
        report = await services.analytics.report(wanted, KEPT_BY_THE_DAY)
    assert status == 0
    # The server counts in no order, so the members stand in none.
    assert json.loads(output) == Analytics.of(report).model_dump(mode="json")


async def test_stats_of_nothing_are_shown_too(stats: Command) -> None:
    status, output, errors = await stats.run()
    assert (status, errors) == (0, "")
    assert "Messages" in output


@pytest.mark.parametrize(
    ("option", "value"), [("--timezone", "Mars/Base"), ("--bucket", "hour"), ("--to", "0001-01-01")]
)
async def test_a_period_that_cannot_be_is_one_sentence(
    stats: Command, option: str, value: str
) -> None:
    status, output, errors = await stats.run(option, value)
    assert (status, output) == (1, "")
    assert errors.count("\n") == 1


async def test_the_figures_of_a_user_that_no_token_could_name_are_refused(stats: Command) -> None:
    status, output, errors = await stats.run("--user", "")
    assert (status, output) == (1, "")
    assert errors == "A user is 1 to 255 characters of text.\n"


def test_a_sparkline_shows_the_least_and_the_most() -> None:
    assert sparkline([0, 1, 50, 100]) == " ▂▅█"
    assert sparkline([0, 0]) == "  "
    assert sparkline([]) == ""
