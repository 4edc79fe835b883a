"""What the documentation says of the settings is what they are, and compose passes them on."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from documents.shapes.assets import MAX_ASSETS
from documents.shapes.hops import MAX_HOP_BYTES, MAX_HOPS, MAX_STEPS
from services.settings import Settings

DOCS = Path(__file__).parent.parent / "docs"
UNPREFIXED = {"port": "PORT", "mongodb_uri": "MONGODB_URI"}
# Read where modules are imported, which is before there are settings.
OF_THE_PROCESS = {"MONGODB_DRIVER": "motor"}


def test_every_setting_is_documented_with_its_default() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|(.*?)\|", (DOCS / "settings.md").read_text(), re.M)
    documented = {name: default.strip() for name, default in rows}
    fields = {
        UNPREFIXED.get(name, f"THREADKEEP_{name.upper()}"): field.default
        for name, field in Settings.model_fields.items()
    } | OF_THE_PROCESS
    assert set(documented) == set(fields)
    for name, default in fields.items():
        if default is not None:
            shown = f"{default:g}" if isinstance(default, float) else default
            assert documented[name] == f"`{shown}`", name


# What the compose file itself decides: its MongoDB, and where the container listens.
OF_COMPOSE = {"MONGODB_URI", "PORT", "THREADKEEP_HOST", "THREADKEEP_DATA_FOLDER"}


def composed(**environment: str) -> dict[str, Any]:
    """What compose makes of its file in this environment: the service's part."""
    compose = Path(sys.executable).parent / "docker-compose"
    done = subprocess.run(
        [compose, "-f", DOCS.parent / "docker-compose.yml", "config", "--format=json"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    api: dict[str, Any] = json.loads(done.stdout)["services"]["api"]
    return api


def test_compose_passes_every_setting_on() -> None:
    names = {
        UNPREFIXED.get(name, f"THREADKEEP_{name.upper()}") for name in Settings.model_fields
    } - OF_COMPOSE | set(OF_THE_PROCESS)
    passed = composed(**dict.fromkeys(names, "given"))["environment"]
    not_in_the_file = names - {name for name, value in passed.items() if value == "given"}
    assert not_in_the_file == set()
    assert composed()["environment"]["THREADKEEP_WORKERS"] == "2"
    assert composed(PORT="9000")["ports"][0]["published"] == "9000"


def test_compose_runs_on_an_identity_providers_keys_alone() -> None:
    passed = composed(THREADKEEP_TOKEN_JWKS_URL="https://id.example.com/keys")["environment"]
    assert passed["THREADKEEP_TOKEN_JWKS_URL"] == "https://id.example.com/keys"
    assert passed["THREADKEEP_TOKEN_SECRET"] is None


def test_the_readme_makes_what_its_commands_start() -> None:
    readme = (DOCS.parent / "README.md").read_text()
    sections = readme.split("\n## ")[1:]
    starting = [section for section in sections if ".venv/bin/threadkeep" in section]
    assert starting
    for section in starting:
        before = section.partition(".venv/bin/threadkeep")[0]
        assert re.search("make (serve|install)", before), section[:60]


def test_the_guides_have_the_examples_as_they_stand() -> None:
    pages = [DOCS / "python.md", *(DOCS / "adapters").glob("*.md")]
    shown = "".join(page.read_text() for page in pages)
    examples = [*(DOCS.parent / "examples").glob("*.py")]
    assert examples
    for example in examples:
        assert f"```python\n{example.read_text()}```" in shown, example.name


def test_the_guide_to_missions_has_the_limits_as_they_are() -> None:
    told = " ".join((DOCS / "missions.md").read_text().split())
    assert f"at most {MAX_HOPS} hops and {MAX_ASSETS} assets" in told
    assert f"a hop {MAX_STEPS} steps and {MAX_HOP_BYTES / 1024:g} KB without its logs" in told
