import json
from typing import Any

import httpx

from tests.api.test_delegation import back_end
from tests.support import Api, a_chat, a_session, message, messages


def parsed(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]


async def test_only_an_administrator_exports_or_erases(api: Api) -> None:
    user = await api.user("nosy")
    for response in (
        await user.get("/users/export", params={"user_id": "nosy"}),
        await user.post("/users/erase", json={"user_id": "nosy"}),
    ):
        assert response.status_code == 403
        assert response.json()["type"].endswith("forbidden")


async def test_an_export_has_everything_of_one_user(api: Api) -> None:
    alice = await api.user("alice-exported")
    bob, admin = await api.user(), await api.user(admin=True)
    session = await a_session(alice, session_metadata={"$ref": "x", "$id": 1})
    lone = await a_chat(alice, title="lone")
    path = f"/chats/{session['chat_id']}/messages"
    for _ in range(3):
        await alice.post(path, json=messages(90))
    await api.services.background.finish()
    await a_session(bob)
    lines = parsed(await admin.get("/users/export", params={"user_id": "alice-exported"}))
    assert lines[0]["type"] == "user"
    assert lines[0]["user_id"] == "alice-exported"
    (exported,) = [line for line in lines if line["type"] == "session"]
    assert exported["id"] == session["id"]
    assert exported["chat_id"] == session["chat_id"]
    assert exported["session_metadata"] == {"$ref": "x", "$id": 1}
    assert {line["id"] for line in lines if line["type"] == "chat"} == {
        session["chat_id"],
        lone["id"],
    }
    said = [line for line in lines if line["type"] == "message"]
    assert [line["sequence_order"] for line in said] == list(range(1, 271))
    assert {line["chat_id"] for line in said} == {session["chat_id"]}


async def test_an_export_of_nobody_is_empty_but_for_its_head(api: Api) -> None:
    admin = await api.user(admin=True)
    lines = parsed(await admin.get("/users/export", params={"user_id": "nobody-there"}))
    assert [line["type"] for line in lines] == ["user"]


async def test_an_administrator_erases_a_user(api: Api) -> None:
    alice, admin = await api.user("alice-erased"), await api.user(admin=True)
    session = await a_session(alice)
    await alice.post(f"/chats/{session['chat_id']}/messages", json=message())
    response = await admin.post("/users/erase", json={"user_id": "alice-erased"})
    assert response.status_code == 200
    assert response.json()["messages"] == 1
    assert response.json()["documents"] == {
        "user_sessions": 1,
        "chats": 1,
        "session_counters": 1,
    }
    assert (await alice.get(f"/sessions/{session['id']}")).status_code == 404
    lines = parsed(await admin.get("/users/export", params={"user_id": "alice-erased"}))
    assert [line["type"] for line in lines] == ["user"]


async def test_a_user_exports_what_an_administrator_would_of_the_same(api: Api) -> None:
    alice, admin = await api.user("alice-herself"), await api.user(admin=True)
    bob = await api.user("bob-beside")
    session = await a_session(alice)
    await a_session(bob)
    await alice.post(f"/chats/{session['chat_id']}/messages", json=messages(3))
    await api.services.background.finish()
    own = parsed(await alice.get("/users/me/export"))
    of_her = parsed(await admin.get("/users/export", params={"user_id": "alice-herself"}))
    assert own[1:] == of_her[1:]
    assert {line["user_id"] for line in own if "user_id" in line} == {"alice-herself"}


async def test_a_back_end_exports_for_the_user_it_acts_for(api: Api) -> None:
    alice = await api.user("alice-acted-for")
    await a_session(alice)
    reader = await back_end(api, "alice-acted-for", "act:read")
    own = parsed(await alice.get("/users/me/export"))
    assert parsed(await reader.get("/users/me/export"))[1:] == own[1:]
