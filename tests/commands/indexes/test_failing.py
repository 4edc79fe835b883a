"""What a command says, and how it ends, when it is given or meets something bad."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.embedded import EmbeddedServer
from commands.embedded.server import SET_NAME
from commands.indexes import indexes_app
from commands.main import app as threadkeep
from documents.database import Database
from documents.leases import hold
from indexes.server.ledger import INDEX_LOCK
from indexes.server.running_builds import running_builds
from tests.commands.indexes.invoking import (
    PLAIN_BY_NAME,
    Command,
)
from tests.indexes.support import raw_indexes, until_building
from tests.support import FailPoint


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["plan", "--release", "a3f9"], "no release number"),
        (["prune", "--older-than", "soon"], "no age"),
        (["prune", "--older-than", "999999999w"], "no age"),
        (["sync", "--quorum", "some"], "some"),
    ],
)
async def test_a_bad_option_is_explained(words: list[str], says: str, command: Command) -> None:
    result = await command(*words)

    assert result.exit_code == 64
    assert says in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--bogus"],
        ["nothing"],
        ["check", "--bogus"],
        ["status", "one too many"],
        ["plan", "--out"],
        ["sync", "--lock-wait", "soon"],
        ["validators"],
        ["validators", "plan", "--level", "none"],
        ["validators", "sync", "--bogus"],
    ],
    ids=" ".join,
)
async def test_a_command_given_wrongly_never_looks_like_changes_that_wait(words: list[str]) -> None:
    result = await asyncio.to_thread(CliRunner().invoke, threadkeep, ["indexes", *words])

    assert result.exit_code == 64


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
        *("sync", "--definitions", PLAIN_BY_NAME, *command.options),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    printed, _ = await process.communicate()

    assert process.returncode == 0
    assert "hidden: yes \\u2192 no" in printed.decode()
    assert "hidden" not in (await raw_indexes(database, "things"))["a_1"]


async def test_a_command_asks_the_primary_wherever_the_service_s_reads_go(
    mongod: EmbeddedServer, database: Database
) -> None:
    elsewhere = "readPreference=secondary&readPreferenceTags=dc:east&maxStalenessSeconds=120"
    uri = mongod.uri.replace("directConnection=true", f"replicaSet={SET_NAME}&{elsewhere}")

    result = await Command(uri, database.name)("sync")

    assert (result.exit_code, result.stderr) == (0, "")


async def test_a_line_of_json_is_json_in_a_pipe_that_lacks_its_letters(
    command: Command, database: Database
) -> None:
    await database["things"].create_index([("b", 1)], name="été 😀")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", COMMAND_IN_A_PROCESS),
        *("status", "--json", "--definitions", PLAIN_BY_NAME, *command.options),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    printed, _ = await process.communicate()

    told = [json.loads(line) for line in printed.splitlines()]

    assert "été 😀" in [line.get("name") for line in told]


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
    words = ["sync", "--definitions", PLAIN_BY_NAME]
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
