"""Who calls: the bearer token (JWT) of a request, checked."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import jwt
from fastapi.security.utils import get_authorization_scheme_param
from jwt import PyJWK

from api.problems import Unauthorized
from api.provider_keys import ProviderKeys
from documents.shapes.base import Clock
from services.settings import Settings
from services.tokens import ACT_READ_SCOPE, ACT_SCOPE, ADMIN_SCOPE, is_subject, token_secrets

_ASYMMETRIC = ["RS256", "ES256"]
_CACHED_TOKENS = 10_000
_TOLD_CHARACTERS = 200

LATEST_SECONDS = 253_402_300_799
"""The end of the year 9999: a later time is a slip, such as milliseconds, and never comes."""


class Delegation(Enum):
    """What a token lets its holder do for a user whom a request names."""

    NONE = "none"
    READ = "read"
    ACT = "act"


@dataclass(frozen=True)
class Caller:
    """Whose request it is, and whether it has the admin scope.

    The user is the token's subject, but for a request that is made for another: then
    ``actor`` is the token's subject. ``expires`` is when the token does, in seconds since
    1970.
    """

    user_id: str
    admin: bool = False
    delegation: Delegation = Delegation.NONE
    actor: str | None = None
    expires: float = field(default=LATEST_SECONDS, compare=False)

    @property
    def until(self) -> datetime:
        """Until when the token is good."""
        return datetime.fromtimestamp(self.expires, UTC)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a token that was found good says; ``key`` is the provider's that checked it."""

    caller: Caller
    expires: float
    key: PyJWK | None


class Authenticator:
    """Checks tokens: HS256 by the secret that a ``kid`` names, RS256 and ES256 by the keys at a
    JWKS URL.

    A token that was found good is remembered, by its digest, until it expires or the
    provider's key that checked it is no longer the provider's: checking RS256 anew costs
    140 to 240 µs a request.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self._secrets = token_secrets(settings)
        self._audience = settings.token_audience
        self._issuer = settings.token_issuer
        url = settings.token_jwks_url
        self._keys = None if url is None else ProviderKeys(url, clock)
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    async def caller_of(self, authorization: str | None) -> Caller:
        """Who sends a request with this header. Raises Unauthorized, or Unavailable without
        the token's keys."""
        scheme, token = get_authorization_scheme_param(authorization)
        if scheme.lower() != "bearer" or not token:
            raise Unauthorized
        return await self.caller(token)

    async def caller(self, token: str) -> Caller:
        """Who the token names. Raises Unauthorized, or Unavailable without its keys."""
        now = self._clock().timestamp()
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known.get(digest)
        if known is not None:
            if now < known.expires and (
                known.key is None or (self._keys is not None and self._keys.is_still(known.key))
            ):
                return known.caller
            self._known.pop(digest, None)
        claims, key = await self._claims(token)
        expires = _time_in(claims, "exp")
        not_before = _time_in(claims, "nbf")
        _time_in(claims, "iat")
        if expires is None or now >= expires:
            raise Unauthorized("The token has expired.")
        if not_before is not None and now < not_before:
            raise Unauthorized("The token is not valid yet.")
        if not is_subject(claims["sub"]):
            raise Unauthorized("The token's subject is not 1 to 255 characters of text.")
        scope = claims.get("scope")
        # Names of scopes are parted by U+0020 alone (RFC 6749, section 3.3).
        scopes = scope.split(" ") if isinstance(scope, str) else []
        caller = Caller(
            claims["sub"],
            admin=ADMIN_SCOPE in scopes,
            delegation=_delegation_in(scopes),
            expires=expires,
        )
        self._known[digest] = _Known(caller, expires, key)
        if len(self._known) > _CACHED_TOKENS:
            self._known.popitem(last=False)
        return caller

    async def _claims(self, token: str) -> tuple[dict[str, Any], PyJWK | None]:
        """What the token says, and the provider's key that checked it, if one did."""
        algorithm, key = await self._key_of(token)
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._audience,
                issuer=self._issuer,
                options={
                    "require": ["sub", "exp"],
                    # Times are checked by the service's own clock.
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "verify_sub": False,
                    "verify_aud": self._audience is not None,
                },
            )
        except Exception as error:
            raise _invalid(error) from None
        return claims, key if isinstance(key, PyJWK) else None

    async def _key_of(self, token: str) -> tuple[str, PyJWK | str]:
        """The token's algorithm and the key to check it with.

        The algorithm decides which key is asked, never the other way round: a token
        signed with a public key as its HS256 secret finds no taker. A key of the
        provider's checks its own algorithm and no other.
        """
        try:
            header = jwt.get_unverified_header(token)
        except Exception as error:
            raise _invalid(error) from None
        algorithm, key_id = header.get("alg"), header.get("kid")
        if algorithm == "HS256" and self._secrets:
            secret = self._secret_of(key_id)
            if secret is None:
                raise Unauthorized("The token names no secret that is accepted here.")
            return algorithm, secret
        if algorithm not in _ASYMMETRIC or self._keys is None:
            raise Unauthorized("The token's algorithm is not accepted here.")
        key = await self._keys.find(key_id) if isinstance(key_id, str) else None
        if key is None:
            raise Unauthorized("The token names no key of the identity provider.")
        return algorithm, key

    def _secret_of(self, key_id: object) -> str | None:
        if len(self._secrets) == 1 and "" in self._secrets:
            # No secret has a name: whatever a token calls it.
            return self._secrets[""]
        return self._secrets.get(key_id if isinstance(key_id, str) else "")


def _delegation_in(scopes: Sequence[str]) -> Delegation:
    if ACT_SCOPE in scopes:
        return Delegation.ACT
    return Delegation.READ if ACT_READ_SCOPE in scopes else Delegation.NONE


def _invalid(error: Exception) -> Unauthorized:
    # Whatever a stranger's text does to the library, the token is worth nothing. Only the
    # library's own errors are made to be told, and they may quote the token.
    if not isinstance(error, jwt.PyJWTError):
        return Unauthorized("The token is not valid.")
    told = str(error).encode("utf-8", "replace").decode()
    return Unauthorized(f"The token is not valid: {told[:_TOLD_CHARACTERS]}.")


def _time_in(claims: dict[str, Any], name: str) -> float | None:
    """A NumericDate (RFC 7519, section 2) of the token; None without it. Raises Unauthorized."""
    value = claims.get(name)
    if value is None:
        return None
    # NaN is in no range.
    if type(value) not in (int, float) or not 0 <= value <= LATEST_SECONDS:
        raise Unauthorized(f"The token's `{name}` is no time between 1970 and 9999.")
    return float(value)
