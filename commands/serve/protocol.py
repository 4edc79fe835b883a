"""uvicorn's HTTP protocol with bounds on what a stranger may take: bytes, time, connections.

uvicorn bounds neither a request's head nor the time it takes, and joins the pieces of a header
each time one comes. What is refused here never becomes a request of the application; it is
answered as the application answers, with a problem and an ``X-Request-ID``.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httptools
import orjson
import structlog
from prometheus_client import Counter
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from api.body_limit import BODY_LASTS
from api.problems import (
    BAD_REQUEST,
    HEAD_TOO_LARGE,
    PROBLEM_JSON,
    REQUEST_TIMEOUT,
    UNAVAILABLE,
    ProblemType,
)
from api.problems import ProblemError as Answer
from services.settings import KIB, Settings

log = structlog.get_logger()

REFUSALS = Counter(
    "threadkeep_refusals_total", "What was refused before it was a request.", ["status"]
)

BODY_STEP_BYTES = 64 * KIB
"""What has to come, or go, of a body in each period of ``body_seconds``."""

# A piece of what was read, so that nothing is parsed far beyond a bound.
_PIECE_BYTES = 8 * KIB
# Requests that wait behind another on their connection, as the bytes that they came in.
_MAX_HELD_BYTES = 1024 * KIB
# A refused client may go on sending; closed at once, its kernel would drop our answer.
_LINGER_SECONDS = 1.0
_MAX_LINGERING = 100


@dataclass(frozen=True)
class ConnectionLimits:
    """How many connections there may be, and what each may take."""

    connections: int
    head_bytes: int
    head_seconds: float
    body_seconds: float
    keep_alive_seconds: float

    @classmethod
    def of(cls, settings: Settings) -> "ConnectionLimits":
        """The limits that the settings give."""
        return cls(
            connections=settings.max_connections,
            head_bytes=settings.max_head_bytes,
            head_seconds=settings.head_timeout_seconds,
            body_seconds=settings.body_timeout_seconds,
            keep_alive_seconds=settings.keep_alive_seconds,
        )


def bounded_protocol(limits: ConnectionLimits) -> type["BoundedProtocol"]:
    """The protocol class of a server with these limits."""
    return type(
        "ServedProtocol",
        (BoundedProtocol,),
        {"limits": limits, "lingering": set[BoundedProtocol]()},
    )


class BoundedProtocol(HttpToolsProtocol):
    """One connection. Made by ``bounded_protocol``, which gives its class the limits."""

    limits: ConnectionLimits
    lingering: set["BoundedProtocol"]
    """The connections that were refused, and are drained before they are closed."""

    _timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None
    _refused = False
    _in_head = True
    _head_begun = False
    _head_size = 0
    _heads_ended = 0
    _body_size = 0
    _body_size_before = 0
    _was_paused = False
    _overhead = 0
    _offers_upgrade = False
    _held = b""
    _drained = 0
    _open: Sequence[RequestResponseCycle] = ()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Take the connection, in the place of an idle one where there are too many; else 503."""
        super().connection_made(transport)
        self.timeout_keep_alive = self.limits.keep_alive_seconds  # type: ignore[assignment]  # call_later takes parts of a second
        if len(self.connections) > self.limits.connections and not self._close_an_idle_one():
            self._refuse(UNAVAILABLE, "There are too many connections.", {"Retry-After": "1"})
        else:
            self._start(self.limits.head_seconds, self._head_is_late)

    def _close_an_idle_one(self) -> bool:
        """Close the connection on which nothing has been asked for longest, if there is one.

        Rather one whose client has read its answer; of another the rest is not waited for.
        """
        idle = {
            each: (each.transport.get_write_buffer_size() > 0, each.timeout_keep_alive_task.when())
            for each in self.connections
            if isinstance(each, BoundedProtocol) and each.timeout_keep_alive_task is not None
        }
        if not idle:
            return False
        longest = min(idle, key=idle.__getitem__)
        longest.transport.abort()
        self.connections.discard(longest)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection, and tell the request that is being answered."""
        for cycle in self._open:
            cycle.disconnected |= not cycle.response_complete
            cycle.message_event.set()
        self._stop()
        self._stop_watching_writing()
        self._held = b""
        self.lingering.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what was read, piece by piece, as far as the bounds allow."""
        if self._refused:
            self._drained += len(data)
            if self._drained > _MAX_HELD_BYTES:
                self.transport.abort()
            return
        self._held += data
        self._parse_held()

    def _parse_held(self) -> None:
        data, self._held = memoryview(self._held), b""
        while data and not self._refused and not self.transport.is_closing():
            if self.pipeline:
                self._hold(bytes(data))
                return
            room = self.limits.head_bytes - self._head_size if self._in_head else _PIECE_BYTES
            if room <= 0 or self._overhead > self.limits.head_bytes:
                most = self.limits.head_bytes
                self._refuse(HEAD_TOO_LARGE, f"The head has more than {most} bytes.")
                return
            size = min(room, _PIECE_BYTES, len(data))
            self._parse(bytes(data[:size]))
            data = data[size:]
        if not self._refused and not self.transport.is_closing():
            self._watch()

    def _parse(self, piece: bytes) -> None:
        in_head, ended, body = self._in_head, self._heads_ended, self._body_size
        self._feed(piece)
        if self._heads_ended == ended:
            if in_head:
                self._head_size += len(piece)
            elif self._body_size == body:  # trailers, or what extends a chunk
                self._overhead += len(piece)

    def _feed(self, piece: bytes) -> None:
        self._unset_keepalive_if_required()
        while piece:
            try:
                self.parser.feed_data(piece)
                piece = b""
            except httptools.HttpParserUpgrade as offer:
                rest = piece[offer.args[0] :]
                piece = self._head_without_offer() + rest if self._offers_upgrade else b""
            except httptools.HttpParserError:
                self.send_400_response("Invalid HTTP request received.")
                return

    def _head_without_offer(self) -> bytes:
        """The head of a request that offers another protocol, for a parser that has not seen it.

        A server may go on with its own (RFC 9110, section 7.8), but the parser takes the
        offer for accepted, and what follows the head for no body any more.
        """
        version = self.parser.get_http_version().encode()
        lines = [b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, version)]
        lines += [b"%s: %s" % line for line in self.headers if line[0] != b"upgrade"]
        self._offers_upgrade = False
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's
        return b"\r\n".join([*lines, b"", b""])

    def _hold(self, data: bytes) -> None:
        """Keep what stands behind a request that waits for its turn."""
        if len(data) > _MAX_HELD_BYTES:
            self.transport.abort()
            return
        self._held = data
        self.flow.pause_reading()

    def on_message_begin(self) -> None:
        """A head begins."""
        self._head_begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._offers_upgrade = (
            self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT"
        )
        if self._offers_upgrade:
            return
        self._stop()
        self._in_head = self._head_begun = False
        self._head_size = self._overhead = 0
        self._body_size = self._body_size_before = 0
        self._heads_ended += 1
        super().on_headers_complete()
        # uvicorn keeps the newest only, which may wait behind the one that is being answered.
        self._open = [each for each in (*self._open, self.cycle) if not each.response_complete]

    def on_body(self, body: bytes) -> None:
        """A part of the body is there."""
        self._body_size += len(body)
        super().on_body(body)
        # Time in which the client must not send is not the client's.
        self._was_paused |= self.flow.read_paused

    def on_message_complete(self) -> None:
        """The request is there; what follows is the head of the next."""
        if self._offers_upgrade:
            return
        self._stop()
        self._in_head = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with the requests behind this one."""
        super().on_response_complete()
        self._watch_what_is_left()
        if self._held and not self._refused and not self.transport.is_closing():
            self.loop.call_soon(self._parse_held)

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP."""
        self._refuse(BAD_REQUEST, msg)

    def pause_writing(self) -> None:
        """The client does not read as fast as the answer is written."""
        super().pause_writing()
        self._watch_writing()

    def resume_writing(self) -> None:
        """It has caught up, but for what may be left of an answer that is whole."""
        self._stop_watching_writing()
        super().resume_writing()
        self._watch_what_is_left()

    def _watch_what_is_left(self) -> None:
        """See to it that the end of an answer goes: closing a connection waits for it."""
        if self.transport.get_write_buffer_size() and self._has_no_more_to_write():
            self._watch_writing()

    def _has_no_more_to_write(self) -> bool:
        return self._is_answered() or self.transport.is_closing()

    def _watch_writing(self) -> None:
        self._stop_watching_writing()
        self._write_timer = self.loop.call_later(
            self.limits.body_seconds,
            self._check_writing,
            self.transport.get_write_buffer_size() - BODY_STEP_BYTES,
        )

    def _stop_watching_writing(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def _check_writing(self, most: int) -> None:
        if not (self.flow.write_paused or self._has_no_more_to_write()):
            return
        left = self.transport.get_write_buffer_size()
        if left > max(most, 0):
            self.transport.abort()
        elif left:
            self._watch_writing()

    def _watch(self) -> None:
        """See to it that what the client has begun comes to an end."""
        if not self._in_head:
            if self._timer is None:
                self._start(self.limits.body_seconds, self._check_body)
        elif self._head_begun or self._head_size:
            if self._timer is None:
                self._start(self.limits.head_seconds, self._head_is_late)
        elif self._is_answered() and self.timeout_keep_alive_task is None:
            # uvicorn stops waiting when the rest of an answered request comes.
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _is_answered(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _start(self, seconds: float, late: Any) -> None:
        self._timer = self.loop.call_later(seconds, late)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _head_is_late(self) -> None:
        if self.flow.read_paused:
            self._start(self.limits.head_seconds, self._head_is_late)
        else:
            self._refuse(REQUEST_TIMEOUT, "The head took too long.")

    def _check_body(self) -> None:
        came, paused = self._body_size - self._body_size_before, self._was_paused
        self._body_size_before, self._was_paused = self._body_size, self.flow.read_paused
        if self.cycle.response_complete:
            self.transport.close()
        elif (
            paused
            or self.flow.read_paused
            or came >= BODY_STEP_BYTES
            or BODY_LASTS in self.cycle.scope
        ):
            self._start(self.limits.body_seconds, self._check_body)
        else:
            self._refuse(REQUEST_TIMEOUT, "The body took too long.")

    def _refuse(
        self, type: ProblemType, detail: str, headers: dict[str, str] | None = None
    ) -> None:
        """Answer with a problem, and read nothing of this connection any more."""
        self._stop()
        self._unset_keepalive_if_required()
        self._refused = True
        self._held = b""
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            if not cycle.more_body:  # what is wrong is behind a request that has its answer to come
                cycle.keep_alive = False
                self.pipeline.clear()
                return
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started:
                self.transport.abort()
                return
        request_id = uuid4().hex
        log.info("refused", status=type.status, detail=detail, request_id=request_id)
        REFUSALS.labels(str(type.status)).inc()
        self.transport.write(_answer(type, detail, request_id, headers or {}))
        self._close_when_drained()

    def _close_when_drained(self) -> None:
        self.connections.discard(self)
        if len(self.lingering) >= _MAX_LINGERING or not self.transport.can_write_eof():
            self.transport.close()
            self._watch_what_is_left()
            return
        self.lingering.add(self)
        self.transport.write_eof()
        self.flow.resume_reading()
        self._start(_LINGER_SECONDS, self.transport.abort)


def _answer(type: ProblemType, detail: str, request_id: str, headers: dict[str, str]) -> bytes:
    body = orjson.dumps(Answer(type, detail).problem(""))
    lines = {
        "content-type": PROBLEM_JSON,
        "content-length": str(len(body)),
        "x-request-id": request_id,
        "connection": "close",
        **{name.lower(): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return STATUS_LINE[type.status] + head.encode() + b"\r\n" + body
