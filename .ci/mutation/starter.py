"""A process that has imported what the tests need of others, and forks one for each mutant.

Usage: python -m mutation.starter TEST... - in a copy of the tree. It reads an order from each line
of its input, ``{"arguments": [...], "bound": seconds}``, and answers each with a line: pytest's
exit status, or ``null`` where it had to be ended. What the tree itself has is imported by each
anew.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

PLUGINS = ("pytest_asyncio.plugin", "_hypothesis_pytestplugin", "pytest_timeout")
"""What the tests need of pytest's plugins: no others are looked for."""

_GRACE_SECONDS = 15.0


class Starter:
    """Such a process, seen from the one that began it."""

    def __init__(self, copy: Path, environment: dict[str, str], tests: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mutation.starter", *tests],
            cwd=copy,
            env={**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, arguments: list[str], bound: float) -> int | None:
        """How pytest ended; None where it had to be ended. Raises EOFError where the process is
        gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"arguments": arguments, "bound": bound}), file=self._process.stdin)
        self._process.stdin.flush()
        if not (answer := self._process.stdout.readline()):
            raise EOFError("the process that starts the tests is gone")
        status: int | None = json.loads(answer)
        return status

    def end(self) -> None:
        """Let it go."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _options(arguments: list[str]) -> list[str]:
    return [*(word for name in PLUGINS for word in ("-p", name)), *arguments]


def _tell_modules(tests: list[str], descriptor: int) -> NoReturn:
    """Collect the tests, and write the names of what others have made and that needs."""
    import pytest

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    pytest.main(_options(["--co", "-q", "-p", "no:cacheprovider", *tests]))
    here = str(Path.cwd())
    names = [
        name
        for name, module in sys.modules.items()
        if (file := getattr(module, "__file__", None)) and _is_of_others(name, file, here)
    ]
    os.write(descriptor, json.dumps(names).encode())
    os._exit(0)


def _is_of_others(name: str, file: str, here: str) -> bool:
    own = file.startswith(here) and "site-packages" not in file
    return not own and "pytest" not in name and name != "__main__"


def _import_what_is_needed(tests: list[str]) -> None:
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        _tell_modules(tests, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        names = json.loads(told.read() or "[]")
    os.waitpid(child, 0)
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def _run(order: dict[str, Any]) -> int | None:
    if (child := os.fork()) == 0:
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        os.dup2(0, 1)
        os.dup2(0, 2)
        import pytest

        status = pytest.main(_options(order["arguments"]))
        os._exit(int(status))
    descriptor = os.pidfd_open(child)
    try:
        ends_at = time.monotonic() + order["bound"]
        if select.select([descriptor], [], [], max(ends_at - time.monotonic(), 0))[0]:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        # It lets its servers go by itself where it can; else they end when it does.
        os.kill(child, signal.SIGINT)
        if not select.select([descriptor], [], [], _GRACE_SECONDS)[0]:
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return None
    finally:
        os.close(descriptor)


def main() -> None:
    """Follow the orders until there are no more."""
    _import_what_is_needed(sys.argv[1:])
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
