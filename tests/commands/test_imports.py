"""What a command does not import: it starts sooner, and weighs less, without."""

import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from commands.main import COMMANDS, load_command
from tests.commands.processes import clean_environment

# Names what was imported, as the process ends.
PROGRAM = """
import atexit, os, sys

def tell():
    with open(os.environ["TELL_IMPORTED"], "w") as told:
        told.write("\\n".join(sys.modules))

atexit.register(tell)
sys.argv = ["threadkeep", *sys.argv[1:]]
from commands.__main__ import main
main()
"""
LIBRARIES = ("beanie", "fastapi", "jwt", "motor", "prometheus_client", "pydantic", "pymongo")
OURS = ("api", "documents", "indexes", "services")
OF_TOOLS = (
    *(module for name, (module, _) in COMMANDS.items() if name != "serve"),
    "commands.shared.command_services",
    "commands.transcripts",
    "indexes.show.describe",
    "indexes.show.importing",
    "indexes.show.script",
    "indexes.validators",
    "rich.markdown",
    "rich.progress",
    "shell",
    "typer.rich_utils",
)
OF_SEVERAL_WORKERS = ("commands.serve.line_lock", "commands.serve.workers")


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={
            **clean_environment(),
            "THREADKEEP_DATA_FOLDER": str(folder / "data"),
            "TELL_IMPORTED": str(folder / "imported"),
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def imported(folder: Path) -> set[str]:
    return set((folder / "imported").read_text().splitlines())


def test_help_imports_no_command_and_nothing_that_one_needs(tmp_path: Path) -> None:
    with start(tmp_path, "--help") as process:
        process.communicate()
    found = imported(tmp_path)
    assert "commands.main" in found
    assert found.isdisjoint(LIBRARIES + OURS)
    assert found.isdisjoint(module for module, _ in COMMANDS.values())


def test_a_host_that_there_is_not_is_told_before_the_database_is_imported(tmp_path: Path) -> None:
    with start(tmp_path, "serve", "--host", "no.such.host.invalid") as process:
        process.communicate()
    assert imported(tmp_path).isdisjoint(("api", "beanie", "documents", "fastapi", "pymongo"))


def test_the_service_imports_nothing_of_other_commands(tmp_path: Path) -> None:
    with start(tmp_path, "serve", "--port", "0") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "Token" in line:
                break
        process.send_signal(signal.SIGTERM)
        process.communicate()
    found = imported(tmp_path)
    assert "api.app" in found
    assert found.isdisjoint(OF_TOOLS)
    assert found.isdisjoint(OF_SEVERAL_WORKERS)


@pytest.mark.parametrize("module", [*LIBRARIES, *OURS, *OF_TOOLS, *OF_SEVERAL_WORKERS])
def test_what_is_not_to_be_imported_has_that_name(module: str) -> None:
    assert find_spec(module) is not None


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_its_own_help_begins_with(name: str) -> None:
    first, _, _ = load_command(name).help.partition("\n\n")
    assert " ".join(first.split()) == COMMANDS[name][1]
