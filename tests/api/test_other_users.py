"""A thing of another user's is 404 on every route, never 403, and is not changed."""

import re
from typing import Any

from tests.support import Api, a_session, got, made, message

# The least that a route takes where it does not take {}.
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/chats/{chat_id}/messages"): message(),
    ("POST", "/v1/conversations/{conversation_id}"): {"metadata": {}},
    ("POST", "/v1/conversations/{conversation_id}/items"): {"items": [message()]},
    ("PUT", "/chats/{chat_id}/messages/{message_id}/feedback"): {"rating": "up"},
    ("PUT", "/chats/{chat_id}/messages/{message_id}/versions/selected"): {"id": "m"},
    ("PATCH", "/missions/{mission_id}/status"): {"status": "cancelled"},
    ("POST", "/missions/{mission_id}/hops"): {"name": "a hop"},
    ("PATCH", "/hops/{hop_id}/status"): {"status": "cancelled"},
    ("POST", "/hops/{hop_id}/tool-steps"): {"tool_id": "a tool", "name": "a step"},
    ("POST", "/hops/{hop_id}/tool-steps/reorder"): {"step_ids": ["0" * 24]},
    ("PATCH", "/tool-steps/{step_id}/status"): {"status": "cancelled"},
    ("PATCH", "/assets/{asset_id}/status"): {"status": "error"},
}


async def test_no_route_shows_or_changes_what_is_another_users(api: Api) -> None:
    owner, other = await api.user(), await api.user()
    mission = await made(owner, "/missions", {"name": "a mission"})
    hop = await made(owner, f"/missions/{mission['id']}/hops", {"name": "a hop"})
    step = await made(owner, f"/hops/{hop['id']}/tool-steps", {"tool_id": "t", "name": "a step"})
    scope = {"scope_type": "mission", "scope_id": mission["id"], "role": "input"}
    asset = await made(owner, "/assets", {**scope, "name": "an asset", "content": [1]})
    session = await a_session(owner, mission_id=mission["id"])
    await made(owner, f"/chats/{session['chat_id']}/messages", message(id="m"))
    share = await made(owner, f"/chats/{session['chat_id']}/shares")
    files = f"/chats/{session['chat_id']}/attachments"
    attachment = (await owner.post(files, content=b"bytes")).json()
    ids = {
        "share_id": share["id"],
        "attachment_id": attachment["id"],
        "session_id": session["id"],
        "chat_id": session["chat_id"],
        "conversation_id": session["chat_id"],
        "message_id": "m",
        "item_id": "m",
        "mission_id": mission["id"],
        "hop_id": hop["id"],
        "step_id": step["id"],
        "asset_id": asset["id"],
    }
    whole = [
        files,
        f"/sessions/{session['id']}?include=chat,mission",
        f"/missions/{mission['id']}/full",
    ]
    before = [await got(owner, path) for path in whole]
    asked = 0
    for path, item in (await got(owner, "/openapi.json"))["paths"].items():
        names = re.findall(r"\{(\w+)\}", path)
        if not names or not ids.keys() >= set(names):
            continue
        for method in (each.upper() for each in item):
            body = BODIES.get((method, path), {}) if method in ("POST", "PUT", "PATCH") else None
            response = await other.request(
                method, path.format(**ids), json=body, headers={"Upload-Offset": "0"}
            )
            assert response.status_code == 404, (method, path, response.text)
            asked += 1
    assert asked > 35
    assert [await got(owner, path) for path in whole] == before
