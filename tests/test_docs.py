"""What the documentation says of the settings is what they are."""

import re
from pathlib import Path

from services.settings import Settings

DOCS = Path(__file__).parent.parent / "docs"
UNPREFIXED = {"port": "PORT", "mongodb_uri": "MONGODB_URI"}


def test_every_setting_is_documented_with_its_default() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|(.*?)\|", (DOCS / "settings.md").read_text(), re.M)
    documented = {name: default.strip() for name, default in rows}
    fields = {
        UNPREFIXED.get(name, f"THREADKEEP_{name.upper()}"): field.default
        for name, field in Settings.model_fields.items()
    }
    assert set(documented) == set(fields)
    for name, default in fields.items():
        if default is not None:
            shown = f"{default:g}" if isinstance(default, float) else default
            assert documented[name] == f"`{shown}`", name
