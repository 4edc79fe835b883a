"""Programs that a benchmark compares, each in a process of its own with its own packages."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any


class Program:
    """A program that reads an object of JSON a line, does that, and answers with a line."""

    def __init__(self, python: Path, program: Path, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [str(python), str(program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": "clients/python"},
        )

    def __call__(self, **work: Any) -> Any:
        """What it answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(work) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        """End its process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
