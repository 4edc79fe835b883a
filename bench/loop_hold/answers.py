"""Every route that reads, asked for the most that it answers."""

from typing import Any

from bench.loop_hold.heavy import DENSE, TEXT, seed
from bench.loop_hold.probe import Holds


def measure_answers(holds: Holds, ids: dict[str, str], document: dict[str, Any]) -> None:
    """All that is text, then all that is numbers."""
    for kind, heavy in (("texts", TEXT), ("dense", DENSE)):
        _measure(holds, seed(holds, ids, kind, heavy), kind, document)


def _measure(holds: Holds, ids: dict[str, str], kind: str, document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        names = {each["name"] for each in operations["get"].get("parameters", ())}
        asked: dict[str, Any] = {"limit": 500} if "limit" in names else {}
        asked |= {"user_id": "bench"} if "user_id" in names else {}
        for include in ("messages", "chat,mission", "recovery") if "include" in names else (None,):
            parameters = asked | ({"include": include} if include else {})
            what = f"the most, {kind}" + (f", include={include}" if include else "")
            holds.send(f"GET {path}", what, "GET", path.format(**ids), params=parameters)
    for path in ("/openapi.json", "/docs"):
        holds.send(f"GET {path}", "", "GET", path)
    holds.send(
        "GET /hops/{hop_id}/tool-steps",
        "a long query",
        "GET",
        f"/hops/{ids['hop_id']}/tool-steps?{'status=x&' * 1700}",
    )
