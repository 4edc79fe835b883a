"""The frame of every request but the health ones: who sends it, then what is in its body,
then how long the database may take."""

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.problems import UNSUPPORTED_ENCODING, ProblemError
from api.state import authenticator_of, keep_caller, limits_of, runtime_of
from documents.database import Database
from services.strict_json import ValueCount, parse_json_beside


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
            if self.body_field is not None:
                await _read_json(strict)
            services = runtime_of(strict).services
            # Not before: a body takes as long as its sender does.
            with nullcontext() if services is None else self.bounded(services.database):
                return await handle(strict)

        return handle_guarded

    def bounded(self, database: Database) -> AbstractContextManager[None]:
        """Within it, all that the request asks of the database has one deadline."""
        return database.within_timeout()


class StreamedRoute(GuardedRoute):
    """A guarded route that lasts as long as its client or its contents make it last.

    What it answers as a stream is read after it has returned, and bounded by the service.
    """

    def bounded(self, database: Database) -> AbstractContextManager[None]:
        """Within it, each operation of the database has a deadline of its own."""
        return database.each_within_timeout()


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


def _refuse_encoded(request: Request) -> None:
    """Raise ProblemError for an encoded body: it would be taken for what it is not."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        # RFC 9110, section 15.5.16: what would have been taken.
        raise ProblemError(UNSUPPORTED_ENCODING, headers={"Accept-Encoding": "identity"})
