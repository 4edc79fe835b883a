"""Requests that a back end or a supporter sends for another user."""

import logging
from typing import Any

import httpx
import pytest
import structlog

from api.auth import Caller, Delegation
from api.call_plan import RouteRequest
from api.delegation import acted_for
from tests.support import Api, a_chat, a_session, got, made, message

USER = "X-Threadkeep-User"


async def back_end(api: Api, user_id: str | None = None, *scopes: str) -> httpx.AsyncClient:
    """A client whose token has scopes, and whose requests are for a user."""
    client = await api.user("the-back-end", scopes=scopes or ("act",))
    if user_id is not None:
        client.headers[USER] = user_id
    return client


async def test_what_a_back_end_makes_for_a_user_is_the_users(api: Api) -> None:
    user = await api.user("delegated-1")
    acting = await back_end(api, "delegated-1")
    session = await a_session(acting, name="made by the back end")
    await made(acting, f"/chats/{session['chat_id']}/messages", message(id="m"))
    assert (await got(user, f"/sessions/{session['id']}"))["name"] == "made by the back end"
    assert (await got(acting, "/sessions/active"))["id"] == session["id"]
    alone = await back_end(api)
    assert (await alone.get(f"/sessions/{session['id']}")).status_code == 404


async def test_without_the_header_a_back_end_is_a_user_of_its_own(api: Api) -> None:
    alone = await back_end(api)
    chat = await a_chat(alone)
    acting = await back_end(api, "delegated-2")
    assert (await acting.get(f"/chats/{chat['id']}")).status_code == 404
    assert (await alone.get(f"/chats/{chat['id']}")).status_code == 200


@pytest.mark.parametrize("scopes", [(), ("admin",), ("react",), ("act:write",), ("ACT",)])
async def test_without_the_scope_nobody_acts_for_another(api: Api, scopes: tuple[str, ...]) -> None:
    user = await api.user("delegated-3", scopes=scopes)
    for name in ("somebody", "delegated-3"):
        response = await user.get("/sessions", headers={USER: name})
        assert response.status_code == 403
        assert response.json()["type"].endswith(":forbidden")


async def test_with_the_scope_to_read_a_supporter_reads_and_changes_nothing(api: Api) -> None:
    user = await api.user("delegated-4")
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    await made(user, path, message("where is my bag?", id="m"))
    support = await back_end(api, "delegated-4", "act:read")
    before = await got(user, path)
    assert await got(support, path) == before
    assert (await support.head(path)).status_code == 200
    schema = await got(support, "/openapi.json")
    asked = 0
    for template, item in schema["paths"].items():
        for method in set(item) - {"get"}:
            response = await support.request(
                method, template.format_map(_Ids(chat_id=chat["id"], message_id="m")), json={}
            )
            assert response.status_code == 403, (method, template)
            asked += 1
    assert asked > 30
    assert await got(user, path) == before


class _Ids(dict[str, str]):
    def __missing__(self, _: str) -> str:
        return "0" * 24


async def test_both_scopes_together_act(api: Api) -> None:
    acting = await back_end(api, "delegated-5", "act:read", "act")
    await a_chat(acting)


async def test_for_another_user_no_administrator_is_one(api: Api) -> None:
    for scopes in (("admin", "act"), ("admin", "act:read")):
        acting = await back_end(api, "delegated-6", *scopes)
        for path in ("/users/export?user_id=delegated-7", "/analytics"):
            assert (await acting.get(path)).status_code == 403
            alone = await back_end(api, None, *scopes)
            assert (await alone.get(path)).status_code == 200


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (b"", "1 to 255 characters"),
        (b" ", "1 to 255 characters"),
        (b"x" * 256, "1 to 255 characters"),
        (b"nul\x00", "1 to 255 characters"),
        (b"Zo\xeb", "UTF-8"),
        (b"\xff", "UTF-8"),
        (b"\xed\xa0\x80", "UTF-8"),
    ],
)
async def test_what_is_no_user_is_refused_by_name(api: Api, value: bytes, why: str) -> None:
    acting = await back_end(api)
    response = await acting.get("/sessions", headers={USER.encode(): value})
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["parameter"] == USER
    assert why in error["detail"]


async def test_two_users_are_none(api: Api) -> None:
    acting = await back_end(api)
    response = await acting.get("/sessions", headers=[(USER, "alice"), (USER, "bob")])
    assert response.status_code == 422
    assert response.json()["errors"] == [{"parameter": USER, "detail": "given more than once"}]


@pytest.mark.parametrize("name", ["Zoë", "x" * 255, "名" * 255, "a b,c"])
async def test_a_user_may_have_any_name_that_a_token_may(api: Api, name: str) -> None:
    acting = await back_end(api)
    headers = {USER.encode(): name.encode()}
    response = await acting.post("/chats", json={}, headers=headers)
    assert response.status_code == 201
    user = await api.user(name)
    assert (await user.get(f"/chats/{response.json()['id']}")).status_code == 200


async def test_a_token_that_was_seen_before_acts_for_whom_each_request_names(api: Api) -> None:
    acting = await back_end(api)
    chats = {
        name: (await acting.post("/chats", json={}, headers={USER: name})).json()["id"]
        for name in ("delegated-8", "delegated-9")
    }
    for name in chats:
        for whose, chat in chats.items():
            response = await acting.get(f"/chats/{chat}", headers={USER: name})
            assert response.status_code == (200 if name == whose else 404)


async def test_a_request_for_another_lasts_no_longer_than_its_token() -> None:
    async def receive() -> Any:
        raise AssertionError("the body is not read")

    headers = [(USER.lower().encode(), b"alice")]
    scope = {"type": "http", "method": "GET", "headers": headers, "query_string": b""}
    back_end = Caller("the-back-end", admin=True, delegation=Delegation.ACT, expires=1.5)
    acting = acted_for(RouteRequest(scope, receive), back_end)
    assert acting == Caller("alice", actor="the-back-end")
    assert acting.until == back_end.until


async def test_without_a_token_the_header_is_nothing(api: Api) -> None:
    client = await api.anonymous()
    response = await client.get("/sessions", headers={USER: "delegated-1"})
    assert response.status_code == 401


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("POST", 403)])
async def test_the_log_has_who_sent_a_request_and_for_whom(
    api: Api, method: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, Any]] = []

    def keep(_logger: Any, _name: str, line: Any) -> Any:
        lines.append(dict(line))
        raise structlog.DropEvent

    log = structlog.wrap_logger(
        None,
        processors=[structlog.contextvars.merge_contextvars, keep],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    monkeypatch.setattr("api.telemetry.log", log)
    support = await back_end(api, "delegated-10", "act:read")
    plain = await api.user("delegated-11")
    await support.request(method, "/sessions", headers={USER: "delegated-10"})
    await plain.get("/sessions")
    delegated, own = lines
    assert (delegated["actor"], delegated["user"]) == ("the-back-end", "delegated-10")
    assert delegated["status"] == status
    assert "actor" not in own
    assert own["user"] == "delegated-11"
