"""``threadkeep indexes``: what each command says, and the exit code it ends with."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from commands.embedded import EmbeddedServer
from commands.indexes import indexes_app
from documents.database import Database
from documents.leases import hold
from indexes import Definitions, Index
from indexes.server.ledger import INDEX_LOCK
from indexes.server.running_builds import running_builds
from tests.indexes.conftest import FailPoint, raw_indexes, until_building

PLAIN = Definitions([Index("things", {"a": 1}, serves="things by a")])
UNIQUE = Definitions([Index("things", {"a": 1}, unique=True, serves="one thing for each a")])
TEXT = Definitions([Index("things", {"t": "text"}, serves="search")])
WEIGHED = Definitions([Index("things", {"t": "text"}, weights={"t": 3}, serves="search")])
NONE = Definitions([])
DOUBLE = Definitions(
    [
        Index("things", {"a": 1}, serves="things by a"),
        Index("things", {"a": 1, "b": 1}, serves="things by a and b"),
    ]
)


class Command:
    """Runs commands on one database, in a thread: each has a loop of its own."""

    def __init__(self, uri: str, database: str) -> None:
        self.options = ["--uri", uri, "--database", database]

    async def __call__(self, *words: str, on: str = "PLAIN", offline: bool = False) -> Result:
        definitions = [] if words[0] == "validators" else ["--definitions", f"{__name__}:{on}"]
        options = [] if offline else self.options
        return await asyncio.to_thread(
            CliRunner().invoke, indexes_app, [*words, *definitions, *options]
        )


@pytest.fixture
def command(mongod: EmbeddedServer, database: Database) -> Command:
    return Command(mongod.uri, database.name)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


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
    assert result.stderr.splitlines()[1] == "  _id 1, 2"
    assert (told[-2]["error"], told[-2]["duplicates"]) == ("DuplicatesFound", [[1, 2]])
    assert told[-1]["exit_code"] == 4


async def test_plan_finds_duplicates_beforehand_where_asked(
    command: Command, database: Database
) -> None:
    await database["things"].insert_many([{"_id": 1, "a": 5}, {"_id": 2, "a": 5}, {"_id": 3}])

    unaware = await command("plan", on="UNIQUE")
    aware = await command("plan", "--check-data", on="UNIQUE")

    assert unaware.exit_code == 2
    assert aware.exit_code == 4
    assert "1 key is held by more than one document, with _id 1, 2" in aware.stdout


async def test_a_gap_is_exit_4_unless_allowed(command: Command) -> None:
    await command("sync", on="TEXT")

    refused = await command("sync", on="WEIGHED")
    allowed = await command("sync", "--allow-gap", on="WEIGHED")

    assert (refused.exit_code, allowed.exit_code) == (4, 0)
    assert "--allow-gap" in refused.stderr


async def test_a_saved_plan_is_done_once_and_then_stale(command: Command, tmp_path: Path) -> None:
    file = str(tmp_path / "plan.json")

    assert (await command("plan", "--out", file)).exit_code == 2
    assert (await command("sync", file)).exit_code == 0
    stale = await command("sync", file)

    assert stale.exit_code == 6
    assert "moved on" in stale.stderr


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


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["plan", "--release", "a3f9"], "no release number"),
        (["prune", "--older-than", "soon"], "no age"),
        (["sync", "--quorum", "some"], "some"),
    ],
)
async def test_a_bad_option_is_explained(words: list[str], says: str, command: Command) -> None:
    result = await command(*words)

    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.parametrize("name", ["no_such_module:X", "indexes.definitions:NOPE", "json:dumps"])
async def test_definitions_that_are_not_there_are_an_error(name: str, command: Command) -> None:
    result = await asyncio.to_thread(
        CliRunner().invoke, indexes_app, ["check", "--definitions", name, *command.options]
    )

    assert result.exit_code == 1
    assert name in result.stderr


@pytest.mark.parametrize("code", ["def broken(:", "1 / 0", "import no_such_module"])
async def test_a_definitions_module_that_cannot_be_imported_is_one_sentence(
    code: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_definitions.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)

    result = await asyncio.to_thread(
        CliRunner().invoke,
        indexes_app,
        ["check", "--definitions", "broken_definitions:X", *command.options],
    )

    assert result.exit_code == 1
    assert result.stderr.startswith("--definitions broken_definitions:X: ")
    assert len(result.stderr.splitlines()) == 1


async def test_a_pipe_without_arrows_does_not_end_a_sync(
    command: Command, database: Database
) -> None:
    await command("sync")
    await command("prune", on="NONE")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", COMMAND_IN_A_PROCESS),
        *("sync", "--definitions", f"{__name__}:PLAIN", *command.options),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    printed, _ = await process.communicate()

    assert process.returncode == 0
    assert "hidden: yes \\u2192 no" in printed.decode()
    assert "hidden" not in (await raw_indexes(database, "things"))["a_1"]


async def test_a_database_that_does_not_answer_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("THREADKEEP_DATABASE_TIMEOUT_SECONDS", "0.2")

    result = await Command("mongodb://127.0.0.1:1/", "nowhere")("plan")

    assert result.exit_code == 1
    assert result.stderr.startswith("MongoDB cannot be reached: 127.0.0.1:1")
    assert len(result.stderr.splitlines()) == 1


COMMAND_IN_A_PROCESS = "from commands.indexes import indexes_app; indexes_app()"


@pytest.fixture
async def building(
    database: Database, mongod: EmbeddedServer, fail_point: FailPoint
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A `sync` in a process of its own, held up while it builds."""
    await database["things"].insert_many([{"a": number} for number in range(20)])
    words = ["sync", "--definitions", f"{__name__}:PLAIN"]
    target = ["--uri", mongod.uri, "--database", database.name]
    async with fail_point("hangAfterStartingIndexBuildUnlocked"):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", COMMAND_IN_A_PROCESS, *words, *target),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # Tests that run in the background of a shell ignore it, and so would this.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        await until_building(database)
        yield process
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_an_interrupted_build_goes_on_and_the_lock_is_free(
    number: signal.Signals, building: asyncio.subprocess.Process, database: Database
) -> None:
    building.send_signal(number)
    _, errors = await building.communicate()

    assert building.returncode == 5
    assert errors.decode().startswith("Interrupted. The server goes on building")
    assert await running_builds(database)
    async with hold(database, INDEX_LOCK, wait_seconds=0):
        pass


async def test_control_characters_in_a_stranger_s_name_are_written_out(
    command: Command, database: Database
) -> None:
    await database["things"].create_index([("b", 1)], name="two\n\x1b[31mlines")

    piped = await command("status")

    assert piped.stdout.splitlines()[0].startswith("things.two\\n\\x1b[31mlines, undeclared")
