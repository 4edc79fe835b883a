"""Ctrl-C while a command starts, at points that are the same in every run."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commands.embedded.process import is_in_use
from tests.commands.processes import clean_environment, serve

# Sends Ctrl-C as soon as a certain module is looked for.
PROGRAM = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

# As in a terminal, wherever the tests were started from.
signal.signal(signal.SIGINT, signal.default_int_handler)

from commands.__main__ import main
sys.meta_path.insert(0, Interrupting())
sys.argv = ["threadkeep", *{arguments!r}]
main()
"""


def interrupted_at(
    module: str, folder: Path, *arguments: str
) -> "subprocess.CompletedProcess[str]":
    """A command that gets Ctrl-C as it begins to import ``module``."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(module=module, arguments=arguments)],
        env={**clean_environment(), "THREADKEEP_DATA_FOLDER": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("module", ["commands.main", "typer", "services.settings"])
def test_ctrl_c_before_the_service_starts_shows_no_traceback(module: str, tmp_path: Path) -> None:
    ended = interrupted_at(module, tmp_path / "data", "serve", "--port", "0")
    assert (ended.returncode, ended.stderr) == (-signal.SIGINT, "")


@pytest.mark.parametrize("module", ["beanie", "uvicorn", "fastapi", "jwt", "api.chats.routes"])
def test_ctrl_c_while_the_service_is_imported_ends_it_and_its_database(
    module: str, tmp_path: Path
) -> None:
    ended = interrupted_at(module, tmp_path / "data", "serve", "--port", "0")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "is ready" not in ended.stdout
    assert not is_in_use(tmp_path / "data" / "db")


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("services.tokens", ["token", "alice"]),
        ("services.transcripts.importing", ["transcripts", "import", "-", "--user", "alice"]),
        ("services.upkeep", ["sweep", "--dry-run"]),
    ],
)
def test_ctrl_c_while_a_command_is_imported_shows_no_traceback(
    module: str, arguments: list[str], tmp_path: Path
) -> None:
    ended = interrupted_at(module, tmp_path / "data", *arguments)
    assert "Traceback" not in ended.stderr
    assert ended.returncode in (-signal.SIGINT, 128 + signal.SIGINT)


def test_ctrl_c_while_mongodb_starts_ends_both(tmp_path: Path) -> None:
    with serve(tmp_path, module="commands") as service:
        service.read_until("Starting MongoDB")
        service.process.send_signal(signal.SIGINT)
        assert service.ended() == (0, "")
        assert not is_in_use(tmp_path / "db")
