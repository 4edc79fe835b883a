"""The command line itself, before any of its commands."""

import subprocess
import sys
import tomllib
from pathlib import Path

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


def test_the_version_goes_before_what_else_is_asked() -> None:
    assert threadkeep("--version", "stats").stdout.startswith("threadkeep ")
