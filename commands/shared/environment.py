"""Reads the settings for a command."""

import os
from typing import Any

from pydantic import ValidationError

from commands.shared.failures import CommandError
from services.settings import Settings

__all__ = ["read_settings"]

_UNPREFIXED = {"PORT", "MONGODB_URI"}
_OTHER_NAMES = {"THREADKEEP_WORKERS": "WEB_CONCURRENCY"}
_OPTIONS = {
    "mongodb_uri": "--uri",
    "host": "--host",
    "port": "--port",
    "threadkeep_workers": "--workers",
    "deleted_kept_days": "--keep-days",
}


def read_settings(**given: Any) -> Settings:
    """The settings of the environment; what was ``given`` (and is not None) goes before it.

    Raises CommandError, naming each variable or option that does not fit. Values are
    left out of the message: they may be secrets.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = [
            f"{_name(fault['loc'], given)}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        ]
        raise CommandError("; ".join(faults)) from None


def _name(location: tuple[int | str, ...], given: dict[str, Any]) -> str:
    """The option that was given, else the variable that was set."""
    field = str(location[0]).lower() if location else ""
    if given.get(field) is not None:
        return _OPTIONS[field]
    name = field.upper().removeprefix("THREADKEEP_")
    if name in _UNPREFIXED:
        return name
    name = f"THREADKEEP_{name}"
    other = _OTHER_NAMES.get(name)
    return other if other and other in os.environ and not os.environ.get(name) else name
