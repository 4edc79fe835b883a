import gzip
import json
from pathlib import Path

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


@pytest.mark.slow("five commands, each a process of its own")
async def test_an_export_is_imported_as_it_was(
    bound: Database, users: Command, tmp_path: Path
) -> None:
    await settle(bound, HER)
    exported = (await users.run("export", HER))[1]
    file = tmp_path / "her.jsonl.gz"
    file.write_bytes(gzip.compress(exported.encode()))
    await users.run("erase", HER, "--yes")
    status, output, errors = await users.run("import", str(file))
    assert (status, errors) == (0, "")
    assert output.splitlines()[-1].strip() == (
        f"{4 * 23 + 3} messages of {HER!r} are stored; 0 things were there already."
    )
    again = (await users.run("export", HER))[1]
    assert again.splitlines()[1:] == exported.splitlines()[1:]
    status, output, errors = await users.run("import", str(file), "--json")
    assert (status, json.loads(output)["stored"]) == (0, {})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "{} is no export of a user: nothing stands in it."),
        (b'{"id": "x", "messages": []}', "Line 1 is not one of an export of a user: an export"),
        (b"nonsense", "Line 1 is not one of an export of a user: not JSON"),
    ],
)
async def test_what_is_no_export_is_refused_in_one_sentence(
    users: Command, tmp_path: Path, data: bytes, told: str
) -> None:
    file = tmp_path / "some.jsonl"
    file.write_bytes(data)
    status, output, errors = await users.run("import", str(file))
    assert (status, output) == (1, "")
    assert errors.startswith(told.format(file))
    assert len(errors.splitlines()) == 1


async def test_erase_asks_first(bound: Database, users: Command) -> None:
    await settle(bound, HER)
    status, _, _ = await users.run("erase", HER, stdin="n\n")
    assert status == 1
    assert len(traces(HER, await everything(bound))) == 15


async def test_erase_prints_a_receipt(bound: Database, users: Command) -> None:
    await settle(bound, HER)
    await settle(bound, HIM)
    status, output, errors = await users.run("erase", HER, "--yes", "--json")
    assert (status, errors) == (0, "")
    assert json.loads(output)["documents"]["user_sessions"] == 4
    found = await everything(bound)
    assert traces(HER, found) == []
    assert len(traces(HIM, found)) == 13


@pytest.mark.parametrize("user", ["", "u" * 256])
@pytest.mark.parametrize("command", [["export"], ["erase", "--yes"]])
async def test_a_user_that_no_token_could_name_is_refused(
    users: Command, command: list[str], user: str
) -> None:
    status, output, errors = await users.run(*command, user)
    assert (status, output) == (1, "")
    assert errors == "A user is 1 to 255 characters of text.\n"
