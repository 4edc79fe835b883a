"""What every route does with the query, with HEAD, and with If-None-Match."""

import re
from typing import Any

import httpx
import pytest

from documents.database import ObjectId
from tests.support import Api, a_session, message
from tests.workflow_support import Json, a_hop, a_mission, a_step, an_asset


async def operations(client: httpx.AsyncClient) -> list[tuple[str, str]]:
    schema = (await client.get("/openapi.json")).json()
    found = [(method.upper(), path) for path, item in schema["paths"].items() for method in item]
    assert len(found) > 100
    return found


def filled(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "0" * 24, path)


async def test_no_route_passes_over_a_parameter_it_does_not_know(api: Api) -> None:
    client = await api.user(admin=True)
    for method, path in await operations(client):
        answer = await client.request(method, filled(path), params={"query": "bag", "order": "asc"})
        if path.startswith("/v1/"):
            # In OpenAI's words, which name one; its lists have an order.
            assert answer.status_code == 400, (method, path)
            assert answer.json()["error"]["param"] == "query", (method, path)
            continue
        assert answer.status_code == 422, (method, path)
        named = [error["parameter"] for error in answer.json()["errors"]]
        assert named == ["query", "order"], (method, path)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/sessions", {}),
        ("POST", "/chats", {}),
        ("POST", "/missions", {"name": "m"}),
        ("POST", "/users/erase", {"user_id": "nobody"}),
    ],
)
async def test_what_would_change_something_is_refused_before_it_does(
    api: Api, method: str, path: str, body: Any
) -> None:
    client = await api.user(admin=True)
    answer = await client.request(method, path, json=body, params={"user_id": "another"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "user_id"
    assert "user_id" in answer.json()["detail"]


async def test_a_parameter_that_counts_once_is_not_given_twice(user: httpx.AsyncClient) -> None:
    answer = await user.get("/sessions?status=active&status=archived&limit=1")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"parameter": "status", "detail": "given more than once"}]
    assert (await user.get("/missions?status=failed&status=proposed")).status_code == 200


async def test_an_answer_names_twenty_unknown_parameters_at_most(user: httpx.AsyncClient) -> None:
    answer = await user.get("/sessions", params={f"p{n}": "x" for n in range(1000)})
    assert len(answer.json()["errors"]) == 20
    assert answer.json()["more_errors"] == 980


async def test_no_change_passes_over_a_condition_that_it_does_not_know(
    user: httpx.AsyncClient,
) -> None:
    chat = f"/chats/{(await a_session(user))['chat_id']}"
    for header in ("If-Match", "If-None-Match"):
        answer = await user.post(f"{chat}/messages", json=message(), headers={header: '"1-0"'})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == header
    refused = await user.put(chat, json={"title": "t"}, headers={"If-None-Match": "*"})
    assert refused.status_code == 422
    assert (await user.get(chat)).json()["last_sequence"] == 0
    assert (await user.get(chat, headers={"If-Match": '"7-0"'})).status_code == 200


@pytest.fixture
async def resources(user: httpx.AsyncClient) -> dict[str, Json]:
    """One of each thing, in one session."""
    mission = await a_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    await user.post(f"/chats/{session['chat_id']}/messages", json=message(id="m"))
    hop = await a_hop(user, mission)
    return {
        "session": session,
        "mission": mission,
        "hop": hop,
        "step": await a_step(user, hop),
        "asset": await an_asset(user, mission, content={"fares": [120]}),
    }


@pytest.fixture
def paths(resources: dict[str, Json]) -> list[str]:
    """Every path whose answer has an ETag."""
    ids = {kind: thing["id"] for kind, thing in resources.items()}
    chat = resources["session"]["chat_id"]
    return [
        "/sessions/active",
        "/sessions/active?include=recovery",
        f"/sessions/{ids['session']}",
        f"/sessions/{ids['session']}?include=chat,mission",
        f"/sessions/{ids['session']}/recovery",
        f"/chats/{chat}",
        f"/chats/{chat}?include=messages",
        f"/chats/{chat}/messages/m",
        f"/missions/{ids['mission']}",
        f"/missions/{ids['mission']}/full",
        f"/hops/{ids['hop']}",
        f"/tool-steps/{ids['step']}",
        f"/assets/{ids['asset']}",
        f"/assets/{ids['asset']}/content",
    ]


async def test_these_are_all_the_paths_with_an_etag(
    user: httpx.AsyncClient, resources: dict[str, Json], paths: list[str]
) -> None:
    known = {re.sub(r"\?.*|[0-9a-f]{24}|(?<=messages/)[^/]*", "", path) for path in paths}
    chat = resources["session"]["chat_id"]
    for method, path in await operations(user):
        if method != "GET" or path.startswith(("/users", "/analytics")):
            continue
        if path.endswith(("/events", "/stream")):
            # They go on for as long as somebody listens.
            continue
        for kind, thing in (*resources.items(), ("chat", {"id": chat})):
            path = path.replace(f"{{{kind}_id}}", thing["id"]).replace("{message_id}", "m")
        path = path.replace("{step_id}", resources["step"]["id"])
        answer = await user.get(path)
        shape = re.sub(r"[0-9a-f]{24}|(?<=messages/)[^/]*", "", path)
        assert ("ETag" in answer.headers) == (shape in known), path


async def test_what_has_not_changed_is_not_sent_again(
    user: httpx.AsyncClient, paths: list[str]
) -> None:
    for path in paths:
        first = await user.get(path)
        assert first.status_code == 200, path
        etag = first.headers["ETag"]
        for tags in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            for method in ("GET", "HEAD"):
                again = await user.request(method, path, headers={"If-None-Match": tags})
                assert (again.status_code, again.content) == (304, b""), (path, tags)
                assert again.headers["ETag"] == etag
        for tags in ('"other"', etag.strip('"'), ""):
            assert (await user.get(path, headers={"If-None-Match": tags})).content == first.content


async def test_what_has_changed_is_sent(
    api: Api, user: httpx.AsyncClient, resources: dict[str, Json], paths: list[str]
) -> None:
    """Whatever is done, no path answers 304 where its body is another."""
    ids = {kind: thing["id"] for kind, thing in resources.items()}
    chat = f"/chats/{resources['session']['chat_id']}"
    changes: list[tuple[str, str, Any]] = [
        ("POST", f"/sessions/{ids['session']}/activity", None),
        ("POST", f"{chat}/messages", message("another")),
        ("PATCH", f"{chat}/messages/m", {"content": "edited"}),
        ("PUT", chat, {"title": "bags"}),
        ("PUT", f"/sessions/{ids['session']}", {"name": "s"}),
        ("PUT", f"/missions/{ids['mission']}", {"goal": "g"}),
        ("PUT", f"/hops/{ids['hop']}", {"hop_metadata": {"a": 1}}),
        ("PUT", f"/tool-steps/{ids['step']}", {"name": "t"}),
        ("PUT", f"/assets/{ids['asset']}", {"content": {"fares": []}}),
        ("PATCH", f"/missions/{ids['mission']}/status", {"status": "ready_for_next_hop"}),
        ("PATCH", f"/hops/{ids['hop']}/status", {"status": "ready_to_resolve"}),
        ("POST", f"/hops/{ids['hop']}/tool-steps", {"tool_id": "t", "name": "second"}),
        ("DELETE", f"{chat}/messages/m", None),
        ("POST", "/sessions", {}),
    ]
    seen = [await user.get(path) for path in paths]
    for method, path, body in changes:
        api.clock.advance(seconds=1)
        changed = await user.request(method, path, json=body)
        assert changed.is_success, (method, path, changed.text)
        await api.services.chats.activity.flush()
        for number, (path_of, before) in enumerate(zip(paths, seen, strict=True)):
            now = await user.get(path_of)
            headers = {"If-None-Match": before.headers["ETag"]}
            again = await user.get(path_of, headers=headers)
            assert (again.status_code == 304) == (now.content == before.content), (path, path_of)
            seen[number] = now


async def test_a_session_that_awakes_has_a_new_revision(
    api: Api, user: httpx.AsyncClient, resources: dict[str, Json]
) -> None:
    path = f"/sessions/{resources['session']['id']}"
    etag = (await user.get(path)).headers["ETag"]
    await api.services.database["user_sessions"].update_one(
        {"_id": ObjectId(resources["session"]["id"])}, {"$set": {"status": "abandoned"}}
    )
    await user.post(f"{path}/activity")
    late = await user.put(path, json={"name": "late"}, headers={"If-Match": etag})
    assert late.status_code == 412


async def test_activity_is_nothing_that_a_change_would_overwrite(
    api: Api, user: httpx.AsyncClient, resources: dict[str, Json]
) -> None:
    path = f"/sessions/{resources['session']['id']}"
    tags = [
        (await user.get(path, params=parameters)).headers["ETag"]
        for parameters in ({}, {"include": "chat,mission"})
    ]
    api.clock.advance(seconds=1)
    await user.post(f"{path}/activity")
    assert (await user.get(path)).headers["ETag"] not in tags
    put = await user.put(path, json={"name": "s"}, headers={"If-Match": tags[0]})
    assert put.status_code == 200
    put = await user.put(path, json={"name": "s"}, headers={"If-Match": tags[1]})
    assert put.status_code == 412


async def test_head_answers_as_get_does_without_the_body(
    api: Api, user: httpx.AsyncClient, paths: list[str]
) -> None:
    admin = await api.user(admin=True)
    for client, path in (
        *((user, path) for path in paths),
        *((user, path) for path in ("/sessions", "/missions", "/assets", "/analytics/me")),
        *((user, path) for path in ("/healthz", "/readyz", "/openapi.json", "/docs")),
        (admin, "/users/export?user_id=nobody"),
        (user, f"/sessions/{'0' * 24}"),
        (user, "/sessions?limit=0"),
        (user, "/nowhere"),
        (await api.anonymous(), "/sessions"),
    ):
        get, head = await client.get(path), await client.head(path)
        assert head.status_code == get.status_code, path
        assert head.content == b"", path
        for headers in (get.headers, head.headers):
            del headers["X-Request-ID"]
        assert head.headers == get.headers, path


async def test_a_path_without_get_has_no_head(user: httpx.AsyncClient) -> None:
    answer = await user.head("/sessions/resume")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert (await user.delete("/sessions")).headers["Allow"] == "GET, HEAD, POST"


async def test_head_is_counted_by_its_route(user: httpx.AsyncClient) -> None:
    await user.head("/sessions")
    metrics = (await user.get("/metrics")).text
    assert re.search(r'requests_total\{method="HEAD",route="/sessions",status="200"\}', metrics)
