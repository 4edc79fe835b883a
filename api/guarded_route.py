"""The frame of every request but the health ones: who sends it, then what is in its body,
then how long the database may take."""

import re
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any, ClassVar

from fastapi import Response
from pydantic_core import PydanticUndefined
from starlette.requests import ClientDisconnect

from api.auth import Caller
from api.body_limit import declared_bytes
from api.call_plan import RouteRequest
from api.delegation import acted_for
from api.in_flight import Held
from api.problems import UNSUPPORTED_ENCODING, UNSUPPORTED_MEDIA_TYPE, ProblemError
from api.rate_limits import take_request
from api.state import (
    authenticator_of,
    body_quota_of,
    in_flight_of,
    keep_caller,
    limits_of,
    runtime_of,
)
from api.strict_route import RouteHandler, StrictRoute
from documents.database import Database
from services.limits import Limits
from services.settings import MIB
from services.strict_json import MANY_VALUES, ValueCount, parse_json, parse_json_beside

# RFC 6839, section 3.1.
_OTHER_JSON = re.compile(r"application/[!#$&^_.+0-9a-z-]+\+json")


class GuardedHandler(RouteHandler):
    """Checks the token, then parses the body: what is refused answers as itself, not as a 400.

    The one place where a request's token is checked: `CurrentUser` hands out what was
    found here.
    """

    streamed: ClassVar[frozenset[str]] = frozenset({"PUT"})
    """The methods whose bodies the route reads itself, where it declares none."""

    @cached_property
    def is_counted(self) -> bool:
        """Whether its requests count to the quotas of requests: what a stream that is open is
        written and ended with does not, so that whatever was begun may end."""
        return "GET" in self.methods or not self.path_format.startswith("/streams/")

    async def handle(self, request: RouteRequest) -> Response:
        """The answer to a request of a known caller. Raises what is to be answered as a problem."""
        caller = await self.admit(request)
        if not self.takes_body and request.method not in self.streamed:
            return await self._answer_in_time(request, caller.user_id, PydanticUndefined)
        with in_flight_of(request).hold(caller.user_id) as held:
            quota = body_quota_of(request)
            if quota is None:
                return await self._answer_held(request, caller, held)
            held.room = quota.room(caller.user_id)
            try:
                return await self._answer_held(request, caller, held)
            finally:
                await held.room.end()

    async def _answer_held(self, request: RouteRequest, caller: Caller, held: Held) -> Response:
        body: Any = PydanticUndefined
        if self.takes_body:
            _refuse_other_than_json(request)
            await held.take(_declared_bytes(request))
            body = await self._read_json(request, held)
        else:
            await held.take(self.streamed_bytes(request))
        return await self._answer_in_time(request, caller.user_id, body)

    def streamed_bytes(self, request: RouteRequest) -> int:
        """What is held of an upload: JSON as far as it may be content inline, of others some
        chunks."""
        is_json = (request.line(b"content-type") or "").lower().startswith("application/json")
        most = limits_of(request).asset_content_bytes if is_json else MIB
        return min(_declared_bytes(request, unknown=most), most)

    async def admit(self, request: RouteRequest) -> Caller:
        """Who sends the request, which is taken from the quotas. A stranger's body is neither read
        nor parsed."""
        caller = await authenticator_of(request).caller_of(request.line(b"authorization"))
        caller = acted_for(request, caller)
        keep_caller(request, caller)
        if self.is_counted:
            await take_request(request, caller.user_id)
        _refuse_encoded(request)
        return caller

    async def _answer_in_time(self, request: RouteRequest, user_id: str, body: Any) -> Response:
        services = runtime_of(request).services
        if services is None:
            return await self.answer(request, body)
        # Not before: a body takes as long as its sender does.
        with self.bounded(services.database, user_id, _thing_of(request)):
            return await self.answer(request, body)

    def bounded(
        self, database: Database, user_id: str, thing: str | None
    ) -> AbstractContextManager[None]:
        """Within it, all that the request asks of the database has one deadline."""
        return database.within_timeout(user=user_id, thing=thing)

    async def _read_json(self, request: RouteRequest, held: Held) -> Any:
        """The JSON value of the body; PydanticUndefined where there is none.

        Raises OverLimit, before it is parsed, for what has too many values.
        """
        limits = limits_of(request)
        text, values = await _read(request, held, limits)
        request._body = text
        if not text:
            return PydanticUndefined
        body = parse_json(text) if values is None else await parse_json_beside(text, values)
        if isinstance(body, list):
            self.check_list(limits, len(body))
        return body if _says_json(request) else text

    def check_list(self, limits: Limits, count: int) -> None:
        """Raise OverLimit for a body that is too long a list: of messages, as a rule."""
        limits.check_append(count)


class StreamedHandler(GuardedHandler):
    """Handles requests that last as long as their client or their contents make them last.

    What it answers as a stream is read after it has returned, and bounded by the service.
    """

    def bounded(
        self, database: Database, user_id: str, thing: str | None
    ) -> AbstractContextManager[None]:
        """Within it, each operation of the database has a deadline of its own."""
        return database.each_within_timeout(user=user_id, thing=thing)


class UploadHandler(StreamedHandler):
    """Handles uploads of what is never looked into, whatever its type."""

    streamed: ClassVar[frozenset[str]] = frozenset({"POST", "PATCH"})

    def streamed_bytes(self, request: RouteRequest) -> int:
        """What is held of it: some chunks."""
        return min(_declared_bytes(request, unknown=MIB), MIB)


class ImportHandler(UploadHandler):
    """Handles a body that is held whole while it is imported."""

    def streamed_bytes(self, request: RouteRequest) -> int:
        """What is held of it: all."""
        return _declared_bytes(request, unknown=self.most_bytes)


class GuardedRoute(StrictRoute):
    """A route for callers with a token, whose JSON body is parsed by ``parse_json``."""

    handler_class: ClassVar[type[RouteHandler]] = GuardedHandler


class StreamedRoute(GuardedRoute):
    """A guarded route that lasts as long as its client or its contents make it last."""

    handler_class: ClassVar[type[RouteHandler]] = StreamedHandler


class UploadRoute(GuardedRoute):
    """A guarded route that stores the bytes of its body, or answers with such bytes."""

    handler_class: ClassVar[type[RouteHandler]] = UploadHandler


class ImportRoute(GuardedRoute):
    """A guarded route that holds the bytes of its body while it stores what is in them."""

    handler_class: ClassVar[type[RouteHandler]] = ImportHandler


def _thing_of(request: RouteRequest) -> str | None:
    """The id of what the path is about: its first one."""
    return next(iter(request.path_params.values()), None)


async def _read(request: RouteRequest, held: Held, limits: Limits) -> tuple[bytes, int | None]:
    """A body, and how many JSON values it has at most; None where so few bytes cannot have many.

    Raises OverLimit for too many values as soon as they have come.
    """
    few = min(MANY_VALUES, limits.body_values)
    count, size = ValueCount(), 0
    parts: list[bytes] = []
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(part)
        await held.take(size)
        if size < few and not more and not parts:
            return part, None
        count.add(part)
        limits.check_values(count.values)
        parts.append(part)
        if not more:
            return b"".join(parts), count.values


def _declared_bytes(request: RouteRequest, unknown: int = 0) -> int:
    """How long the body is to be; one that is too long was refused before."""
    declared = declared_bytes(request.lines.get(b"content-length"))
    return unknown if declared is None or declared < 0 else declared


def _refuse_other_than_json(request: RouteRequest) -> None:
    """Raise ProblemError for a body that is not said to be JSON: it would be taken for text."""
    if _says_json(request):
        return
    length = request.lines.get(b"content-length", b"0")
    if length == b"0" and b"transfer-encoding" not in request.lines:
        return
    given = request.line(b"content-type")
    told = "There is no Content-Type" if given is None else f"The Content-Type is {given[:100]}"
    raise ProblemError(
        UNSUPPORTED_MEDIA_TYPE,
        f"{told}; send the header `Content-Type: application/json` with a body of JSON.",
        headers={"Accept": "application/json"},
    )


def _says_json(request: RouteRequest) -> bool:
    given = request.lines.get(b"content-type", b"")
    if given == b"application/json":
        return True
    kind = given.decode("latin-1").split(";")[0].strip().lower()
    return kind == "application/json" or _OTHER_JSON.fullmatch(kind) is not None


def _refuse_encoded(request: RouteRequest) -> None:
    """Raise ProblemError for an encoded body: it would be taken for what it is not."""
    if b"content-encoding" not in request.lines:
        return
    # On however many lines, they are one list (RFC 9110, section 5.3).
    encodings = ",".join(request.headers.getlist("content-encoding")).split(",")
    if any(each.strip().lower() != "identity" for each in encodings):
        # RFC 9110, section 15.5.16: what would have been taken.
        raise ProblemError(UNSUPPORTED_ENCODING, headers={"Accept-Encoding": "identity"})
