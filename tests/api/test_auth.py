"""Who may call."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from pydantic import SecretStr

from api.auth import Authenticator, Caller
from api.problems import Unauthorized, Unavailable
from services.settings import Settings
from services.tokens import make_token
from tests.support import SECRET, Api, SetClock

CLOCK = SetClock()


def claims(**changes: Any) -> dict[str, Any]:
    return {"sub": "alice", "exp": CLOCK() + timedelta(hours=1), **changes}


def signed(key: Any = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    kept = {name: value for name, value in claims(**changes).items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm)


def checker(**settings: Any) -> Authenticator:
    return Authenticator(Settings(token_secret=SecretStr(SECRET), **settings), CLOCK)


async def test_a_tokens_subject_is_the_user() -> None:
    assert await checker().caller(signed()) == Caller("alice", admin=False)


async def test_the_admin_scope_makes_an_admin() -> None:
    assert (await checker().caller(signed(scope="read admin"))).admin
    assert not (await checker().caller(signed(scope="administrator"))).admin


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        "a.b.c",
        signed(key="another secret that is long enough"),
        signed(exp=None),
        signed(sub=None),
        signed(sub=""),
        signed(sub="x" * 256),
        signed(sub="nul\x00"),
        signed(exp=CLOCK() - timedelta(seconds=1)),
        signed(exp=CLOCK()),
        signed(nbf=CLOCK() + timedelta(seconds=1)),
        jwt.encode(claims(), "", algorithm="none"),
        jwt.encode({"sub": 7, "exp": 2**40}, SECRET, algorithm="HS256"),
        jwt.encode({"sub": "alice", "exp": "soon"}, SECRET, algorithm="HS256"),
    ],
)
async def test_any_other_token_is_refused(token: str) -> None:
    with pytest.raises(Unauthorized):
        await checker().caller(token)


async def test_a_token_is_good_until_the_second_it_expires() -> None:
    clock = SetClock()
    authenticator = Authenticator(Settings(token_secret=SecretStr(SECRET)), clock)
    token = signed(exp=clock() + timedelta(hours=1))
    await authenticator.caller(token)
    clock.advance(minutes=59, seconds=59)
    await authenticator.caller(token)
    clock.advance(seconds=1)
    with pytest.raises(Unauthorized):
        await authenticator.caller(token)


async def test_audience_and_issuer_are_checked_when_they_are_set() -> None:
    strict = checker(token_audience="threadkeep", token_issuer="https://login.example")
    good = {"aud": "threadkeep", "iss": "https://login.example"}
    assert (await strict.caller(signed(**good))).user_id == "alice"
    for bad in ({}, {**good, "aud": "other"}, {**good, "iss": "https://evil.example"}):
        with pytest.raises(Unauthorized):
            await strict.caller(signed(**bad))


RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def jwks_url() -> Iterator[str]:
    """An identity provider's keys: one RSA, one EC."""
    keys = [
        {**json.loads(RSAAlgorithm.to_jwk(RSA_KEY.public_key())), "kid": "rsa", "use": "sig"},
        {**json.loads(ECAlgorithm.to_jwk(EC_KEY.public_key())), "kid": "ec", "use": "sig"},
    ]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": keys}).encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/jwks"
        server.shutdown()


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"), [(RSA_KEY, "RS256", "rsa"), (EC_KEY, "ES256", "ec")]
)
async def test_tokens_of_an_identity_provider_are_checked_by_its_keys(
    jwks_url: str, key: Any, algorithm: str, kid: str
) -> None:
    authenticator = Authenticator(Settings(token_jwks_url=jwks_url), CLOCK)
    token = jwt.encode(claims(), key, algorithm=algorithm, headers={"kid": kid})
    assert (await authenticator.caller(token)).user_id == "alice"
    forged = jwt.encode(
        claims(sub="mallory"),
        rsa.generate_private_key(public_exponent=65537, key_size=2048),
        algorithm="RS256",
        headers={"kid": "rsa"},
    )
    with pytest.raises(Unauthorized):
        await authenticator.caller(forged)


async def test_a_secret_of_ours_opens_nothing_where_an_identity_provider_decides(
    jwks_url: str,
) -> None:
    authenticator = Authenticator(Settings(token_jwks_url=jwks_url), CLOCK)
    with pytest.raises(Unauthorized):
        await authenticator.caller(jwt.encode(claims(), SECRET, headers={"kid": "rsa"}))


async def test_an_identity_provider_that_is_away_is_not_the_callers_fault() -> None:
    authenticator = Authenticator(Settings(token_jwks_url="http://127.0.0.1:9/jwks"), CLOCK)
    token = jwt.encode(claims(), RSA_KEY, algorithm="RS256", headers={"kid": "rsa"})
    with pytest.raises(Unavailable):
        await authenticator.caller(token)


async def test_a_made_token_is_accepted_by_the_service_with_the_same_folder(
    tmp_path: Path,
) -> None:
    settings = Settings(data_folder=tmp_path)
    token = make_token("bob", settings=settings, clock=CLOCK, expires=timedelta(hours=1))
    assert (await Authenticator(settings, CLOCK).caller(token)).user_id == "bob"


ROUTES = [
    ("POST", "/sessions"),
    ("GET", "/sessions"),
    ("GET", "/sessions/active"),
    ("GET", f"/sessions/{'0' * 24}"),
    ("POST", "/chats"),
    ("GET", f"/chats/{'0' * 24}/messages"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("header", [None, "Bearer x", "Basic YTpi", "Bearer", "bearer \xff"])
async def test_without_a_valid_token_no_route_answers(
    api: Api, method: str, path: str, header: str | None
) -> None:
    client = await api.anonymous()
    headers = {} if header is None else {b"Authorization": header.encode("latin-1")}
    response = await client.request(method, path, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/sessions", "/chats", f"/chats/{'0' * 24}/messages"])
async def test_a_strangers_body_is_not_looked_at(api: Api, path: str) -> None:
    client = await api.anonymous()
    response = await client.post(path, content=b"{not JSON")
    assert response.status_code == 401


def guarded_operations(schema: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (method.upper(), path)
        for path, item in schema["paths"].items()
        if path not in ("/healthz", "/readyz", "/metrics")
        for method in item
    ]


async def test_every_route_but_the_health_ones_wants_a_token(
    api: Api, fill: Callable[[str], str]
) -> None:
    client = await api.anonymous()
    schema = (await client.get("/openapi.json")).json()
    for method, path in guarded_operations(schema):
        response = await client.request(method, fill(path))
        assert response.status_code == 401, (method, path)


async def test_a_token_is_checked_once_a_request(
    api: Api, fill: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await api.user()
    schema = (await client.get("/openapi.json")).json()
    checked: list[str] = []
    check = Authenticator.caller

    async def counting(authenticator: Authenticator, token: str) -> Caller:
        checked.append(token)
        return await check(authenticator, token)

    monkeypatch.setattr(Authenticator, "caller", counting)
    for method, path in guarded_operations(schema):
        checked.clear()
        response = await client.request(method, fill(path))
        assert response.status_code != 401
        assert len(checked) == 1, (method, path)


@pytest.fixture
def fill() -> Callable[[str], str]:
    """A path with its parameters filled in."""
    return lambda path: re.sub(r"\{[^}]*\}", "0" * 24, path)
