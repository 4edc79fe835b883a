"""What every request leaves behind: an id, a log line, and its metrics."""

import time
from dataclasses import dataclass
from random import getrandbits
from typing import TYPE_CHECKING

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.delegation import LOGGED
from api.metrics import REQUEST_BODY_BYTES, REQUEST_SECONDS, REQUESTS
from api.state import body_bytes_of, problem_of
from api.trace_context import brought, trace_id_in

if TYPE_CHECKING:
    from api.tracing import RequestSpan, Tracing

log = structlog.get_logger()

_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


@dataclass
class OpenRequests:
    """How many requests are not answered yet; what somebody follows is none of them."""

    number: int = 0


class Telemetry:
    """Counts, times and logs each request, by its route and not by its path.

    With ``tracing`` each but those that probes and scrapers send has a span.
    """

    def __init__(
        self, app: ASGIApp, open_requests: OpenRequests, tracing: "Tracing | None" = None
    ) -> None:
        self._app = app
        self._open = open_requests
        self._tracing = tracing
        # Finding the metrics of a route by their labels costs more than counting.
        self._found: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, traceparent = brought(scope["headers"])
        if request_id is None:
            # Unlike random bytes of the system's, these give no other thread its turn.
            request_id = f"{getrandbits(128):032x}"
        status = 500
        lasts = False
        began = time.perf_counter()

        async def send_on(message: Message) -> None:
            nonlocal status, lasts
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", [])
                for name, value in message["headers"]:
                    if name == b"content-type":
                        lasts = value.startswith(b"text/event-stream")
                self._open.number -= lasts
                message["headers"].append((b"x-request-id", request_id.encode()))
            await send(message)

        self._open.number += 1
        known = {"request_id": request_id}
        if traceparent is not None:
            known["trace_id"] = trace_id_in(traceparent)
        span = None
        if self._tracing is not None and scope["path"] not in _QUIET:
            span = self._tracing.begin(traceparent)
            known["trace_id"] = span.trace_id
        tokens = structlog.contextvars.bind_contextvars(**known)
        try:
            await self._app(scope, receive, send_on)
        finally:
            self._open.number -= not lasts
            self._record(scope, status, time.perf_counter() - began, lasts=lasts, span=span)
            structlog.contextvars.reset_contextvars(**tokens)
            structlog.contextvars.unbind_contextvars(*LOGGED)

    def _record(
        self,
        scope: Scope,
        status: int,
        seconds: float,
        *,
        lasts: bool,
        span: "RequestSpan | None",
    ) -> None:
        # Routes and methods are few; paths and made-up methods are the caller's choice.
        route = getattr(scope.get("route"), "path_format", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        found = self._found.get((method, route, status))
        if found is None:
            found = (
                REQUESTS.labels(method, route, str(status)),
                REQUEST_SECONDS.labels(method, route, f"{status // 100}xx"),
            )
            self._found[method, route, status] = found
        requests, times = found
        requests.inc()
        if not lasts:
            # How long somebody follows is no latency.
            times.observe(seconds)
        if size := body_bytes_of(scope):
            REQUEST_BODY_BYTES.observe(size)
        problem = problem_of(scope)
        if span is not None:
            span.end(method, route, status, problem)
        if route not in _QUIET or status >= 500:
            tell = log.info if status < 500 else log.warning if status == 503 else log.error
            more = {} if problem is None else {"problem": problem}
            tell(
                "request",
                method=method,
                path=_told(scope["path"]),
                status=status,
                milliseconds=round(seconds * 1000, 2),
                **more,
            )


def _told(path: str) -> str:
    """A path as the log has it: of a link without its token, which would open it."""
    before, shared, _ = path.partition("/shared/")
    return f"{before}{shared}…" if shared else path
