"""What a mongod's log tells a person."""

import json
from pathlib import Path
from typing import Any

__all__ = ["first_error", "last_line"]

# As far back as an end may be told; what was logged before has another cause.
_LAST_LINES = 200


def first_error(log: Path) -> str | None:
    """The first error among the last lines: those after it are what it led to."""
    for line in _lines(log):
        entry = _parsed(line)
        if entry is None:
            # Before its log is open, mongod (or the system's loader) writes plain text.
            return " ".join(line.split())
        if entry.get("s") in ("E", "F"):
            return _told(entry)
    return None


def last_line(log: Path) -> str:
    """The message of the last line."""
    lines = _lines(log)
    entry = _parsed(lines[-1]) if lines else None
    return _told(entry) if entry else "it wrote nothing"


def _lines(log: Path) -> list[str]:
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return []
    return [line for line in lines if line.strip()][-_LAST_LINES:]


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _told(entry: dict[str, Any]) -> str:
    """An entry's message with the detail that MongoDB keeps in its attributes.

    https://www.mongodb.com/docs/manual/reference/log-messages/
    """
    attributes = entry.get("attr") or {}
    detail = attributes.get("message") or attributes.get("error") or ""
    if isinstance(detail, dict):  # an exception, or a message of WiredTiger's
        detail = detail.get("errmsg") or detail.get("msg") or ""
    message = str(entry.get("msg", ""))
    return " ".join((f"{message}: {detail}" if detail else message).split())
