"""Trying mutants: which tests come past a line, and whether they notice."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from coverage import CoverageData

from mutation.operators import Mutant, mutated
from mutation.rooms import Room, Score

_QUIET = ("-q", "--no-header", "-p", "no:cacheprovider")
_ALONE = ("-p", "no:xdist")
_FAILED, _NO_TESTS = 1, 5
_MOST_SECONDS = 90.0
"""How much of the tests' own time one mutant gets: the quickest go first."""
_STARTING_SECONDS = 60.0


@dataclass(frozen=True)
class _Passing:
    """Which tests come past which line of which file, and how long each takes."""

    data: CoverageData
    seconds: dict[str, float]
    root: Path

    def tests(self, mutant: Mutant) -> list[str]:
        """The tests that come past a mutant, the quickest first; of a line that is run when it
        is imported, all of them."""
        lines = self.data.contexts_by_lineno(str(self.root / mutant.path))
        past = {
            context.rpartition("|")[0] or context
            for line in range(mutant.line, mutant.end_line + 1)
            for context in lines.get(line, ())
        }
        chosen = [test for test in past if test in self.seconds]
        if "" in past:
            chosen = list(self.seconds)
        total = 0.0
        found = []
        for test in sorted(chosen, key=lambda each: (self.seconds[each], each)):
            total += self.seconds[test]
            if found and total > _MOST_SECONDS:
                break
            found.append(test)
        return found


class Trial:
    """Tries mutants in copies of the tree, as many at once as there are copies."""

    def __init__(self, copies: list[Path], *, seed: int, minutes: float) -> None:
        self._copies = copies
        self._seed = seed
        self._seconds = minutes * 60

    def of(self, room: Room, number: int, *, among: int) -> Score:
        """Try so many mutants of a room, in its part of the time, which begins when its tests
        have run as they are."""
        passing = self._passing(room)
        ends_at = time.monotonic() + self._seconds / among
        mutants = room.mutants(self._copies[0])
        drawn = random.Random(f"{self._seed} {room.name}").sample(
            mutants, min(number, len(mutants))
        )
        print(f"{room.name}: {len(mutants)} mutants, {len(passing.seconds)} tests", flush=True)
        score = Score(room)
        free: SimpleQueue[Path] = SimpleQueue()
        for copy in self._copies:
            free.put(copy)

        def attempt(mutant: Mutant) -> None:
            if time.monotonic() > ends_at:
                return
            copy = free.get()
            try:
                verdict = _verdict(copy, mutant, passing)
            finally:
                free.put(copy)
            score.tried += 1
            if verdict != "noticed":
                score.left.append(f"{verdict}: {mutant}")
            print(f"  {verdict}: {mutant}", flush=True)

        with ThreadPoolExecutor(len(self._copies)) as workers:
            list(workers.map(attempt, drawn))
        score.left.sort()
        return score

    def _passing(self, room: Room) -> _Passing:
        root = self._copies[0]
        told, times = root / ".mutation-coverage", root / ".mutation-times"
        arguments = [
            *room.tests,
            *_QUIET,
            "-n",
            str(len(self._copies)),
            "--cov",
            "--cov-context=test",
            "--cov-report=",
            "--cov-fail-under=0",
        ]
        plugin = ["-p", "mutation.times"]
        ended = _pytest(
            root,
            [*arguments, *plugin],
            None,
            COVERAGE_FILE=str(told),
            MUTATION_TIMES=str(times),
        )
        if ended is None or ended.returncode:
            print(ended.stdout[-5000:] if ended else "", file=sys.stderr)
            raise SystemExit(f"{room.name}: its tests fail without a change.")
        data = CoverageData(basename=str(told))
        data.read()
        return _Passing(data, json.loads(times.read_text()), root)


def _verdict(copy: Path, mutant: Mutant, passing: _Passing) -> str:
    tests = passing.tests(mutant)
    if not tests:
        return "no test comes past"
    bound = 3 * sum(passing.seconds[test] for test in tests) + _STARTING_SECONDS
    file = copy / mutant.path
    source = file.read_bytes()
    file.write_bytes(mutated(source, mutant))
    try:
        ended = _pytest(
            copy, ["-x", "--tb=no", "-o", "timeout=60", *tests, *_QUIET, *_ALONE], bound
        )
    finally:
        file.write_bytes(source)
    if ended is None or ended.returncode not in (0, _NO_TESTS):
        # What never ends, or cannot be imported, is noticed too.
        return "noticed"
    return "left"


def _pytest(
    copy: Path, arguments: list[str], bound: float | None, **environment: str
) -> "subprocess.CompletedProcess[str] | None":
    """How pytest ended; None where it had to be ended."""
    env: dict[str, Any] = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(copy), str(copy / ".ci"))),
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=copy,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        output, _ = process.communicate(timeout=bound)
    except subprocess.TimeoutExpired:
        # It lets its servers go by itself where it can.
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            # Its servers end when it does.
            process.kill()
            process.communicate()
        return None
    return subprocess.CompletedProcess(arguments, process.returncode, output)
