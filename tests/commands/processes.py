"""Processes that tests start, and waiting for what they bring about."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WAIT_SECONDS = 30


async def until(condition: Callable[[], bool]) -> None:
    """Return as soon as ``condition`` holds; fail when it does not come to."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not condition():  # noqa: ASYNC110 - other processes set no event
            await asyncio.sleep(0.01)


def wait_until(condition: Callable[[], bool]) -> None:
    """``until``, for a test that is not asynchronous."""
    asyncio.run(until(condition))


class Service:
    """A ``threadkeep serve`` in a process of its own, on a minimal application."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.shown = ""

    def read_until(self, text: str) -> str:
        """The line that holds ``text``; fails, with all that was shown, when none comes."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.shown += line
            if text in line:
                return line
        raise AssertionError(f"it ended without {text!r}:\n{self.shown}{self.ended()[1]}")

    def address(self) -> str:
        """Where it serves, once it is ready."""
        found = re.search(r"http://\S+", self.read_until("Address"))
        assert found is not None
        self.read_until("Token")
        return found[0]

    def logged(self, event: str) -> dict[str, Any]:
        """The next line of its log about ``event``."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            entry: dict[str, Any] = json.loads(line)
            if entry["event"] == event:
                return entry
        raise AssertionError(f"it ended without {event!r} in its log")

    def ended(self) -> tuple[int, str]:
        """Its exit status and what it wrote to stderr, once it has ended by itself."""
        _, errors = self.process.communicate(timeout=WAIT_SECONDS)
        return self.process.returncode, errors


@contextmanager
def serve(
    folder: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    module: str = "tests.commands.serve.fake_service",
) -> Iterator[Service]:
    """Start ``threadkeep serve --port 0`` on the data in ``folder``; killed at the end."""
    command = [sys.executable, "-m", module, "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, *arguments],
        env={**clean_environment(), "THREADKEEP_DATA_FOLDER": str(folder), **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Service(process)
        finally:
            process.kill()


def clean_environment() -> dict[str, str]:
    """This process's environment without any setting of the service."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("THREADKEEP_")
        and name not in ("PORT", "MONGODB_URI", "WEB_CONCURRENCY")
    }


class Command:
    """A ``threadkeep`` command in a process of its own, on a test's database."""

    def __init__(self, name: str, uri: str, database_name: str) -> None:
        self._command = [sys.executable, "-m", "commands.main", name]
        self._environment = {
            **clean_environment(),
            "MONGODB_URI": uri,
            "THREADKEEP_DATABASE_NAME": database_name,
        }

    def start(self, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        """Start it."""
        return subprocess.Popen(
            [*self._command, *arguments],
            env={**self._environment, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    async def run(
        self, *arguments: str, stdin: str = "", **environment: str
    ) -> tuple[int, str, str]:
        """Its exit status, standard output and standard error."""

        def wait() -> tuple[int, str, str]:
            with self.start(*arguments, **environment) as process:
                output, errors = process.communicate(stdin, timeout=WAIT_SECONDS)
            return process.returncode, output, errors

        return await asyncio.to_thread(wait)
