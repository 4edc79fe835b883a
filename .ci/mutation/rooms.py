"""The rooms of the code, with the tests that are to notice a slip in each."""

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from mutation.operators import Mutant, mutants_of


@dataclass(frozen=True)
class Room:
    """A part of the code; ``floor`` is the least of 100 mutants that are to be noticed.

    ``sources`` are its files; of a folder, those that no other room names more closely.
    ``same`` are the mutants that change nothing that anybody could see, with the reason.
    """

    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    floor: int
    same: dict[tuple[str, ...], str] = field(hash=False)

    def mutants(self, root: Path) -> list[Mutant]:
        """Every mutant of the room that may matter, in order."""
        found = [mutant for path in self.sources for mutant in mutants_of(root, path)]
        return [mutant for mutant in found if mutant.key not in self.same]


@dataclass
class Score:
    """How many mutants of a room were tried, and which of them nobody noticed."""

    room: Room
    tried: int = 0
    left: list[str] = field(default_factory=list)

    @property
    def percent(self) -> float:
        """How many of 100 were noticed."""
        return 100 * (self.tried - len(self.left)) / self.tried if self.tried else 0.0

    @property
    def is_low(self) -> bool:
        """Whether they are fewer than are to be."""
        return self.percent < self.room.floor

    def __str__(self) -> str:
        head = (
            f"{self.room.name}: {self.tried - len(self.left)} of {self.tried} noticed "
            f"({self.percent:.0f} %, floor {self.room.floor} %)"
        )
        return "\n".join([head, *(f"  {each}" for each in self.left)])


def read_rooms(root: Path) -> dict[str, Room]:
    """The rooms that pyproject.toml names, and the mutants that same.toml
    does. Raises ValueError where one of those is named twice."""
    with (root / "pyproject.toml").open("rb") as file:
        told = tomllib.load(file)["tool"]["threadkeep"]["mutation"]
    with (root / ".ci" / "mutation" / "same.toml").open("rb") as file:
        listed = tomllib.load(file).get("mutant", [])
    keys = [tuple(each[name] for name in ("path", "where", "before", "after")) for each in listed]
    if twice := [key for key, number in Counter(keys).items() if number > 1]:
        raise ValueError(f"named twice: {twice}")
    same = dict(zip(keys, (each["why"] for each in listed), strict=True))
    sources = _by_room(root, {name: room["sources"] for name, room in told.items()})
    return {
        name: Room(name, tuple(sources[name]), tuple(room["tests"]), room["floor"], same)
        for name, room in told.items()
    }


def _by_room(root: Path, told: dict[str, list[str]]) -> dict[str, list[str]]:
    """The files of each room, in order: a file is of the room, or the rooms, that name it most
    closely. Raises ValueError where a name is no Python file nor a folder of such."""
    closest: dict[str, int] = {}
    found: dict[str, dict[str, int]] = {name: {} for name in told}
    for name, source in ((name, source) for name, sources in told.items() for source in sources):
        paths = [root / source] if source.endswith(".py") else [*root.glob(f"{source}/**/*.py")]
        if not paths or not all(path.is_file() for path in paths):
            raise ValueError(f"{name}: there is no {source}")
        for file in (str(path.relative_to(root)) for path in paths):
            closest[file] = max(closest.get(file, 0), len(source))
            found[name][file] = max(found[name].get(file, 0), len(source))
    return {
        name: sorted(file for file, length in files.items() if length == closest[file])
        for name, files in found.items()
    }
