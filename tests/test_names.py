"""One name is one thing in the whole project."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("api", "services", "commands", "documents", "indexes")


def public_classes() -> Iterator[tuple[str, str]]:
    """Each class that a module shows to others: its name, and the file it stands in."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    yield node.name, str(path.relative_to(ROOT))


def test_no_two_public_classes_have_one_name() -> None:
    places = defaultdict(list)
    for name, place in public_classes():
        places[name].append(place)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
