"""How the service writes its log: to stderr, for people on a terminal, else as JSON lines."""

import json
import logging
import os
import sys
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from typing import TextIO, cast

import orjson
import structlog

from commands.serve.detached_writer import DetachedWriter

__all__ = ["configure_logs"]

# Local variables hold tokens and what users wrote.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)

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
        [structlog.dev.ConsoleRenderer()] if sys.stderr.isatty() else [_TRACEBACKS, _as_json]
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
        processors=[*added, *renderer],
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


def _add_process(
    _: object, __: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    entry["pid"] = os.getpid()
    return entry
