"""The frame of every request but the health ones: who sends it, then what is in its body."""

import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response

from api.problems import UNSUPPORTED_ENCODING, UNSUPPORTED_MEDIA_TYPE, ProblemError
from api.state import authenticator_of, keep_caller, limits_of
from api.strict_route import StrictRoute
from services.strict_json import ValueCount, parse_json_beside

# RFC 6839, section 3.1.
_OTHER_JSON = re.compile(r"application/[!#$&^_.+0-9a-z-]+\+json")


class _StrictRequest(Request):
    async def json(self) -> Any:
        return self._json


class GuardedRoute(StrictRoute):
    """A route for callers with a token, whose JSON body is parsed by ``parse_json``.

    The one place where a request's token is checked: `CurrentUser` hands out what
    was found here.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Check the token, then parse the body: what is refused answers as itself, not as a 400."""
        handle = super().get_route_handler()

        async def handle_guarded(request: Request) -> Response:
            strict = _StrictRequest(request.scope, request.receive)
            # A stranger's body is neither read nor parsed.
            keep_caller(strict, await authenticator_of(strict).caller_of(strict))
            _refuse_encoded(strict)
            if self.body_field is not None:
                _refuse_other_than_json(strict)
                await _read_json(strict)
            return await handle(strict)

        return handle_guarded


async def _read_json(request: _StrictRequest) -> None:
    """Read the body and parse it. Raises OverLimit before either for what has too many values."""
    limits = limits_of(request)
    count, parts = ValueCount(), []
    async for part in request.stream():
        count.add(part)
        limits.check_values(count.values)
        parts.append(part)
    request._body = b"".join(parts)
    if request._body:
        request._json = await parse_json_beside(request._body, count.values)
        if isinstance(request._json, list):
            # The one list that is a body: a list of messages.
            limits.check_append(len(request._json))


def _refuse_other_than_json(request: Request) -> None:
    """Raise ProblemError for a body that is not said to be JSON: it would be taken for text."""
    length = request.headers.get("content-length", "0")
    if length == "0" and "transfer-encoding" not in request.headers:
        return
    given = request.headers.get("content-type")
    kind = "" if given is None else given.split(";")[0].strip().lower()
    if kind == "application/json" or _OTHER_JSON.fullmatch(kind):
        return
    told = "There is no Content-Type" if given is None else f"The Content-Type is {given[:100]}"
    raise ProblemError(
        UNSUPPORTED_MEDIA_TYPE,
        f"{told}; send the header `Content-Type: application/json` with a body of JSON.",
        headers={"Accept": "application/json"},
    )


def _refuse_encoded(request: Request) -> None:
    """Raise ProblemError for an encoded body: it would be taken for what it is not."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        # RFC 9110, section 15.5.16: what would have been taken.
        raise ProblemError(UNSUPPORTED_ENCODING, headers={"Accept-Encoding": "identity"})
