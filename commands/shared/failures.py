"""Failures a person can act on: one sentence on stderr and exit status 1, no traceback."""

from commands.embedded import EmbeddedError
from documents.database import (
    ConfigurationError,
    DatabaseError,
    OperationFailure,
    UnsuitableServer,
    is_unavailable,
)
from services.settings import Settings

__all__ = ["CommandError", "hosts_of", "secret_unusable", "sentence"]

# Unauthorized, AuthenticationFailed:
# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_REFUSED_CODES = frozenset({13, 18})


class CommandError(Exception):
    """A command cannot go on; the message is for the person who gave it."""


def sentence(error: BaseException) -> str | None:
    """What to tell the person; None for a fault of ours, which deserves its traceback."""
    if isinstance(error, (CommandError, EmbeddedError, UnsuitableServer)):
        return str(error)
    if not isinstance(error, DatabaseError):
        return None
    if isinstance(error, ConfigurationError):
        return f"The connection string is not usable: {error}"
    if isinstance(error, OperationFailure) and error.code in _REFUSED_CODES:
        return f"MongoDB refused the credentials of MONGODB_URI: {str(error).split(', full')[0]}"
    if is_unavailable(error):
        # The driver adds a dump of what it knows of each server.
        reason = str(error).split(", Timeout:")[0]
        return f"MongoDB cannot be reached: {reason}"
    return None


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
