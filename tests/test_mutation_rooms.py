"""What `make mutate` may change has a room, whose tests are to notice it."""

import importlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
CI = ROOT / ".ci"
FOLDERS = ("documents", "services", "indexes")


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The rooms that pyproject.toml names."""
    monkeypatch.syspath_prepend(str(CI))
    read: dict[str, Any] = importlib.import_module("mutation.rooms").read_rooms(ROOT)
    return read


def code() -> set[str]:
    """The files in which a slip of a hand could stand."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return {str(path.relative_to(ROOT)) for path in [*found, ROOT / "api" / "auth.py"]}


def test_every_file_of_the_storeys_below_the_api_is_in_one_room(rooms: dict[str, Any]) -> None:
    held = Counter(path for room in rooms.values() for path in room.sources)
    assert code() - set(held) == set()
    assert [path for path, number in held.items() if number > 1] == []


def test_every_test_that_a_room_names_is_there(rooms: dict[str, Any]) -> None:
    named = {test for room in rooms.values() for test in room.tests}
    assert len(named) > len(rooms)
    assert [test for test in sorted(named) if not (ROOT / test).exists()] == []


def test_a_change_that_is_said_to_change_nothing_is_one_that_could_be_tried(
    rooms: dict[str, Any],
) -> None:
    """The reasons of same.toml go with the code that they speak of."""
    mutants_of = importlib.import_module("mutation.operators").mutants_of
    named = set(next(iter(rooms.values())).same)
    could = {mutant.key for path in {key[0] for key in named} for mutant in mutants_of(ROOT, path)}
    assert named
    assert named - could == set()
