"""Pages of other origins (CORS): nothing unless a setting names them."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import ValidationError

from commands.embedded import EmbeddedServer
from commands.openapi import document
from services.sessions import SessionService
from services.settings import Settings
from tests.support import Api, a_session, running_api, settings_for

PAGE = "https://app.example.com"
ASKING = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization, content-type, if-match",
}


@pytest.fixture
async def crossing(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    settings = settings_for(
        mongod.uri, shared_name, cors_origins=f"{PAGE}, http://localhost:5173", max_body_bytes=1000
    )
    async with running_api(settings) as running:
        yield running


def readable(response: httpx.Response) -> set[str]:
    """The headers that a script of the page can read; none when it cannot read the answer."""
    if response.headers.get("Access-Control-Allow-Origin") != PAGE:
        return set()
    return set(response.headers["Access-Control-Expose-Headers"].split(", "))


async def test_by_default_no_other_origin_is_let_in(api: Api) -> None:
    user = await api.user()
    for response in (
        await user.options("/sessions", headers=ASKING),
        await user.get("/sessions", headers={"Origin": PAGE}),
    ):
        assert not [name for name in response.headers if name.startswith("access-control")]


async def test_a_preflight_is_answered_without_a_token(crossing: Api) -> None:
    response = await (await crossing.anonymous()).options("/sessions/x", headers=ASKING)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == PAGE
    assert "PUT" in response.headers["Access-Control-Allow-Methods"]
    allowed = response.headers["Access-Control-Allow-Headers"].lower()
    assert {"authorization", "content-type", "if-match"} <= set(allowed.split(", "))
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "X-Request-ID" in response.headers


async def test_a_page_can_send_every_header_that_a_route_takes(crossing: Api) -> None:
    client = await crossing.anonymous()
    headers = sorted(
        parameter["name"]
        for methods in json.loads(document())["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "header"
    )
    assert "Upload-Offset" in headers
    asking = {**ASKING, "Access-Control-Request-Headers": ", ".join(headers)}
    response = await client.options("/chats/x/attachments", headers=asking)
    assert response.status_code == 200, response.text


async def test_a_page_can_read_where_its_upload_stands(crossing: Api) -> None:
    user = await crossing.user()
    chat = (await user.post("/chats", json={})).json()
    path = f"/chats/{chat['id']}/attachments"
    begun = {"Origin": PAGE, "Upload-Complete": "?0", "Content-Type": "text/plain"}
    response = await user.post(path, content=b"abc", headers=begun)
    assert {"Upload-Complete", "Upload-Length", "Upload-Offset"} <= readable(response)
    assert {"Content-Disposition", "Repr-Digest"} <= readable(response)


async def test_a_preflight_of_any_other_origin_is_refused(crossing: Api) -> None:
    client = await crossing.anonymous()
    for origin in (f"{PAGE}.evil.example", "http://app.example.com", "null"):
        response = await client.options("/sessions", headers={**ASKING, "Origin": origin})
        assert response.status_code == 400
        assert "Access-Control-Allow-Origin" not in response.headers
        response = await client.get("/healthz", headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_a_page_can_read_what_a_client_goes_on_with(crossing: Api) -> None:
    user = await crossing.user()
    response = await user.post("/sessions", json={}, headers={"Origin": PAGE})
    assert response.status_code == 201
    assert {"ETag", "Location", "Retry-After", "X-Request-ID"} <= readable(response)
    assert "Origin" in response.headers["Vary"]


async def test_a_page_can_read_why_it_was_refused(
    crossing: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossing_origin = {"Origin": PAGE}
    user, nobody = await crossing.user(), await crossing.anonymous()
    session = await a_session(user)
    path = f"/sessions/{session['id']}"
    answers = [
        await nobody.get(path, headers=crossing_origin),
        await user.get("/nowhere", headers=crossing_origin),
        await user.put(path, json={}, headers={**crossing_origin, "If-Match": '"9"'}),
        await user.put(path, json={"name": "x" * 2000}, headers=crossing_origin),
        await user.put(path, json={"name": ""}, headers=crossing_origin),
    ]

    async def failing(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(SessionService, "view_session", failing)
    answers.append(await user.get(path, headers=crossing_origin))
    monkeypatch.setattr(crossing.runtime, "services", None)
    answers.append(await user.get(path, headers=crossing_origin))
    assert [answer.status_code for answer in answers] == [401, 404, 412, 413, 422, 500, 503]
    assert all("Retry-After" in readable(answer) for answer in answers)


async def test_a_star_lets_every_page_in_without_credentials(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    async with running_api(settings_for(mongod.uri, shared_name, cors_origins="*")) as running:
        response = await (await running.user()).get("/sessions", headers={"Origin": PAGE})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize(
    "origins",
    [
        *("app.example.com", "https://app.example.com/", "https://*.example.com", "https://"),
        *(
            "https://app.example.com:443",
            "https://App.example.com",
            "null",
            f"{PAGE},",
            f"{PAGE},*",
        ),
    ],
)
def test_what_no_browser_sends_is_refused_in_one_sentence(
    origins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THREADKEEP_CORS_ORIGINS", origins)
    with pytest.raises(ValidationError) as refused:
        Settings()
    (fault,) = refused.value.errors()
    assert "is not an origin as browsers send it" in fault["msg"]
    assert fault["msg"].count(". ") == 0


def test_origins_have_commas_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREADKEEP_CORS_ORIGINS", f"{PAGE}, http://[::1]:5173,app://localhost")
    assert Settings().cors_origins == (PAGE, "http://[::1]:5173", "app://localhost")
    monkeypatch.setenv("THREADKEEP_CORS_ORIGINS", "")
    assert Settings().cors_origins is None
