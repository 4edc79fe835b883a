"""The frame of every request but the health ones: who sends it, then what is in its body."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.problems import UNSUPPORTED_ENCODING, ProblemError
from api.state import authenticator_of, keep_caller
from services.strict_json import LARGE_TEXT_BYTES, parse_json


class _StrictRequest(Request):
    async def json(self) -> Any:
        return self._json


class GuardedRoute(APIRoute):
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
            if self.body_field is not None and (text := await strict.body()):
                if len(text) > LARGE_TEXT_BYTES:
                    # Seconds, in the worst case: the other requests go on meanwhile.
                    strict._json = await asyncio.to_thread(parse_json, text)
                else:
                    strict._json = parse_json(text)
            return await handle(strict)

        return handle_guarded


def _refuse_encoded(request: Request) -> None:
    """Raise ProblemError for an encoded body: it would be taken for what it is not."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        # RFC 9110, section 15.5.16: what would have been taken.
        raise ProblemError(UNSUPPORTED_ENCODING, headers={"Accept-Encoding": "identity"})
