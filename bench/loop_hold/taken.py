"""Every route that takes a body, with the largest bodies that it takes."""

import json
from typing import Any

from bench.loop_hold.heavy import DENSE
from bench.loop_hold.probe import Holds


def measure_taken(holds: Holds, ids: dict[str, str]) -> None:
    """Bodies that are taken, as large as they may be."""
    append = "POST /chats/{chat_id}/messages"
    path = f"/chats/{ids['chat_id']}/messages"

    def post(route: str, what: str, path: str, body: Any, method: str = "POST") -> Any:
        response = holds.send(
            route, what, method, path, json.dumps(body, ensure_ascii=False).encode()
        )
        assert response.status_code in (200, 201), (route, what, response.text[:300])
        return response.json()

    message = {"role": "user", "content": "x"}
    for what, body in {
        "500 messages of 8 KB": [message | {"content": "x" * 8000}] * 500,
        "500 messages with 180 values": [message | {"message_metadata": {"a": [1] * 180}}] * 500,
        "500 messages with 90 keys": [
            message | {"message_metadata": {f"k{n}": "v" for n in range(90)}}
        ]
        * 500,
        "3 dense messages": [message | {"message_metadata": DENSE}] * 3,
        "3 messages of 1 MB": [message | {"content": "é" * 500_000}] * 3,
        "49,000 parts": message | {"content": [{"type": "a"}] * 49_000},
        "30,000 text parts": message | {"content": [{"type": "text", "text": "x"}] * 30_000},
        "33,000 tool calls": message | {"tool_calls": [{"id": "", "type": ""}] * 33_000},
        "500 messages with ids": [message | {"id": f"m{n}"} for n in range(500)],
        "500 messages once more": [message | {"id": f"m{n}"} for n in range(500)],
    }.items():
        chat = f"/chats/{holds.made('/chats', {})['id']}/messages"
        post(append, what, path if "ids" in what or "once" in what else chat, body)
    post("POST /sessions", "dense", "/sessions", {"session_metadata": DENSE})
    post("POST /chats", "dense", "/chats", {"context_data": DENSE})
    post(
        "PUT /chats/{chat_id}", "dense", f"/chats/{ids['chat_id']}", {"context_data": DENSE}, "PUT"
    )
    post("POST /missions", "dense", "/missions", {"name": "dense", "mission_metadata": DENSE})
    asset = {"scope_type": "mission", "scope_id": ids["mission_id"], "role": "input"}
    post("POST /assets", "8 MB", "/assets", asset | {"name": "8MB", "content": "é" * 4_000_000})
    dense = {"a": [1] * 99_000}
    post("POST /assets", "99,000 values", "/assets", asset | {"name": "99000", "content": dense})
    fields = {f"f{n}": {"type": "any"} for n in range(1900)}
    schema = {"type": "object", "fields": fields}
    post("POST /assets", "a schema", "/assets", asset | {"name": "s", "schema_definition": schema})
    content = f"/assets/{ids['asset_id']}/content"
    route = "PUT /assets/{asset_id}/content"
    post(route, "99,000 values", content, dense, "PUT")
    post(route, "200,000 values", content, [1] * 200_000, "PUT")
    post(route, "a file of 50 MB", content, "x" * 50_000_000, "PUT")
    post(route, "8 MB", content, "é" * 1_300_000, "PUT")
