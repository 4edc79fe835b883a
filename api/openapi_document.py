"""The OpenAPI document: FastAPI's, with the problems that it knows nothing of."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.fields import JSON_VALUE_SCHEMA
from api.problems import (
    TOO_LARGE,
    UNSUPPORTED_ENCODING,
    UNSUPPORTED_MEDIA_TYPE,
    Problem,
    answers,
)

_OF_ANY_BODY = (TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNSUPPORTED_ENCODING)


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The document of the application, made at the first call."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = problem.pop("$defs")
        schema["components"]["schemas"] |= {
            **parts,
            "Problem": problem,
            "JsonValue": JSON_VALUE_SCHEMA,
        }
        for unused in ("HTTPValidationError", "ValidationError", "PydanticObjectId"):
            schema["components"]["schemas"].pop(unused, None)
        for operations in schema["paths"].values():
            for operation in operations.values():
                if "requestBody" in operation:  # any body may be over a limit, or encoded
                    for status, answer in answers(*_OF_ANY_BODY).items():
                        operation["responses"].setdefault(str(status), answer)
        app.openapi_schema = schema
    return app.openapi_schema
