"""The pages at /docs and /redoc, whose scripts and styles the service has itself.

The files are Swagger UI (Apache License 2.0) and Redoc (MIT), as the package
fastapi-offline brings them. A page may load nothing from elsewhere: its policy says so,
to Redoc too, which asks its makers for their logo.
"""

from importlib.resources import files

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

_FOLDER = str(files("fastapi_offline") / "static")

# Addresses are relative, so that a proxy may put the service below a path of its own.
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Threadkeep</title>
<link rel="icon" href="docs/files/favicon.png">
{head}</head>
<body>
{body}</body>
</html>
"""
_SWAGGER = _PAGE.format(
    head='<link rel="stylesheet" href="docs/files/swagger-ui.css">\n',
    body='<div id="swagger-ui"></div>\n'
    '<script src="docs/files/swagger-ui-bundle.js"></script>\n'
    '<script src="docs/start.js"></script>\n',
)
_REDOC = _PAGE.format(
    head="",
    body='<redoc spec-url="openapi.json"></redoc>\n'
    '<script src="docs/files/redoc.standalone.js"></script>\n',
)
_START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: "none",
});
"""
_POLICY = {
    # Both pages write styles of their own; Redoc searches in a worker that it makes.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'unsafe-inline' "
    "'self'; img-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


async def _swagger(_: Request) -> Response:
    return HTMLResponse(_SWAGGER, headers=_POLICY)


async def _redoc(_: Request) -> Response:
    return HTMLResponse(_REDOC, headers=_POLICY)


async def _start(_: Request) -> Response:
    return Response(_START, media_type="text/javascript")


def add_docs_pages(app: FastAPI) -> None:
    """Add the pages and their files to the application."""
    app.add_route("/docs", _swagger, include_in_schema=False)
    app.add_route("/docs/start.js", _start, include_in_schema=False)
    app.add_route("/redoc", _redoc, include_in_schema=False)
    app.mount("/docs/files", StaticFiles(directory=_FOLDER))
