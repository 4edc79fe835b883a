"""The commands that only show: status, lint, script, and the validators' own."""

from pathlib import Path

import pytest

from documents.database import Database
from documents.leases import hold
from indexes.server.ledger import INDEX_LOCK
from tests.commands.indexes.invoking import PLAIN, Command, lines
from tests.indexes.support import raw_indexes, until_building
from tests.support import FailPoint


async def test_lint_is_exit_1_when_it_finds_something(command: Command) -> None:
    good = await command("lint", offline=True)
    bad = await command("lint", "--json", on="DOUBLE", offline=True)

    assert good.exit_code == 0
    assert bad.exit_code == 1
    assert lines(bad)[0] == {
        "event": "finding",
        "label": "things.a_1",
        "text": "a prefix of a_1_b_1, which serves it too",
        "severity": "warning",
    }


async def test_lint_has_a_server_judge_where_there_is_one_and_says_where_there_is_none(
    command: Command, database: Database
) -> None:
    alone = await command("lint", on="UNKNOWN_LANGUAGE", offline=True)
    asked = await command("lint", on="UNKNOWN_LANGUAGE")

    assert alone.exit_code == 0
    assert "The server was not asked: give --uri" in alone.stdout
    assert asked.exit_code == 1
    assert "things.t_text: the server refuses it" in asked.stdout
    assert "not asked" not in asked.stdout
    assert await database.handle.list_collection_names() == []


async def test_lint_goes_on_without_the_server_of_the_environment_that_does_not_answer(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THREADKEEP_DATABASE_TIMEOUT_SECONDS", "0.2")
    monkeypatch.setenv("MONGODB_URI", "mongodb://127.0.0.1:1/")

    result = await command("lint", offline=True)

    assert result.exit_code == 0
    assert "The server was not asked. MongoDB cannot be reached: 127.0.0.1:1" in result.stdout


@pytest.mark.parametrize("words", [["plan"], ["sync"], ["script"]], ids=" ".join)
async def test_what_the_server_would_refuse_is_an_error_before_anything_is_built(
    words: list[str], command: Command, database: Database
) -> None:
    result = await command(*words, on="UNKNOWN_LANGUAGE")

    assert result.exit_code == 1
    assert "things.t_text: the server refuses it" in result.stderr
    assert await raw_indexes(database, "things") == {}


async def test_status_shows_what_is_missing_and_what_is_used(
    command: Command, database: Database
) -> None:
    missing = await command("status")
    await command("sync")
    await database["things"].find_one({"a": 1})
    ready = lines(await command("status", "--json"))

    assert missing.stdout == "things.a_1, missing, things by a\n"
    assert "used once since" in (await command("status")).stdout
    assert (ready[0]["state"], ready[0]["uses"]) == ("ready", 1)
    assert ready[-1]["in_step"] is True


async def test_status_is_exit_5_while_a_build_runs(
    command: Command, database: Database, fail_point: FailPoint
) -> None:
    await database["things"].insert_many([{"a": number} for number in range(20)])
    async with fail_point("hangAfterStartingIndexBuildUnlocked"):
        build = database.start_command(
            {"createIndexes": "things", "indexes": [PLAIN.indexes[0].spec()]}
        )
        await until_building(database)
        during, check = await command("status"), await command("check")
        timed_out = await command("sync", "--build-timeout", "0")
    await build

    assert during.exit_code == 5
    assert "building, scanning collection 100 % (20 of 20)" in during.stdout
    assert check.exit_code == 2
    assert timed_out.exit_code == 5


async def test_a_watched_status_ends_when_all_is_in_step(command: Command) -> None:
    await command("sync")

    result = await command("status", "--watch")

    assert result.exit_code == 0
    assert "things.a_1, ready" in result.stdout


async def test_a_watch_over_what_nobody_builds_ends_and_says_so(command: Command) -> None:
    result = await command("status", "--watch")

    assert result.exit_code == 2
    assert "things.a_1, missing" in result.stdout
    assert "Nobody is at work on what is not in step" in result.stdout


async def test_a_watch_waits_for_a_run_that_holds_the_lock_until_its_timeout(
    command: Command, database: Database
) -> None:
    async with hold(database, INDEX_LOCK, wait_seconds=0):
        result = await command("status", "--watch", "--timeout", "0")

    assert result.exit_code == 5
    assert "Not in step after 0 s." in result.stdout


async def test_a_watch_ends_with_its_timeout_while_a_build_runs(
    command: Command, database: Database, fail_point: FailPoint
) -> None:
    await database["things"].insert_many([{"a": number} for number in range(20)])
    async with fail_point("hangAfterStartingIndexBuildUnlocked"):
        build = database.start_command(
            {"createIndexes": "things", "indexes": [PLAIN.indexes[0].spec()]}
        )
        await until_building(database)
        result = await command("status", "--watch", "--timeout", "0", "--json")
    await build

    assert result.exit_code == 5
    assert lines(result)[-1]["text"] == "Not in step after 0 s."


async def test_a_timeout_without_a_watch_is_no_usage(command: Command) -> None:
    assert (await command("status", "--timeout", "1")).exit_code == 64


async def test_one_document_is_one_document(command: Command, database: Database) -> None:
    await database["things"].insert_one({"a": 1})

    plan = await command("plan")

    assert "[1 document, " in plan.stdout


async def test_script_prints_what_mongosh_can_run(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "indexes.js"

    printed = await command("script")
    await command("script", "--out", str(file))

    assert printed.exit_code == 0
    assert "createIndexes" in printed.stdout
    assert file.read_text() == printed.stdout


async def test_validators_are_planned_and_set(command: Command) -> None:
    before = await command("validators", "plan")
    done = await command("validators", "sync")
    again = await command("validators", "sync")
    after = await command("validators", "plan", "--json")

    assert again.stdout == "The validators are in step.\n"
    assert [before.exit_code, done.exit_code, after.exit_code] == [2, 0, 0]
    assert lines(after)[-1]["changes"] == 0


async def test_import_prints_definitions_that_plan_finds_in_step(
    command: Command, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await command("sync")
    file = tmp_path / "imported_definitions.py"

    printed = await command("import", on="")
    written = await command("import", "--out", str(file), on="")
    again = await command("import", "--out", str(file), on="")
    monkeypatch.syspath_prepend(tmp_path)
    plan = await command("plan", "--definitions", "imported_definitions", on="")

    codes = [each.exit_code for each in (printed, written, again, plan)]
    assert codes == [0, 0, 1, 0]
    assert file.read_text() == printed.stdout
    assert 'Index("things", {"a": 1}, serves=' in printed.stdout
    assert "is there already" in again.stderr
    assert plan.stdout == f"{database.name} is in step.\n"
