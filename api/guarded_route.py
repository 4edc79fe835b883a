"""The frame of every request but the health ones: who sends it, then what is in its body,
then how long the database may take."""

import re
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from fastapi import Request, Response
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY

from api.in_flight import Held
from api.problems import UNSUPPORTED_ENCODING, UNSUPPORTED_MEDIA_TYPE, ProblemError
from api.state import authenticator_of, in_flight_of, keep_caller, limits_of, runtime_of
from api.strict_route import StrictRoute
from documents.database import Database
from services.settings import MIB
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
            caller = await authenticator_of(strict).caller_of(strict)
            keep_caller(strict, caller)
            _refuse_encoded(strict)
            with in_flight_of(strict).hold(caller.user_id) as held:
                if self.body_field is not None:
                    _refuse_other_than_json(strict)
                    held.grow(_declared_bytes(strict))
                    await _read_json(strict, held)
                elif request.method == "PUT":
                    held.grow(_streamed_bytes(strict))
                services = runtime_of(strict).services
                # Not before: a body takes as long as its sender does.
                with (
                    nullcontext()
                    if services is None
                    else self.bounded(services.database, caller.user_id, _thing_of(strict))
                ):
                    return await handle(strict)

        return handle_guarded

    def bounded(
        self, database: Database, user_id: str, thing: str | None
    ) -> AbstractContextManager[None]:
        """Within it, all that the request asks of the database has one deadline."""
        return database.within_timeout(user=user_id, thing=thing)


class StreamedRoute(GuardedRoute):
    """A guarded route that lasts as long as its client or its contents make it last.

    What it answers as a stream is read after it has returned, and bounded by the service.
    """

    def bounded(
        self, database: Database, user_id: str, thing: str | None
    ) -> AbstractContextManager[None]:
        """Within it, each operation of the database has a deadline of its own."""
        return database.each_within_timeout(user=user_id, thing=thing)


def _thing_of(request: Request) -> str | None:
    """The id of what the path is about: its first one."""
    return next(iter(request.path_params.values()), None)


async def _read_json(request: _StrictRequest, held: Held) -> None:
    """Read the body and parse it. Raises OverLimit before either for what has too many values."""
    limits = limits_of(request)
    count, parts, size = ValueCount(), [], 0
    async for part in request.stream():
        size += len(part)
        held.grow(size)
        count.add(part)
        limits.check_values(count.values)
        parts.append(part)
    request._body = b"".join(parts)
    if request._body:
        request._json = await parse_json_beside(request._body, count.values)
        if isinstance(request._json, list):
            # The one list that is a body: a list of messages.
            limits.check_append(len(request._json))


def _declared_bytes(request: Request, unknown: int = 0) -> int:
    """How long the body is to be; of one that is over the limit nothing will be held."""
    declared = request.headers.get("content-length", "")
    if not declared.isdecimal():
        return unknown
    size = int(declared)
    return size if size <= request.scope[MAX_BODY_SIZE_SCOPE_KEY] else 0


def _streamed_bytes(request: Request) -> int:
    """What is held of an upload: JSON as far as it may be content inline, of others some chunks."""
    is_json = request.headers.get("content-type", "").lower().startswith("application/json")
    most = limits_of(request).asset_content_bytes if is_json else MIB
    return min(_declared_bytes(request, unknown=most), most)


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
