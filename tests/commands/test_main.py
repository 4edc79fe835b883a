"""The command line itself, before any of its commands."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.commands.processes import clean_environment

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def threadkeep(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "commands.main", *arguments],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_version_is_the_projects_own() -> None:
    version = tomllib.loads(PROJECT.read_text())["project"]["version"]
    done = threadkeep("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"threadkeep {version}\n", "")


@pytest.mark.parametrize("words", [["openapi"], ["indexes", "lint", "--json"], ["token", "alice"]])
def test_a_full_disk_under_the_output_is_one_sentence(words: list[str], tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "commands.main", *words],
            env={**clean_environment(), "THREADKEEP_DATA_FOLDER": str(tmp_path)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "Cannot write: No space left on device."
    assert "Traceback" not in done.stderr


def test_a_command_of_which_nobody_hears_the_output_has_its_exit_status() -> None:
    done = subprocess.run(
        ["sh", "-c", '"$0" -m commands.main indexes lint >&-', sys.executable],
        env=clean_environment(),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_version_goes_before_what_else_is_asked() -> None:
    assert threadkeep("--version", "stats").stdout.startswith("threadkeep ")
