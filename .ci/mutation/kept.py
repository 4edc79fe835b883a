"""What a run found out, for the next one of the same code and tests."""

import hashlib
import json
from pathlib import Path

from mutation.rooms import Room


class Kept:
    """A folder with what the tests of each room come past, and what became of the mutants."""

    def __init__(self, folder: Path, copy: Path) -> None:
        self._folder = folder / _state(copy)
        self._folder.mkdir(parents=True, exist_ok=True)

    def passing(self, room: Room) -> tuple[Path, Path, Path]:
        """The files with the coverage, the times and the place of the tree; the last is there
        when the others are whole."""
        names = ("coverage", "times", "place")
        coverage, times, place = (self._folder / f"{room.name}.{name}" for name in names)
        return coverage, times, place

    def verdicts(self, room: Room, seed: int) -> dict[str, str]:
        """What became of the mutants that were tried with this seed."""
        file = self._tried(room, seed)
        lines = file.read_text().splitlines() if file.is_file() else []
        return dict(json.loads(line) for line in lines)

    def add(self, room: Room, seed: int, mutant: str, verdict: str) -> None:
        """Keep one more."""
        with self._tried(room, seed).open("a") as file:
            file.write(json.dumps([mutant, verdict]) + "\n")

    def _tried(self, room: Room, seed: int) -> Path:
        return self._folder / f"{room.name}.{seed}.tried"


def _state(copy: Path) -> str:
    """What differs as soon as the code, a test or a room does."""
    digest = hashlib.sha256()
    names = copy.glob("[!.]*/**/*.py")
    for path in [*sorted(names), copy / "pyproject.toml"]:
        digest.update(f"{path.relative_to(copy)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
