"""Trying mutants: which tests come past a line, and whether they notice."""

import json
import os
import random
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from coverage import CoverageData

from mutation.copies import Copy, environment
from mutation.kept import Kept
from mutation.operators import Mutant
from mutation.rooms import Room, Score

_QUIET = ("-q", "--no-header", "-p", "no:cacheprovider")
_FAILED = 1
_MEASURED = """
[run]
patch = subprocess
disable_warnings = no-data-collected
include ="""
"""Only the room's own files: the rest of the code takes no time to measure."""

_MOST_SECONDS = 90.0
"""How much of the tests' own time one mutant gets: the quickest go first."""


@dataclass(frozen=True)
class _Passing:
    """Which tests come past which line of which file, and how long each takes."""

    data: CoverageData
    seconds: dict[str, float]
    root: str

    def tests(self, mutant: Mutant) -> list[str]:
        """The tests that come past a mutant, the quickest first; of a line that is run when it
        is imported, all of them."""
        lines = self.data.contexts_by_lineno(os.path.join(self.root, mutant.path))
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

    def __init__(self, copies: list[Path], kept: Kept, *, seed: int, minutes: float) -> None:
        self._copies = copies
        self._kept = kept
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
        known = self._kept.verdicts(room, self._seed)
        free: SimpleQueue[Copy] = SimpleQueue()
        for folder in self._copies:
            free.put(Copy(folder, room.tests))

        def attempt(mutant: Mutant) -> None:
            verdict = known.get(str(mutant))
            if verdict is None and time.monotonic() > ends_at:
                return
            if verdict is None:
                copy = free.get()
                try:
                    verdict = _verdict(copy, mutant, passing)
                finally:
                    free.put(copy)
                self._kept.add(room, self._seed, str(mutant), verdict)
            score.tried += 1
            if verdict != "noticed":
                score.left.append(f"{verdict}: {mutant}")
            print(f"  {verdict}: {mutant}", flush=True)

        with ThreadPoolExecutor(len(self._copies)) as workers:
            list(workers.map(attempt, drawn))
        while not free.empty():
            free.get().end()
        score.left.sort()
        return score

    def _passing(self, room: Room) -> _Passing:
        told, times, place = self._kept.passing(room)
        if not place.is_file():
            self._run_as_they_are(room, told, times)
            place.write_text(str(self._copies[0]))
        data = CoverageData(basename=str(told))
        data.read()
        return _Passing(data, json.loads(times.read_text()), place.read_text())

    def _run_as_they_are(self, room: Room, told: Path, times: Path) -> None:
        root = self._copies[0]
        workers = len(self._copies) if len(self._copies) > 1 else 0
        asked = root / ".mutation-coverage.ini"
        asked.write_text(_MEASURED + "".join(f"\n    {path}" for path in room.sources))
        measured = ["--cov", f"--cov-config={asked}", "--cov-context=test", "--cov-report="]
        arguments = [*room.tests, *_QUIET, "-n", str(workers), *measured, "-p", "mutation.times"]
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=root,
            env=environment(root, COVERAGE_FILE=str(told), MUTATION_TIMES=str(times)),
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode not in (0, _FAILED) or not json.loads(times.read_text()):
            raise SystemExit(f"{room.name}: its tests do not run.\n{ended.stdout[-5000:]}")
        if ended.returncode:
            print(f"{room.name}: left out, as they fail without a change:", file=sys.stderr)
            print(re.sub("(?s).*short test summary info", "", ended.stdout), file=sys.stderr)


def _verdict(copy: Copy, mutant: Mutant, passing: _Passing) -> str:
    tests = passing.tests(mutant)
    if not tests:
        return "no test comes past"
    return copy.verdict(mutant, tests, sum(passing.seconds[test] for test in tests))
