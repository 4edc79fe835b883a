"""Tokens of an identity provider."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from api.auth import Authenticator
from api.problems import Unauthorized, Unavailable
from api.provider_keys import ASK_AGAIN_SECONDS, KEPT_SECONDS, RETRY_SECONDS
from services.settings import Settings
from tests.support import SECRET, SetClock

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
KEYS = [
    {**json.loads(RSAAlgorithm.to_jwk(RSA_KEY.public_key())), "kid": "rsa", "use": "sig"},
    {**json.loads(ECAlgorithm.to_jwk(EC_KEY.public_key())), "kid": "ec", "use": "sig"},
]


class Provider:
    """An identity provider: what it publishes, and how often it was asked."""

    def __init__(self) -> None:
        self.published: Any = {"keys": KEYS}
        self.status = 200
        self.asked = 0
        self.may_answer = Event()
        self.may_answer.set()
        self.url = ""


@pytest.fixture
def provider() -> Iterator[Provider]:
    """An identity provider with two keys: one RSA, one EC."""
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked += 1
            made.may_answer.wait()
            self.send_response(made.status)
            self.end_headers()
            self.wfile.write(json.dumps(made.published).encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        made.url = f"http://127.0.0.1:{server.server_port}/jwks"
        yield made
        made.may_answer.set()
        server.shutdown()


@pytest.fixture
def clock() -> SetClock:
    """Stands still until a test moves it."""
    return SetClock()


@pytest.fixture
def authenticator(provider: Provider, clock: SetClock) -> Authenticator:
    """Checks the provider's tokens."""
    return Authenticator(Settings(token_jwks_url=provider.url), clock)


def signed(
    key: Any = RSA_KEY, algorithm: str = "RS256", kid: str | None = "rsa", **claims: Any
) -> str:
    claims = {"sub": "alice", "exp": SetClock()() + timedelta(hours=10), **claims}
    headers = {} if kid is None else {"kid": kid}
    return jwt.encode(claims, key, algorithm=algorithm, headers=headers)


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"), [(RSA_KEY, "RS256", "rsa"), (EC_KEY, "ES256", "ec")]
)
async def test_tokens_of_an_identity_provider_are_checked_by_its_keys(
    authenticator: Authenticator, key: Any, algorithm: str, kid: str
) -> None:
    assert (await authenticator.caller(signed(key, algorithm, kid))).user_id == "alice"
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(Unauthorized):
        await authenticator.caller(signed(stranger, sub="mallory"))


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"),
    [
        (EC_KEY, "ES256", "rsa"),
        (RSA_KEY, "RS256", "ec"),
        (RSA_KEY, "RS512", "rsa"),
        (RSA_KEY, "PS256", "rsa"),
        (RSA_KEY, "RS256", None),
    ],
)
async def test_a_token_whose_key_is_of_another_kind_is_refused(
    authenticator: Authenticator, key: Any, algorithm: str, kid: str | None
) -> None:
    with pytest.raises(Unauthorized):
        await authenticator.caller(signed(key, algorithm, kid))


async def test_a_secret_of_ours_opens_nothing_where_an_identity_provider_decides(
    authenticator: Authenticator,
) -> None:
    with pytest.raises(Unauthorized):
        await authenticator.caller(signed(SECRET, "HS256"))


async def test_a_symmetric_key_that_a_provider_publishes_opens_nothing(
    provider: Provider, authenticator: Authenticator
) -> None:
    provider.published = {"keys": [*KEYS, {"kty": "oct", "kid": "oct", "k": "c2VjcmV0" * 8}]}
    for algorithm, key in (("RS256", RSA_KEY), ("ES256", EC_KEY), ("HS256", "secret" * 8)):
        with pytest.raises(Unauthorized):
            await authenticator.caller(signed(key, algorithm, "oct"))


async def test_an_identity_provider_that_is_away_is_not_the_callers_fault(
    clock: SetClock,
) -> None:
    authenticator = Authenticator(Settings(token_jwks_url="http://127.0.0.1:9/jwks"), clock)
    with pytest.raises(Unavailable):
        await authenticator.caller(signed())


@pytest.mark.parametrize("published", [[], {}, {"keys": []}, {"keys": 7}, "keys", None])
async def test_a_provider_that_publishes_no_keys_is_not_the_callers_fault(
    provider: Provider, authenticator: Authenticator, published: Any
) -> None:
    provider.published = published
    with pytest.raises(Unavailable):
        await authenticator.caller(signed())


async def test_tokens_with_unknown_keys_ask_the_provider_once_in_a_while(
    provider: Provider, authenticator: Authenticator, clock: SetClock
) -> None:
    await authenticator.caller(signed())
    clock.advance(seconds=ASK_AGAIN_SECONDS)

    async def refused(number: int) -> None:
        with pytest.raises(Unauthorized):
            await authenticator.caller(signed(kid=f"unknown-{number}"))

    await asyncio.gather(*map(refused, range(20)))
    await refused(20)
    assert provider.asked == 2
    clock.advance(seconds=ASK_AGAIN_SECONDS - 1)
    await refused(21)
    assert provider.asked == 2
    clock.advance(seconds=1)
    await refused(22)
    assert provider.asked == 3


async def test_a_provider_that_fails_is_asked_no_more_often_for_unknown_keys(
    provider: Provider, authenticator: Authenticator, clock: SetClock
) -> None:
    await authenticator.caller(signed())
    provider.status = 500
    clock.advance(seconds=ASK_AGAIN_SECONDS)
    for number in range(5):
        with pytest.raises(Unauthorized):
            await authenticator.caller(signed(kid=f"unknown-{number}"))
    assert provider.asked == 2
    assert (await authenticator.caller(signed(sub="bob"))).user_id == "bob"


async def test_a_new_key_of_the_provider_is_found(
    provider: Provider, authenticator: Authenticator, clock: SetClock
) -> None:
    provider.published = {"keys": KEYS[:1]}
    await authenticator.caller(signed())
    provider.published = {"keys": KEYS}
    clock.advance(seconds=ASK_AGAIN_SECONDS)
    assert (await authenticator.caller(signed(EC_KEY, "ES256", "ec"))).user_id == "alice"


async def until_known(provider: Provider, authenticator: Authenticator, asked: int) -> None:
    """Return when the provider has answered so many times, and its answer is known."""
    keys = authenticator._keys
    assert keys is not None
    while provider.asked < asked or keys._asking is not None:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)


async def test_a_token_that_was_good_is_refused_once_its_key_is_known_to_be_withdrawn(
    provider: Provider, authenticator: Authenticator, clock: SetClock
) -> None:
    await authenticator.caller(signed())
    provider.published = {"keys": KEYS[1:]}
    clock.advance(seconds=KEPT_SECONDS)
    # The request that finds the keys old does not wait for new ones.
    await authenticator.caller(signed())
    await until_known(provider, authenticator, 2)
    with pytest.raises(Unauthorized):
        await authenticator.caller(signed())


async def test_tokens_that_were_good_stay_good_while_the_provider_cannot_be_had(
    provider: Provider, authenticator: Authenticator, clock: SetClock
) -> None:
    await authenticator.caller(signed())
    provider.status = 500
    clock.advance(seconds=KEPT_SECONDS)
    await authenticator.caller(signed())
    await until_known(provider, authenticator, 2)
    assert (await authenticator.caller(signed())).user_id == "alice"


async def test_a_token_is_checked_anew_where_a_key_id_has_another_key(
    provider: Provider, authenticator: Authenticator, clock: SetClock
) -> None:
    await authenticator.caller(signed())
    provider.published = {"keys": [{**KEYS[1], "kid": "rsa"}]}
    clock.advance(seconds=KEPT_SECONDS)
    await authenticator.caller(signed())
    await until_known(provider, authenticator, 2)
    with pytest.raises(Unauthorized):
        await authenticator.caller(signed())


async def test_a_key_that_the_provider_has_withdrawn_opens_nothing_new(
    provider: Provider, authenticator: Authenticator, clock: SetClock
) -> None:
    await authenticator.caller(signed())
    provider.published = {"keys": KEYS[1:]}
    clock.advance(seconds=KEPT_SECONDS)
    with pytest.raises(Unauthorized):
        await authenticator.caller(signed(sub="bob"))


async def test_a_provider_that_is_back_is_asked_when_retry_after_says(
    provider: Provider, authenticator: Authenticator, clock: SetClock
) -> None:
    provider.status = 500
    for _ in range(5):
        with pytest.raises(Unavailable):
            await authenticator.caller(signed())
    assert provider.asked == 1
    provider.status = 200
    clock.advance(seconds=RETRY_SECONDS)
    assert (await authenticator.caller(signed())).user_id == "alice"


async def test_a_provider_that_does_not_answer_holds_up_nothing_else(
    provider: Provider, authenticator: Authenticator
) -> None:
    provider.may_answer.clear()
    asking = [
        asyncio.create_task(authenticator.caller(signed(kid=f"unknown-{number}")))
        for number in range(40)
    ]
    await asyncio.sleep(0)
    # Where large bodies are parsed.
    assert await asyncio.to_thread(provider.may_answer.is_set) is False
    provider.may_answer.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert all(isinstance(answer, Unauthorized) for answer in answers)
    assert provider.asked == 1
