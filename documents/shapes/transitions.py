"""Status changes: what is logged of each, on the document that changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

KEPT_TRANSITIONS = 100
MAX_REASON_CHARACTERS = 250


class Transition(BaseModel):
    """One change of status: from, to, when, who and why."""

    model_config = ConfigDict(populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    at: datetime
    by: str
    reason: str | None = None


def logged(to: str, *, at: datetime, by: str, reason: str | None) -> dict[str, Any]:
    """The ``$set`` expressions of a pipeline update that change ``status`` and log it.

    The log keeps the newest ``KEPT_TRANSITIONS``. ``from`` is the status that the
    server finds, so it is right whatever happened since anybody read the document.
    """
    entry = {
        "from": "$status",
        "to": {"$literal": to},
        "at": at,
        "by": {"$literal": by},
        "reason": {"$literal": reason},
    }
    return {
        "status": {"$literal": to},
        "status_changed_at": at,
        "transitions": {
            "$slice": [{"$concatArrays": ["$transitions", [entry]]}, -KEPT_TRANSITIONS]
        },
    }


def pushed(entries: Sequence[Transition]) -> dict[str, Any]:
    """The ``$push`` of entries to a log, which keeps the newest ``KEPT_TRANSITIONS``.

    For a transaction that has locked what it changes, and so knows ``from``.
    """
    return {
        "$each": [entry.model_dump(by_alias=True) for entry in entries],
        "$slice": -KEPT_TRANSITIONS,
    }
