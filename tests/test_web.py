"""The packages in web/ say of the service what is so."""

import json
import re
import tomllib
from pathlib import Path

from api import problems
from api.problems import ProblemType

ROOT = Path(__file__).parent.parent
WEB = ROOT / "web"


def test_the_client_names_every_problem_and_no_other() -> None:
    source = (WEB / "client" / "src" / "problem.ts").read_text()
    listed = re.search(r"PROBLEM_NAMES = \[(.*?)\]", source, re.DOTALL)
    assert listed is not None
    named = re.findall(r'"([a-z-]+)"', listed[1])
    known = [each.name for each in vars(problems).values() if isinstance(each, ProblemType)]
    assert named == sorted(known)


def test_the_packages_have_the_version_of_the_service() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    packages = [json.loads(path.read_text()) for path in sorted(WEB.glob("*/package.json"))]
    published = {each["name"]: each["version"] for each in packages if not each.get("private")}
    assert "@threadkeep/client" in published
    assert set(published.values()) == {version}


def test_what_the_lock_file_pins_comes_from_no_named_host() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text())
    places = {each["resolved"] for each in lock["packages"].values() if "resolved" in each}
    assert [place for place in places if "://" in place] == []
    unpinned = [
        path
        for path, each in lock["packages"].items()
        if "node_modules/" in path and "integrity" not in each and not each.get("link")
    ]
    assert unpinned == []
