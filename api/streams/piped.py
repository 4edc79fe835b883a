"""A stream that is opened and written in one request, whose body goes on: a line an event.

For agents that simply pipe. The body is JSON lines, or server-sent events as a model's own
service sends them, with `[DONE]` at their end.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from typing import ClassVar

from fastapi import Response
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

from api.body_limit import BODY_LASTS
from api.call_plan import RouteRequest
from api.guarded_route import GuardedHandler, GuardedRoute
from api.state import runtime_of
from api.streams.event_stream import EVENT_STREAM
from api.strict_route import RouteHandler
from documents.json_values import Unstorable
from documents.shapes.streams import StreamEvent
from services.errors import InvalidArgument, OverLimit, ServiceError
from services.stream_answers import MAX_EVENT_BYTES
from services.strict_json import parse_json

JSON_LINES = "application/x-ndjson"
_KINDS = (JSON_LINES, EVENT_STREAM)
# Blanks and escapes of an event that is as large as one may be.
_MAX_LINE_BYTES = 8 * MAX_EVENT_BYTES


def piped_kind(request: Request) -> str | None:
    """The type of a body that is events, line by line; None for any other body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind if kind in _KINDS else None


class OpeningHandler(GuardedHandler):
    """Handles requests whose body may be events, which the route reads itself as they come."""

    async def handle(self, request: RouteRequest) -> Response:
        """The answer to a request of a known caller. Raises what is to be answered as a problem."""
        if piped_kind(request) is None:
            return await super().handle(request)
        caller = await self.admit(request)
        # It comes as fast as a model talks.
        request.scope[BODY_LASTS] = True
        services = runtime_of(request).services
        with (
            nullcontext()
            if services is None
            else services.database.each_within_timeout(user=caller.user_id)
        ):
            return await self.answer(request)


class OpeningRoute(GuardedRoute):
    """A guarded route that takes JSON, or events line by line."""

    handler_class: ClassVar[type[RouteHandler]] = OpeningHandler


async def piped_events(receive: Receive, kind: str) -> AsyncIterator[list[StreamEvent]]:
    """The events of a body, as they come. Raises ClientDisconnect where it breaks off."""
    lines = _Lines(kind)
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        more = message.get("more_body", False)
        events: list[StreamEvent] = []
        fault: Exception | None = None
        try:
            for event in lines.feed(message.get("body", b""), last=not more):
                events.append(event)
        except (ServiceError, Unstorable) as error:
            fault = error
        if events:
            yield events
        if fault is not None:
            raise fault
        if not more:
            return


class _Lines:
    def __init__(self, kind: str) -> None:
        self._framed = kind == EVENT_STREAM
        self._rest = b""
        self._number = 0

    def feed(self, part: bytes, *, last: bool) -> Iterator[StreamEvent]:
        """The events of the lines that are whole by now."""
        *whole, self._rest = (self._rest + part).split(b"\n")
        if last:
            whole.append(self._rest)
        for line in whole:
            self._number += 1
            text = line.strip()
            if self._framed:
                name, _, text = text.partition(b":")
                text = text.strip() if name == b"data" else b""
            if text and text != b"[DONE]":
                yield self._event(text)
        if len(self._rest) > _MAX_LINE_BYTES:
            raise OverLimit(f"line {self._number + 1} is too long for an event")

    def _event(self, text: bytes) -> StreamEvent:
        try:
            event = parse_json(text)
        except InvalidArgument as error:
            raise InvalidArgument(f"line {self._number}: {error.reason}", pointer="") from None
        if not isinstance(event, dict):
            raise InvalidArgument(f"line {self._number}: an event is an object", pointer="")
        return event
