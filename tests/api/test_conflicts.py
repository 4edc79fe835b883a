"""What a caller missed stands in the answer to a conflict."""

import httpx

from commands.embedded import EmbeddedServer
from tests.support import (
    Api,
    a_chat,
    a_session,
    got,
    message,
    messages,
    running_api,
    settings_for,
)
from tests.workflow_support import a_mission


def refused(response: httpx.Response, status: int) -> dict[str, object]:
    assert response.status_code == status, response.text
    body: dict[str, object] = response.json()
    return body


async def test_a_stale_change_of_a_session_is_answered_with_the_session(
    user: httpx.AsyncClient,
) -> None:
    session = await a_session(user)
    path = f"/sessions/{session['id']}"
    stale = (await user.get(path)).headers["ETag"]
    await user.put(path, json={"name": "newer"})
    now = await user.get(path)
    for request in (
        user.put(path, json={"name": "mine"}, headers={"If-Match": stale}),
        user.delete(path, headers={"If-Match": stale}),
        user.post(f"{path}/complete", headers={"If-Match": stale}),
    ):
        response = await request
        assert refused(response, 412)["current"] == now.json()
        assert response.headers["ETag"] == now.headers["ETag"]
    again = await user.put(
        path, json={"name": "mine"}, headers={"If-Match": response.headers["ETag"]}
    )
    assert again.json()["name"] == "mine"


async def test_a_refused_transition_is_answered_with_the_session(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    path = f"/sessions/{session['id']}"
    await user.post(f"{path}/complete")
    now = await got(user, path)
    for action in ("complete", "activity"):
        problem = refused(await user.post(f"{path}/{action}"), 409)
        assert problem["current"] == now
        assert problem["current_status"] == "completed"


async def test_a_mission_that_another_session_has_is_answered_with_both(
    user: httpx.AsyncClient,
) -> None:
    mission = await a_mission(user)
    holder = await a_session(user, mission_id=mission["id"])
    path = f"/sessions/{(await a_session(user))['id']}"
    now = await user.get(path)
    response = await user.put(path, json={"mission_id": mission["id"]})
    problem = refused(response, 409)
    assert problem["type"] == "urn:threadkeep:problem:reference-taken"
    assert problem["session_id"] == holder["id"]
    assert problem["current"] == now.json()
    assert response.headers["ETag"] == now.headers["ETag"]
    new = refused(await user.post("/sessions", json={"mission_id": mission["id"]}), 409)
    assert new["session_id"] == holder["id"]


async def test_a_name_taken_meanwhile_is_answered_with_the_mission_that_has_it(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    settings = settings_for(mongod.uri, shared_name, deleted_kept_days=1)
    async with running_api(settings) as api:
        user = await api.user()
        mission = await a_mission(user, "one name")
        path = f"/sessions/{(await a_session(user, mission_id=mission['id']))['id']}"
        await user.delete(path)
        other = await a_mission(user, "one name")
        now = await user.get(f"/missions/{other['id']}")
        response = await user.post(f"{path}/restore")
        current = refused(response, 409)["current"]
        assert isinstance(current, dict)
        assert current["id"] == other["id"]
        assert response.headers["ETag"] == now.headers["ETag"]
        renamed = await user.put(
            f"/missions/{other['id']}",
            json={"name": "another"},
            headers={"If-Match": response.headers["ETag"]},
        )
        assert renamed.status_code == 200, renamed.text
        assert (await user.post(f"{path}/restore")).status_code == 200


async def test_a_stale_change_of_a_chat_is_answered_with_the_messages_since(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}"
    await user.post(f"{path}/messages", json=messages(3))
    stale = (await user.get(path)).headers["ETag"]
    await user.post(f"{path}/messages", json=messages(60))
    response = await user.put(path, json={"title": "t"}, headers={"If-Match": stale})
    problem = response.json()
    assert response.status_code == 412
    assert response.headers["ETag"] == (await user.get(path)).headers["ETag"]
    missed = problem["current"]["messages"]
    assert [m["sequence_order"] for m in missed["items"]] == list(range(4, 54))
    rest = await got(user, f"{path}/messages", cursor=missed["next"])
    assert [m["sequence_order"] for m in rest["items"]] == list(range(54, 64))
    assert problem["current"]["last_sequence"] == 63


async def test_a_stale_change_after_an_edit_alone_missed_no_messages(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}"
    stale = (await user.get(path)).headers["ETag"]
    await user.put(path, json={"title": "theirs"})
    problem = refused(await user.delete(path, headers={"If-Match": stale}), 412)
    current = problem["current"]
    assert isinstance(current, dict)
    assert current["title"] == "theirs"
    assert current["messages"]["items"] == []


async def test_an_if_match_of_a_version_that_never_was_is_answered_too(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    for tag in ('"7-999999999999999999"', '"nonsense"', 'W/"1-0"', '"9-0", "8-0"'):
        response = await user.put(
            f"/chats/{chat['id']}", json={"title": "t"}, headers={"If-Match": tag}
        )
        assert response.status_code == 412
        assert response.json()["current"]["id"] == chat["id"]


async def test_an_append_to_a_closed_chat_is_answered_with_the_chat(
    user: httpx.AsyncClient,
) -> None:
    session = await a_session(user)
    path = f"/chats/{session['chat_id']}"
    await user.post(f"{path}/messages", json=messages(2))
    await user.post(f"/sessions/{session['id']}/complete")
    problem = refused(await user.post(f"{path}/messages", json=message()), 409)
    assert problem["current"] == await got(user, path)


async def test_a_used_message_id_is_answered_with_what_uses_it(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    first = (await user.post(path, json=message("first", id="one"))).json()
    await user.post(path, json=messages(130))
    problem = refused(await user.post(path, json=message("second", id="one")), 409)
    assert problem["stored"] == [first]


async def test_a_stale_edit_of_a_message_is_answered_with_the_message(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    await user.post(path, json=message("first", id="one"))
    stale = (await user.get(f"{path}/one")).headers["ETag"]
    await user.patch(f"{path}/one", json={"content": "theirs"})
    response = await user.patch(
        f"{path}/one", json={"content": "mine"}, headers={"If-Match": stale}
    )
    now = await user.get(f"{path}/one")
    assert refused(response, 412)["current"] == now.json()
    assert response.headers["ETag"] == now.headers["ETag"]
    await user.delete(f"{path}/one")
    problem = refused(await user.patch(f"{path}/one", json={"content": "mine"}), 409)
    assert problem["current"] == await got(user, f"{path}/one")


async def test_a_conflict_never_shows_what_is_another_users(api: Api) -> None:
    alice, bob = await api.user(), await api.user()
    session = await a_session(alice)
    stale = {"If-Match": '"99"'}
    response = await bob.put(f"/sessions/{session['id']}", json={"name": "x"}, headers=stale)
    assert response.status_code == 404
    assert "current" not in response.json()
    chat = await bob.put(
        f"/chats/{session['chat_id']}", json={"title": "x"}, headers={"If-Match": '"9-9"'}
    )
    assert chat.status_code == 404


async def test_what_a_used_id_is_used_by_is_shown_up_to_the_size_of_a_page(
    user: httpx.AsyncClient,
) -> None:
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    ids = [f"m-{n}" for n in range(10)]
    for message_id in ids:
        await user.post(path, json=message("x" * 1_000_000, id=message_id))
    response = await user.post(path, json=[message("other", id=name) for name in ids])
    assert response.status_code == 409
    assert response.json()["ids"] == ids
    assert 1 <= len(response.json()["stored"]) <= 8
