"""Every route that changes or moves what is there, with the largest bodies that it takes."""

import json
from collections.abc import Mapping
from typing import Any

from bench.loop_hold.heavy import DENSE, TEXT
from bench.loop_hold.probe import Holds
from documents.shapes.transitions import MAX_REASON_CHARACTERS

KINDS: Mapping[str, dict[str, Any]] = {"texts": TEXT, "dense": DENSE}
LONG = "x" * 10_000
SENTENCES = ["x" * 1000] * 50
MAPPED = {f"p{n}": {"type": "literal", "value": [1] * 40} for n in range(90)}
DISCARDED = {f"r{n}": {"type": "discard"} for n in range(100)}
WHY = {"reason": "x" * MAX_REASON_CHARACTERS}


class Changes:
    """Sends what is taken: whatever is refused ends the measurement."""

    def __init__(self, holds: Holds) -> None:
        self._holds = holds

    def send(self, route: str, what: str, path: str, body: Any = None) -> Any:
        """Send it by the route's method; the answer's JSON."""
        content = None if body is None else json.dumps(body).encode()
        response = self._holds.send(route, what, route.split()[0], path, content)
        assert response.is_success, (route, what, response.text[:300])
        return response.json() if response.content else None

    def mission(self, heavy: dict[str, Any]) -> str:
        """A new one with a proposed hop of three steps; its id."""
        made = self.send("POST /missions", "all", "/missions", _described(mission_metadata=heavy))
        return str(made["id"])

    def hop(self, mission: str) -> str:
        """A new one; its id."""
        made = self.send(
            "POST /missions/{mission_id}/hops",
            "all",
            f"/missions/{mission}/hops",
            _described(rationale=LONG, hop_metadata=_some(DENSE)),
        )
        return str(made["id"])

    def step(self, hop: str, heavy: dict[str, Any]) -> str:
        """A new one; its id."""
        mapped = {"parameter_mapping": MAPPED, "result_mapping": DISCARDED} if heavy else {}
        step = {"name": "s", "tool_id": "t", "resource_configs": heavy} | mapped
        route, path = "POST /hops/{hop_id}/tool-steps", f"/hops/{hop}/tool-steps"
        made = self.send(route, "all" if heavy else "small", path, step)
        return str(made["id"])


def _described(**more: Any) -> dict[str, Any]:
    described = {"description": LONG, "goal": LONG, "success_criteria": SENTENCES}
    return {"name": "largest"} | described | more


def _some(heavy: dict[str, Any]) -> dict[str, Any]:
    """What leaves room in a hop, which weighs 256 KB at most, for its steps."""
    return {"a": heavy["a"][:4000]}


def measure_changes(holds: Holds, ids: dict[str, str]) -> None:
    """Sessions and messages, then missions, hops, steps and assets through their statuses."""
    _parts(Changes(holds))
    for kind, heavy in KINDS.items():
        changes = Changes(holds)
        _conversation(changes, kind, heavy)
        _workflow(changes, kind, heavy)
        _assets(changes, ids["mission_id"], kind, heavy)


def _conversation(changes: Changes, kind: str, heavy: dict[str, Any]) -> None:
    made = changes.send("POST /sessions", kind, "/sessions", {"session_metadata": heavy})
    session, chat = f"/sessions/{made['id']}", f"/chats/{made['chat_id']}"
    route = "/sessions/{session_id}"
    changes.send(f"PUT {route}", kind, session, {"session_metadata": heavy, **WHY})
    changes.send(f"POST {route}/activity", kind, f"{session}/activity")
    changes.send("POST /sessions/resume", kind, "/sessions/resume", {})
    messages = "/chats/{chat_id}/messages"
    message = {"role": "user", "content": "é" * 500_000, "message_metadata": heavy}
    one = changes.send(f"POST {messages}", kind, f"{chat}/messages", message)
    path, route_of_one = f"{chat}/messages/{one['id']}", f"{messages}/{{message_id}}"
    edit = {"content": "ü" * 500_000, "message_metadata": heavy}
    changes.send(f"PATCH {route_of_one}", kind, path, edit)
    changes.send(f"DELETE {route_of_one}", kind, path)
    changes.send(f"POST {route}/complete", kind, f"{session}/complete", WHY)
    changes.send(f"POST {route}/archive", kind, f"{session}/archive", WHY)
    changes.send(f"POST {route}/restore", kind, f"{session}/restore")
    changes.send(f"DELETE {route}", kind, session)


def _parts(changes: Changes) -> None:
    chat = changes.send("POST /chats", "parts", "/chats", {})["id"]
    messages, route = f"/chats/{chat}/messages", "/chats/{chat_id}/messages/{message_id}"
    dense: dict[str, dict[str, Any]] = {
        "parts": {"content": [{"type": "a"}] * 49_000},
        "texts": {"content": [{"type": "text", "text": "x"}] * 30_000},
        "calls": {"tool_calls": [{"id": "", "type": ""}] * 33_000},
    }
    for kind, heavy in dense.items():
        body = {"role": "assistant", **heavy}
        full = changes.send("POST /sessions", kind, "/sessions", {})
        listed = f"/chats/{full['chat_id']}/messages"
        for _ in range(6):
            changes.send("POST /chats/{chat_id}/messages", f"again {kind}", listed, body)
        changes.send("GET /chats/{chat_id}/messages", kind, f"{listed}?limit=500")
        recovery = f"/sessions/{full['id']}/recovery"
        changes.send("GET /sessions/{session_id}/recovery", kind, recovery)
        changes.send("POST /chats/{chat_id}/messages", kind, messages, {"id": kind, **body})
        path = f"{messages}/{kind}"
        changes.send(f"GET {route}", kind, path)
        changes.send(f"PATCH {route}", kind, path, {"text": "x"})
        changes.send(f"DELETE {route}", kind, path)


def _workflow(changes: Changes, kind: str, heavy: dict[str, Any]) -> None:
    mission = changes.mission(heavy)
    path = f"/missions/{mission}"
    described = _described(name=f"largest {kind}", mission_metadata=heavy)
    changes.send("PUT /missions/{mission_id}", kind, path, described)
    hop = changes.hop(mission)
    changed = _described(rationale=LONG, hop_metadata=_some(heavy))
    changes.send("PUT /hops/{hop_id}", kind, f"/hops/{hop}", changed)
    to_mission, to_hop = "PATCH /missions/{mission_id}/status", "PATCH /hops/{hop_id}/status"
    for status in ("ready_for_next_hop", "building_hop"):
        changes.send(to_mission, kind, f"{path}/status", {"status": status, **WHY})
    step = changes.step(hop, _some(heavy))
    others = [changes.step(hop, {}) for _ in range(9)]
    order = {"step_ids": [*others, step]}
    changes.send(
        "POST /hops/{hop_id}/tool-steps/reorder", kind, f"/hops/{hop}/tool-steps/reorder", order
    )
    update = {"resource_configs": _some(heavy), "execution_result": _some(heavy)}
    changes.send("PUT /tool-steps/{step_id}", kind, f"/tool-steps/{step}", update)
    to_step = "PATCH /tool-steps/{step_id}/status"
    for each in (step, *others):
        for status in ("ready_to_configure", "ready_to_execute"):
            changes.send(to_step, kind, f"/tool-steps/{each}/status", {"status": status, **WHY})
    changes.send(to_mission, kind, f"{path}/status", {"status": "hop_ready_to_execute"})
    changes.send(to_mission, kind, f"{path}/status", {"status": "executing_hop"})
    for status, more in (("executing", {}), ("completed", {"execution_result": _some(heavy)})):
        body = {"status": status, **WHY, **more}
        changes.send(to_step, kind, f"/tool-steps/{step}/status", body)
    failed = {"status": "failed", "error_message": LONG, **WHY}
    changes.send(to_hop, kind, f"/hops/{hop}/status", failed)


def _assets(changes: Changes, mission: str, kind: str, heavy: dict[str, Any]) -> None:
    asset: dict[str, Any] = {"scope_type": "mission", "scope_id": mission, "role": "input"}
    asset |= {"asset_metadata": heavy, "db_entity_metadata": heavy, "description": LONG}
    made = changes.send("POST /assets", kind, "/assets", asset | {"name": f"changed {kind}"})
    path = f"/assets/{made['id']}"
    content = "é" * 1_800_000 if heavy is TEXT else [1] * 30_000
    update = {"asset_metadata": heavy, "db_entity_metadata": heavy, "content": content}
    changes.send("PUT /assets/{asset_id}", kind, path, update)
    for status in ("pending", "in_progress", "ready"):
        body = {"status": status, **WHY}
        changes.send("PATCH /assets/{asset_id}/status", kind, f"{path}/status", body)
