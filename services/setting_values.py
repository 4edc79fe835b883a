"""What a setting's value must be, beyond its type: each check gives the value back, or
raises ValueError in words for whoever set it. The value stays out of them: it may be secret."""

import ipaddress
import logging
import re
from urllib.parse import urlsplit

from pydantic import SecretStr

MIN_SECRET_CHARACTERS = 32
"""The key of HS256 has 256 bits at least (RFC 7518, section 3.2)."""

# https://www.mongodb.com/docs/manual/reference/limits (naming restrictions)
_DATABASE_NAME = re.compile(r"[^/\\. \"$*<>:|?\x00]{1,63}")


def connection_string(value: SecretStr) -> SecretStr:
    """A connection string that the driver can read."""
    from documents.database import check_connection_string  # slow to import

    check_connection_string(value.get_secret_value())
    return value


def database_name(value: str) -> str:
    """A name that MongoDB takes for a database, on every platform."""
    if _DATABASE_NAME.fullmatch(value) is None:
        raise ValueError('must be 1 to 63 characters without blanks and / \\ . " $ * < > : | ?')
    return value


def secret(value: SecretStr) -> SecretStr:
    """A secret that is long enough to sign with."""
    length = len(value.get_secret_value())
    if length < MIN_SECRET_CHARACTERS:
        raise ValueError(f"must have at least {MIN_SECRET_CHARACTERS} characters, not {length}")
    return value


def secrets_by_name(value: str) -> dict[str, str]:
    """Secrets by their names (``kid``), in order; blanks or commas stand between them.

    Each is ``NAME:SECRET``, or ``SECRET`` alone for tokens that name none: its name is empty.
    Raises ValueError for one that is too short, and for a name that stands twice.
    """
    found: dict[str, str] = {}
    for number, each in enumerate(value.replace(",", " ").split(), 1):
        name, parted, told = each.partition(":")
        if not parted:
            name, told = "", name
        if len(told) < MIN_SECRET_CHARACTERS:
            raise ValueError(
                f"secret {number} must have at least {MIN_SECRET_CHARACTERS} characters, "
                f"not {len(told)}"
            )
        if name in found:
            raise ValueError(f"secret {number} has the name of another")
        found[name] = told
    if not found:
        raise ValueError("must have a secret at least")
    return found


def named_secrets(value: SecretStr) -> SecretStr:
    """Secrets that are long enough to sign with, each by a name of its own."""
    secrets_by_name(value.get_secret_value())
    return value


def web_address(value: str) -> str:
    """An http or https address with a host."""
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or re.search(r"\s", value):
        raise ValueError("must be an http or https address with a host")
    return value


def networks(value: object) -> object:
    """Networks from a text with commas between them."""
    if not isinstance(value, str):
        return value
    names = [each.strip() for each in value.split(",")]
    try:
        return tuple(ipaddress.ip_network(each) for each in names)
    except ValueError:
        raise ValueError(
            "must be networks as 10.0.0.0/8 or fd00::/8, with commas between several"
        ) from None


def log_level(value: str) -> str:
    """The name of a level that logging knows, in capitals."""
    known = logging.getLevelNamesMapping()
    if value.upper() not in known:
        raise ValueError("must be DEBUG, INFO, WARNING, ERROR or CRITICAL")
    return value.upper()
