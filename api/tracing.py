"""Traces by OpenTelemetry: a span for each request, and below it one for each of its commands.

The spans have the names and attributes of the semantic conventions
(https://opentelemetry.io/docs/specs/semconv/http/http-spans/ and …/db/mongodb/), but nothing
that a user wrote, no token and no path: the ready-made instrumentations tell the URL with its
query, and the text of errors, which may quote documents.

Imported only where traces are wanted (``trace_context.wants_traces``).
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from contextvars import Token
from importlib.metadata import entry_points
from typing import Any

from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from api.trace_context import MissingExporter
from documents.database import CommandListener, command_error_name
from documents.release import this_release

_FAREWELL_SECONDS = 3.0
_EXPORTERS = {"otlp": "otlp_proto_http"}
"""The SDK's own name for what OTEL_TRACES_EXPORTER calls so."""


class RequestSpan:
    """The span of one request, from its beginning to ``end``."""

    def __init__(self, span: Span, before: "Token[Context]") -> None:
        self._span = span
        self._before = before
        self.trace_id = trace.format_trace_id(span.get_span_context().trace_id)

    def end(self, method: str, route: str, status: int, problem: str | None) -> None:
        """Say how it was answered. A problem is named by its type."""
        span = self._span
        span.update_name(f"{method} {route}")
        span.set_attribute("http.request.method", method)
        span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", status)
        if status >= 500:
            span.set_status(Status(StatusCode.ERROR))
        if problem is not None:
            span.set_attribute("error.type", problem)
        span.end()
        context.detach(self._before)


class Tracing:
    """Makes the spans of requests, and of the commands (``listener``) that they send."""

    def __init__(self, exporter: SpanExporter, environment: Mapping[str, str]) -> None:
        named = {} if "OTEL_SERVICE_NAME" in environment else {"service.name": "threadkeep"}
        resource = Resource.create({"service.version": this_release(), **named})
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("threadkeep")
        self._propagator = TraceContextTextMapPropagator()
        self.listener: CommandListener = CommandSpans(self._tracer)

    def begin(self, traceparent: str | None) -> RequestSpan:
        """The span of a request, below that of whoever sent it, if it names one."""
        parent = None
        if traceparent is not None:
            parent = self._propagator.extract({"traceparent": traceparent}, Context())
        span = self._tracer.start_span("request", context=parent, kind=SpanKind.SERVER)
        return RequestSpan(span, context.attach(trace.set_span_in_context(span)))

    def flush(self) -> None:
        """Hand over what there is."""
        self._provider.force_flush()

    async def finish(self) -> None:
        """Hand over what is left, as far as it is taken within some seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await asyncio.to_thread(self._provider.force_flush, int(_FAREWELL_SECONDS * 1000))
        self._provider.shutdown()


class CommandSpans(CommandListener):
    """A span for each command that is sent while a request's is open."""

    def __init__(self, tracer: trace.Tracer) -> None:
        self._tracer = tracer
        self._open: dict[tuple[int, Any], Span] = {}

    def started(self, event: Any) -> None:
        """Begin the span; the thread has the context of the request that asks."""
        if not trace.get_current_span().is_recording():
            return
        name = event.command_name
        of = event.command.get("collection" if name == "getMore" else name)
        collection = of if isinstance(of, str) else None
        attributes: dict[str, str | int] = {
            "db.system.name": "mongodb",
            "db.namespace": event.database_name,
            "db.operation.name": name,
        }
        if collection is not None:
            attributes["db.collection.name"] = collection
        host, port = event.connection_id
        attributes["server.address"] = host
        if port is not None:
            attributes["server.port"] = port
        span = self._tracer.start_span(
            name if collection is None else f"{name} {collection}",
            kind=SpanKind.CLIENT,
            attributes=attributes,
        )
        self._open[event.request_id, event.connection_id] = span

    def succeeded(self, event: Any) -> None:
        """End the span."""
        if span := self._open.pop((event.request_id, event.connection_id), None):
            span.end()

    def failed(self, event: Any) -> None:
        """End the span, with the server's name for the error."""
        if span := self._open.pop((event.request_id, event.connection_id), None):
            span.set_attribute("error.type", command_error_name(event.failure))
            span.set_status(Status(StatusCode.ERROR))
            span.end()


def exporter_of(environment: Mapping[str, str]) -> SpanExporter:
    """The exporter that the variables name; OTLP by HTTP where they name none.

    Raises MissingExporter for one that is not installed.
    """
    name = environment.get("OTEL_TRACES_EXPORTER", "").strip() or "otlp"
    found = entry_points(group="opentelemetry_traces_exporter", name=_EXPORTERS.get(name, name))
    for each in found:
        exporter: SpanExporter = each.load()()
        return exporter
    raise MissingExporter(f"OTEL_TRACES_EXPORTER names {name}, which is not installed here")
