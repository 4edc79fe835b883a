"""What is sent to webhooks, as JSON, in the form that Standard Webhooks recommends."""

from datetime import UTC, datetime
from typing import Any

import orjson


def webhook_body(kind: str, at: datetime, data: dict[str, Any]) -> str:
    """What a webhook is told of something that has happened ``at`` a time."""
    told = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return orjson.dumps({"type": kind, "timestamp": told, "data": data}).decode()


def iso(at: datetime) -> str:
    """A time as the data of an event have it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
