import json

import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from tests.commands.processes import Command
from tests.documents.upkeep.test_erasure import HER, HIM, everything, settle, traces


@pytest.fixture
def users(mongod: EmbeddedServer, bound: Database) -> Command:
    return Command("users", mongod.uri, bound.name)


async def test_export_prints_json_lines(bound: Database, users: Command) -> None:
    await settle(bound, HER)
    status, output, errors = await users.run("export", HER)
    assert (status, errors) == (0, "")
    types = [json.loads(line)["type"] for line in output.splitlines()]
    assert types.count("message") == 4 * 23 + 3
    assert types.count("session") == 4
    assert types.count("mission") == types.count("hop") == types.count("asset") == 1


async def test_erase_asks_first(bound: Database, users: Command) -> None:
    await settle(bound, HER)
    status, _, _ = await users.run("erase", HER, stdin="n\n")
    assert status == 1
    assert len(traces(HER, await everything(bound))) == 10


async def test_erase_prints_a_receipt(bound: Database, users: Command) -> None:
    await settle(bound, HER)
    await settle(bound, HIM)
    status, output, errors = await users.run("erase", HER, "--yes", "--json")
    assert (status, errors) == (0, "")
    assert json.loads(output)["documents"]["user_sessions"] == 4
    found = await everything(bound)
    assert traces(HER, found) == []
    assert len(traces(HIM, found)) == 10


@pytest.mark.parametrize("user", ["", "u" * 256])
@pytest.mark.parametrize("command", [["export"], ["erase", "--yes"]])
async def test_a_user_that_no_token_could_name_is_refused(
    users: Command, command: list[str], user: str
) -> None:
    status, output, errors = await users.run(*command, user)
    assert (status, output) == (1, "")
    assert errors == "A user is 1 to 255 characters of text.\n"
