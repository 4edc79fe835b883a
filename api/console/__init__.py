"""The console at /console: the files that ``make console`` builds of web/console.

They are in ``site/``, so that the service needs no Node.js. Nothing on the page is made here:
it is a client of the API as any other, in the browser, with the token that its user gives it.
"""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

FOLDER = Path(__file__).parent / "site"
"""The built files."""

HEADERS = {
    # No script, style or address but the service's own; what the page shows of attachments it
    # has made blobs of. No text becomes markup or a script: Trusted Types refuse every sink.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""The headers of every answer below /console."""

_UNCHANGING = "public, max-age=31536000, immutable"


class _Site(StaticFiles):
    """The built files, those whose names tell their content to be kept by browsers."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        is_hashed = path.startswith("assets/") and response.status_code in (200, 206, 304)
        response.headers["Cache-Control"] = _UNCHANGING if is_hashed else "no-cache"
        response.headers.update(HEADERS)
        return response


async def _to_folder(_: Request) -> Response:
    # Relative: a proxy may have put the service below a path of its own.
    return Response(status_code=307, headers={"Location": "console/", **HEADERS})


def add_console(app: FastAPI) -> None:
    """Add the console's page and files to the application."""
    app.add_route("/console", _to_folder, include_in_schema=False)
    app.mount("/console", _Site(directory=FOLDER, html=True))
