"""``threadkeep serve``: the service in the foreground."""

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.serve.garbage import collect_later
from commands.serve.listening import is_loopback, listen
from commands.shared.environment import read_settings
from commands.shared.failures import CommandError, secret_unusable
from services.settings import Settings

__all__ = ["register"]

# Read before the slow imports: a parent that dies during them is missed otherwise.
_PARENT = os.getppid()

application = "api.app:create_app"
"""The factory of what is served."""


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("serve")(serve)


def serve(
    host: Annotated[
        str | None, typer.Option(help="Where to listen.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="0 picks a free one.", show_default="PORT, else 8000")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            help="How many processes serve.",
            show_default="THREADKEEP_WORKERS, else WEB_CONCURRENCY, else 1",
        ),
    ] = None,
    stop_with_parent: Annotated[
        bool, typer.Option("--stop-with-parent", help="Stop when the process that started it ends.")
    ] = False,
) -> None:
    """Run the service until Ctrl-C.

    Without MONGODB_URI it runs a MongoDB of its own, with its data in
    .threadkeep (THREADKEEP_DATA_FOLDER).
    """
    collect_later()
    settings = read_settings(host=host, port=port, threadkeep_workers=workers)
    refuse_strangers(settings)
    if settings.workers > 1 and sys.platform == "win32":
        raise CommandError("Windows has no way to serve at one port by several workers.")
    sockets = listen(settings.host, settings.port)

    # Slow to import: after the cheap refusals.
    from commands.serve.hosting import run
    from services.tokens import lasting_secret

    try:
        lasting_secret(settings)
    except OSError as error:
        raise secret_unusable(settings, error) from None
    run(
        settings,
        sockets,
        application,
        token_hint=token_hint(settings),
        parent=_PARENT if stop_with_parent else None,
    )


def refuse_strangers(settings: Settings) -> None:
    """Raise CommandError when other machines would reach a service set up for this one alone."""
    tokens_are_ours_alone = (
        settings.token_secret is None
        and settings.token_secrets is None
        and not settings.token_jwks_url
    )
    if tokens_are_ours_alone and not is_loopback(settings.host):
        raise CommandError(
            f"Will not listen on {settings.host} without a token secret: set "
            "THREADKEEP_TOKEN_SECRET or THREADKEEP_TOKEN_JWKS_URL, or leave the host out "
            "to serve this machine alone."
        )


def token_hint(settings: Settings) -> str:
    """How to get a token for a first request."""
    if settings.token_jwks_url:
        return f"from the identity provider of {settings.token_jwks_url}"
    script = Path(sys.argv[0])
    on_path = shutil.which(script.name)
    if script.name != "threadkeep":
        command = "python -m commands"
    elif on_path and Path(on_path).samefile(script):
        command = "threadkeep"
    else:
        here = Path.cwd()
        shown = script.absolute()
        command = str(shown.relative_to(here) if shown.is_relative_to(here) else shown)
    return f"{command} token alice"
