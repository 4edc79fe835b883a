"""Reads the settings for a command."""

from typing import Any

from pydantic import ValidationError

from commands.shared.failures import CommandError
from services.settings import Settings

__all__ = ["read_settings"]

_UNPREFIXED = {"PORT", "MONGODB_URI"}


def read_settings(**given: Any) -> Settings:
    """The settings of the environment; what was ``given`` (and is not None) goes before it.

    Raises CommandError, naming each variable that does not fit. Values are
    left out of the message: they may be secrets.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = [f"{_variable(fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise CommandError("; ".join(faults)) from None


def _variable(location: tuple[int | str, ...]) -> str:
    name = str(location[0]).upper() if location else "settings"
    return name if name in _UNPREFIXED or name == "settings" else f"THREADKEEP_{name}"
