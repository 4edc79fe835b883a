"""Plan, sync and prune: what each says, and the exit code it ends with."""

import json
from pathlib import Path
from typing import Any

import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from documents.leases import hold
from indexes.server.ledger import INDEX_LOCK
from tests.commands.indexes.invoking import (
    Command,
    lines,
)
from tests.indexes.support import raw_indexes


async def test_plan_says_what_would_change_and_exits_2(
    command: Command, database: Database
) -> None:
    result = await command("plan")

    assert result.exit_code == 2
    assert result.stdout.splitlines() == [
        "+ create things.a_1 (safe)",
        f"{database.name}: 1 change (1 create).",
    ]
    assert await raw_indexes(database, "things") == {}


async def test_sync_makes_it_so_and_check_agrees(command: Command) -> None:
    assert (await command("check")).exit_code == 2
    assert (await command("sync")).exit_code == 0
    assert (await command("check")).exit_code == 0
    assert (await command("plan")).exit_code == 0


async def test_json_is_one_object_a_line_and_a_summary_last(
    command: Command, database: Database
) -> None:
    result = await command("sync", "--json")

    told = lines(result)
    assert [each["event"] for each in told] == [
        "operation", "started", "step", "finished", "summary",
    ]  # fmt: skip
    assert told[0]["spec"] == {"key": {"a": 1}, "name": "a_1"}
    assert told[-1] == {
        "event": "summary",
        "command": "sync",
        "database": database.name,
        "in_step": True,
        "changes": 0,
        "blocked": 0,
        "done": 1,
        "exit_code": 0,
    }


async def test_another_run_with_the_lock_is_exit_3(command: Command, database: Database) -> None:
    async with hold(database, INDEX_LOCK, wait_seconds=0):
        result = await command("sync", "--lock-wait", "0")

    assert result.exit_code == 3
    assert "The lock is held by" in result.stderr


async def test_duplicates_are_exit_4_with_their_ids(command: Command, database: Database) -> None:
    await database["things"].insert_many([{"_id": 1, "a": 5}, {"_id": 2, "a": 5}])

    result = await command("sync", on="UNIQUE")
    told = lines(await command("sync", "--json", on="UNIQUE"))

    assert result.exit_code == 4
    assert result.stderr.splitlines()[1] == "  a: 5 with _id 1, 2"
    assert result.stderr.splitlines()[-1].startswith('  db.getCollection("things").aggregate(')
    assert (told[-2]["error"], told[-2]["duplicates"]) == ("DuplicatesFound", [[1, 2]])
    assert (told[-2]["values"], told[-2]["documents"]) == ([{"a": 5}], [2])
    assert told[-2]["query"] == result.stderr.splitlines()[-1].strip()
    assert told[-1]["exit_code"] == 4


async def test_many_duplicates_are_told_in_a_few_lines(
    command: Command, database: Database
) -> None:
    await database["things"].insert_many([{"a": number // 2} for number in range(2000)])
    await database["things"].insert_many([{"a": "same"} for _ in range(2000)])

    result = await command("sync", on="UNIQUE")
    told = await command("sync", "--json", on="UNIQUE")
    planned = await command("plan", "--check-data", on="UNIQUE")

    assert "things.a_1 cannot be unique: 1,001 keys are held by more" in result.stderr
    assert len([line for line in result.stderr.splitlines() if line.startswith("  a: ")]) == 10
    assert "  and 991 keys more" in result.stderr.splitlines()
    assert told.stdout.count("1,001 keys are held by more") == 1
    assert planned.stdout.count(" with _id ") == 10
    assert len(result.stderr) + len(told.stdout) < 20_000


async def test_plan_finds_duplicates_beforehand_where_asked(
    command: Command, database: Database
) -> None:
    await database["things"].insert_many([{"_id": 1, "a": 5}, {"_id": 2, "a": 5}, {"_id": 3}])

    unaware = await command("plan", on="UNIQUE")
    aware = await command("plan", "--check-data", on="UNIQUE")

    assert unaware.exit_code == 2
    assert aware.exit_code == 4
    assert "1 key is held by more than one document: a: 5 with _id 1, 2" in aware.stdout


async def test_a_gap_is_exit_4_unless_allowed(command: Command) -> None:
    await command("sync", on="TEXT")

    refused = await command("sync", on="WEIGHED")
    allowed = await command("sync", "--allow-gap", on="WEIGHED")

    assert (refused.exit_code, allowed.exit_code) == (4, 0)
    assert "--allow-gap" in refused.stderr


async def test_json_names_what_went_wrong_in_a_word(command: Command, database: Database) -> None:
    async with hold(database, INDEX_LOCK, wait_seconds=0):
        held = lines(await command("sync", "--lock-wait", "0", "--json"))
    await command("sync", on="TEXT")
    refused = lines(await command("sync", "--json", on="WEIGHED"))

    assert [told[0]["error"] for told in (held, refused)] == ["LockHeld", "Refused"]


async def test_a_saved_plan_is_done_once_and_then_stale(command: Command, tmp_path: Path) -> None:
    file = str(tmp_path / "plan.json")

    assert (await command("plan", "--out", file)).exit_code == 2
    assert (await command("sync", file)).exit_code == 0
    stale = await command("sync", file)

    assert stale.exit_code == 6
    assert "moved on" in stale.stderr


@pytest.mark.parametrize(
    "flag", [["--allow-gap"], ["--adopt"], ["--allow-data-loss"], ["--only", "things"]]
)
async def test_what_a_saved_plan_has_of_its_own_is_not_given_beside_it(
    flag: list[str], command: Command, database: Database, tmp_path: Path
) -> None:
    file = str(tmp_path / "plan.json")
    await command("plan", "--out", file)

    refused = await command("sync", *flag, file)

    assert refused.exit_code == 64
    assert flag[0] in refused.stderr
    assert await raw_indexes(database, "things") == {}


async def test_a_plan_of_another_database_is_exit_4(
    command: Command, mongod: EmbeddedServer, tmp_path: Path
) -> None:
    file = str(tmp_path / "plan.json")
    await command("plan", "--out", file)

    result = await Command(mongod.uri, "another")("sync", file)

    assert result.exit_code == 4
    assert "'another'" in result.stderr


@pytest.mark.parametrize("operations", [[{}], ["create"], 1, None])
async def test_a_plan_file_with_mangled_operations_is_exit_1(
    operations: Any, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "plan.json"
    await command("plan", "--out", str(file))
    saved = json.loads(file.read_text())
    saved["plan"]["operations"] = operations
    file.write_text(json.dumps(saved))

    result = await command("sync", str(file))

    assert result.exit_code == 1
    assert result.stderr == "This is no plan file of `threadkeep indexes plan --out`.\n"


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b'{"plan": 1}'])
async def test_a_file_that_is_no_plan_is_exit_1(
    content: bytes | None, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "plan.json"
    if content is not None:
        file.write_bytes(content)

    result = await command("sync", str(file))

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


async def test_prune_hides_and_later_drops(command: Command, database: Database) -> None:
    await command("sync")

    waiting = await command("prune", "--dry-run", on="NONE")
    await command("prune", on="NONE")
    hidden = await raw_indexes(database, "things")
    young = await command("prune", "--drop", on="NONE")
    await command("prune", "--drop", "--older-than", "0s", on="NONE")

    assert waiting.exit_code == 2
    assert hidden["a_1"]["hidden"] is True
    assert "may go in 7.0 days" in young.stdout
    assert list(await raw_indexes(database, "things")) == ["_id_"]


async def test_a_prune_says_what_it_has_done(command: Command, database: Database) -> None:
    await command("sync")

    told = lines(await command("prune", "--json", on="NONE"))
    again = await command("prune", on="NONE")

    assert [each["event"] for each in told] == [
        "operation", "started", "step", "finished", "summary",
    ]  # fmt: skip
    summary = told[-1]
    assert (summary["done"], summary["changes"], summary["in_step"]) == (1, 0, True)
    assert again.stdout.splitlines()[-1] == f"{database.name} has nothing to prune now."
