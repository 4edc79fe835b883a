import json

import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.analytics.tallies import count_new
from documents.database import Database, collection_of
from documents.shapes.daily_figures import DailyFigures
from tests.commands.processes import Command
from tests.documents.aggregates.analytics.test_figures import a_history
from tests.queries import look


@pytest.fixture
def analytics(mongod: EmbeddedServer, bound: Database) -> Command:
    return Command("analytics", mongod.uri, bound.name)


async def test_a_check_of_what_the_service_counted_says_that_nothing_is_wrong(
    bound: Database, analytics: Command
) -> None:
    await a_history(bound, 2, sessions=4)
    assert await analytics.run("check") == (0, "0 days are wrong, 0 mended.\n", "")


async def test_a_wrong_day_is_named_and_mended_when_asked(
    bound: Database, analytics: Command
) -> None:
    await a_history(bound, 2, sessions=4)
    await count_new(bound)
    days = look(collection_of(DailyFigures, bound))
    day = await days.find_one_and_update({"user_id": None}, {"$inc": {"sizes.7": 3}})
    assert day is not None
    status, output, _ = await analytics.run("check")
    assert status == 2
    assert output.startswith(f"{day['day'].date()} of all users: sizes.7 is ")
    status, output, _ = await analytics.run("check", "--repair", "--json")
    assert status == 0
    finding, summary = (json.loads(line) for line in output.splitlines())
    assert finding["day"] == str(day["day"].date())
    assert (finding["user"], finding["repaired"]) == (None, True)
    assert summary == {"findings": 1, "repaired": 1}
    assert (await analytics.run("check"))[0] == 0
