"""How the service writes its log: to stderr, for people on a terminal, else as JSON lines."""

import logging
import sys

import structlog

from commands.failures import CommandError

__all__ = ["configure_logs"]


def configure_logs(level: str) -> None:
    """Set structlog up. Raises CommandError for a level that logging does not know."""
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise CommandError(f"THREADKEEP_LOG_LEVEL: there is no level {level!r}; try INFO.")
    renderer: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if sys.stderr.isatty()
        else [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
