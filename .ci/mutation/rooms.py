"""The rooms of the code, with the tests that are to notice a slip in each."""

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from mutation.operators import Mutant, mutants_of


@dataclass(frozen=True)
class Room:
    """A part of the code; ``floor`` is the least of 100 mutants that are to be noticed.

    ``same`` are the mutants that change nothing that anybody could see, with the reason.
    """

    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    floor: int
    same: dict[tuple[str, ...], str] = field(hash=False)

    def mutants(self, root: Path) -> list[Mutant]:
        """Every mutant of the room that may matter, in order."""
        paths = [
            path
            for source in self.sources
            for path in (
                [root / source] if source.endswith(".py") else root.glob(f"{source}/**/*.py")
            )
        ]
        names = sorted({str(path.relative_to(root)) for path in paths})
        found = [mutant for name in names for mutant in mutants_of(root, name)]
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
    return {
        name: Room(name, tuple(room["sources"]), tuple(room["tests"]), room["floor"], same)
        for name, room in told.items()
    }
