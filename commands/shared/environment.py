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


_SECRETS = {
    "mongodb_uri": "MONGODB_URI",
    "token_secret": "THREADKEEP_TOKEN_SECRET",
    "token_secrets": "THREADKEEP_TOKEN_SECRETS",
}
"""What may lie in a file, which the variable with ``_FILE`` at its end names."""

_MAX_FILE_BYTES = 64 * 1024


def read_settings(**given: Any) -> Settings:
    """The settings of the environment; what was ``given`` (and is not None) goes before it.

    A secret may lie in a file that its variable with ``_FILE`` at its end names.

    Raises CommandError, naming each variable or option that does not fit. Values are
    left out of the message: they may be secrets.
    """
    given = {name: value for name, value in given.items() if value is not None}
    files = _from_files(given)
    try:
        return Settings(**given, **files)
    except ValidationError as error:
        faults = [
            f"{_name(fault['loc'], given, files)}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        ]
        raise CommandError("; ".join(faults)) from None


def _from_files(given: dict[str, Any]) -> dict[str, Any]:
    """The secrets that lie in files, without the line break at their end."""
    found: dict[str, Any] = {}
    for field, variable in _SECRETS.items():
        place = os.environ.get(f"{variable}_FILE")
        if not place or field in given:
            continue
        if os.environ.get(variable):
            raise CommandError(f"{variable}_FILE: {variable} is set, too; leave one of them out")
        try:
            with open(place, "rb") as file:
                text = file.read(_MAX_FILE_BYTES + 1)
        except OSError as error:
            told = f"the file cannot be read: {error.strerror}"
            raise CommandError(f"{variable}_FILE: {told}") from None
        if len(text) > _MAX_FILE_BYTES or b"\0" in text:
            raise CommandError(f"{variable}_FILE: the file holds no secret")
        found[field] = text.decode(errors="replace").rstrip("\r\n")
        if not found[field]:
            raise CommandError(f"{variable}_FILE: the file is empty")
    return found


def _name(location: tuple[int | str, ...], given: dict[str, Any], files: dict[str, Any]) -> str:
    """The option that was given, else the variable that was set."""
    field = str(location[0]).lower() if location else ""
    if field in files:
        return f"{_SECRETS[field]}_FILE"
    if given.get(field) is not None:
        return _OPTIONS[field]
    name = field.upper().removeprefix("THREADKEEP_")
    if name in _UNPREFIXED:
        return name
    name = f"THREADKEEP_{name}"
    other = _OTHER_NAMES.get(name)
    return other if other and other in os.environ and not os.environ.get(name) else name
