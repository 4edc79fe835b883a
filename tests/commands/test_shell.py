"""``threadkeep shell`` hands the database and the helpers to mongosh."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from commands.embedded import EmbeddedServer


def test_mongosh_gets_the_database_and_the_helpers(mongod: EmbeddedServer, tmp_path: Path) -> None:
    fake = tmp_path / "mongosh"
    fake.write_text('#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\nexit 7\n')
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    done = run_shell(mongod.uri, str(tmp_path))
    assert done.returncode == 7
    assert f"<{mongod.uri}>" in done.stdout
    assert 'db.getSiblingDB("kept")' in done.stdout
    assert "shell/threadkeep.js" in done.stdout
    assert "<1 + 1>" in done.stdout


def test_without_mongosh_a_sentence_says_where_to_get_it(
    mongod: EmbeddedServer, tmp_path: Path
) -> None:
    done = run_shell(mongod.uri, str(tmp_path))
    assert done.returncode == 1
    assert "mongosh is not on PATH" in done.stderr
    assert "Traceback" not in done.stderr


def run_shell(uri: str, path: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "commands.main", "shell", "--eval", "1 + 1"],
        env=os.environ | {"PATH": path, "MONGODB_URI": uri, "THREADKEEP_DATABASE_NAME": "kept"},
        capture_output=True,
        text=True,
    )
