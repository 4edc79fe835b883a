"""What traces and the log tell of requests, and what they keep to themselves."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.trace_context import MissingExporter, wants_traces
from api.tracing import Tracing, exporter_of
from commands.embedded import EmbeddedServer
from tests.support import Api, a_session, message, running_api, settings_for

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE = PARENT.split("-")[1]
SECRET_TEXT = "what nobody else may read"


class Traced:
    """A service whose spans are kept."""

    def __init__(self, api: Api, tracing: Tracing, exporter: InMemorySpanExporter) -> None:
        self.api = api
        self._tracing = tracing
        self._exporter = exporter

    def spans(self) -> list[ReadableSpan]:
        self._tracing.flush()
        return list(self._exporter.get_finished_spans())


@pytest.fixture
async def traced(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Traced]:
    exporter = InMemorySpanExporter()
    tracing = Tracing(exporter, {})
    async with running_api(
        settings_for(mongod.uri, shared_name), listeners=[tracing.listener], tracing=tracing
    ) as api:
        yield Traced(api, tracing, exporter)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the log has of requests."""
    kept: list[dict[str, Any]] = []

    def keep(_logger: Any, level: str, line: Any) -> Any:
        kept.append({**line, "level": level})
        raise structlog.DropEvent

    log = structlog.wrap_logger(
        None,
        processors=[structlog.contextvars.merge_contextvars, keep],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    for module in ("api.telemetry", "api.handlers"):
        monkeypatch.setattr(f"{module}.log", log)
    return kept


async def test_a_request_has_one_span_and_its_commands_stand_below_it(traced: Traced) -> None:
    user = await traced.api.user()
    session = await a_session(user)
    await user.get(f"/sessions/{session['id']}", headers={"traceparent": PARENT})
    spans = [span for span in traced.spans() if f"{span.context.trace_id:032x}" == TRACE]
    (request,) = [span for span in spans if span.kind.name == "SERVER"]
    assert request.name == "GET /sessions/{session_id}"
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" == PARENT.split("-")[2]
    assert dict(request.attributes or {})["http.response.status_code"] == 200
    commands = [span for span in spans if span is not request]
    assert "find user_sessions" in {span.name for span in commands}
    for span in commands:
        assert span.parent is not None
        assert span.parent.span_id == request.context.span_id


async def test_probes_and_work_beside_requests_have_no_spans(traced: Traced) -> None:
    await (await traced.api.anonymous()).get("/healthz")
    await traced.api.services.standing.read()
    assert traced.spans() == []


async def test_neither_traces_nor_metrics_nor_the_log_have_content_or_tokens(
    traced: Traced, lines: list[dict[str, Any]]
) -> None:
    user = await traced.api.user()
    session = await a_session(user)
    chat = f"/chats/{session['chat_id']}"
    for _ in range(2):
        await user.post(f"{chat}/messages", json=message(SECRET_TEXT, id="m"))
        # The second is refused by a unique index, whose error quotes.
        await user.post(f"{chat}/streams", json={"id": SECRET_TEXT.replace(" ", "-")})
    await user.post(f"{chat}/messages", json=message(SECRET_TEXT + "!", id="m"))
    await user.post(f"{chat}/messages", json={"role": SECRET_TEXT, "content": SECRET_TEXT})
    await user.get("/search", params={"q": SECRET_TEXT})
    link = (await user.post(f"{chat}/shares", json={})).json()
    await (await traced.api.anonymous()).get(f"/shared/{link['token']}")
    metrics = (await user.get("/metrics")).text
    spans = "".join(span.to_json() for span in traced.spans())
    logged = json.dumps(lines, default=repr)
    authorization = user.headers["Authorization"].split()[1]
    for told in (spans, logged, metrics):
        assert told
        for kept in (
            SECRET_TEXT,
            SECRET_TEXT.replace(" ", "-"),
            "nobody+else",
            "nobody%20else",
            link["token"],
            authorization,
        ):
            assert kept not in told


async def test_the_log_has_the_user_the_trace_and_the_problem(
    api: Api, lines: list[dict[str, Any]]
) -> None:
    user = await api.user("traced-1")
    headers = {"traceparent": PARENT, "X-Request-ID": "from-the-proxy.1"}
    answer = await user.get("/sessions/000000000000000000000000", headers=headers)
    assert answer.headers["X-Request-ID"] == "from-the-proxy.1"
    (line,) = lines
    assert {
        name: line[name] for name in ("user", "trace_id", "problem", "request_id", "level")
    } == {
        "user": "traced-1",
        "trace_id": TRACE,
        "problem": "not-found",
        "request_id": "from-the-proxy.1",
        "level": "info",
    }


@pytest.mark.parametrize("given", ["", "a b", "x" * 129, "-dash", "n\u00f6n", 'quote"'])
async def test_an_odd_request_id_is_not_taken_over(api: Api, given: str) -> None:
    client = await api.anonymous()
    answer = await client.get("/healthz", headers=[(b"X-Request-ID", given.encode("latin-1"))])
    assert answer.headers["X-Request-ID"] not in ("", given)


@pytest.mark.parametrize(
    "given", ["", "00-00-00-00", PARENT.replace("00-", "ff-", 1), PARENT + "0"]
)
async def test_an_odd_trace_is_passed_over(
    api: Api, lines: list[dict[str, Any]], given: str
) -> None:
    await (await api.anonymous()).get("/sessions", headers={"traceparent": given})
    assert "trace_id" not in lines[-1]


async def test_what_fails_is_logged_as_a_warning(api: Api, lines: list[dict[str, Any]]) -> None:
    user = await api.user()
    runtime = api._state["runtime"]
    services, runtime.services = runtime.services, None
    try:
        assert (await user.get("/sessions")).status_code == 503
    finally:
        runtime.services = services
    assert (lines[-1]["level"], lines[-1]["problem"]) == ("warning", "unavailable")


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "threadkeep"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "console"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, False),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_traces_are_off_unless_the_usual_variables_ask_for_them(
    environment: dict[str, str], wanted: bool
) -> None:
    assert wants_traces(environment) is wanted


def test_an_exporter_that_is_not_installed_is_named() -> None:
    assert type(exporter_of({"OTEL_TRACES_EXPORTER": "console"})).__name__ == "ConsoleSpanExporter"
    assert type(exporter_of({})).__name__ == "OTLPSpanExporter"
    with pytest.raises(MissingExporter, match="zipkin"):
        exporter_of({"OTEL_TRACES_EXPORTER": "zipkin"})
