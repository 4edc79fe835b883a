"""``threadkeep token``: a token for local use."""

import re
from datetime import timedelta
from typing import Annotated

import typer

from commands.shared.environment import read_settings
from commands.shared.failures import CommandError, secret_unusable

__all__ = ["parse_duration", "register"]

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile("([0-9]{1,9})([smhd])")
LONGEST = timedelta(days=3650)


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("token")(token)


def token(
    subject: Annotated[str, typer.Argument(help="Who the token is for: the user's id.")],
    admin: Annotated[
        bool, typer.Option("--admin", help="With the scope for what crosses users.")
    ] = False,
    act: Annotated[
        bool, typer.Option("--act", help="With the scope to act for the users that requests name.")
    ] = False,
    act_read: Annotated[
        bool, typer.Option("--act-read", help="With the scope to read for them, and no more.")
    ] = False,
    expires: Annotated[str, typer.Option(help="How long it is good: 90s, 30m, 24h or 7d.")] = "24h",
) -> None:
    """Print a bearer token for local use.

    It is signed with THREADKEEP_TOKEN_SECRET, else with the secret that the
    service keeps in its data folder (THREADKEEP_DATA_FOLDER).

    curl -H "Authorization: Bearer $(threadkeep token alice)" localhost:${PORT:-8000}/sessions
    """
    from documents.shapes.base import utc_now
    from services.tokens import ACT_READ_SCOPE, ACT_SCOPE, make_token  # slow to import

    duration = parse_duration(expires)
    settings = read_settings()
    scopes = {ACT_SCOPE: act, ACT_READ_SCOPE: act_read}
    try:
        made = make_token(
            subject,
            settings=settings,
            clock=utc_now,
            expires=duration,
            admin=admin,
            scopes=[name for name, asked in scopes.items() if asked],
        )
    except ValueError as error:
        raise CommandError(f"No token was made: {error}.") from None
    except OSError as error:
        raise secret_unusable(settings, error) from None
    typer.echo(made)


def parse_duration(text: str) -> timedelta:
    """The duration that ``90s``, ``30m``, ``24h`` or ``7d`` stands for. Raises CommandError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise CommandError(f"{text!r} is no duration: write a number and s, m, h or d, like 24h.")
    duration = timedelta(**{_UNITS[match[2]]: int(match[1])})
    if not timedelta() < duration <= LONGEST:
        raise CommandError(f"A token is good for 1 second to {LONGEST.days} days, not {text}.")
    return duration
