"""A copy of the tree, in which mutants are tried one after another."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from mutation.operators import Mutant, mutated

_PLUGINS = ("pytest_asyncio.plugin", "_hypothesis_pytestplugin", "pytest_timeout")
"""What the tests need of pytest's plugins: no others are looked for."""

_QUIET = ("-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-o", "timeout=60")
_GRACE_SECONDS = 15.0
_STARTING_SECONDS = 120.0
_NO_TESTS = 5


def environment(copy: Path, **more: str) -> dict[str, str]:
    """What Python needs to find the copy's code, and no other's."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(copy), str(copy / ".ci"))),
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


class Copy:
    """Has a run of the room's tests that stands; what it cannot try gets a run of its own."""

    def __init__(self, folder: Path, tests: tuple[str, ...]) -> None:
        self._folder = folder
        self._tests = tests
        self._standing: _Standing | None = None

    def verdict(self, mutant: Mutant, tests: list[str], seconds: float) -> str:
        """What becomes of a mutant by these tests, which take so many seconds without it."""
        file = self._folder / mutant.path
        source = file.read_bytes()
        after = mutated(source, mutant)
        order = {
            "path": str(file),
            "line": mutant.line,
            "before": source.decode(),
            "after": after.decode(),
            "tests": tests,
        }
        bound = 3 * seconds + _STARTING_SECONDS
        if self._standing is None:
            self._standing = _Standing(self._folder, self._tests)
        file.write_bytes(after)
        try:
            answer = self._standing.answer(order, bound)
            if answer in ("left", "noticed"):
                return answer
            if answer == "shaken":
                self.end()
            return self._by_itself(tests, bound)
        finally:
            file.write_bytes(source)

    def end(self) -> None:
        """Let what stands go."""
        if self._standing is not None:
            self._standing.end()
        self._standing = None

    def _by_itself(self, tests: list[str], bound: float) -> str:
        process = subprocess.Popen(
            [*_pytest(), "-x", *tests],
            cwd=self._folder,
            env=environment(self._folder, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            status = process.wait(bound)
        except subprocess.TimeoutExpired:
            _let_go(process)
            return "noticed"  # what never ends, or cannot be imported, is noticed too
        return "left" if status in (0, _NO_TESTS) else "noticed"


class _Standing:
    """Begins when its copy is as it should be: with it, all is imported."""

    def __init__(self, folder: Path, tests: tuple[str, ...]) -> None:
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        self._process = subprocess.Popen(
            [*_pytest(), "-p", "mutation.standing", *tests],
            cwd=folder,
            env=environment(
                folder,
                PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
                MUTATION_ORDERS=str(orders),
                MUTATION_ANSWERS=str(answers),
            ),
            pass_fds=(orders, answers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(orders)
        os.close(answers)
        if self._line(None) != "ready":
            raise SystemExit("The tests do not stand.")

    def answer(self, order: dict[str, Any], bound: float) -> str:
        """What it says; "shaken" where it says nothing in time, or no more."""
        try:
            with os.fdopen(os.dup(self._orders), "w") as orders:
                print(json.dumps(order), file=orders)
        except BrokenPipeError:
            return "shaken"
        return self._line(bound) or "shaken"

    def end(self) -> None:
        """Let it go."""
        os.close(self._orders)
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            _let_go(self._process)
        os.close(self._answers)

    def _line(self, bound: float | None) -> str | None:
        if not select.select([self._answers], [], [], bound)[0]:
            return None
        told = os.read(self._answers, 100)
        answer: str | None = json.loads(told) if told else None
        return answer


def _pytest() -> list[str]:
    named = [word for name in _PLUGINS for word in ("-p", name)]
    return [sys.executable, "-m", "pytest", *named, *_QUIET]


def _let_go(process: "subprocess.Popen[bytes]") -> None:
    """End it; it lets its servers go by itself where it can, else they end when it does."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
