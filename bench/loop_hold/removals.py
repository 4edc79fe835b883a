"""Every route that deletes, of the most there can be, and the erasure of a user."""

import json
from collections.abc import Callable
from typing import Any

from bench.loop_hold.heavy import DENSE, TEXT, seed
from bench.loop_hold.probe import Holds

APPENDS = 200
"""Of 500 messages each: as long a chat as a deletion may meet."""


def measure_removals(holds: Holds, ids: dict[str, str], of_user: Callable[[str], Holds]) -> None:
    """Trees and chats, then users with all that they have.

    ``of_user`` gives the client of another user, who is to be erased.
    """
    for kind, heavy in (("texts", TEXT), ("dense", DENSE)):
        tree = seed(holds, ids, f"removed {kind}", heavy)
        for route in (
            "/chats/{chat_id}/messages/{message_id}",
            "/tool-steps/{step_id}",
            "/hops/{hop_id}",
            "/assets/{asset_id}",
            "/missions/{mission_id}",
            "/sessions/{session_id}",
        ):
            _delete(holds, route, f"the most, {kind}", tree)
        loose = holds.made("/chats", {"context_data": heavy})["id"]
        _delete(holds, "/chats/{chat_id}", kind, {"chat_id": loose})
    long = holds.made("/sessions", {})
    fill(holds, long["chat_id"])
    tree = {"session_id": long["id"], "chat_id": long["chat_id"]}
    _delete(holds, "/sessions/{session_id}", "100,000 messages", tree)
    for kind, heavy in (("texts", TEXT), ("dense", DENSE)):
        other = of_user(f"erased-{kind}")
        tree = seed(other, {}, kind, heavy)
        fill(other, tree["chat_id"])
        body = {"user_id": f"erased-{kind}"}
        holds.send("POST /users/erase", kind, "POST", "/users/erase", json.dumps(body).encode())


def fill(holds: Holds, chat: str) -> None:
    """Append a hundred thousand messages."""
    message: dict[str, Any] = {"role": "user", "content": "x" * 50}
    for _ in range(APPENDS):
        holds.made(f"/chats/{chat}/messages", [message] * 500)


def _delete(holds: Holds, route: str, what: str, ids: dict[str, str]) -> None:
    response = holds.send(f"DELETE {route}", what, "DELETE", route.format(**ids))
    assert response.status_code in (204, 409), (route, what, response.text[:300])
