"""How the service writes its log: to stderr, for people on a terminal, else as JSON lines."""

import json
import logging
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from typing import Any, TextIO, cast

import orjson
import structlog

from commands.serve.detached_writer import DetachedWriter

__all__ = ["configure_logs"]

REPEATED_SECONDS = 10.0
"""A warning, or what was refused, that is the same as one before is told once in such a time."""

_KEPT_WARNINGS = 1000

# Of one request or process, where all else is the same.
_PASSING = frozenset({"actor", "pid", "request_id", "trace_id", "user"})

_QUOTING = frozenset(
    {
        "BulkWriteError",
        "DocumentTooLarge",
        "DuplicateKeyError",
        "InvalidDocument",
        "InvalidStringData",
        "OperationFailure",
        "RequestValidationError",
        "ResponseValidationError",
        "ValidationError",
        "WriteError",
    }
)
"""Errors of the driver, pydantic and FastAPI whose texts may quote what users wrote."""

# Local variables hold tokens and what users wrote.
_AS_DICTIONARIES = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def _without_quotations(exc_info: structlog.typing.ExcInfo) -> list[dict[str, Any]]:
    told = _AS_DICTIONARIES(exc_info)
    for each in told:
        if each["exc_type"] in _QUOTING:
            each["exc_value"] = "(not told: it may quote what users wrote)"
            each["exc_notes"] = []
    return told


_TRACEBACKS = structlog.processors.ExceptionRenderer(_without_quotations)


class Repeats:
    """Drops a line that says what another has said just before, and counts it in the next one.

    ``clock`` counts seconds. Lines about requests are told each, and errors with a traceback.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def __call__(
        self, _: object, level: str, entry: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        """The line (a processor of structlog's); raises DropEvent."""
        event = entry["event"]
        if event == "request" or "exc_info" in entry or (level == "info" and event != "refused"):
            return entry
        key = repr(sorted((k, repr(v)) for k, v in entry.items() if k not in _PASSING))
        now = self._clock()
        since, repeated = self._told.get(key, (float("-inf"), 0))
        if now - since < REPEATED_SECONDS:
            self._told[key] = since, repeated + 1
            raise structlog.DropEvent
        if repeated:
            entry["repeated"] = repeated
        self._told[key] = now, 0
        self._told.move_to_end(key)
        if len(self._told) > _KEPT_WARNINGS:
            self._told.popitem(last=False)
        return entry


_ENCODER = json.JSONEncoder(default=repr, separators=(",", ":"))


def _as_json(_: object, __: str, entry: structlog.typing.EventDict) -> str:
    # A tenth of the time of json, which has to write what terminals may obey.
    with suppress(TypeError):
        text = orjson.dumps(entry, default=repr)
        if text.isascii():
            return text.decode()
    # structlog's own renderer makes an encoder for each line.
    return _ENCODER.encode(entry)


def _add_time(_: object, __: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    entry["timestamp"] = datetime.now(UTC).isoformat().removesuffix("+00:00") + "Z"
    return entry


def configure_logs(
    level: str, turn: AbstractContextManager[object] | None = None
) -> DetachedWriter:
    """Set structlog up, and have what libraries log look the same from WARNING on.

    ``level`` is one that logging knows. What is logged goes by the writer that is given
    back, which waits for nobody; ``close`` it at the end. With ``turn``, which is held for
    each text that is written, other processes log to the same place: a line has its process's id.
    """
    number = logging.getLevelNamesMapping()[level]
    renderer: list[structlog.typing.Processor] = (
        [_on_terminal()] if sys.stderr.isatty() else [_TRACEBACKS, _as_json]
    )
    added: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        _add_time,
    ]

    if turn is not None:
        added.append(_add_process)

    def told_lost(lines: int) -> str:
        entry: structlog.typing.EventDict = {"event": "log lines lost", "lines": lines}
        for processor in (*added[1:], *renderer):
            entry = processor(None, "warning", entry)  # type: ignore[assignment] # the last gives text
        return f"{entry}\n"

    writer = DetachedWriter(sys.stderr, told_lost, turn)
    stream = cast(TextIO, writer)
    structlog.configure(
        processors=[added[0], Repeats(), *added[1:], *renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=added,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    return writer


def _on_terminal() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(
        exception_formatter=structlog.dev.RichTracebackFormatter(show_locals=False)
    )


def _add_process(
    _: object, __: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    entry["pid"] = os.getpid()
    return entry
