"""The floor under the tests' coverage never goes down."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FLOOR = Path(__file__).parent.parent / ".ci" / "floor"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


class Repository:
    """A Git repository with a floor in its pyproject.toml."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> None:
        settings = ("user.name=n", "user.email=n@example.org", "commit.gpgsign=false")
        chosen = [word for setting in settings for word in ("-c", setting)]
        self.run("git", *chosen, *words).check_returncode()

    def run(self, *command: str, folder: str = ".") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            cwd=self.folder / folder,
            # A Git hook that runs the tests says there which repository it is of.
            env={name: value for name, value in os.environ.items() if name[:4] != "GIT_"},
            capture_output=True,
            text=True,
            check=False,
        )

    def write(self, percent: float) -> None:
        text = f"[tool.coverage.report]\nfail_under = {percent}\n"
        (self.folder / "pyproject.toml").write_text(text)

    def commit(self, percent: float) -> None:
        self.write(percent)
        self.git("add", ".")
        self.git("commit", "-q", "--allow-empty", "-m", f"{percent}")

    def checked(self, folder: str = ".") -> "subprocess.CompletedProcess[str]":
        return self.run(sys.executable, str(FLOOR), folder=folder)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.mark.parametrize(("percent", "status"), [(80, 0), (80.5, 0), (79.9, 1)])
def test_the_floor_may_stay_or_rise_but_not_sink(
    repository: Repository, percent: float, status: int
) -> None:
    repository.commit(80)
    repository.write(percent)
    assert repository.checked().returncode == status
    repository.commit(percent)
    assert repository.checked().returncode == status


def test_a_floor_that_sank_some_commits_ago_is_still_told(repository: Repository) -> None:
    repository.commit(80)
    repository.commit(70)
    repository.commit(75)
    done = repository.checked()
    assert done.returncode == 1
    assert "is 75 and was 80 at" in done.stderr


def test_a_branch_may_take_back_what_main_has_not(repository: Repository) -> None:
    repository.commit(80)
    repository.git("switch", "-q", "-c", "branch")
    repository.commit(90)
    repository.commit(85)
    assert repository.checked().returncode == 0
    repository.commit(79)
    assert repository.checked().returncode == 1


def test_without_a_history_any_floor_will_do(repository: Repository, tmp_path: Path) -> None:
    repository.commit(80)
    repository.commit(70)
    repository.git("clone", "-q", "--depth=1", f"file://{tmp_path}", "shallow")
    assert repository.checked("shallow").returncode == 0


def test_a_floor_there_must_be(repository: Repository) -> None:
    (repository.folder / "pyproject.toml").write_text("")
    assert repository.checked().returncode == 1
