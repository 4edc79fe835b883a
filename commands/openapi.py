"""``threadkeep openapi``: the API's description, for those who generate clients from it."""

import json

import typer
from pydantic import SecretStr

__all__ = ["document", "register"]


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("openapi")(openapi)


def openapi() -> None:
    """Print the OpenAPI document that the service answers at /openapi.json."""
    typer.echo(document())


def document() -> str:
    """The OpenAPI document as JSON text. Needs no database and no secret."""
    from api.app import create_app  # slow to import
    from services.settings import Settings

    # Given so that none is made: nothing is signed here.
    app = create_app(Settings(token_secret=SecretStr("unused " * 8)))
    return json.dumps(app.openapi(), indent=2)
