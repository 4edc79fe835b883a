"""Values, documents and trees as heavy as the limits allow."""

import json
from typing import Any

from bench.loop_hold.probe import Holds
from documents.shapes.hops import MAX_HOPS

DENSE = {"a": [1] * 32_000}
"""As many values as 64 KB of JSON have."""
TEXT = {"a": "x" * 65_000}


def seed(holds: Holds, ids: dict[str, str], kind: str, heavy: dict[str, Any]) -> dict[str, str]:
    """As much as a page or an answer holds, as heavy as it may be; ids of the chat and mission."""
    mission = holds.made("/missions", {"name": f"tree {kind}"})["id"]
    session = holds.made("/sessions", {"name": kind, "mission_id": mission})
    chat = session["chat_id"]
    for n in range(40):
        holds.made("/missions", {"name": f"{kind} {n}", "mission_metadata": heavy})
        holds.made("/sessions", {"name": f"{kind} {n}", "session_metadata": heavy})
        holds.made(
            f"/chats/{chat}/messages",
            [{"role": "user", "content": "x", "message_metadata": heavy}] * 3,
        )
        holds.made(
            "/assets",
            {
                "name": f"{kind} {n}",
                "scope_type": "mission",
                "scope_id": mission,
                "role": "input",
                "asset_metadata": heavy,
                "db_entity_metadata": heavy,
            },
        )
    message = holds.made(f"/chats/{chat}/messages", {"role": "user", "message_metadata": heavy})
    asset = {"name": "content", "scope_type": "mission", "scope_id": mission, "role": "input"}
    value = [1] * 99_000 if heavy is DENSE else "é" * 4_000_000
    asset_id = holds.made("/assets", asset | {"content": value})["id"]
    heavy = {"a": heavy["a"][:12_000]}  # a hop weighs 256 KB at most, with its steps
    step_id = ""
    for n in range(MAX_HOPS):
        hop = holds.made(f"/missions/{mission}/hops", {"name": f"{n}", "hop_metadata": heavy})["id"]
        for m in range(3):
            step = {"tool_id": "t", "name": f"{m}", "resource_configs": heavy}
            last = holds.request("POST", f"/hops/{hop}/tool-steps", json.dumps(step).encode())
            step_id = last.json().get("id", step_id)
    return ids | {
        "mission_id": mission,
        "hop_id": hop,
        "step_id": step_id,
        "chat_id": chat,
        "session_id": session["id"],
        "message_id": message["id"],
        "asset_id": asset_id,
    }
