"""Who may call."""

import base64
import hmac
import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings, strategies
from pydantic import SecretStr

from api.auth import Authenticator, Caller
from api.problems import Unauthorized
from services.settings import Settings
from services.tokens import make_token
from tests.support import SECRET, Api, SetClock

CLOCK = SetClock()
SOON = int(CLOCK().timestamp()) + 3600
UNREADABLE = r'{"alg":"HS256","crit":["\ud800"]}'
"""A token's header that an error may quote, and no answer can."""


def claims(**changes: Any) -> dict[str, Any]:
    return {"sub": "alice", "exp": CLOCK() + timedelta(hours=1), **changes}


def signed(key: Any = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    kept = {name: value for name, value in claims(**changes).items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm)


def by_hand(payload: str, header: str = '{"alg":"HS256"}') -> str:
    """A token with a good signature over whatever is in it."""
    parts = [base64.urlsafe_b64encode(part.encode()).rstrip(b"=") for part in (header, payload)]
    signature = hmac.digest(SECRET.encode(), b".".join(parts), "sha256")
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


def checker(**settings: Any) -> Authenticator:
    return Authenticator(Settings(token_secret=SecretStr(SECRET), **settings), CLOCK)


async def test_a_tokens_subject_is_the_user() -> None:
    assert await checker().caller(signed()) == Caller("alice", admin=False)


async def test_a_token_counts_as_a_bearers_alone() -> None:
    assert await checker().caller_of(f"bearer {signed()}") == Caller("alice", admin=False)
    for header in (f"Basic {signed()}", signed(), None):
        with pytest.raises(Unauthorized):
            await checker().caller_of(header)


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
        jwt.encode({"sub": ["alice"], "exp": SOON}, SECRET, algorithm="HS256"),
        by_hand("[" * 100_000),
        by_hand(f'{{"sub":"alice","exp":{SOON}}}', header="[" * 100_000),
        by_hand(f'{{"sub":"alice","exp":{SOON}}}', header='{"alg":["HS256"]}'),
        by_hand(f'{{"sub":"alice","exp":{SOON}}}', header=UNREADABLE),
    ],
)
async def test_any_other_token_is_refused(token: str) -> None:
    with pytest.raises(Unauthorized):
        await checker().caller(token)


NO_TIMES = [
    *("NaN", "Infinity", "-Infinity", "1e400", "9" * 400, "9" * 5000, "1e300", "1767275999000"),
    *("true", '"4102444800"', "[4102444800]", "{}", "-1"),
]


@pytest.mark.parametrize("time", NO_TIMES)
@pytest.mark.parametrize("claim", ["exp", "nbf", "iat"])
async def test_a_time_that_is_none_is_refused(claim: str, time: str) -> None:
    times = {"exp": str(SOON), claim: time}
    text = ",".join(f'"{name}":{value}' for name, value in times.items())
    with pytest.raises(Unauthorized):
        await checker().caller(by_hand(f'{{"sub":"alice",{text}}}'))


# Making the table of characters once is slow.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    claims=strategies.dictionaries(
        strategies.sampled_from(["sub", "exp", "nbf", "iat", "iss", "aud", "jti", "scope"]),
        strategies.recursive(
            strategies.none()
            | strategies.booleans()
            | strategies.integers()
            | strategies.floats()
            | strategies.text(strategies.characters(codec=None)),
            lambda value: (
                strategies.lists(value) | strategies.dictionaries(strategies.text(), value)
            ),
            max_leaves=5,
        ),
    )
)
async def test_whatever_a_signed_token_says_it_names_a_user_or_is_refused(
    claims: dict[str, Any],
) -> None:
    token = by_hand(json.dumps({"sub": "alice", "exp": SOON} | claims))
    with suppress(Unauthorized):
        assert (await checker().caller(token)).user_id == claims.get("sub", "alice")


@pytest.mark.parametrize("space", ["\u00a0", "\t", "\n", "\u2003", "\x1c", "\x85", "\u3000"])
async def test_only_a_space_parts_two_scopes(space: str) -> None:
    assert not (await checker().caller(signed(scope=f"read{space}admin"))).admin
    assert (await checker().caller(signed(scope=f"read{space}write admin"))).admin


@pytest.mark.parametrize("scope", [["admin"], {"admin": True}, 7, True])
async def test_a_scope_that_is_no_text_gives_nothing(scope: Any) -> None:
    assert not (await checker().caller(signed(scope=scope))).admin


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
@pytest.mark.parametrize(
    "header",
    [
        *(None, "Bearer x", "Basic YTpi", "Bearer", "bearer \xff"),
        f"Bearer {by_hand('{}', header=UNREADABLE)}",
    ],
)
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
    found = [
        (method.upper(), path)
        for path, item in schema["paths"].items()
        if path not in ("/healthz", "/readyz", "/metrics") and not path.startswith("/shared/")
        for method in item
    ]
    assert len(found) > 100
    return found


async def test_every_route_but_the_health_ones_and_shared_ones_wants_a_token(
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


async def test_an_audience_and_an_issuer_are_nobody_s_business_where_none_is_set() -> None:
    """A provider may put them into every token."""
    token = signed(aud=["another service"], iss="https://login.example")
    assert await checker().caller(token) == Caller("alice", admin=False)
