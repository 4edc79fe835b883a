"""Failures a person can act on: one sentence on stderr and exit status 1, no traceback."""

import errno
import re

from commands.embedded.errors import EmbeddedError
from services.settings import Settings

__all__ = ["DISK_ERRORS", "CommandError", "hosts_of", "secret_unusable", "sentence"]

# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_UNAUTHORIZED, _AUTHENTICATION_FAILED = 13, 18
_NOT_AUTHORIZED = re.compile(r"not authorized on (\S+) to execute command \{ (\w+):")
# What dbAdmin lets a user do and readWrite does not:
# https://www.mongodb.com/docs/manual/reference/built-in-roles/
_OF_DB_ADMIN = frozenset({"collMod", "validate", "setProfilingLevel", "compact"})


DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})
"""What a file cannot be written for, of a disk that is full or has a fault."""


class CommandError(Exception):
    """A command cannot go on; the message is for the person who gave it."""


def sentence(error: BaseException) -> str | None:
    """What to tell the person; None for a fault of ours, which deserves its traceback."""
    if isinstance(error, (CommandError, EmbeddedError)):
        return str(error)
    from documents.database import (  # slow to import
        ConfigurationError,
        DatabaseError,
        OperationFailure,
        UnsuitableServer,
        is_unavailable,
    )

    if isinstance(error, UnsuitableServer):
        return str(error)
    if isinstance(error, OSError) and error.errno in DISK_ERRORS:
        place = f" {error.filename}" if error.filename else ""
        return f"Cannot write{place}: {error.strerror}."
    if not isinstance(error, DatabaseError):
        return None
    if isinstance(error, ConfigurationError):
        return f"The connection string is not usable: {error}"
    if isinstance(error, OperationFailure) and error.code == _AUTHENTICATION_FAILED:
        said = str(error).split(", full")[0]
        return f"MongoDB refused the credentials of the connection string: {said}"
    if isinstance(error, OperationFailure) and error.code == _UNAUTHORIZED:
        return _not_allowed(str(error).split(", full error:")[0])
    if is_unavailable(error):
        # The driver adds a dump of what it knows of each server.
        reason = str(error).split(", Timeout:")[0]
        return f"MongoDB cannot be reached: {reason}"
    return None


def _not_allowed(said: str) -> str:
    """Which role would let the user do it; the server names the command and the database."""
    if "requires authentication" in said:
        return (
            "MongoDB wants to know who asks, and the connection string gives no user and password."
        )
    found = _NOT_AUTHORIZED.search(said)
    if found is None:
        return f"The user that Threadkeep connects as lacks a privilege: {said}"
    database, command = found.groups()
    role = "readWrite"
    if database == "admin":
        role = "clusterMonitor"
    elif command in _OF_DB_ADMIN:
        role = "dbAdmin"
    return (
        f"The user that Threadkeep connects as may not run {command} on the database "
        f"{database!r}: grant it the role {role} there."
    )


def secret_unusable(settings: Settings, error: OSError) -> CommandError:
    """The refusal where the data folder's secret can be neither read nor made."""
    return CommandError(
        f"The secret in the data folder {settings.data_folder} cannot be used: {error.strerror}; "
        "set THREADKEEP_TOKEN_SECRET, or another THREADKEEP_DATA_FOLDER."
    )


def hosts_of(settings: Settings) -> str:
    """The hosts that MONGODB_URI names, without its credentials."""
    if settings.mongodb_uri is None:
        return "the embedded MongoDB"
    _, _, rest = settings.mongodb_uri.get_secret_value().partition("://")
    return rest.rpartition("@")[2].partition("/")[0].partition("?")[0]
