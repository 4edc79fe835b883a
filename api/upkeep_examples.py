"""The examples of what the service tells of its upkeep, for the OpenAPI document."""

from typing import Any

_ID = "66f0c0ffee0000000000abcd"
_AT = "2026-03-02T10:00:00Z"

UPKEEP_VALUES: dict[str, Any] = {
    "TransitionPage": {
        "items": [
            {
                "kind": "mission",
                "id": _ID,
                "name": "Cheapest way to Oslo",
                "from": "proposed",
                "to": "ready_for_next_hop",
                "at": "2026-03-01T09:05:00Z",
                "by": "alice",
                "reason": None,
            }
        ],
        "next": None,
    },
    "SweepPreview": {
        "at": _AT,
        "steps": [
            {"step": "abandon", "after_seconds": 86400.0, "sessions": 1, "at_least": False},
            {"step": "archive", "after_seconds": 604800.0, "sessions": 0, "at_least": False},
            {"step": "delete", "after_seconds": None, "sessions": 0, "at_least": False},
            {"step": "remove", "after_seconds": 0.0, "sessions": 0, "at_least": False},
        ],
        "last": {
            "finished_at": "2026-03-02T09:15:00Z",
            "sessions": {"mended": 0, "abandoned": 2, "archived": 0, "deleted": 0, "removed": 0},
            "freed_bytes": 0,
        },
    },
    "DueSessionPage": {
        "items": [
            {
                "session_id": _ID,
                "user_id": "alice",
                "name": "Lost bag",
                "status": "active",
                "step": "abandon",
                "reason": "without activity",
                "since": "2026-03-01T09:05:00Z",
                "last_activity_at": "2026-03-01T09:05:00Z",
            }
        ],
        "next": None,
    },
    "IndexesOut": {
        "at": _AT,
        "in_step": False,
        "indexes": [
            {
                "collection": "missions",
                "name": "created_at_1",
                "state": "missing",
                "detail": "",
                "uses": None,
                "uses_since": None,
                "size_bytes": None,
                "serves": "analytics: the missions made in a period",
                "build": None,
            }
        ],
        "plan": [
            {
                "kind": "create",
                "collection": "missions",
                "name": "created_at_1",
                "risk": "safe",
                "changes": [],
                "reason": "",
                "documents": 12,
            }
        ],
        "remarks": [],
        "lock": None,
    },
}
