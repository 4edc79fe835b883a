"""What a request brings to be found by: its own id, and the trace that it is a part of."""

import re
from collections.abc import Mapping, Sequence

_REQUEST_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_TRACE_PARENT = re.compile(
    rb"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)


class MissingExporter(Exception):
    """OTEL_TRACES_EXPORTER names one that is not installed."""


Lines = Sequence[tuple[bytes, bytes]]


def brought(lines: Lines) -> tuple[str | None, str | None]:
    """The ``X-Request-ID`` and the ``traceparent`` among the lines of a head.

    None for one that is missing, given twice, or not as it should be: letters, digits, ``.``,
    ``_`` and ``-``, 128 of them at most; and https://www.w3.org/TR/trace-context/#traceparent-header.
    """
    request_id = parent = None
    for name, value in lines:
        if name == b"x-request-id":
            request_id = b"" if request_id is not None else value
        elif name == b"traceparent":
            parent = b"" if parent is not None else value
    return (
        request_id.decode() if request_id and _REQUEST_ID.fullmatch(request_id) else None,
        parent.decode() if parent and _TRACE_PARENT.fullmatch(parent) else None,
    )


def trace_id_in(traceparent: str) -> str:
    """The id of the trace that a ``traceparent`` names."""
    return traceparent.split("-")[1]


def wants_traces(environment: Mapping[str, str]) -> bool:
    """Whether OTEL_… variables ask for traces: an exporter, or where to send them.

    https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
    """
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    if exporter := environment.get("OTEL_TRACES_EXPORTER", "").strip():
        return exporter != "none"
    return any(
        environment.get(name, "").strip()
        for name in ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    )
