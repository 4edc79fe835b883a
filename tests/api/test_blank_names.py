"""Names in which there is nothing to read."""

from typing import Any

import httpx
import pytest

from tests.support import a_chat, a_session
from tests.workflow_support import a_hop, a_mission, a_step, an_asset

BLANK = ["", " ", "\t\n", "\u00a0", "\u3000 \u2003", "\x1c", "\u2028\ufeff\x85"]


async def refused(client: httpx.AsyncClient, method: str, path: str, **body: Any) -> None:
    """The last field of the body, a blank name, is what is refused."""
    field = list(body)[-1]
    for blank in BLANK:
        answer = await client.request(method, path, json=body | {field: blank})
        assert answer.status_code == 422, (method, path, blank)
        assert [e["pointer"] for e in answer.json()["errors"]] == [f"/{field}"]


async def test_no_session_or_chat_has_a_blank_name(user: httpx.AsyncClient) -> None:
    session, chat = await a_session(user, name="s"), await a_chat(user, title="c")
    await refused(user, "POST", "/sessions", name="")
    await refused(user, "POST", "/sessions/resume", name="")
    await refused(user, "PUT", f"/sessions/{session['id']}", name="")
    await refused(user, "POST", "/chats", title="")
    await refused(user, "PUT", f"/chats/{chat['id']}", title="")


async def test_nothing_of_a_mission_has_a_blank_name(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    step, asset = await a_step(user, hop), await an_asset(user, mission)
    scope = {"scope_type": "mission", "scope_id": mission["id"], "role": "input"}
    await refused(user, "POST", "/missions", name="")
    await refused(user, "PUT", f"/missions/{mission['id']}", name="")
    await refused(user, "POST", f"/missions/{mission['id']}/hops", name="")
    await refused(user, "PUT", f"/hops/{hop['id']}", name="")
    await refused(user, "POST", f"/hops/{hop['id']}/tool-steps", tool_id="t", name="")
    await refused(user, "POST", f"/hops/{hop['id']}/tool-steps", name="s", tool_id="")
    await refused(user, "PUT", f"/tool-steps/{step['id']}", name="")
    await refused(user, "POST", "/assets", **scope, name="")
    await refused(user, "PUT", f"/assets/{asset['id']}", name="")


@pytest.mark.parametrize("name", ["\u00e9", " padded ", "\U0001f6eb"])
async def test_a_name_with_anything_to_read_in_it_stays_as_it_is(
    user: httpx.AsyncClient, name: str
) -> None:
    assert (await a_session(user, name=name))["name"] == name
